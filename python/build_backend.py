"""Builds the wheel: a PEP 517 backend of the standard library alone, so that `pip install ./python` works on Debian
without network (setuptools would have to be downloaded into pip's build environment).

It configures and builds the CMake target `cobden_python` in a folder of its own (build/wheel of the checkout, kept for
the next time), and packs the extension with the package's files and the ready data and scenarios.

Environment: COBDEN_WHEEL_BUILD another build folder, from the root of the checkout (build/release, if that is there,
is used as it is); JOBS parallel jobs;
COBDEN_WHEEL_PYTHON the interpreter to build for (default: the one that runs pip).
"""
import base64
import hashlib
import os
import re
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SHARED = ("data", "scenarios")  # what the installed package brings along, under cobden/share


def _version():
    text = (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
    return re.search(r"project\(cobden VERSION ([0-9.]+)", text).group(1)


def _dependencies():
    text = (HERE / "pyproject.toml").read_text(encoding="utf-8")
    return re.findall(r'"([^"]+)"', re.search(r"^dependencies = \[(.*)\]", text, re.M).group(1))


def _tag():
    version = f"cp{sys.version_info.major}{sys.version_info.minor}"
    return f"{version}-{version}-{sysconfig.get_platform().replace('-', '_').replace('.', '_')}"


def _metadata():
    lines = ["Metadata-Version: 2.1", "Name: cobden", f"Version: {_version()}",
             "Summary: The open engine for trade wars and trade talks", "License: Apache-2.0",
             "Requires-Python: >=3.9"]
    lines += [f"Requires-Dist: {name}" for name in _dependencies()]
    lines += ["Description-Content-Type: text/markdown", "", (HERE / "README.md").read_text(encoding="utf-8")]
    return "\n".join(lines)


def _wheel_file():
    return f"Wheel-Version: 1.0\nGenerator: cobden build_backend\nRoot-Is-Purelib: false\nTag: {_tag()}\n"


def _build():
    """The folder that holds the built extension."""
    folder = ROOT / os.environ.get("COBDEN_WHEEL_BUILD", "build/wheel")  # an absolute path stays one
    interpreter = os.environ.get("COBDEN_WHEEL_PYTHON", sys.executable)
    os.environ.setdefault("CCACHE_BASEDIR", str(ROOT))  # so that what scripts/build.sh has compiled is found again
    if not (folder / "CMakeCache.txt").exists():
        subprocess.run(["cmake", "-S", str(ROOT), "-B", str(folder), "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release",
                        "-DCMAKE_CXX_FLAGS_RELEASE=-O3 -DNDEBUG", "-DCOBDEN_PYTHON=ON", "-DCOBDEN_BUILD_TESTS=OFF",
                        "-DCOBDEN_BUILD_BENCH=OFF", f"-DPython_EXECUTABLE={interpreter}"], check=True)
    jobs = os.environ.get("JOBS", str(os.cpu_count() or 1))
    built = subprocess.run(["cmake", "--build", str(folder), "--target", "cobden_python", "--parallel", jobs])
    if built.returncode != 0:
        raise SystemExit("cobden: the extension was not built; are the packages of apt-packages.txt installed "
                         "(pybind11-dev and python3-dev among them)?")
    return folder / "python" / "cobden"


def _extension(package):
    """The one built for this interpreter."""
    suffix = sysconfig.get_config_var("EXT_SUFFIX")
    return package / f"_cobden{suffix}"


def _share_files():
    for name in SHARED:
        for path in sorted((ROOT / name).rglob("*")):
            if path.is_file():
                yield path, f"cobden/share/{path.relative_to(ROOT).as_posix()}"


def _write_wheel(wheel_directory, files, texts):
    """`files`: (path, name in the wheel); `texts`: name -> content. Returns the wheel's file name."""
    info = f"cobden-{_version()}.dist-info"
    texts = {**texts, f"{info}/METADATA": _metadata(), f"{info}/WHEEL": _wheel_file(), f"{info}/top_level.txt": "cobden\n"}
    license_text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    contents = [(name, path.read_bytes()) for path, name in files]
    contents += [(name, text.encode("utf-8")) for name, text in {**texts, f"{info}/LICENSE": license_text}.items()]
    record = []
    name = f"cobden-{_version()}-{_tag()}.whl"
    with zipfile.ZipFile(Path(wheel_directory) / name, "w", zipfile.ZIP_DEFLATED) as wheel:
        for inside, data in contents:
            wheel.writestr(inside, data)
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            record.append(f"{inside},sha256={digest},{len(data)}")
        wheel.writestr(f"{info}/RECORD", "\n".join([*record, f"{info}/RECORD,,"]) + "\n")
    return name


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    extension = _extension(_build())
    sources = [p for pattern in ("*.py", "*.pyi", "py.typed") for p in sorted((HERE / "cobden").glob(pattern))]
    files = [(p, f"cobden/{p.name}") for p in [*sources, extension]]
    return _write_wheel(wheel_directory, [*files, *_share_files()], {})


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    """`pip install -e ./python`: a path to the build folder, whose files are links to those that are edited."""
    package = _extension(_build()).parent
    return _write_wheel(wheel_directory, [], {"cobden.pth": f"{package.parent}\n"})


def build_sdist(sdist_directory, config_settings=None):
    raise SystemExit("cobden: a source distribution is the repository itself; build a wheel from a checkout")
