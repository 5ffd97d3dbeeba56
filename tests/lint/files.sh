#!/usr/bin/env bash
# files.sh PATTERN…: the project's own files that match, one a line; new ones
# count, ignored ones do not.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# A file that was just moved away is still in git's index.
git ls-files --cached --others --exclude-standard -- "$@" | while IFS= read -r file; do
    [ ! -e "$file" ] || printf '%s\n' "$file"
done
