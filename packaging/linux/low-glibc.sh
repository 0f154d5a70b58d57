#!/bin/sh
# Builds the bundle so that it runs on glibc 2.28 (UOS 20, Kylin V10): in a Debian 11 root, with a Python compiled there.
# Needs root, Debian's package mirror and the Python package index; about half an hour on two cores.
#
#   packaging/linux/low-glibc.sh [FOLDER]     FOLDER (default build/low-glibc) keeps the root and the result:
#                                             FOLDER/dist/qbs-desktop
#
# DEBIAN_MIRROR names the mirror; otherwise the one that this machine's apt uses.
set -eu
unset CDPATH
root=$(cd "$(dirname "$0")/../.." && pwd -P)
work=${1:-$root/build/low-glibc}
mkdir -p "$work"
work=$(cd "$work" && pwd -P)
jail=$work/bullseye
python=3.13
[ "$(id -u)" = 0 ] || { echo "must be root (debootstrap, chroot)" >&2; exit 1; }
step() { printf '== %s\n' "$*" >&2; }
inside() { chroot "$jail" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 LC_ALL=C.UTF-8 "$@"; }

if [ ! -e "$work/root.done" ]; then
    step "Debian 11"
    rm -rf "$jail"
    debootstrap --variant=minbase \
        --include=build-essential,zlib1g-dev,libbz2-dev,liblzma-dev,libffi-dev,libssl-dev,uuid-dev,libexpat1-dev,xz-utils,binutils,libglib2.0-0,libgl1,libegl1,libfontconfig1,libdbus-1-3,libxkbcommon0,libxkbcommon-x11-0,libxcb-cursor0,libxcb-icccm4,libxcb-image0,libxcb-keysyms1,libxcb-randr0,libxcb-render-util0,libxcb-shape0,libxcb-sync1,libxcb-util1,libxcb-xfixes0,libxcb-xkb1,libxcb-xinerama0,libx11-xcb1,libcups2 \
        bullseye "$jail" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} >"$work/root.log" 2>&1 || { tail -n 20 "$work/root.log" >&2; exit 1; }
    touch "$work/root.done"
fi

if [ ! -e "$work/source.done" ]; then
    step "source of Python $python"
    mkdir -p "$work/source/state/lists/partial" "$work/source/cache/archives/partial"
    mirror=${DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -v security | head -n 1)}
    echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$work/source/list"
    lists="-o APT::Sandbox::User=root -o Dir::Etc::SourceList=$work/source/list -o Dir::Etc::SourceParts=/dev/null -o Dir::State::Lists=$work/source/state/lists -o Dir::Cache=$work/source/cache"
    # shellcheck disable=SC2086 # options, one word each
    apt-get -qq $lists update
    # shellcheck disable=SC2086
    (cd "$work/source" && apt-get -qq $lists source --download-only "python$python")
    rm -rf "$jail/build"
    mkdir -p "$jail/build"
    tar -C "$jail/build" -xf "$work/source/python$python"_*.orig.tar.xz
    mv "$jail/build"/Python-* "$jail/build/python"
    cp "$root/packaging/linux/glibc228.h" "$jail/build/"
    touch "$work/source.done"
fi

if [ ! -e "$work/python.done" ]; then
    step "compiling Python $python"
    inside sh -eu -c '
        cd /build/python
        ac_cv_func_sem_clockwait=no ac_cv_func_pthread_cond_clockwait=no \
        CFLAGS="-include /build/glibc228.h" LDFLAGS="-Wl,-rpath,/opt/py/lib" \
            ./configure -q --prefix=/opt/py --enable-shared --with-ensurepip=install --disable-test-modules
        make -s -j2
        make -s install' >"$work/python.log" 2>&1 || { tail -n 20 "$work/python.log" >&2; exit 1; }
    touch "$work/python.done"
fi

step "packages"
mkdir -p "$jail/wheels"
platforms=
for tag in manylinux_2_28 manylinux_2_27 manylinux_2_24 manylinux_2_17 manylinux2014 manylinux_2_12 manylinux2010 manylinux_2_5 manylinux1; do
    platforms="$platforms --platform ${tag}_$(uname -m)"
done
# shellcheck disable=SC2086 # options, one word each
"${PYTHON:-$root/.venv/bin/python}" -m pip download --quiet --no-deps --require-hashes --only-binary=:all: \
    --python-version "$python" --implementation cp $platforms -d "$jail/wheels" -r "$root/requirements-package.lock"
cp "$root/requirements-package.lock" "$jail/build/"
inside sh -eu -c '
    rm -rf /build/venv
    "/opt/py/bin/python'"$python"'" -m venv /build/venv
    /build/venv/bin/pip install --quiet --no-index --find-links /wheels --no-deps --require-hashes -r /build/requirements-package.lock'

step "bundle"
rm -rf "$jail/build/qbs" && mkdir -p "$jail/build/qbs"
books=
[ ! -d "$root/build/manual" ] || books=build/manual
# shellcheck disable=SC2086 # nothing, or one word
(cd "$root" && tar -cf - $books build.spec pyproject.toml requirements.lock LICENSE THIRD_PARTY_NOTICES.md qbs_desktop resources docs packaging tools) \
    | tar -C "$jail/build/qbs" -xf -
mountpoint -q "$jail/proc" || mount -t proc proc "$jail/proc"
trap 'umount "$jail/proc"' EXIT
inside sh -eu -c 'cd /build/qbs && QBS_DROP_SYSTEM_LIBRARIES=1 QT_QPA_PLATFORM=offscreen \
    /build/venv/bin/python -m PyInstaller --noconfirm --log-level WARN build.spec'
step "self-test on $(inside ldd --version | sed -n '1s/.*) */glibc /p')"
inside env -i QT_QPA_PLATFORM=offscreen LANG=C.UTF-8 HOME=/root /build/qbs/dist/qbs-desktop/qbs self-test
mkdir -p "$work/dist"
rm -rf "$work/dist/qbs-desktop"
cp -a "$jail/build/qbs/dist/qbs-desktop" "$work/dist/"
"${PYTHON:-$root/.venv/bin/python}" "$root/packaging/floor.py" "$work/dist/qbs-desktop" --most 2.28
