#!/usr/bin/env python3
"""The layers look downwards only: bench -> workloads -> core -> libc, hwloc.
Reads every #include, finds the file it means, and asks whether the layer that
includes it may."""
import pathlib
import re
import sys

from lengths import project_files

# Which layers' public (include/yoke) and private headers each layer may use.
ALLOWED = {
    "core": {"core public", "core private"},
    "workloads": {"core public", "workloads public", "workloads private"},
    "bench": {"core public", "workloads public", "bench private"},
    "examples": {"core public", "examples private"},
    "plots": {"plots private"},
}
# Private headers of core that the layers above may use too: small helpers with
# nothing of the engine in them, which otherwise would be written twice.
SHARED = {
    "core/executor/error.h",     # fill in yoke_error_detail()
    "core/topology/spelling.h",  # the nearest right spelling, for messages
}
# Made by the build.
GENERATED = {"commit.h"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def target_of(path, name):
    """The project's file that an #include of path means; None for a library's."""
    own = path.parts[0]
    roots = [path.parent, pathlib.Path(own)]
    roots += [pathlib.Path(layer) for layer in ALLOWED]
    roots += [pathlib.Path(layer, "include") for layer in ALLOWED]
    for root in roots:
        file = root / name
        if file.is_file():
            return file
    return None


def visibility(file):
    part = "public" if file.parts[1] == "include" else "private"
    return f"{file.parts[0]} {part}"


def complaints_about(path):
    layer = path.parts[0]
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        name = match.group(2)
        if name.startswith("hwloc") and path.parts[:2] != ("core", "topology"):
            yield f"{path}:{number}: only core/topology may include {name}"
        file = target_of(path, name)
        if file is None and name not in GENERATED:
            if match.group(1) == '"' or name.startswith("yoke/"):
                yield f"{path}:{number}: {name} is no file of the project"
        elif file and str(file) not in SHARED and visibility(file) not in ALLOWED[layer]:
            yield f"{path}:{number}: {layer} may not include {file} ({visibility(file)})"


def main():
    files = [pathlib.Path(name) for layer in ALLOWED
             for name in project_files(f"{layer}/*.c", f"{layer}/*.h")]
    complaints = [text for file in files for text in complaints_about(file)]
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    print(f"{len(files)} files looked at")
    return 1 if complaints or not files else 0


if __name__ == "__main__":
    sys.exit(main())
