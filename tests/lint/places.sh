#!/usr/bin/env bash
# Nothing in the project may name a place outside it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
mapfile -t files < <(tests/lint/files.sh)
if grep -nIE '(^|[^A-Za-z0-9_.-])/wor[k]/|\.\./share[d]\b' "${files[@]}"; then
    echo "these lines name places outside the project" >&2
    exit 1
fi
