#!/usr/bin/python3
"""Holds the dependency rule of the rooms (cobden/ROOM) and the habits that keep compile times short.

Rules, each with the reason it is there:
  rooms    a room includes only the rooms named for it below: folders are concepts and dependencies run one way
  spelling quoted includes give the whole path from the root, so that a room can be read off every line
  heavy    headers that cost seconds to compile are included by one source file each, and by no header; bindings are
           about nothing else, so that pybind11 has a folder of its own instead (python/src)
  pragma   every header starts with #pragma once
  using    no `using namespace` in headers: it would leak into every includer
  printing library code prints nothing; the command line does

Usage: scripts/check_includes.py [--root DIR] | --self-test
"""
import argparse
import re
import sys
import tempfile
from pathlib import Path

# The room table. CMakeLists.txt repeats it as link lists.
_CORE = {"core"}
_ECONOMY = _CORE | {"numerics", "data"}
_STRATEGY = _ECONOMY | {"schedule", "economy"}
_TALKS = _STRATEGY | {"strategy", "precursor"}
_SCENARIO = _TALKS | {"talks"}
_REPORT = _SCENARIO | {"scenario"}
ROOMS = {
    "core": set(),
    "numerics": _CORE,
    "data": _CORE | {"numerics"},
    "schedule": _CORE | {"data"},
    "economy": _ECONOMY,
    "precursor": _CORE | {"numerics"},
    "strategy": _STRATEGY,
    "talks": _TALKS,
    "scenario": _SCENARIO,
    "ensemble": _REPORT,
    "report": _REPORT | {"ensemble"},
    "store": _REPORT | {"ensemble", "report"},
}
# Headers over three seconds, by the start of their path.
HEAVY = {"CLI11": "CLI/", "Boost.Beast": "boost/beast", "toml++": "toml++/", "date": "date/tz", "pybind11": "pybind11/"}
# Those that a whole folder is about: any of its files may include them, none elsewhere.
HEAVY_HOMES = {"pybind11": "python/src/"}
# Headers that CMake writes; only their own source file may name them.
GENERATED = {"cobden_version.h": "cobden/core/version.cc"}
FACES = ("apps", "python", "tests", "bench", "fuzz", "examples")
SOURCE_SUFFIXES = {".cc", ".h"}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
USING = re.compile(r"^\s*using\s+namespace\b")
PRINTING = re.compile(r"\bstd::(cout|cerr|clog)\b|(?<![\w.])(std::)?(printf|puts)\s*\(|\bfmt::print(ln)?\s*\(\s*(\"|stdout|stderr)")


def without_comments(text):
    """The text with comments blanked, lines kept. String contents stay: no rule matches inside them in practice."""
    blank = lambda match: re.sub(r"[^\n]", " ", match.group())
    text = re.sub(r"/\*.*?\*/", blank, text, flags=re.S)
    return re.sub(r"(?m)(?<!:)//.*$", "", text)


def source_files(root):
    for top in ("cobden",) + FACES:
        folder = root / top
        if folder.is_dir():
            yield from sorted(p for p in folder.rglob("*") if p.suffix in SOURCE_SUFFIXES and "node_modules" not in p.parts)


def check_include(path, room, target):
    """What is wrong with `#include "target"` in the file `path` (both relative to the root), or None."""
    if target in GENERATED:
        return None if path == GENERATED[target] else f"only {GENERATED[target]} may include {target}"
    parts = target.split("/")
    if parts[0] != "cobden":
        return f'write the whole path from the root: "{target}"' if room else None
    if len(parts) < 3 or parts[1] not in ROOMS:
        return f"'{target}' is in no room of the table"
    if room and parts[1] != room and parts[1] not in ROOMS[room]:
        allowed = ", ".join(sorted(ROOMS[room])) or "no other room"
        return f"room '{room}' may not include '{parts[1]}' (it may use {allowed})"
    return None


def check_file(root, file, heavy_users):
    """Violations in one file as (line, rule, message). Adds to `heavy_users`: library -> files that include it."""
    path = file.relative_to(root).as_posix()
    in_library = path.startswith("cobden/")
    room = path.split("/")[1] if in_library else None
    is_header = file.suffix == ".h"
    found = []
    if in_library and room not in ROOMS:
        return [(1, "rooms", f"'{room}' is not a room of the table in scripts/check_includes.py")]
    text = without_comments(file.read_text(encoding="utf-8"))
    if is_header and not re.search(r"^\s*#\s*pragma once\s*$", text, flags=re.M):
        found.append((1, "pragma", "the header lacks #pragma once"))
    for number, line in enumerate(text.splitlines(), start=1):
        include = INCLUDE.match(line)
        if include:
            target = include.group(2)
            if include.group(1) == '"':
                problem = check_include(path, room, target)
                if problem:
                    found.append((number, "rooms" if "room" in problem else "spelling", problem))
            for library, start in HEAVY.items():
                home = HEAVY_HOMES.get(library)
                if target.startswith(start) and home:
                    if not path.startswith(home):
                        found.append((number, "heavy", f"{library} is slow to compile: only in {home}"))
                elif target.startswith(start):
                    heavy_users.setdefault(library, set()).add(path)
                    if is_header:
                        found.append((number, "heavy", f"{library} is slow to compile: not in a header"))
        if is_header and USING.match(line):
            found.append((number, "using", "no `using namespace` in a header"))
        if in_library and PRINTING.search(line):
            found.append((number, "printing", "library code prints nothing: report through RunContext or a result"))
    return found


