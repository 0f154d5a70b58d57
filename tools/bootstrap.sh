#!/bin/sh
# Brings a fresh checkout to the point where the program starts: system packages (Debian/Ubuntu, as root only),
# .venv, the hashed lock, the package itself. Quiet and quick when nothing is missing.
#
#   tools/bootstrap.sh        for work on the program (requirements-dev.lock)
#   tools/bootstrap.sh run    only to run it          (requirements.lock)
set -eu
unset CDPATH
root=$(cd "$(dirname "$0")/.." && pwd -P)
cd "$root"

mode=${1:-dev}
case $mode in
    run) lock=requirements.lock ;;
    dev) lock=requirements-dev.lock ;;
    *) echo "usage: tools/bootstrap.sh [run|dev]" >&2; exit 2 ;;
esac
export DEBIAN_FRONTEND=noninteractive PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1

say() { printf '%s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

# One bootstrap at a time: two terminals must not write the same .venv.
mkdir -p build
if command -v flock >/dev/null 2>&1; then
    exec 9>build/.bootstrap-turn
    flock 9
fi

# ---------------------------------------------------------------- Python

usable_python() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

find_python() {
    for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
        path=$(command -v "$name") || continue
        case $path in "$root"/.venv/*) continue ;; esac # activated in this terminal: not a base to build on
        if usable_python "$path"; then
            echo "$path"
            return
        fi
    done
}

# ---------------------------------------------------------------- system packages

# One word per package; "new|old" where a release renamed it.
qt_packages="libglib2.0-0t64|libglib2.0-0 libgl1 libegl1 libfontconfig1 libdbus-1-3 libxkbcommon0
    libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-render0
    libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-util1 libxcb-xfixes0 libxcb-xkb1 libxcb-xinerama0
    libxkbcommon-x11-0 libx11-xcb1"

has_chinese_font() {
    if command -v fc-list >/dev/null 2>&1; then
        [ -n "$(fc-list :lang=zh-cn family 2>/dev/null)" ]
        return
    fi
    for place in /usr/share/fonts /usr/local/share/fonts "${HOME:-/}/.fonts" "${HOME:-/}/.local/share/fonts"; do
        [ -d "$place" ] || continue
        found=$(find -L "$place" -type f \( -iname '*wqy*' -o -iname '*cjk*' -o -iname '*droidsansfallback*' \
            -o -iname '*sourcehan*' -o -iname '*notosanssc*' -o -iname '*notoserifsc*' -o -iname 'simsun*' \
            -o -iname 'msyh*' -o -iname '*uming*' -o -iname '*ukai*' \) 2>/dev/null | head -n 1)
        [ -z "$found" ] || return 0
    done
    return 1
}

wanted_packages() {
    echo "$qt_packages"
    [ "$mode" = run ] || echo "xvfb xauth"
    has_chinese_font || echo "fonts-wqy-microhei"
    python=$(find_python)
    if [ -z "$python" ]; then
        echo "python3 python3-venv"
    elif ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        echo "python$version-venv|python3-venv"
    fi
}

missing_packages() {
    wanted=$(wanted_packages)
    # shellcheck disable=SC2046 # one word per package
    installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $(echo "$wanted" | tr '|' ' ') 2>/dev/null \
        | sed -n 's/^installed //p')
    for choice in $wanted; do
        here=no
        for name in $(echo "$choice" | tr '|' ' '); do
            case "
$installed
" in *"
$name
"*) here=yes ;; esac
        done
        [ $here = yes ] || echo "$choice"
    done
}

available() { apt-cache show --no-all-versions "$1" 2>/dev/null | grep -q '^Filename:'; }

install_packages() {
    say "正在安装系统软件包 Installing system packages: $(echo "$1" | tr '\n' ' ')"
    apt-get update -qq >build/apt.log 2>&1 || say "软件源更新失败，改用已有的清单继续 (apt-get update failed; going on with the lists at hand)."
    names=
    for choice in $1; do
        for name in $(echo "$choice" | tr '|' ' '); do
            if available "$name"; then
                names="$names $name"
                break
            fi
        done
    done
    # shellcheck disable=SC2086 # one word per package
    if [ -z "$names" ] || ! apt-get install -y -qq --no-install-recommends $names >>build/apt.log 2>&1; then
        tail -n 5 build/apt.log >&2
        say "部分系统软件包未能安装，详见 build/apt.log (some system packages could not be installed)."
    fi
}

if command -v apt-get >/dev/null 2>&1 && command -v dpkg-query >/dev/null 2>&1; then
    missing=$(missing_packages)
    if [ -n "$missing" ] && [ "$(id -u)" = 0 ]; then
        install_packages "$missing"
    elif [ -n "$missing" ]; then
        say "缺少系统软件包，请管理员执行 Missing system packages, ask an administrator for: apt-get install $(echo "$missing" | sed 's/.*|//' | tr '\n' ' ')"
    fi
fi

python=$(find_python)
[ -n "$python" ] || die "未找到 Python 3.11—3.13，请先安装后重试 (Python 3.11 to 3.13 is needed and was not found)."

# ---------------------------------------------------------------- .venv

venv=$root/.venv
stamp=$venv/.qbs-installed
checksum() { cat "$@" | "$python" -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())'; }
stamped() { [ -f "$stamp" ] && grep -qxF "$1" "$stamp"; }

# A virtual environment works only where it was made and only with the Python it was made from.
if [ -e "$venv" ] && { ! usable_python "$venv/bin/python" || { [ -f "$stamp" ] && ! stamped "at $root"; }; }; then
    rm -rf "$venv"
fi

run_line="run $(checksum requirements.lock)"
dev_line="dev $(checksum requirements-dev.lock)"
self_line="self $(checksum pyproject.toml)"
case $mode in run) lock_line=$run_line ;; dev) lock_line=$dev_line ;; esac

if stamped "$lock_line" && stamped "$self_line"; then
    exit 0
fi

if ! "$venv/bin/python" -c '' >/dev/null 2>&1 || ! stamped "at $root"; then
    if "$python" -c 'import ensurepip' >/dev/null 2>&1; then
        "$python" -m venv "$venv"
    elif "$python" -m pip --python "$python" --version >/dev/null 2>&1; then
        "$python" -m venv --without-pip "$venv"
    else
        die "此 Python 缺少 venv 组件，请安装 python3-venv 后重试 (this Python has no venv module; install python3-venv)."
    fi
fi
pip() {
    if "$venv/bin/python" -c 'import pip' >/dev/null 2>&1; then
        "$venv/bin/python" -m pip "$@"
    else
        "$python" -m pip --python "$venv/bin/python" "$@"
    fi
}

if ! stamped "$lock_line"; then
    say "正在安装 Python 组件，首次约需几分钟 Installing Python packages from $lock, a few minutes the first time"
    # The lock names everything there is to install. Left to resolve what packages ask for, pip would look past the
    # pins: a release of today meets `coverage[toml]>=7.10` as well, and has no hash here.
    pip install --quiet --require-hashes --no-deps -r "$lock" \
        || die "Python 组件未能安装，请检查网络或软件源后重试 (the Python packages could not be installed; check the network or the package source)."
fi
pip install --quiet --no-deps --no-build-isolation --config-settings editable_mode=compat -e . \
    || die "程序本身未能安装到 .venv (the package itself could not be installed into .venv)."

QT_QPA_PLATFORM=offscreen "$venv/bin/python" -c 'from PySide6 import QtWidgets' 2>build/qt.log \
    || say "Qt 暂不能启动，缺少系统库 Qt cannot start, a system library is missing: $(tail -n 1 build/qt.log)"

{
    echo "at $root"
    echo "$self_line"
    echo "$run_line"
    if [ "$mode" = dev ] || stamped "$dev_line"; then echo "$dev_line"; fi
} >"$stamp.new"
mv "$stamp.new" "$stamp"
