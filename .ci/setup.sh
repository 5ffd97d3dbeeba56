# shellcheck shell=bash
# What quickstart and check share: install what is missing, configure, build.
# Sourced with the project's folder as the current one.

step() { printf '\n== %s\n' "$*"; }
fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# packages_for build|check: what packages.txt lists for it.
packages_for() {
    awk -v wanted="$1" '
        /^#/ || NF == 0 { next }
        $2 == "build" || $2 == wanted { print $1 }' packages.txt
}

# Prints those of its arguments that are not installed.
packages_missing() {
    local installed
    installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null |
        awk '$2 == "installed" { print $1 }' || true)
    printf '%s\n' "$@" | grep -vxF "${installed:-(none)}" || true
}

# install_packages build|check: nothing to do, and no network, when all is there.
install_packages() {
    local wanted missing run_as=()
    mapfile -t wanted < <(packages_for "$1")
    command -v dpkg-query >/dev/null ||
        fail "this script installs Debian packages, and dpkg is not here;" \
            "install what packages.txt lists in your system's way, then build with:" \
            "cmake --preset release && cmake --build --preset release"
    mapfile -t missing < <(packages_missing "${wanted[@]}")
    [ ${#missing[@]} -gt 0 ] || return 0
    step "installing ${missing[*]}"
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null ||
            fail "these packages are missing, and installing them needs root or sudo;" \
                "as root: apt-get install ${missing[*]}"
        run_as=(sudo)
    fi
    export DEBIAN_FRONTEND=noninteractive
    "${run_as[@]}" apt-get update -qq ||
        fail "apt-get update failed; is there a network?"
    mkdir -p build
    "${run_as[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" \
        >build/install.log 2>&1 ||
        fail "apt-get install failed; its last words:" "$(tail -n 5 build/install.log)"
}

# build_preset NAME: a tree that is up to date costs one look by ninja.
build_preset() {
    mkdir -p build
    [ -e "build/$1/build.ninja" ] ||
        cmake --preset "$1" >"build/configure-$1.log" 2>&1 ||
        fail "cmake --preset $1 failed:" "$(tail -n 20 "build/configure-$1.log")"
    cmake --build --preset "$1" -- --quiet || fail "the build of preset $1 failed"
}
