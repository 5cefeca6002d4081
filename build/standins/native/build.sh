#!/bin/sh
# Builds libtorchshim.so and libimageshim.so into out/; does nothing where they are newer than their sources.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out="$here/out"
mkdir -p "$out"

# One build at a time: projects that are built in parallel all ask for it.
exec 9>"$out/.lock"
flock 9

stamp="$out/.built"
if [ -f "$stamp" ] && [ -z "$(find "$here" -path "$out" -prune -o -type f -newer "$stamp" -print -quit)" ]; then
    exit 0
fi

touch "$out/.started"
cmake -S "$here" -B "$out/cmake" -DCMAKE_BUILD_TYPE=Release >"$out/cmake.log" 2>&1 || { cat "$out/cmake.log" >&2; exit 1; }
cmake --build "$out/cmake" --parallel 2 >"$out/build.log" 2>&1 || { cat "$out/build.log" >&2; exit 1; }
mv "$out/.started" "$stamp"
