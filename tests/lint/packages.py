#!/usr/bin/env python3
"""packages.txt: each line has a name, who needs it and what for; every library
that CMake asks pkg-config for comes from a package of the list."""
import pathlib
import re
import subprocess
import sys

from lengths import project_files

ASKED = re.compile(r"pkg_check_modules\((.*?)\)", re.S)
OPTIONS = {"REQUIRED", "QUIET", "IMPORTED_TARGET", "GLOBAL"}


def rows():
    for number, line in enumerate(pathlib.Path("packages.txt").read_text().splitlines(), 1):
        if line and not line.startswith("#"):
            yield number, line.split(None, 2)


def modules_asked_for():
    for name in project_files("*CMakeLists.txt"):
        for call in ASKED.findall(pathlib.Path(name).read_text()):
            for word in call.split()[1:]:
                if word not in OPTIONS:
                    yield name, re.split(r"[<>=]", word)[0]


def package_of(module):
    """The Debian package that holds the module's .pc file, if installed."""
    folder = subprocess.run(["pkg-config", "--variable=pcfiledir", module],
                            capture_output=True, text=True, check=False).stdout.strip()
    if not folder:
        return None
    for path in (f"{folder}/{module}.pc", f"{folder.removeprefix('/usr')}/{module}.pc"):
        found = subprocess.run(["dpkg-query", "-S", path],
                               capture_output=True, text=True, check=False).stdout
        if found:
            return found.split(":")[0]
    return None


def complaints():
    names = set()
    for number, row in rows():
        if len(row) != 3 or row[1] not in ("build", "check"):
            yield f"packages.txt:{number}: expected: name, build or check, what for"
        elif row[0] in names:
            yield f"packages.txt:{number}: {row[0]} stands here twice"
        names.add(row[0])
    for name, module in modules_asked_for():
        package = package_of(module)
        if package not in names:
            yield f"{name}: {module} comes from {package}, which packages.txt does not list"


def main():
    found = list(complaints())
    for complaint in found:
        print(complaint, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