def check_tree(root):
    """All violations under root, as lines `path:line: [rule] message`."""
    heavy_users, lines, count = {}, [], 0
    for file in source_files(root):
        count += 1
        path = file.relative_to(root).as_posix()
        lines += [f"{path}:{n}: [{rule}] {message}" for n, rule, message in check_file(root, file, heavy_users)]
    for library, users in sorted(heavy_users.items()):
        if len(users) > 1:
            lines.append(f"{', '.join(sorted(users))}: [heavy] {library} may be included by one source file only")
    return lines, count


# --- self-test: each rule catches its violation, and clean code passes -------------------------------------------

GOOD = {
    "cobden/core/axis.h": "#pragma once\n// using namespace std; in a comment is nothing\n#include <vector>\n",
    "cobden/core/version.cc": '#include "cobden_version.h"\n',
    "cobden/data/io.h": '#pragma once\n#include "cobden/core/axis.h"\n',
    "cobden/economy/model.cc": '#include "cobden/data/io.h"\n#include "cobden/economy/model.h"\nint n = snprintf(a, 1, "x");\n',
    "cobden/economy/model.h": '#pragma once\n/* #include "cobden/report/table.h"\n*/ #include "cobden/core/axis.h"\n',
    "cobden/scenario/file.cc": "#include <toml++/toml.h>\n",
    "python/src/convert.h": "#pragma once\n#include <pybind11/numpy.h>\n",
    "python/src/module.cc": '#include <pybind11/pybind11.h>\n#include "python/src/convert.h"\n',
    "apps/cli/main.cc": '#include <CLI/CLI.hpp>\n#include "cobden/economy/model.h"\nint main() { std::puts("x"); }\n',
    "tests/core/axis_test.cc": '#include "shared_data.h"\n#include "cobden/core/axis.h"\nusing namespace cobden;\n',
}
BAD = {
    "rooms": [("cobden/core/up.h", '#pragma once\n#include "cobden/economy/model.h"\n'),
              ("cobden/ensemble/across.cc", '#include "cobden/report/table.h"\n'),
              ("cobden/economy/up.cc", '#include  "cobden/scenario/file.h"\n'),
              ("cobden/nowhere/new.cc", "int a;\n"),
              ("tests/core/lost.cc", '#include "cobden/nowhere/new.h"\n')],
    "spelling": [("cobden/core/short.cc", '#include "axis.h"\n'),
                 ("cobden/data/version.cc", '#include "cobden_version.h"\n')],
    "heavy": [("apps/cli/second.cc", "#include <CLI/App.hpp>\n"),
              ("cobden/scenario/heavy.h", "#pragma once\n#include <toml++/toml.h>\n"),
              ("apps/server/bound.cc", "#include <pybind11/pybind11.h>\n")],
    "pragma": [("cobden/core/bare.h", "// #pragma once\nint a;\n")],
    "using": [("cobden/core/leak.h", "#pragma once\n  using namespace std;\n")],
    "printing": [("cobden/core/loud.cc", "void f() { std::cout << 1; }\n"),
                 ("cobden/core/louder.cc", 'void f() { fmt::print("x"); }\n')],
}


def write_tree(root, files):
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def self_test():
    cases = [(None, None, None)] + [(rule, path, text) for rule, files in BAD.items() for path, text in files]
    failures = 0
    for rule, path, text in cases:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            write_tree(root, GOOD | ({path: text} if path else {}))
            lines, _ = check_tree(root)
            expected = all(f"[{rule}]" in line and path in line for line in lines) and lines if rule else not lines
            if not expected:
                failures += 1
                print(f"self-test: {path or 'clean code'}: expected {rule or 'no violation'}, got {lines}", file=sys.stderr)
    print(f"self-test: {len(cases) - failures} of {len(cases)} cases as expected")
    return 1 if failures else 0


def main():
    parser = argparse.ArgumentParser(description="Checks the include rule of the rooms.")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent)
    parser.add_argument("--self-test", action="store_true", help="prove that every rule catches a violation")
    arguments = parser.parse_args()
    if arguments.self_test:
        return self_test()
    lines, count = check_tree(arguments.root)
    for line in lines:
        print(line, file=sys.stderr)
    print(f"include rule: {count} files, {len(lines)} violations")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
