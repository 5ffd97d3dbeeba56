# shellcheck shell=bash
# Sourced: installs BUILD ($1) into a folder that goes away at exit, and leaves
# README.md's C example there.
#   $prefix    where it is installed
#   $example   the C source
set -euo pipefail
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$1
prefix=$(mktemp -d "${TMPDIR:-/tmp}/yoke-package-XXXXXX")
trap 'rm -rf "$prefix"' EXIT
cmake --install "$build" --component library --prefix "$prefix" >"$prefix/install.log" ||
    { cat "$prefix/install.log" && exit 1; }

example=$prefix/example.c
awk '/^```c$/ { inside = 1; next } /^```/ { if (inside) exit } inside' \
    "$project/README.md" >"$example"
grep -q main "$example" || { echo "README.md has no C example" >&2 && exit 1; }

# runs_right PROGRAM: the example squares 7.
runs_right() {
    local said
    said=$("$@")
    [ "$said" = 49 ] || { echo "$*: said '$said', not 49" >&2 && exit 1; }
}
