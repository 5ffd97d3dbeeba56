#!/usr/bin/env bash
# The layout is clang-format's: to mend, clang-format -i FILE.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
mapfile -t files < <(tests/lint/files.sh '*.c' '*.h')
clang-format --dry-run -Werror "${files[@]}"
