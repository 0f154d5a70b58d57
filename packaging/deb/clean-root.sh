#!/bin/sh
# Installs, tries, upgrades and removes the packages in a clean Debian root. Needs root and debootstrap.
#
#   packaging/deb/clean-root.sh FIRST.deb [SECOND.deb]
#
# RELEASE=bookworm names the release, ROOT_FOLDER=build/clean-root keeps the root for the next run, DEBIAN_MIRROR names
# the mirror. Besides the command line it opens the window as a double click does and fills in a figure with keys.
set -eu
unset CDPATH
first=$1
second=${2:-}
release=${RELEASE:-bookworm}
jail=${ROOT_FOLDER:-build/clean-root}/$release
[ "$(id -u)" = 0 ] || { echo "must be root (debootstrap, chroot)" >&2; exit 1; }
step() { printf '== %s\n' "$*"; }
inside() {
    chroot "$jail" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}
# Everything in the root but what apt and dpkg keep for themselves.
files() {
    inside find / -xdev -not -path '/proc/*' -not -path '/var/cache/*' -not -path '/var/lib/dpkg/*' -not -path '/var/lib/apt/*' \
        -not -path '/var/log/*' -not -path '/tmp/*.deb' -not -type d | sort
}

mkdir -p "$jail"
[ -e "$jail/etc/debian_version" ] || debootstrap --variant=minbase --include=ca-certificates "$release" "$jail" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} >/dev/null
mountpoint -q "$jail/proc" || mount -t proc proc "$jail/proc"
trap 'umount "$jail/proc"' EXIT
inside apt-get -o Dpkg::Use-Pty=0 update -qq
cp "$first" ${second:+"$second"} "$jail/tmp/"

step "the libraries that the package asks for"
wanted=$(dpkg-deb -f "$first" Depends | tr ',' '\n' | sed 's/([^)]*)//; s/|.*//; s/ //g')
for name in $wanted; do
    inside apt-get -o Dpkg::Use-Pty=0 install -y -qq --no-install-recommends "$name" >/dev/null 2>&1 \
        || inside apt-get -o Dpkg::Use-Pty=0 install -y -qq --no-install-recommends "${name%t64}" >/dev/null
done
# What a desktop has: a screen, a keyboard, file types.
inside apt-get -o Dpkg::Use-Pty=0 install -y -qq --no-install-recommends xvfb xdotool fonts-wqy-microhei \
    desktop-file-utils shared-mime-info libglib2.0-bin hicolor-icon-theme >/dev/null
if inside sh -c 'command -v python3' >/dev/null; then echo "note: this root has a Python"; fi
files >"$jail.before"

step "install $(basename "$first")"
inside apt-get -o Dpkg::Use-Pty=0 install -y -qq --no-install-recommends "/tmp/$(basename "$first")" >/dev/null
inside sh -c 'cd /tmp && qbs self-test'

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

step "the main job, by keys, opened as by a double click"
cp "$(dirname "$0")/by-keys.sh" "$jail/tmp/"
inside sh -eu /tmp/by-keys.sh
mv "$jail/tmp/screen.xwd" "$jail.xwd"
rm -r "$jail/tmp/by-keys.sh" "$jail/tmp/runtime"
before=$(inside sh -c 'sha256sum /srv/数据/*.qbs')

if [ -n "$second" ]; then
    step "upgrade to $(basename "$second")"
    inside apt-get -o Dpkg::Use-Pty=0 install -y -qq --no-install-recommends "/tmp/$(basename "$second")" >/dev/null
    inside dpkg-query -W qbs-desktop
    [ "$(inside sh -c 'sha256sum /srv/数据/*.qbs')" = "$before" ] || { echo "the upgrade changed data" >&2; exit 1; }
    inside sh -c 'cd /srv/数据 && qbs doctor 县.qbs'
fi

step "remove and purge"
inside apt-get -o Dpkg::Use-Pty=0 remove -y -qq qbs-desktop >/dev/null
inside apt-get -o Dpkg::Use-Pty=0 purge -y -qq qbs-desktop >/dev/null 2>&1 || true
[ -z "$(inside dpkg-query -W -f '${Status}' qbs-desktop 2>/dev/null)" ] || { echo "still known to dpkg" >&2; exit 1; }
inside sh -c 'sha256sum --quiet -c' <<CHECK
$before
CHECK
files >"$jail.after"
home=$(inside getent passwd 0 | cut -d: -f6) # what a user leaves is no concern of the package, nor are hidden scratch files
left=$(comm -13 "$jail.before" "$jail.after" | grep -v -e '^/srv/数据/' -e "^$home/" -e '^/tmp/\.' || true)
[ -z "$left" ] || { printf 'left behind:\n%s\n' "$left" >&2; exit 1; }
echo "only the data is left: $(inside find /srv/数据 -name '*.qbs' | wc -l) files, unchanged"
inside rm -rf /srv/数据
