#!/usr/bin/env bash
# Makes the machine ready to build: finds out whether ML.NET and TorchSharp can be had from the package feed and loaded here, and where not,
# installs what the stand-ins are built from and builds their native part. With --tests also installs the browser that tests look at pages with.
# Does nothing, quickly, when all is done.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
settings="$root/build/upstream.local.props"
debian=(cmake g++ libopenblas0-pthread libstb-dev libtorch-dev)

# Restores packages into the NuGet cache; fails where the feed has no such package. The versions are those of Directory.Packages.props.
restore() {
    local probe package output
    probe=$(mktemp -d)
    trap 'rm -rf "$probe"' RETURN
    cp "$root/NuGet.config" "$root/Directory.Packages.props" "$probe/"
    {
        echo '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup><ItemGroup>'
        for package in "$@"; do echo "<PackageReference Include=\"$package\" />"; done
        echo '</ItemGroup></Project>'
    } > "$probe/probe.csproj"
    if output=$(dotnet restore "$probe/probe.csproj" --nologo 2>&1); then
        project_assets="$(cat "$probe/obj/project.assets.json")"
        return 0
    fi
    # NU1101: no such package in the feed. Anything else, a feed out of reach for instance, says nothing about its packages.
    grep -q NU1101 <<< "$output" && return 1
    echo "$output" >&2
    echo "build/setup.sh: the package feed of NuGet.config could not be asked for $*." >&2
    exit 1
}

# A newer TorchSharp than the one of Directory.Packages.props can need a newer C++ library than this system has.
torchsharp_can_be_loaded() {
    local cache folder library output
    [ "$(uname -s)" = Linux ] || return 0
    cache=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')
    folder=$(grep -o '"path": "torchsharp/[^"]*"' <<< "$project_assets" | cut -d'"' -f4)
    library=$(find "$cache/$folder/runtimes/linux-x64" -name 'libLibTorchSharp.so')
    [ -n "$library" ] || return 1
    # Not a pipe: grep leaves at its first match, and pipefail would take ldd's broken pipe for a library that can be loaded.
    output=$(ldd "$library" 2>&1) || true
    ! grep -q 'version .* not found' <<< "$output"
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

install_debian_packages() {
    local missing=()
    for package in "${debian[@]}"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    echo "Installing ${missing[*]}."
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
}

command -v dotnet > /dev/null || { echo "build/setup.sh: the .NET 10 SDK is needed, but 'dotnet' is not on the PATH." >&2; exit 1; }

if [ ! -f "$settings" ]; then
    standins=()
    restore Microsoft.ML Microsoft.ML.ImageAnalytics || standins+=(Microsoft.ML)
    { restore TorchSharp && torchsharp_can_be_loaded && restore libtorch-cpu; } || standins+=(TorchSharp)
    printf '<Project>\n  <PropertyGroup>\n    <StandIns>%s</StandIns>\n  </PropertyGroup>\n</Project>\n' "$(IFS=';'; echo "${standins[*]-}")" > "$settings.tmp"
    mv "$settings.tmp" "$settings"
    echo "Stand-ins for what the package feed lacks or this system cannot load: ${standins[*]-none}."
fi

if grep -q -e TorchSharp -e Microsoft.ML "$settings"; then
    install_debian_packages
    bash "$root/build/standins/native/build.sh"
fi

# Tests that need a browser are inconclusive without one, so it is no error if it cannot be had.
install_browser() {
    local browser
    for browser in chromium-headless-shell chromium chromium-browser google-chrome; do
        command -v "$browser" > /dev/null && return
    done
    echo "Installing chromium-headless-shell."
    { as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium-headless-shell > /dev/null; } ||
        echo "build/setup.sh: no browser could be installed; tests that look at pages will be skipped." >&2
}

if [ "${1:-}" = --tests ]; then
    install_browser
fi
