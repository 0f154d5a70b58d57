#!/bin/sh
# In the clean root, called by clean-root.sh: the file type is known, opening a data file as a file manager does starts
# the program, and a figure typed by keys is in the file. /tmp/screen.xwd shows the window with it.
set -eu
export DISPLAY=:76 XDG_RUNTIME_DIR=/tmp/runtime
cd /srv/数据
mkdir -p "$XDG_RUNTIME_DIR"
Xvfb :76 -screen 0 1366x768x24 -fbdir "$XDG_RUNTIME_DIR" >/dev/null 2>&1 &
screen=$!
trap 'kill $screen' EXIT
sleep 1
# Wait until nothing moves on the screen any more.
settled() {
    seen=
    for _ in $(seq 30); do
        sleep 1.5
        now=$(md5sum <"$XDG_RUNTIME_DIR/Xvfb_screen0")
        [ "$now" != "$seen" ] || return 0
        seen=$now
    done
}
press() {
    xdotool windowfocus "$window"
    xdotool "$@"
    settled
}
running() { find /proc/[0-9]*/exe -maxdepth 0 -lname /usr/lib/qbs-desktop/qbs-desktop 2>/dev/null | grep -q .; }

kind=$(gio info -a standard::content-type 县.qbs | sed -n 's/.*content-type: //p')
echo "县.qbs: $kind"
[ "$kind" = application/x-qbs ]
gio mime application/x-qbs | head -n 1
gio mime application/x-qbs | grep -q qbs-desktop.desktop

began=$(date +%s%N)
gio open 县.qbs
window=
for _ in $(seq 300); do
    window=$(xdotool search --onlyvisible --name '县.qbs' 2>/dev/null | head -n 1) && [ -n "$window" ] && break
    sleep 0.1
done
[ -n "$window" ] || { echo "no window" >&2; exit 1; }
echo "window after $((($(date +%s%N) - began) / 1000000)) ms: $(xdotool getwindowname "$window")"
settled
press key alt+7
press type --delay 80 1234.5
press key Return
cp "$XDG_RUNTIME_DIR/Xvfb_screen0" /tmp/screen.xwd
xdotool key ctrl+q
for _ in $(seq 100); do
    running || break
    sleep 0.1
done
if running; then echo "it does not end" >&2; exit 1; fi
qbs history 县.qbs | grep -m 1 '空白 → 1,234.5'
