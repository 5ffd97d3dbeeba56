#!/usr/bin/env bash
# cppcheck.sh BUILD: over everything that BUILD's compile_commands.json
# compiles. constParameter takes a callback's fixed signature for a choice;
# the faults of tests/sanitizers are planted.
set -euo pipefail
build=$1
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
cppcheck --project="$build/compile_commands.json" \
    --enable=warning,style,performance,portability --inline-suppr \
    --suppress='*:/usr/*' --suppress='*:*/tests/sanitizers/*' \
    --suppress=constParameter --suppress=constParameterCallback \
    --template=gcc --quiet --error-exitcode=1
