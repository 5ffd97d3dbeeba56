#!/usr/bin/env bash
# pkg_config.sh BUILD: README's example, strict C99, by pkg-config's flags.
# shellcheck source=tests/package/installed.sh
. "$(dirname "${BASH_SOURCE[0]}")/installed.sh"
folder=$(dirname "$(find "$prefix" -name yoke.pc)")
export PKG_CONFIG_PATH=$folder
strict=(-std=c99 -pedantic-errors -Wall -Wextra -Wconversion -Wshadow -Werror)

read -ra flags < <(pkg-config --cflags --libs yoke)
"$CC" "${strict[@]}" "$example" -o "$prefix/shared" "${flags[@]}"
LD_LIBRARY_PATH=$(pkg-config --variable=libdir yoke) runs_right "$prefix/shared"

# --static would ask for hwloc's own static libraries too.
read -ra flags < <(pkg-config --cflags --libs yoke hwloc | sed 's/-lyoke/-l:libyoke.a -pthread/')
"$CC" "${strict[@]}" "$example" -o "$prefix/static" "${flags[@]}"
runs_right "$prefix/static"
