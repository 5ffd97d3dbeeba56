#!/usr/bin/env python3
"""Calls that the project does not make, and why."""
import pathlib
import re
import sys

from lengths import project_files

# Folders, functions, reason.
BANNED = (
    (("core", "workloads", "bench", "examples", "tests"), (
        ("strcpy strcat sprintf vsprintf gets", "no bound: snprintf()"),
        ("atoi atol atoll atof", "errors go unseen: strtoll(), strtod()"),
        ("rand srand random drand48", "one hidden state for all threads"),
        ("strtok localtime gmtime asctime ctime", "static buffer: the _r form"),
        ("tmpnam tempnam mktemp", "open to races: mkstemp(), mkdtemp()"),
        ("alloca", "a stack has no error to return"),
    )),
    (("core",), (
        ("printf vprintf puts perror", "core never prints"),
        ("exit abort", "core never ends the host"),
        ("setenv putenv unsetenv", "the environment is the host's"),
    )),
    (("core/engine", "core/executor", "core/topology"), (
        ("signal sigaction", "core installs no signal handler"),
        ("fork vfork clone waitpid wait4 wait", "processes are core/workers' matter"),
    )),
)
NOT_CODE = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def code_of(text):
    """The text without comments and literals; line numbers stay."""
    return NOT_CODE.sub(lambda match: "\n" * match.group(0).count("\n"), text)


def complaints_about(path):
    code = code_of(path.read_text(encoding="utf-8"))
    for folders, rows in BANNED:
        if not str(path).startswith(tuple(folder + "/" for folder in folders)):
            continue
        for names, reason in rows:
            for match in re.finditer(rf"\b({names.replace(' ', '|')})\s*\(", code):
                line = code.count("\n", 0, match.start()) + 1
                yield f"{path}:{line}: {match.group(1)}(): {reason}"


def main():
    files = [pathlib.Path(name) for name in project_files("*.c", "*.h")]
    complaints = [text for file in files for text in complaints_about(file)]
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    print(f"{len(files)} files looked at")
    return 1 if complaints or not files else 0


if __name__ == "__main__":
    sys.exit(main())
