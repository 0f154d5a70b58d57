"""Make the Debian package of a bundle that build.spec has built.

packaging/deb.py --bundle dist/qbs-desktop --out dist [--revision 1]

No maintainer scripts: menus, icons and file types are taken up by the triggers of the packages that look after them, so
nothing of ours runs as root and no data file can be touched. What the system must bring is read from the bundle's own
ELF tables; a library that no known package has stops the build.
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import md5
from pathlib import Path
from string import Template

import floor

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).resolve().parent / "deb"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NAME = str(PROJECT["name"])
PROGRAMS = ("qbs", "qbs-desktop")
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
PRINTED = "_internal/docs/print"
"""The manual and the quick card as HTML and PDF, in the bundle."""
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)

PACKAGES: tuple[tuple[str, str], ...] = (
    ("libGL.so", "libgl1"),
    ("libEGL.so", "libegl1"),
    ("libGLX.so", "libglx0"),
    ("libOpenGL.so", "libopengl0"),
    ("libX11.so", "libx11-6"),
    ("libX11-xcb.so", "libx11-xcb1"),
    ("libXext.so", "libxext6"),
    ("libXrender.so", "libxrender1"),
    ("libdbus-1.so", "libdbus-1-3"),
    ("libfontconfig.so", "libfontconfig1"),
    ("libfreetype.so", "libfreetype6"),
    ("libgssapi_krb5.so", "libgssapi-krb5-2"),
    ("libglib-2.0.so", "libglib2.0-0t64 | libglib2.0-0"),
    ("libgthread-2.0.so", "libglib2.0-0t64 | libglib2.0-0"),
    ("libgobject-2.0.so", "libglib2.0-0t64 | libglib2.0-0"),
    ("libgio-2.0.so", "libglib2.0-0t64 | libglib2.0-0"),
    ("libxcb.so", "libxcb1"),
    ("libxcb-cursor.so", "libxcb-cursor0"),
    ("libxcb-glx.so", "libxcb-glx0"),
    ("libxcb-icccm.so", "libxcb-icccm4"),
    ("libxcb-image.so", "libxcb-image0"),
    ("libxcb-keysyms.so", "libxcb-keysyms1"),
    ("libxcb-randr.so", "libxcb-randr0"),
    ("libxcb-render.so", "libxcb-render0"),
    ("libxcb-render-util.so", "libxcb-render-util0"),
    ("libxcb-shape.so", "libxcb-shape0"),
    ("libxcb-shm.so", "libxcb-shm0"),
    ("libxcb-sync.so", "libxcb-sync1"),
    ("libxcb-util.so", "libxcb-util1 | libxcb-util0"),
    ("libxcb-xfixes.so", "libxcb-xfixes0"),
    ("libxcb-xkb.so", "libxcb-xkb1"),
    ("libxkbcommon.so", "libxkbcommon0"),
    ("libxkbcommon-x11.so", "libxkbcommon-x11-0"),
    ("libz.so", "zlib1g"),
    ("libzstd.so", "libzstd1"),
    ("libexpat.so", "libexpat1"),
    ("libuuid.so", "libuuid1"),
)
"""Library → package, in the names that UOS, Kylin, Ubuntu and Debian share; `|` where a release renamed it."""

OPTIONAL = ("libcups.so", "libdrm.so", "libgbm.so", "libwayland-", "libtiff.so")
"""Asked for by plugins that are left aside where the library is missing: printing to a CUPS queue."""

GLIBC = (
    "libc.so",
    "libm.so",
    "libdl.so",
    "libpthread.so",
    "librt.so",
    "libutil.so",
    "libresolv.so",
    "ld-linux",
    "libnsl.so",
)


def packages(libraries: Iterable[str]) -> list[str]:
    """The packages that bring libraries, each once.

    Raises:
        SystemExit: a library stands in no list here.
    """
    found: set[str] = set()
    for library in libraries:
        if library.startswith((*GLIBC, *OPTIONAL)):
            continue
        known = [package for start, package in PACKAGES if library == start or library.startswith(f"{start}.")]
        if not known:
            raise SystemExit(f"{library}: no package known; add it to PACKAGES in packaging/deb.py")
        found.update(known)
    return sorted(found)


def depends(bundle: Path) -> str:
    """The Depends line of a bundle."""
    found = floor.all_needs(bundle)
    glibc, _where = floor.floor(found)
    return ", ".join([f"libc6 (>= {floor.dotted(glibc)})", *packages(floor.from_the_system(found))])


# --- the tree ----------------------------------------------------------------------------------------------------


def put(target: Path, text: str | bytes) -> None:
    """Write one file of the tree."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(text.encode() if isinstance(text, str) else text)


def zipped(text: bytes) -> bytes:
    """As gzip -9n does: without a name and a time, so that the same text gives the same bytes."""
    return gzip.compress(text, 9, mtime=0)


