#!/bin/sh
# Installs, tries, upgrades and removes a package in a clean Debian root. Needs root and debootstrap.
#
#   packaging/deb/clean-root.sh RELEASE NEW.deb [OLD.deb]     RELEASE: bookworm (Debian 12), bullseye (Debian 11)
#
# An older version goes in first and makes the data, then NEW comes over it. Without OLD.deb, or where it is not older,
# one is made: under a lower version, with one file more, which the upgrade has to take away.
# Besides the command line the window is opened as a double click does, and a figure filled in with keys.
#
# ROOT_FOLDER=build/clean-root keeps the root for the next run, DEBIAN_MIRROR names the mirror.
set -eu
unset CDPATH
[ $# -ge 2 ] || { sed -n 's/^#   //p' "$0" >&2; exit 2; }
release=$1
new=$2
old=${3:-$2}
folder=${ROOT_FOLDER:-build/clean-root}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd -P)
jail=$folder/$release
[ "$(id -u)" = 0 ] || { echo "must be root (debootstrap, chroot)" >&2; exit 1; }
step() { printf '== %s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }
inside() {
    chroot "$jail" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}
apt() { inside apt-get -o Dpkg::Use-Pty=0 -qq "$@" >"$folder/apt.log" 2>&1 || { tail -n 20 "$folder/apt.log" >&2; return 1; }; }
version() { dpkg-deb -f "$1" Version; }
data() { inside sh -c 'sha256sum /srv/数据/*.qbs'; }
# Everything in the root but what apt and dpkg keep for themselves.
files() {
    inside find / -xdev -not -path '/proc/*' -not -path '/var/cache/*' -not -path '/var/lib/dpkg/*' -not -path '/var/lib/apt/*' \
        -not -path '/var/log/*' -not -path '/tmp/*.deb' -not -type d | sort
}

# What desktops have: a screen, a session bus, a keyboard, file types, a Chinese font.
desktop="xvfb dbus xdotool fonts-wqy-microhei desktop-file-utils shared-mime-info libglib2.0-bin hicolor-icon-theme"
leftover=usr/lib/qbs-desktop/_internal/of-the-older-version

step "Debian $release"
mkdir -p "$jail"
if [ ! -e "$folder/$release.done" ]; then
    debootstrap --variant=minbase --include=ca-certificates "$release" "$jail" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} >"$folder/root.log" 2>&1 \
        || { tail -n 20 "$folder/root.log" >&2; exit 1; }
    touch "$folder/$release.done"
fi
mountpoint -q "$jail/proc" || mount -t proc proc "$jail/proc"
trap 'umount "$jail/proc"' EXIT
apt update
if inside dpkg -s qbs-desktop >/dev/null 2>&1; then apt purge -y qbs-desktop; fi # of a run that did not come to its end
cp "$new" "$jail/tmp/new.deb"
if dpkg --compare-versions "$(version "$old")" lt "$(version "$new")"; then
    cp "$old" "$jail/tmp/old.deb"
else
    dpkg-deb -R "$old" "$folder/older"
    sed -i 's/^Version: .*/Version: 0.0.1-1/' "$folder/older/DEBIAN/control"
    touch "$folder/older/$leftover"
    dpkg-deb --root-owner-group -Znone --build "$folder/older" "$jail/tmp/old.deb" >/dev/null
    rm -r "$folder/older"
fi

wanted=$(dpkg-deb -f "$new" Depends | tr ',' '\n' | sed 's/([^)]*)//; s/|.*//; s/ //g')
for name in $wanted; do
    apt install -y --no-install-recommends "$name" 2>/dev/null || apt install -y --no-install-recommends "${name%t64}"
done
# shellcheck disable=SC2086 # one word per package
apt install -y --no-install-recommends $desktop
inside ldd --version | sed -n '1s/.*) */glibc /p'
if inside sh -c 'command -v python3' >/dev/null; then echo "note: this root has a Python"; fi
files >"$jail.before"

step "install $(version "$jail/tmp/old.deb")"
apt install -y --no-install-recommends /tmp/old.deb
inside sh -c 'cd /tmp && qbs self-test' | tail -n 1

step "the main job, by command line"
inside sh -eu -c '
    rm -rf /srv/数据 && mkdir -p /srv/数据 && cd /srv/数据
    qbs new 县.qbs --profile zhuzhou --unit 430200 --name 试装市 --sample >/dev/null
    qbs check 县.qbs --period 2025 | tail -n 1
    qbs export 县.qbs --period 2025 --out 报表 | head -n 1
    qbs verify 报表/*.xlsx
    qbs new 空.qbs --profile zhuzhou --unit 430200 >/dev/null
    qbs import 空.qbs 报表/*.xlsx --apply | head -n 2
    qbs chart 县.qbs --kind ladder --out 图.png | head -n 1
    qbs doctor 县.qbs'
before=$(data)

step "upgrade to $(version "$new")"
apt install -y --no-install-recommends /tmp/new.deb
[ "$(inside dpkg-query -W -f '${Version}' qbs-desktop)" = "$(version "$new")" ] || fail "it is not the new version"
[ ! -e "$jail/$leftover" ] || fail "the upgrade left a file of the older version"
[ "$(data)" = "$before" ] || fail "the upgrade changed data"
inside dpkg --verify qbs-desktop | { ! grep . || fail "files differ from the package"; }
inside sh -c 'cd /tmp && qbs self-test'
inside sh -eu -c 'cd /srv/数据 && for one in *.qbs; do qbs doctor "$one"; done'

step "opened as by a double click, a figure filled in with keys"
cp "$(dirname "$0")/by-keys.sh" "$jail/tmp/"
inside dbus-run-session -- sh -eu /tmp/by-keys.sh
mv "$jail/tmp/screen.xwd" "$jail.xwd"
rm -r "$jail/tmp/by-keys.sh" "$jail/tmp/runtime"
before=$(data)

step "remove, purge"
apt remove -y qbs-desktop
if inside sh -c 'command -v qbs qbs-desktop'; then fail "the commands are still there"; fi
inside dpkg --purge qbs-desktop 2>/dev/null # it has no settings of its own, so nothing of it is left to purge
[ -z "$(inside dpkg-query -W -f '${Status}' qbs-desktop 2>/dev/null)" ] || fail "still known to dpkg"
[ "$(data)" = "$before" ] || fail "the removal changed data"
files >"$jail.after"
# What a user leaves is no concern of the package, nor are hidden scratch files and the marks of fontconfig's own cache.
home=$(inside getent passwd 0 | cut -d: -f6)
left=$(comm -13 "$jail.before" "$jail.after" | grep -v -e '^/srv/数据/' -e "^$home/" -e '^/tmp/\.' -e '^/usr/.*fonts/.*\.uuid$' || true)
[ -z "$left" ] || fail "left behind:
$left"
echo "only the data is left: $(inside find /srv/数据 -name '*.qbs' | wc -l) files, unchanged"
inside rm -rf /srv/数据 /tmp/new.deb /tmp/old.deb
