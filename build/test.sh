#!/usr/bin/env bash
# Checks the layout, builds everything and runs every test once: first the unit tests, then the long trainings (TestCategory "Slow").
# Ends with the line "N passed, N failed, N skipped". Arguments go to the test run, for instance --filter FullyQualifiedName~ParameterSet.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
"$root/build/setup.sh" --tests
if [ -z "${METALEARNING_DATA:-}" ] && [ -d "$root/../shared/data" ]; then
    export METALEARNING_DATA="$root/../shared/data"
fi
results="$root/artifacts/test-results"
rm -rf "$results"
# Layout without loading projects, in seconds. The build checks the rules of style: their warnings are errors.
(cd "$root" && dotnet format whitespace . --folder --verify-no-changes --include src test build)
dotnet build "$root/MetaLearning.ML.sln" -c Release --nologo -v quiet

status=0
run_tests() {
    local name=$1
    shift
    local start=$SECONDS
    dotnet test "$root/test/Microsoft.ML.MetaLearning.Tests" -c Release --no-build --nologo --results-directory "$results" --logger "trx;LogFileName=$name.trx" "$@" || status=1
    echo "$name tests took $((SECONDS - start)) s."
}
if [ $# -gt 0 ]; then
    run_tests Chosen "$@"
else
    run_tests Unit --filter "TestCategory!=Slow"
    run_tests Slow --filter "TestCategory=Slow"
fi

count() {
    cat "$results"/*.trx 2> /dev/null | grep -o '<Counters [^>]*' | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ sum += $1 } END { print sum + 0 }'
}
total=$(count total) passed=$(count passed)
failed=$(( $(count failed) + $(count error) + $(count timeout) + $(count aborted) ))
[ "$total" -gt 0 ] || { echo "build/test.sh: no test ran." >&2; status=1; }
echo "$passed passed, $failed failed, $((total - passed - failed)) skipped"
exit $status
