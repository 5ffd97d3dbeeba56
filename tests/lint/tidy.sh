#!/usr/bin/env bash
# tidy.sh BUILD FOLDER: clang-tidy, with .clang-tidy's checks, over a folder's
# .c files; BUILD holds compile_commands.json. One process a file: clang 14
# takes a va_list for uninitialised when it has looked at another file before.
set -euo pipefail
build=$1 folder=$2
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# Its faults are planted.
mapfile -t files < <(tests/lint/files.sh "$folder/*.c" ':!tests/sanitizers')
status=0
for file in "${files[@]}"; do
    found=$(clang-tidy -p "$build" --quiet "$file" 2>/dev/null) || status=1
    [ -z "$found" ] || printf '%s\n' "$found"
done
exit "$status"
