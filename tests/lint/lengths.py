#!/usr/bin/env python3
"""Functions stay short: 70 lines at most, the median 15, the 90th percentile
40 (in each layer); files 500 lines."""
import collections
import json
import statistics
import subprocess
import sys

FUNCTION_LINES = 70
FILE_LINES = 500
MEDIAN_LINES = 15
P90_LINES = 40


def project_files(*patterns):
    """What tests/lint/files.sh prints, as a list."""
    out = subprocess.run(["tests/lint/files.sh", *patterns], check=True,
                         capture_output=True, text=True).stdout
    return out.splitlines()


def function_lengths(files):
    """(lines, file, line, name) of each C function."""
    out = subprocess.run(
        ["ctags", "--languages=C,C++", "--map-C=+.h", "--kinds-C=f", "--kinds-C++=f",
         "--fields=+ne", "--output-format=json", "-f", "-", *files],
        check=True, capture_output=True, text=True).stdout
    for line in out.splitlines():
        tag = json.loads(line)
        if "end" in tag:
            yield (tag["end"] - tag["line"] + 1, tag["path"], tag["line"], tag["name"])


def long_files(files):
    for name in files:
        with open(name, encoding="utf-8") as text:
            lines = sum(1 for _ in text)
        if lines > FILE_LINES:
            yield f"{name}: {lines} lines, more than {FILE_LINES}"


def layer_complaints(lengths):
    layers = collections.defaultdict(list)
    for lines, path, _, _ in lengths:
        layers[path.split("/")[0]].append(lines)
    for layer, all_lines in sorted(layers.items()):
        if len(all_lines) < 10:
            continue
        median = statistics.median(all_lines)
        p90 = statistics.quantiles(all_lines, n=10)[8]
        print(f"{layer}: {len(all_lines)} functions, median {median:g}, p90 {p90:g}, "
              f"longest {max(all_lines)} lines")
        if median > MEDIAN_LINES:
            yield f"{layer}: the median function has {median:g} lines, more than {MEDIAN_LINES}"
        if p90 > P90_LINES:
            yield f"{layer}: p90 of the functions is {p90:g} lines, more than {P90_LINES}"


def main():
    code = project_files("*.c", "*.h")
    lengths = list(function_lengths(code))
    complaints = [f"{path}:{line}: {name} has {lines} lines, more than {FUNCTION_LINES}"
                  for lines, path, line, name in lengths if lines > FUNCTION_LINES]
    complaints += layer_complaints(lengths)
    complaints += long_files(code + project_files("*.py", "*.sh", "*.gp", "quickstart", "check"))
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
