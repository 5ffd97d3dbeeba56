#!/usr/bin/env bash
# private.sh FOLDER: each header in it, public or not, compiles alone, as the
# C that the project is written in. CC: the compiler.
set -euo pipefail
folder=$1
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
mapfile -t headers < <(tests/lint/files.sh "$folder/*.h")
includes=(-Icore/include -Iworkloads/include "-I$folder" -Icore -Itests/support)
[ "$folder" != tests ] || includes+=(-Ibench "-Itests/record") # they test what is private there
status=0
for header in "${headers[@]}"; do
    "$CC" -std=gnu17 -D_GNU_SOURCE -Wall -Wextra -Wconversion -Wshadow -Werror \
        -fsyntax-only "${includes[@]}" \
        -include "$header" tests/headers/nothing.c || status=1
done
[ ${#headers[@]} -gt 0 ] || { echo "no headers in $folder" >&2 && status=1; }
exit "$status"
