#!/usr/bin/env bash
# expect_fault.sh WORDS PROGRAM: PROGRAM must fail, and its output hold WORDS.
set -euo pipefail
words=$1 program=$2
if output=$("$program" 2>&1); then
    echo "$program ended with 0; its fault was not found" >&2
    exit 1
fi
printf '%s\n' "$output"
grep -qF "$words" <<<"$output" || {
    echo "failed, but without the words: $words" >&2
    exit 1
}
