#!/usr/bin/env bash
# Measures: meta-steps, adaptation, prediction, episode sampling. Arguments go to BenchmarkDotNet; --filter '*Serving*' for instance.
# The main job's figures come from build/run.sh --report FILE.json.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
"$root/build/setup.sh"
project="$root/test/Microsoft.ML.MetaLearning.Benchmarks"
dotnet build "$project" -c Release --nologo -v quiet
[ $# -gt 0 ] || set -- --filter '*'
exec dotnet "$project/bin/Release/net10.0/Microsoft.ML.MetaLearning.Benchmarks.dll" --artifacts "$root/artifacts/benchmarks" "$@"
