#!/usr/bin/env python3
"""Every link from one of the project's texts to another leads somewhere, to
the heading too; every path in backquotes that names a folder of ours exists."""
import pathlib
import re
import sys

from lengths import project_files

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
QUOTED_PATH = re.compile(
    r"`((?:core|workloads|bench|plots|examples|tests|docs|cmake|results/reference)/[\w./-]+)`")
FENCE = re.compile(r"^```.*?^```", re.M | re.S)


def anchors_of(text):
    """The anchors that a Markdown renderer makes from the headings."""
    for heading in re.findall(r"^#+\s+(.+?)\s*$", FENCE.sub("", text), re.M):
        plain = re.sub(r"[^\w\- ]", "", heading.replace("`", "")).lower()
        yield plain.replace(" ", "-")


def complaints_about(path):
    text = path.read_text(encoding="utf-8")
    for link in LINK.findall(FENCE.sub("", text)):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = path.parent / name if name else path
        if not target.exists():
            yield f"{path}: {link}: no such file"
        elif anchor and anchor not in anchors_of(target.read_text(encoding="utf-8")):
            yield f"{path}: {link}: no such heading"
    for name in QUOTED_PATH.findall(text):
        if not pathlib.Path(name).exists():
            yield f"{path}: `{name}`: no such file"


def main():
    files = [pathlib.Path(name) for name in project_files("*.md")]
    complaints = [text for file in files for text in complaints_about(file)]
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints or not files else 0


if __name__ == "__main__":
    sys.exit(main())
