#!/usr/bin/env bash
# The main job: meta-train on real drawings, evaluate, adapt to an unseen alphabet, save, predict in a second process.
#   build/run.sh [--data omniglot|glyphs] [--minutes N] [--episodes N] [--seed N] [--report FILE.json] [--output FOLDER]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
"$root/build/setup.sh"
if [ -z "${METALEARNING_DATA:-}" ] && [ -d "$root/../shared/data" ]; then
    export METALEARNING_DATA="$root/../shared/data"
fi
sample="$root/src/Samples/OmniglotFewShot"
dotnet build "$sample" -c Release --nologo -v quiet
case " $*" in
    *" --output"*) ;;
    *) set -- --output "$root/artifacts/omniglot" "$@" ;;
esac
exec dotnet "$sample/bin/Release/net10.0/OmniglotFewShot.dll" "$@"
