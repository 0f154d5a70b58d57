#!/bin/sh
# What is handed out, into dist/. Long: a bundle takes minutes. Nothing of it is part of make test.
#
#   tools/package.sh bundle     dist/qbs-desktop: one folder with everything (build.spec)
#   tools/package.sh low-glibc  the same in build/low-glibc/dist, for systems with glibc 2.28 (root; half an hour)
#   tools/package.sh test       that folder's self-test and tests, from a clean folder
#   tools/package.sh deb        dist/qbs-desktop_*.deb of the low-glibc folder; without one, of dist/qbs-desktop
#   tools/package.sh windows    dist/qbs-desktop-*-setup.exe (needs the Debian package nsis)
#   tools/package.sh try-deb    that package in clean roots of Debian 11 and 12: install, upgrade, use, remove (root)
#   tools/package.sh try-windows  that installer under Wine, in a Debian 13 root (root)
#
# QBS_BUNDLE names another folder for test and deb, QBS_GLIBC the newest glibc that test lets it ask for, QBS_OLDER an
# older .deb that try-deb upgrades from (without it one is made).
set -eu
unset CDPATH
cd "$(dirname "$0")/.."
tools/bootstrap.sh dev
python=.venv/bin/python
venv=build/package-venv
export PYTHONUTF8=1
folder=${QBS_BUNDLE:-$PWD/dist/qbs-desktop}

need() {
    command -v "$1" >/dev/null && return
    echo "缺少 $1，请执行 apt-get install $2" >&2
    exit 1
}

book() { QT_QPA_PLATFORM=offscreen "$python" tools/book.py >/dev/null; }

bundle() {
    need objdump binutils
    book
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

# The package of that kind made last.
newest() {
    # shellcheck disable=SC2012 # names of our own making
    found=$(ls -t dist/qbs-desktop*."$1" 2>/dev/null | head -n 1)
    [ -n "$found" ] || { echo "dist 里没有 .$1，请先构建" >&2; exit 1; }
    echo "$found"
}

have_bundle() { [ -x "$folder/qbs" ] || bundle; }

case ${1:-} in
    bundle) bundle ;;
    low-glibc)
        need debootstrap debootstrap
        book
        PYTHON=$python packaging/linux/low-glibc.sh
        ;;
    test)
        have_bundle
        "$python" packaging/floor.py "$folder" --most "${QBS_GLIBC:-9.99}"
        QBS_BUNDLE=$folder QT_QPA_PLATFORM=offscreen "$python" -m pytest -q -n 0 -rA -s tests/packaged
        ;;
    deb)
        need dpkg-deb dpkg
        low=build/low-glibc/dist/qbs-desktop
        if [ -z "${QBS_BUNDLE:-}" ] && [ -x "$low/qbs" ]; then folder=$PWD/$low; fi
        have_bundle
        echo "用 $folder"
        "$python" packaging/floor.py "$folder" | sed -n 1p
        "$python" packaging/deb.py --bundle "$folder"
        made=$(newest deb)
        if command -v lintian >/dev/null; then lintian --allow-root "$made"; fi
        ;;
    windows)
        need makensis nsis
        book
        QT_QPA_PLATFORM=offscreen "$python" packaging/windows.py
        ;;
    try-deb)
        need debootstrap debootstrap
        made=$(newest deb)
        for release in bookworm bullseye; do
            # shellcheck disable=SC2086 # nothing, or one word
            packaging/deb/clean-root.sh "$release" "$made" ${QBS_OLDER:-}
        done
        ;;
    try-windows)
        need debootstrap debootstrap
        made=$(newest exe)
        packaging/windows/try-in-wine.sh "$made"
        ;;
    *) sed -n 's/^#   //p' "$0" >&2; exit 2 ;;
esac
