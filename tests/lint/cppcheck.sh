#!/usr/bin/env bash
# cppcheck.sh BUILD: over everything that BUILD's compile_commands.json
# compiles. Suppressed: the planted faults of tests/sanitizers, and rules that
# are wrong about C as we write it:
#   constParameter, constParameterCallback   a callback's signature is fixed
#   knownConditionTrueFalse                  sees no writes by other threads
#   badBitmaskCheck                          a named 0 in a state word
#   memleak                                  loses sight of a compound literal; the
#                                            leak sanitizer does not
#   invalidPointerCast                       offsetof() in a table of types
#   redundantContinue                        while (step()) continue;
#   shadowFunction                           a noun may be a function elsewhere
#   unusedStructMember                       offsetof() in a table is a use
set -euo pipefail
build=$1
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
suppressions=("--suppress=*:/usr/*" "--suppress=*:*/tests/sanitizers/*")
for rule in constParameter constParameterCallback knownConditionTrueFalse \
    badBitmaskCheck memleak invalidPointerCast redundantContinue shadowFunction \
    unusedStructMember; do
    suppressions+=("--suppress=$rule")
done
cppcheck --project="$build/compile_commands.json" \
    --enable=warning,style,performance,portability --inline-suppr "${suppressions[@]}" \
    --template=gcc --quiet --error-exitcode=1
