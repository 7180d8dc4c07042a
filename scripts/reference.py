#!/usr/bin/python3
"""Writes the pages of docs/reference/ that come from the program itself, so that they cannot drift from it.

A page is the Markdown that a command prints, or a title and the output of commands in code blocks. With --check nothing is
written: a page that differs from what the program says now is an error.

Usage: scripts/reference.py PROGRAM [--check]
"""
import difflib
import re
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
# page -> (title, commands). What a command prints as Markdown is the page; other text goes into code blocks.
PAGES = {
    "cli.md": ("Command line", [["--help-all"]]),
    "schedule-format.md": ("Schedule files", [["schedule", "--help-format", "markdown"]]),
    "precursor-options.md": ("The [precursor] table", [["precursor", "--help-format", "markdown"]]),
    "scenario-options.md": ("Scenario files", [["run", "--help-scenario=markdown"]]),
}


def help_text(program, arguments):
    """What the program prints, or None where it does not know the arguments."""
    done = subprocess.run([program, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        return None
    text = done.stdout.replace(str(program), "cobden")
    return re.sub(r"[ \t]+$", "", text, flags=re.M).strip("\n")


def page_text(program, title, commands):
    """The page, or None if one of its commands is not there."""
    parts = [f"# {title}\n", "Written by `make docs` from the program's own help. Do not edit.\n"]
    for arguments in commands:
        text = help_text(program, arguments)
        if text is None:
            return None
        if text.startswith("# "):
            return text + "\n"
        parts.append(f"`cobden {' '.join(arguments)}`\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


def main():
    arguments = [a for a in sys.argv[1:] if a != "--check"]
    check = "--check" in sys.argv[1:]
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    stale = 0
    for name, (title, commands) in PAGES.items():
        path = FOLDER / name
        if check and not path.exists():
            print(f"reference: docs/reference/{name} was never written (make docs)")
            continue
        text = page_text(arguments[0], title, commands)
        if text is None:
            print(f"reference: `cobden {' '.join(commands[0])}` failed, so {name} cannot be written", file=sys.stderr)
            stale += 1
        elif check:
            old = path.read_text(encoding="utf-8")
            if old != text:
                stale += 1
                difference = difflib.unified_diff(old.splitlines(), text.splitlines(), name, "the program", lineterm="", n=0)
                print("\n".join(list(difference)[:20]) + f"\nreference: docs/reference/{name} is out of date: run make docs", file=sys.stderr)
        else:
            FOLDER.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"reference: wrote docs/reference/{name}")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
