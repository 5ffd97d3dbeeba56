#!/usr/bin/env bash
# Every file that a shell reads, looked over by shellcheck.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
mapfile -t files < <(
    tests/lint/files.sh | xargs -d '\n' grep -lIE -m1 '^#!.*\b(bash|sh)$|^# shellcheck shell=' |
        grep -v '\.md$'
)
shellcheck -x "${files[@]}"
