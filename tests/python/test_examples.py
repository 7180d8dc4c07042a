"""The gallery runs as its first lines say, and says what it promises."""
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from package import ROOT, environment, load, setUpModule, shared  # noqa: E402,F401

load()
GALLERY = ROOT / "examples" / "python"


def run(name, *arguments):
    done = subprocess.run([sys.executable, "-W", "error::UserWarning", str(GALLERY / name), *arguments], env=environment(),
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(f"{name} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


class Page(unittest.TestCase):
    def test_every_block_of_the_page_runs(self):
        page = (ROOT / "docs" / "how-to" / "use-python.md").read_text(encoding="utf-8")
        blocks = re.findall(r"^```python\n(.*?)^```", page, re.M | re.S)
        self.assertGreaterEqual(len(blocks), 6)
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([sys.executable, "-c", "\n".join(blocks)], env=environment(), cwd=folder,
                                  capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("NotConverged", done.stderr)


class Gallery(unittest.TestCase):
    def test_every_script_opens_with_commands_and_numbered_steps(self):
        scripts = sorted(GALLERY.glob("*.py"))
        self.assertEqual(len(scripts), 3)
        for script in scripts:
            text = script.read_text(encoding="utf-8")
            head = text.split('"""')[1]
            self.assertIn(f"/usr/bin/python3 examples/python/{script.name}", head)
            steps = re.findall(r"^ (\d)\. ", head, re.M)
            self.assertEqual(steps, [str(k + 1) for k in range(len(steps))])
            self.assertEqual(re.findall(r"^# (\d)\. ", text, re.M), steps, "every step of the list is in the code")

    def test_us_china_2025(self):
        try:
            import matplotlib  # noqa: F401
        except ImportError:
            chart = []
        else:
            folder = tempfile.TemporaryDirectory()
            self.addCleanup(folder.cleanup)
            chart = ["--chart", str(Path(folder.name) / "chart.svg")]
        text = run("us_china_2025.py", *chart)
        self.assertIn("20% of its value", text)
        self.assertIn("converged", text)
        if chart:
            self.assertGreater(Path(chart[1]).stat().st_size, 1000)

    def test_best_responses_and_frontier(self):
        text = run("best_responses_and_frontier.py")
        by_hand, found = (float(re.search(rf"{label}:\s+USA ([-+.\d]+)%", text).group(1))
                          for label in ("25 steps uphill", "Best reply found"))
        self.assertLessEqual(by_hand, found + 1e-3)  # the figures have three digits
        self.assertGreater(by_hand, found - 0.01)
        self.assertIn("egalitarian", text)

    def test_gravity_on_the_ready_benchmark(self):
        self.assertIn("solver: converged", run("gravity_for_gegravity_users.py"))

    def test_gravity_on_gegravitys_own_sample(self):
        text = run("gravity_for_gegravity_users.py", str(shared("gravity_1sector") / "gegravity_sample_30.csv"))
        self.assertIn("60.182", text)  # the change of costs that the package's example prints, percent


if __name__ == "__main__":
    unittest.main()
