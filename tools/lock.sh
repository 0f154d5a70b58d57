#!/bin/sh
# Writes requirements.lock, requirements-dev.lock and requirements-package.lock from pyproject.toml, for every platform, with hashes.
# Without --upgrade what is locked stays as it is as far as pyproject.toml allows.
set -eu
unset CDPATH
cd "$(dirname "$0")/.."
if command -v uv >/dev/null 2>&1; then
    uv=uv
else
    [ -x build/uv/bin/uv ] || { python3 -m venv build/uv && build/uv/bin/pip install -q uv; }
    uv=build/uv/bin/uv
fi
compile() {
    "$uv" pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links --extra build "$@"
}
compile -o requirements.lock "$@"
compile --extra dev -c requirements.lock -o requirements-dev.lock "$@"
compile --extra package -c requirements.lock -o requirements-package.lock "$@"
