#!/usr/bin/env bash
# exports.sh BUILD: what libyoke.so promises to the linker and the loader.
# shellcheck source=tests/package/installed.sh
. "$(dirname "${BASH_SOURCE[0]}")/installed.sh"
library=$(find "$prefix" -name libyoke.so)
headers=$prefix/include/yoke
dynamic=$(readelf -dW "$library")

expect() {
    grep -qE "$1" <<<"$dynamic" ||
        { printf '%s\nno line matches: %s\n' "$dynamic" "$1" >&2 && exit 1; }
}
expect 'SONAME.*\[libyoke\.so\.0\]'
expect 'FLAGS_1.*NODELETE'
readelf -nW "$library" | grep -q 'Build ID' || { echo "no build-id" >&2 && exit 1; }

needed=$(sed -nE 's/.*NEEDED.*\[(.*)\]/\1/p' <<<"$dynamic" |
    grep -vE '^(libc|libhwloc|ld-linux.*)\.so' || true)
[ -z "$needed" ] || { echo "core links libc and hwloc alone, but also: $needed" >&2 && exit 1; }

# Exported: every function that a header declares, with a version, and no more.
exported=$(nm -D --defined-only --with-symbol-versions "$library" |
    awk '$2 != "A" { print $3 }' | sort)
declared=$(cat "$headers"/*.h | tr '\n' ' ' | grep -oE 'YOKE_API [^;]*;' |
    grep -oE '\byoke_[a-z_]+\(' | tr -d '(' | sed 's/$/@@YOKE_0.1/' | sort -u)
diff <(echo "$declared") <(echo "$exported") ||
    { echo "declared (<) and exported (>) functions differ" >&2 && exit 1; }
