#!/bin/sh
# Opens the program on its sample data, or on the file given. Where there is no display, makes the sample county,
# checks it, exports its returns, draws its charts, and says where they are.
set -eu
unset CDPATH
cd "$(dirname "$0")/.."
tools/bootstrap.sh run
python=.venv/bin/python

can_show() {
    case ${QT_QPA_PLATFORM:-} in offscreen* | minimal*) return 1 ;; esac
    [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || return 1
    # Qt aborts when a display is named but not there: ask in a process of its own, which leaves no core file.
    "$python" -c 'import contextlib, PySide6.QtGui as gui
with contextlib.suppress(ImportError):
    import resource
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
gui.QGuiApplication([])' >/dev/null 2>&1
}

if can_show; then
    [ $# -gt 0 ] || set -- --sample
    exec "$python" -m qbs_desktop.app "$@"
fi
export QT_QPA_PLATFORM=offscreen
exec "$python" -m qbs_desktop.cli demo --out build/demo
