#!/usr/bin/env bash
# Makes the machine ready to build: restores the packages from the feed that NuGet.config names.
# With --tests also installs the browser that tests look at pages with; they are inconclusive without one, so it is no error if it cannot be had.
set -euo pipefail

command -v dotnet > /dev/null || { echo "build/setup.sh: the .NET 10 SDK is needed, but 'dotnet' is not on the PATH." >&2; exit 1; }
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
dotnet restore "$root/MetaLearning.ML.sln" --nologo -v quiet || {
    echo "build/setup.sh: not all packages could be restored, see above. It needs the feed that NuGet.config names, and a package cache that can be written to" \
        "($(dotnet nuget locals global-packages --list | cut -d' ' -f2), or another that NUGET_PACKAGES names)." >&2
    exit 1
}
[ "${1:-}" = --tests ] || exit 0

for browser in chromium-headless-shell chromium chromium-browser google-chrome; do
    if command -v "$browser" > /dev/null; then exit 0; fi
done
if [ "$(id -u)" -eq 0 ]; then as_root=(env); else as_root=(sudo); fi
echo "Installing chromium-headless-shell."
"${as_root[@]}" apt-get update -qq &&
    "${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium-headless-shell > /dev/null ||
    echo "build/setup.sh: no browser could be installed; tests that look at pages will be inconclusive." >&2
