#!/bin/sh
# Installs, tries, upgrades and removes the Windows installer under Wine, in a Debian 13 root (Wine 10; Debian 12's is too
# old for Qt 6.8). Needs root and debootstrap. A stand-in for Windows: what only a real one shows is in docs/安装与维护.md.
#
#   packaging/windows/try-in-wine.sh dist/qbs-desktop-0.1.0-setup.exe
#
# JAIL=build/trixie keeps the root for the next run, DEBIAN_MIRROR names the mirror.
set -eu
unset CDPATH
setup=$1
jail=${JAIL:-build/trixie}
[ "$(id -u)" = 0 ] || { echo "must be root (debootstrap, chroot)" >&2; exit 1; }
mkdir -p "$jail"
if [ ! -e "$jail.done" ]; then
    debootstrap --variant=minbase --include=ca-certificates,xvfb,xauth,wine,wine64,fonts-wqy-microhei \
        trixie "$jail" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} >"$jail.log" 2>&1 || { tail -n 20 "$jail.log" >&2; exit 1; }
    touch "$jail.done"
fi
mountpoint -q "$jail/proc" || mount -t proc proc "$jail/proc"
mountpoint -q "$jail/dev" || mount --bind /dev "$jail/dev"
trap 'umount -l "$jail/proc" "$jail/dev"' EXIT
inside() { chroot "$jail" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"; }
# The installer's own part is a program of 32 bits.
[ -e "$jail/usr/lib/i386-linux-gnu/wine" ] || inside sh -eu -c '
    dpkg --add-architecture i386
    apt-get -o Dpkg::Use-Pty=0 update -qq
    apt-get -o Dpkg::Use-Pty=0 install -y -qq --no-install-recommends wine32:i386 >/dev/null 2>&1'
mkdir -p "$jail/try"
cp "$setup" "$jail/try/setup.exe"
cat >"$jail/try/inside.sh" <<'INSIDE'
set -eu
cd /try
export WINEDEBUG=-all WINEPREFIX=/try/prefix XDG_RUNTIME_DIR=/try/run HOME=/try LANG=C.UTF-8 DISPLAY=:78
mkdir -p run
Xvfb :78 -screen 0 1366x768x24 >/dev/null 2>&1 &
screen=$!
trap 'wineserver -k || true; kill $screen' EXIT
[ -e prefix/system.reg ] || { wineboot -i; wine winecfg -v win10; }
user="prefix/drive_c/users/$(id -un)"
home="$user/AppData/Local/Programs/qbs-desktop"
data="$user/Documents/千百十填报"
step() { printf '== %s\n' "$*"; }

step "install silently"
wine setup.exe /S
ls "$home/runtime/pythonw.exe" "$home/qbs.cmd" >/dev/null
find "$user" -name '*.lnk' | sed "s#$user/##"
wine reg query 'HKCU\Software\Classes\qbs-desktop.file\shell\open\command' /ve | grep -i pythonw
ls "$home/app/docs/print"

step "self-test of the windowed program"
rm -f result.txt
wine "$home/runtime/pythonw.exe" -m qbs_desktop.app --self-test 'Z:\try\result.txt' >/dev/null || echo "exit $?"
cat result.txt
grep -q '^自检通过' result.txt

step "data"
rm -rf "$data"
mkdir -p "$data"
wine "$home/runtime/python.exe" -X utf8 -m qbs_desktop.cli new "C:\\users\\$(id -un)\\Documents\\千百十填报\\县.qbs" --profile zhuzhou --unit 430200 --sample
before=$(sha256sum "$data/县.qbs")

step "upgrade in place, then uninstall"
touch "$home/lib/left-over-of-the-old-version.py"
wine setup.exe /S
if [ -e "$home/lib/left-over-of-the-old-version.py" ]; then echo "the upgrade left old files"; exit 1; fi
wine "$home/uninstall.exe" /S
# It goes on in a copy of itself; its last act is to take itself off the list of programs.
for _ in $(seq 180); do
    wine reg query 'HKCU\Software\qbs-desktop' >/dev/null 2>&1 || break
    sleep 1
done
left=$(find "$user" -name '*qbs-desktop*' -path '*Programs*'; find "$user" -name '千百十*.lnk')
[ -z "$left" ] || { printf 'left behind:\n%s\n' "$left"; exit 1; }
if wine reg query 'HKCU\Software\Classes\qbs-desktop.file' >/dev/null 2>&1; then echo "the association is left"; exit 1; fi
[ "$(sha256sum "$data/县.qbs")" = "$before" ] || { echo "the data have changed"; exit 1; }
echo "program, shortcuts and association are gone, the data unchanged"
rm -rf "$data"
INSIDE
inside sh /try/inside.sh
