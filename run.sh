#!/usr/bin/env bash
# Builds and runs OpenSQT.Lmax; needs nothing but the .NET SDK 10. Usage: ./run.sh [verb] [arguments]
#   build            build everything, warnings are errors
#   format           bring the sources into the house format
#   test [--long]    format check, build, every test; the last line is "N passed, N failed"
#   bench VERB       measure on this machine, see ./run.sh bench --help
#   benchmarks       single calls by BenchmarkDotNet; its arguments, and --smoke
#   anything else    a verb of the program itself ("run" when none is given), see ./run.sh --help
set -euo pipefail

root="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
solution=OpenSQT.Lmax.sln
program="$root/gateways/Host/bin/Release/net10.0/opensqt.dll"
stamp="$root/gateways/Host/bin/Release/built-from"

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en
# No idle MSBuild node outlives a build and disturbs the next one. The compiler server may, for ten idle minutes: with it
# a clean build takes 5 s instead of 22 s. A CI machine is left without it.
export MSBUILDDISABLENODEREUSE=1
build_options=(-c Release -nologo -v quiet -clp:NoSummary -nodeReuse:false)
if [[ -n "${CI:-}" ]]; then build_options+=(-p:UseSharedCompilation=false); fi

require_dotnet() {
    local install="install the .NET SDK 10: https://dotnet.microsoft.com/download/dotnet/10.0"
    if ! command -v dotnet > /dev/null; then
        echo "run.sh: dotnet is not on the PATH; $install" >&2
        exit 2
    fi
    # Asked inside the project, so that its global.json decides.
    local version
    if ! version="$(cd "$root" && dotnet --version 2> /dev/null)" || (( ${version%%.*} < 10 )); then
        echo "run.sh: no .NET SDK 10 among the installed ones ($(dotnet --list-sdks 2> /dev/null | cut -d' ' -f1 \
            | paste -sd' ')); $install" >&2
        exit 2
    fi
}

# In the project's folder, because global.json is looked up from the current one.
in_root() { (cd "$root" && "$@"); }

build() { in_root dotnet build "$1" "${build_options[@]}" >&2; }

# What the program is built from, one file a line.
sources() {
    find "$root/engine" "$root/journal" "$root/gateways" "$root/global.json" "$root"/Directory.* \
        \( -name bin -o -name obj \) -prune -o -type f "$@" -print
}

# Builds the program unless no source is newer, added or removed: an idle MSBuild run takes seconds, this does not.
build_program() {
    local list
    list="$(sources | sort | cksum)"
    if [[ -f "$program" && -f "$stamp" && "$(< "$stamp")" == "$list" && -z "$(sources -newer "$stamp")" ]]; then
        return
    fi

    # One build at a time: two verbs started together would write the same files.
    mkdir -p "$(dirname "$stamp")"
    exec 9> "$stamp.lock"
    if command -v flock > /dev/null; then flock 9; fi
    echo "$list" > "$stamp.new" # before the build: a file saved meanwhile is newer than this
    echo "run.sh: building" >&2
    if ! build gateways/Host/Host.csproj 9>&-; then # no server process may inherit the lock
        echo "run.sh: the build failed" >&2
        exit 1
    fi
    mv "$stamp.new" "$stamp"
    exec 9>&-
}

passed=0
failed=0
skipped=0

# check <name> <passed> <failed> [<skipped>]: prints one result and adds it up.
check() {
    printf '%-20s %5d passed, %d failed\n' "$1" "$2" "$3"
    passed=$((passed + $2)) failed=$((failed + $3)) skipped=$((skipped + ${4:-0}))
}

finish() {
    echo "$passed passed, $failed failed$( ((skipped == 0)) || echo ", $skipped skipped")"
    exit $((failed == 0 ? 0 : 1))
}

# One assembly after the other: they share two cores and some of them measure time.
test_assembly() {
    local name="$1" log status=0
    log="$(mktemp)"
    in_root dotnet test "tests/$name/bin/Release/net10.0/OpenSQT.Lmax.$name.dll" \
        --blame-hang-timeout "$hang_timeout" --blame-hang-dump-type none --results-directory "$results" \
        2>&1 | tee "$log" || status=$?
    # "Passed!  - Failed:     0, Passed:    64, Skipped:     0, Total:    64, …"; a crashed host prints no such line.
    local line counts
    line="$(grep -E '^(Passed|Failed|Skipped)! +- Failed:' "$log" | tail -n 1)" || true
    counts="$(sed -E 's/.*Failed: *([0-9]+), Passed: *([0-9]+), Skipped: *([0-9]+),.*/\1 \2 \3/' <<< "$line")"
    local bad=0 good=0 left_out=0
    read -r bad good left_out <<< "$counts" || true
    bad=${bad:-0} good=${good:-0} left_out=${left_out:-0}
    if [[ -z "$line" ]]; then
        echo "$name: no result: the test host crashed, hung or found no test" >&2
        bad=1
    elif (( bad == 0 )) && { (( status != 0 )) || grep -q 'Test Run Aborted' "$log"; }; then
        echo "$name: the test run did not end properly (exit code $status)" >&2
        bad=1
    fi
    rm -f "$log"
    check "$name" "$good" "$bad" "$left_out"
}

run_tests() {
    hang_timeout=5m
    for argument in "$@"; do
        case "$argument" in
            --long) export OPENSQT_LONG=1; hang_timeout=120m ;;
            *) echo "run.sh: test knows --long only, not '$argument'" >&2; exit 2 ;;
        esac
    done

    local ok
    results="$(mktemp -d)"
    trap 'rm -rf "$results"' EXIT

    ok=1; build "$solution" || ok=0
    check build "$ok" $((1 - ok))
    (( ok == 1 )) || finish

    ok=1; in_root dotnet format "$solution" --no-restore --verify-no-changes >&2 || ok=0
    (( ok == 1 )) || echo "format: run ./run.sh format" >&2
    check format "$ok" $((1 - ok))

    for project in "$root"/tests/*.Tests/*.Tests.csproj; do test_assembly "$(basename "$project" .csproj)"; done
    finish
}

verb="${1:-run}"
if (( $# > 0 )); then shift; fi
require_dotnet
case "$verb" in
    build) build "$solution" ;;
    format) in_root dotnet format "$solution" "$@" ;;
    bench)
        build perf/Perf/Perf.csproj
        exec dotnet "$root/perf/Perf/bin/Release/net10.0/opensqt-bench.dll" "$@"
        ;;
    benchmarks)
        build perf/Benchmarks/Benchmarks.csproj
        exec dotnet "$root/perf/Benchmarks/bin/Release/net10.0/opensqt-benchmarks.dll" "$@"
        ;;
    test) run_tests "$@" ;;
    *)
        build_program
        exec dotnet "$program" "$verb" "$@"
        ;;
esac
