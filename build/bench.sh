#!/usr/bin/env bash
# Measures. The main job's own figures come from build/run.sh --report FILE.json.
#   build/bench.sh speed [--config NAME] [--rounds N] [--json FILE]   meta-training beside plain PyTorch and plain autograd on the same libtorch, run alternately (installs python3-torch)
#   build/bench.sh accuracy [--learner NAME] [--data omniglot|clinc] [--ways N] [--minutes N | --meta-steps N] [--episodes N] [--seed N] [--fresh]
#       the table of all learners, as Markdown on standard output. Rows are kept in artifacts/accuracy and are not made again without --fresh.
#   build/bench.sh openset [--learner NAME] [--data omniglot|clinc] [--minutes N] [--episodes N] [--seed N]
#       how well each measure of novelty tells rows of none of the classes, and whether calibrated thresholds keep their promise
#   build/bench.sh within-alphabet [--step NAME,...] [--held-out ALPHABET,...] [--minutes N] [--episodes N] [--seed N]
#       20-way 1-shot within one alphabet of Omniglot, support and queries by different drawers, idea by idea: docs/omniglot-within-alphabet.md
#   build/bench.sh icons [--episodes N]                               icons of held-out classes from embeddings of ResNet-18, and ms an image
#   build/bench.sh intents [--draws N] [--seed N]                     150 intents from 5 and 10 sentences each, beside trainers of ML.NET
#   build/bench.sh growth                                             how the time of a task grows with meta-batch, inner steps and ways
#   build/bench.sh memory [--config NAME] [--rounds N]                tensor memory and time of a task with and without checkpointing
#   build/bench.sh folder [--images N] [--memory BYTES]               first meta-step and memory on a folder of very many images
#   build/bench.sh episodes                                           what drawing and collating episodes costs beside a task
#   build/bench.sh latency                                            the median and the slowest of single predictions
#   build/bench.sh [--filter '*Serving*']                             meta-steps, adaptation, prediction, episodes, by BenchmarkDotNet
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
"$root/build/setup.sh"
if [ "${1:-}" = speed ] && ! /usr/bin/python3 -c 'import torch' 2> /dev/null; then
    echo "Installing python3-torch."
    if [ "$(id -u)" -eq 0 ]; then as_root=(); else as_root=(sudo); fi
    "${as_root[@]}" apt-get install -y -qq --no-install-recommends python3-torch > /dev/null
fi
project="$root/test/Microsoft.ML.MetaLearning.Benchmarks"
dotnet build "$project" -c Release --nologo -v quiet
program="$project/bin/Release/net10.0/Microsoft.ML.MetaLearning.Benchmarks.dll"
if [ -z "${METALEARNING_DATA:-}" ] && [ -d "$root/../shared/data" ]; then
    export METALEARNING_DATA="$root/../shared/data"
fi
case "${1:-}" in
    accuracy) exec dotnet "$program" "$@" --output "$root/artifacts/accuracy" ;;
    speed | openset | within-alphabet | icons | intents | growth | memory | folder | episodes | latency) exec dotnet "$program" "$@" ;;
esac
[ $# -gt 0 ] || set -- --filter '*'
exec dotnet "$program" --artifacts "$root/artifacts/benchmarks" "$@"
