#!/bin/sh
# What is handed out, into dist/. Long: a bundle takes minutes. Nothing of it is part of make test.
#
#   tools/package.sh bundle     dist/qbs-desktop: one folder with everything (build.spec)
#   tools/package.sh test       that folder's self-test and tests, from a clean folder
#   tools/package.sh deb        dist/qbs-desktop_*.deb of that folder
#   tools/package.sh windows    dist/qbs-desktop-*-setup.exe (needs the Debian package nsis)
set -eu
unset CDPATH
cd "$(dirname "$0")/.."
tools/bootstrap.sh dev
python=.venv/bin/python
venv=build/package-venv
export PYTHONUTF8=1

need() {
    command -v "$1" >/dev/null && return
    echo "缺少 $1，请执行 apt-get install $2" >&2
    exit 1
}

bundle() {
    need objdump binutils
    if ! ldconfig -p | grep -q "libcups\.so\.2"; then
        echo "提醒：没有 libcups2，做出来的程序不能打印到 CUPS 打印机（apt-get install libcups2）" >&2
    fi
    wanted=$(cksum requirements-package.lock)
    if [ "$(cat "$venv/.locked" 2>/dev/null)" != "$wanted" ]; then
        rm -rf "$venv"
        "$python" -m venv "$venv"
        "$venv/bin/python" -m pip install --quiet --require-hashes --no-deps -r requirements-package.lock
        echo "$wanted" >"$venv/.locked"
    fi
    QBS_DROP_SYSTEM_LIBRARIES=1 QT_QPA_PLATFORM=offscreen \
        "$venv/bin/python" -m PyInstaller --noconfirm --log-level WARN build.spec
    du -sh dist/qbs-desktop
    "$python" packaging/floor.py dist/qbs-desktop
}

have_bundle() { [ -x dist/qbs-desktop/qbs ] || bundle; }

case ${1:-} in
    bundle) bundle ;;
    test)
        have_bundle
        QBS_BUNDLE=$PWD/dist/qbs-desktop QT_QPA_PLATFORM=offscreen "$python" -m pytest -q -n 0 -rA -s tests/packaged
        ;;
    deb)
        need dpkg-deb dpkg
        have_bundle
        "$python" packaging/deb.py
        if command -v lintian >/dev/null; then lintian --allow-root dist/qbs-desktop_*.deb; fi
        ;;
    windows)
        need makensis nsis
        QT_QPA_PLATFORM=offscreen "$python" packaging/windows.py
        ;;
    *) sed -n 's/^#   //p' "$0" >&2; exit 2 ;;
esac
