#!/usr/bin/env bash
# Makes the machine ready to build: finds out whether the package feed has ML.NET and TorchSharp, and where it has not, installs what the
# stand-ins are built from and builds their native part. Does nothing, quickly, when all is done.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
settings="$root/build/upstream.local.props"
debian=(cmake g++ libopenblas0-pthread libstb-dev libtorch-dev)

# The ids and versions are those of Directory.Packages.props.
feed_has_packages() {
    local probe
    probe=$(mktemp -d)
    trap 'rm -rf "$probe"' RETURN
    cp "$root/NuGet.config" "$root/Directory.Packages.props" "$probe/"
    cat > "$probe/probe.csproj" <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.ML" />
    <PackageReference Include="Microsoft.ML.ImageAnalytics" />
    <PackageReference Include="TorchSharp" />
  </ItemGroup>
</Project>
PROJECT
    local output
    if output=$(dotnet restore "$probe/probe.csproj" --nologo 2>&1); then
        return 0
    fi
    # NU1101: no such package in the feed. Anything else, a feed out of reach for instance, says nothing about its packages.
    grep -q NU1101 <<< "$output" && return 1
    echo "$output" >&2
    echo "build/setup.sh: the package feed of NuGet.config could not be asked for Microsoft.ML and TorchSharp." >&2
    exit 1
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
    if feed_has_packages; then upstream=packages; else upstream=standins; fi
    printf '<Project>\n  <PropertyGroup>\n    <Upstream>%s</Upstream>\n  </PropertyGroup>\n</Project>\n' "$upstream" > "$settings.tmp"
    mv "$settings.tmp" "$settings"
    echo "ML.NET and TorchSharp come from: $upstream."
fi

if grep -q standins "$settings"; then
    install_debian_packages
    bash "$root/build/standins/native/build.sh"
fi
