"""Finds the built package for the tests of this folder: beside the program that COBDEN names (build/PRESET/python), in the
folder COBDEN_PYTHON, or installed. Tests skip with one line where it was not built."""
import importlib
import os
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.path.abspath(os.environ.get("COBDEN", ROOT / "build" / "release" / "cobden"))
FOLDER = os.path.abspath(os.environ.get("COBDEN_PYTHON", Path(PROGRAM).parent / "python"))


def built():
    return bool(list(Path(FOLDER).glob("cobden/_cobden*.so")))


def load():
    """The package `cobden`; None if the extension was not built, and then `setUpModule` skips the module's tests."""
    if not built():
        return None
    if FOLDER not in sys.path:
        sys.path.insert(0, FOLDER)
    return importlib.import_module("cobden")


def setUpModule():  # noqa: N802 (unittest's name; the tests import it)
    if not built():
        raise unittest.SkipTest(f"the Python package was not built (no extension in {FOLDER})")


def environment():
    """For child processes that import the package."""
    return {**os.environ, "PYTHONPATH": FOLDER}


def shared(folder):
    """A folder of the data of papers, which the repository does not hold. Raises SkipTest where it is missing."""
    path = Path(os.environ.get("COBDEN_SHARED", ROOT.parent / "shared")) / "data" / folder
    if not path.is_dir():
        raise unittest.SkipTest(f"needs {path}")
    return path
