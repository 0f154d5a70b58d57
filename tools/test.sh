#!/bin/sh
# Every check there is. All run even if one fails, so one call tells everything; pytest's closing line stands near the end.
#
#   tools/test.sh             all
#   tools/test.sh --static    without running the tests
#   tools/test.sh --measured  the tests alone, with their coverage held to the floors (ADR 0039)
#   tools/test.sh [pytest…]   all, with these arguments for pytest
set -eu
unset CDPATH
cd "$(dirname "$0")/.."
tools/bootstrap.sh dev
python=.venv/bin/python
export QT_QPA_PLATFORM="${QT_QPA_PLATFORM:-offscreen}" PYTHONUTF8=1
unset PYTHONDONTWRITEBYTECODE # or every process that a test starts compiles the program anew
failed=

step() {
    name=$1
    shift
    printf '== %s\n' "$name"
    "$@" || failed="$failed $name"
}

static() {
    step "ruff check" "$python" -m ruff check --quiet .
    step "ruff format" "$python" -m ruff format --check --quiet .
    step mypy "$python" -m mypy
    step lint-imports "$python" -c 'from importlinter.cli import lint_imports_command as main; main(["--no-cache", "--no-logo"])'
    step notices "$python" tools/notices.py --check
    printf '%s' "$failed" >build/static-failed
}

tests() {
    # By file, in the order of the folders: what is long in few tests (benchmarks, journeys) begins early, not last.
    step pytest "$python" -m pytest -q -m "not faults" -n auto --maxprocesses 8 --dist loadfile --no-loadscope-reorder \
        --max-worker-restart 0 "$@"
}

if [ "${1:-}" = --static ]; then
    static
elif [ "${1:-}" = --measured ]; then
    tests --cov --cov-report=html
    step coverage "$python" tools/floors.py
else
    rm -f build/static-failed
    (static) >build/static.log 2>&1 & # beside the tests, which leave a core idle now and then
    tests "$@"
    wait $! || :
    cat build/static.log
    failed="$(cat build/static-failed 2>/dev/null || printf ' static')$failed"
fi
[ -z "$failed" ] || { printf '未通过 FAILED:%s\n' "$failed" >&2; exit 1; }
