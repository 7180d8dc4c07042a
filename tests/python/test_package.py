"""The package as a package: its types hold, and `pip install` makes a wheel without network that brings its data."""
import importlib.util
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from package import FOLDER, ROOT, load, setUpModule  # noqa: E402,F401

cobden = load()


def has(module):
    return importlib.util.find_spec(module) is not None


class Types(unittest.TestCase):
    @unittest.skipUnless(has("mypy"), "mypy is not installed")
    def test_mypy_has_nothing_to_say(self):
        cache = str(Path(FOLDER).parent / "mypy")  # kept: the types of numpy take most of the time
        done = subprocess.run([sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", "--cache-dir", cache],
                              cwd=ROOT / "python", capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_the_stub_names_what_the_extension_has(self):
        import ast

        tree = ast.parse((ROOT / "python" / "cobden" / "_cobden.pyi").read_text(encoding="utf-8"))
        stub = {n.name: n for n in tree.body if isinstance(n, (ast.ClassDef, ast.FunctionDef))}
        real = {n for n in dir(cobden._cobden) if not n.startswith("_") and callable(getattr(cobden._cobden, n))}
        self.assertEqual(set(stub), real)
        for name, node in stub.items():
            if isinstance(node, ast.ClassDef):
                members = {n.name for n in node.body if isinstance(n, ast.FunctionDef) and n.name != "__init__"}
                there = {n for n in dir(getattr(cobden._cobden, name)) if not n.startswith("_")}
                self.assertEqual(members, there, name)


class Install(unittest.TestCase):
    @unittest.skipUnless(has("pip") and has("ensurepip"), "pip or venv is not installed")
    def test_pip_installs_without_network_and_the_data_come_along(self):
        with tempfile.TemporaryDirectory() as folder:
            venv, environment = Path(folder) / "venv", {**os.environ, "COBDEN_WHEEL_BUILD": str(Path(FOLDER).parent),
                                                        "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
            environment.pop("PYTHONPATH", None)
            made = subprocess.run([sys.executable, "-m", "venv", "--system-site-packages", str(venv)], capture_output=True)
            if made.returncode != 0:
                self.skipTest("python3-venv is not installed")
            done = subprocess.run([venv / "bin" / "pip", "install", "--no-index", str(ROOT / "python")], env=environment,
                                  capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            code = ("import cobden; print(cobden.data_folders()[0]); "
                    "print(cobden.run('us-china-145-125', benchmark='world-2022-12', elasticity_range=False).converged)")
            answer = subprocess.run([venv / "bin" / "python", "-c", code], cwd=folder, env=environment, text=True,
                                    capture_output=True, check=True).stdout.splitlines()
        self.assertTrue(answer[0].startswith(str(venv)) and answer[0].endswith("cobden/share/data"), answer)
        self.assertEqual(answer[1], "True")


if __name__ == "__main__":
    unittest.main()
