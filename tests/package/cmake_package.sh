#!/usr/bin/env bash
# cmake_package.sh BUILD: README's example through find_package(yoke).
# shellcheck source=tests/package/installed.sh
. "$(dirname "${BASH_SOURCE[0]}")/installed.sh"
cat >"$prefix/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.25)
project(consumer LANGUAGES C)
find_package(yoke 0.1 REQUIRED)
foreach(library yoke yoke_static)
  add_executable(with_${library} example.c)
  target_link_libraries(with_${library} PRIVATE yoke::${library})
endforeach()
END
cmake -S "$prefix" -B "$prefix/consumer" -G Ninja -DCMAKE_PREFIX_PATH="$prefix" \
    -DCMAKE_BUILD_TYPE=Release >"$prefix/consumer.log" ||
    { cat "$prefix/consumer.log" && exit 1; }
cmake --build "$prefix/consumer" -- --quiet
runs_right "$prefix/consumer/with_yoke"
runs_right "$prefix/consumer/with_yoke_static"
