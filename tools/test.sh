#!/bin/sh
# Every check there is. All run even if one fails, so one call tells everything; pytest's closing line stands near the end.
#
#   tools/test.sh             all
#   tools/test.sh --static    without running the tests
#   tools/test.sh [pytest…]   all, with these arguments for pytest
set -eu
unset CDPATH
cd "$(dirname "$0")/.."
tools/bootstrap.sh dev
python=.venv/bin/python
export QT_QPA_PLATFORM="${QT_QPA_PLATFORM:-offscreen}" PYTHONUTF8=1
failed=

step() {
    name=$1
    shift
    printf '== %s\n' "$name"
    "$@" || failed="$failed $name"
}

step "ruff check" "$python" -m ruff check --quiet .
step "ruff format" "$python" -m ruff format --check --quiet .
step mypy "$python" -m mypy
step lint-imports "$python" -c 'from importlinter.cli import lint_imports_command as main; main(["--no-cache", "--no-logo"])'
step notices "$python" tools/notices.py --check
if [ "${1:-}" != --static ]; then
    step pytest "$python" -m pytest -q -m "not faults" -n auto --maxprocesses 8 --dist loadfile --max-worker-restart 0 \
        --cov --cov-report= "$@"
    [ $# -gt 0 ] || step coverage "$python" tools/floors.py
fi
[ -z "$failed" ] || { printf '未通过 FAILED:%s\n' "$failed" >&2; exit 1; }