def lay_out(bundle: Path, tree: Path, version: str, made: datetime) -> None:
    """Everything that is installed, under `tree`."""
    home = tree / "usr/lib" / NAME
    shutil.copytree(bundle, home, symlinks=True)
    (tree / "usr/bin").mkdir(parents=True)
    for program in PROGRAMS:
        (tree / "usr/bin" / program).symlink_to(f"../lib/{NAME}/{program}")
    share = tree / "usr/share"
    put(share / "applications" / f"{NAME}.desktop", (HERE / f"{NAME}.desktop").read_bytes())
    put(share / "mime/packages" / f"{NAME}.xml", (HERE / f"{NAME}.xml").read_bytes())
    put(share / "lintian/overrides" / NAME, (HERE / "lintian-overrides").read_bytes())
    _put_icons(share / "icons/hicolor", tree.parent / "icons")
    _put_pages(share / "man", tree.parent / "man")
    about = share / "doc" / NAME
    licence = "\n".join(f" {line}".rstrip() or " ." for line in (ROOT / "LICENSE").read_text("utf-8").splitlines())
    put(about / "copyright", Template((HERE / "copyright").read_text("utf-8")).substitute(licence=licence))
    put(about / "changelog.gz", zipped((ROOT / "CHANGELOG.md").read_bytes()))
    entry = (
        f"{NAME} ({version}) stable; urgency=medium\n\n  * 见 changelog.gz（更新记录）。\n\n"
        f" -- 千百十填报 contributors <qbs-desktop@packages.invalid>  {format_datetime(made)}\n"
    )
    put(about / "changelog.Debian.gz", zipped(entry.encode()))
    for page in ("安装与维护.md", *(f"print/{path.name}" for path in sorted((home / PRINTED).iterdir()))):
        (about / Path(page).name).symlink_to(f"../../../lib/{NAME}/_internal/docs/{page}")


def _put_icons(theme: Path, drawn: Path) -> None:
    subprocess.run([sys.executable, ROOT / "tools/icons.py", drawn], check=True)
    for name, place, own in (("app", "apps", NAME), ("document", "mimetypes", "application-x-qbs")):
        for size in ICON_SIZES:
            put(theme / f"{size}x{size}" / place / f"{own}.png", (drawn / f"{name}-{size}.png").read_bytes())
        put(theme / "scalable" / place / f"{own}.svg", (ROOT / f"resources/icons/{name}.svg").read_bytes())


def _put_pages(man: Path, made: Path) -> None:
    subprocess.run([sys.executable, ROOT / "packaging/manpages.py", made], check=True)
    for program in PROGRAMS:
        page = zipped((made / f"{program}.1").read_bytes())
        put(man / "man1" / f"{program}.1.gz", page)
        put(man / "zh_CN/man1" / f"{program}.1.gz", page)


def set_modes(tree: Path) -> None:
    """Folders and programs 755, everything else 644, whatever the builder's umask was."""
    programs = {tree / "usr/lib" / NAME / program for program in PROGRAMS}
    for path in [tree, *tree.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path in programs else 0o644)


def describe(bundle: Path, tree: Path, version: str) -> None:
    """DEBIAN/control and DEBIAN/md5sums."""
    files = sorted(path for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    control = Template((HERE / "control").read_text("utf-8")).substitute(
        version=version,
        architecture=ARCHITECTURES[os.uname().machine],
        size=sum(-(-path.stat().st_size // 1024) for path in files),
        depends=depends(bundle),
    )
    sums = [f"{md5(path.read_bytes()).hexdigest()}  {path.relative_to(tree)}" for path in files]
    put(tree / "DEBIAN/control", control)
    put(tree / "DEBIAN/md5sums", "\n".join(sums) + "\n")
    for path in [tree / "DEBIAN", *(tree / "DEBIAN").iterdir()]:
        path.chmod(0o755 if path.is_dir() else 0o644)


def when() -> datetime:
    """The time of what is built: that of the last commit, so that building again gives the same package."""
    stamp = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not stamp:
        command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
        stamp = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    return datetime.fromtimestamp(int(stamp), UTC) if stamp else datetime.now(UTC)


def main() -> int:
    """Lay out, describe, pack."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, default=ROOT / "dist" / NAME)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--revision", default="1")
    parser.add_argument("--quick", action="store_true", help="not compressed, for trying")
    arguments = parser.parse_args()
    made = when()
    version = f"{PROJECT['version']}-{arguments.revision}"
    if not (arguments.bundle / PRINTED).is_dir():
        raise SystemExit(f"{arguments.bundle} has no printed manual: make book, then build it again")
    work = arguments.out / "deb-work"
    shutil.rmtree(work, ignore_errors=True)
    tree = work / "tree"
    lay_out(arguments.bundle, tree, version, made)
    set_modes(tree)
    describe(arguments.bundle, tree, version)
    target = arguments.out / f"{NAME}_{version}_{ARCHITECTURES[os.uname().machine]}.deb"
    # xz: dpkg on UOS and Kylin does not know zstd.
    how = ["-Znone"] if arguments.quick else ["-Zxz", "-z6"]
    command = ["dpkg-deb", "--root-owner-group", *how, "--build", str(tree), str(target)]
    subprocess.run(command, check=True, env={**os.environ, "SOURCE_DATE_EPOCH": str(int(made.timestamp()))})
    shutil.rmtree(work)
    print(f"{target}  {target.stat().st_size / 2**20:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
