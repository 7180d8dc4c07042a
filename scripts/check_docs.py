#!/usr/bin/python3
"""Checks the documentation against itself: relative links lead somewhere, every citation key exists in
docs/references.bib, and no key stands twice there.

Citation keys are what stands in [@key] in a page, and in `.citation = "key"` of a model in the library.
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"(?<!\!)\[[^\]\n]*\]\(([^)\s]+)\)|!\[[^\]\n]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.S)
MATH = re.compile(r"\$\$.*?\$\$|\$`.*?`\$|\$[^$\n]*\$", re.S)
BIB_ENTRY = re.compile(r"^@\w+\{([^,\s]+),", re.M)
PAGE_KEY = re.compile(r"\[@([\w-]+)\]")
MODEL_KEY = re.compile(r"\.citation = \"([^\"\s]+)\"")


def anchor(heading):
    """The fragment GitHub makes of a heading."""
    text = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading.strip().lower())
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def anchors(path):
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.S)
    return {anchor(h) for h in re.findall(r"^#+ +(.*)$", text, flags=re.M)}


def check_links(page, text, problems):
    for match in LINK.finditer(MATH.sub("", CODE.sub("", text))):
        target = match.group(1) or match.group(2)
        if re.match(r"[a-z]+:", target):
            continue
        file, _, fragment = target.partition("#")
        path = (page.parent / file).resolve() if file else page
        where = page.relative_to(ROOT)
        if not path.exists():
            problems.append(f"{where}: the link {target} leads nowhere")
        elif fragment and path.suffix == ".md" and fragment not in anchors(path):
            problems.append(f"{where}: {target}: no such heading")


def main():
    problems = []
    keys = BIB_ENTRY.findall((ROOT / "docs" / "references.bib").read_text(encoding="utf-8"))
    problems += [f"docs/references.bib: {key} stands twice" for key in sorted({k for k in keys if keys.count(k) > 1})]
    pages = sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").rglob("*.md"))
    for page in pages:
        text = page.read_text(encoding="utf-8")
        check_links(page, text, problems)
        problems += [f"{page.relative_to(ROOT)}: no entry for {key}" for key in PAGE_KEY.findall(text) if key not in keys]
    for source in sorted((ROOT / "cobden").rglob("*.cc")):
        for key in MODEL_KEY.findall(source.read_text(encoding="utf-8")):
            if key not in keys:
                problems.append(f"{source.relative_to(ROOT)}: citation \"{key}\" is not in docs/references.bib")
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"documentation: {len(pages)} pages, {len(keys)} references, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
