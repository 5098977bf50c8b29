#!/usr/bin/env bash
# Installs by apt what the tests need and this machine lacks, and says what else is missing.
# No service is started, and none that runs is stopped.
set -euo pipefail

packages=(chromium fonts-noto-cjk mariadb-server postgresql redis-server sqlite3 zbar-tools)
command -v cc >/dev/null || packages+=(build-essential)

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

installed() {
    dpkg-query --show --showformat='${Status}' "$1" 2>/dev/null | grep -q '^install ok installed$'
}

# Packages ask this file whether they may start their service. 101: they may not.
policy=/usr/sbin/policy-rc.d
forbid_services() {
    [ ! -e "$policy" ] || return 0
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    trap 'as_root rm -f "$policy"' EXIT
    as_root chmod 755 "$policy"
}

install_packages() {
    local missing=()
    for package in "${packages[@]}"; do
        installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    echo "Installing ${missing[*]}"
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
    forbid_services
    as_root "${apt[@]}" update
    as_root "${apt[@]}" install --yes --no-install-recommends "${missing[@]}"
}

# Not from apt: Debian's are too old.
check_toolchains() {
    local newer='const [a, b] = process.versions.node.split(".").map(Number);
                 process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'
    local missing=0
    command -v cargo >/dev/null || {
        echo "cargo is missing. Get it from https://rustup.rs and start a new shell." >&2
        missing=1
    }
    { command -v npm && node -e "$newer"; } >/dev/null 2>&1 || {
        echo "Node.js 20.19 or later with npm is missing. Get it from https://nodejs.org." >&2
        missing=1
    }
    return "$missing"
}

if command -v apt-get >/dev/null; then
    install_packages
else
    echo "No apt here. Have these installed yourself: ${packages[*]}" >&2
fi
check_toolchains
