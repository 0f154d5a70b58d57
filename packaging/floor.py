"""What a bundle asks of the system it runs on: the lowest glibc, and the libraries it does not bring itself.

packaging/floor.py FOLDER [--most 2.31]

Reads every ELF file's own tables (DT_NEEDED, .gnu.version_r): what a program links against at start, on this machine or
any other. With --most the exit code is 1 if a newer glibc is needed, so that a build can promise its floor.
"""

from __future__ import annotations

import argparse
import struct
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

Version = tuple[int, ...]

SYSTEMS: tuple[tuple[str, Version], ...] = (
    ("统信 UOS 20、麒麟 V10 服务器版（glibc 2.28）", (2, 28)),
    ("麒麟 V10 桌面版（SP1）、Ubuntu 20.04、Debian 11（glibc 2.31）", (2, 31)),
    ("Ubuntu 22.04（glibc 2.35）", (2, 35)),
    ("Debian 12、deepin 23（glibc 2.36）", (2, 36)),
)
"""Where the offices are, oldest first."""

_SECTION_DYNAMIC, _SECTION_VERSIONS = 6, 0x6FFFFFFE
_NEEDED, _SONAME = 1, 14


@dataclass(slots=True)
class Needs:
    """What one ELF file needs: libraries by name, versions as `GLIBC_2.28` by library."""

    path: Path
    soname: str = ""
    libraries: list[str] = field(default_factory=list)
    versions: dict[str, list[str]] = field(default_factory=dict)

    def highest(self, family: str) -> Version | None:
        """The highest version of a family such as ``GLIBC``."""
        found = [numbers(name) for names in self.versions.values() for name in names if name.startswith(f"{family}_")]
        return max((one for one in found if one), default=None)


def numbers(name: str) -> Version:
    """``GLIBC_2.28`` → (2, 28); names without numbers, such as ``GLIBC_PRIVATE``, give nothing."""
    parts = name.rpartition("_")[2].split(".")
    return tuple(int(part) for part in parts) if all(part.isdigit() for part in parts) else ()


def dotted(version: Version) -> str:
    """(2, 28) → ``2.28``."""
    return ".".join(map(str, version))


def needs_of(path: Path) -> Needs | None:
    """What an ELF file of 64 bits needs; None for any other file."""
    data = path.read_bytes()
    if data[:6] != b"\x7fELF\x02\x01":
        return None
    made = Needs(path)
    table, size, count = struct.unpack_from("<Q", data, 0x28)[0], *struct.unpack_from("<HH", data, 0x3A)
    sections = [struct.unpack_from("<IIQQQQIIQQ", data, table + number * size) for number in range(count)]
    for _name, kind, _flags, _address, start, length, link, info, *_rest in sections:
        if kind == _SECTION_DYNAMIC:
            _read_dynamic(data, start, length, sections[link][4], made)
        elif kind == _SECTION_VERSIONS:
            _read_versions(data, start, info, sections[link][4], made)
    return made


def _text(data: bytes, place: int) -> str:
    return data[place : data.index(b"\0", place)].decode()


def _read_dynamic(data: bytes, start: int, length: int, strings: int, made: Needs) -> None:
    for place in range(start, start + length, 16):
        tag, value = struct.unpack_from("<QQ", data, place)
        if tag == _NEEDED:
            made.libraries.append(_text(data, strings + value))
        elif tag == _SONAME:
            made.soname = _text(data, strings + value)


def _read_versions(data: bytes, place: int, count: int, strings: int, made: Needs) -> None:
    for _ in range(count):
        _version, entries, file, first, following = struct.unpack_from("<HHIII", data, place)
        names = made.versions.setdefault(_text(data, strings + file), [])
        entry = place + first
        for _ in range(entries):
            _hash, _flags, _other, name, step = struct.unpack_from("<IHHII", data, entry)
            names.append(_text(data, strings + name))
            entry += step
        place += following


def all_needs(folder: Path) -> list[Needs]:
    """Of every ELF file under a folder; links are not followed."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    return [found for path in files if (found := needs_of(path)) is not None]


def floor(found: Iterable[Needs], family: str = "GLIBC") -> tuple[Version, list[Path]]:
    """The highest version needed by any file, and by which."""
    highest = {one.path: version for one in found if (version := one.highest(family))}
    if not highest:
        return (), []
    top = max(highest.values())
    return top, [path for path, version in highest.items() if version == top]


def from_the_system(found: list[Needs]) -> dict[str, list[Path]]:
    """Libraries that no file of the folder is, with those that ask for them."""
    brought = {one.soname for one in found} | {one.path.name for one in found}
    asked: dict[str, list[Path]] = {}
    for one in found:
        for library in one.libraries:
            if library not in brought:
                asked.setdefault(library, []).append(one.path)
    return dict(sorted(asked.items()))


def _lines(folder: Path, found: list[Needs]) -> Iterator[str]:
    top, where = floor(found)
    names = "、".join(str(path.relative_to(folder)) for path in where[:6])
    yield f"{len(found)} 个 ELF 文件，要求 glibc {dotted(top)}（{names}{' 等' if len(where) > 6 else ''}）"
    for title, version in SYSTEMS:
        yield f"  {'可用  ' if version >= top else '不可用'}  {title}"
    cxx = {one.soname for one in found} & {"libstdc++.so.6", "libgcc_s.so.1"}
    yield f"  随程序带有：{'、'.join(sorted(cxx)) or '（没有 libstdc++，用系统的）'}"
    yield "  用系统的库：" + " ".join(from_the_system(found))


def main() -> int:
    """Print what the folder needs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=lambda text: numbers(f"_{text}"), help="the newest glibc that may be needed")
    arguments = parser.parse_args()
    found = all_needs(arguments.folder)
    print("\n".join(_lines(arguments.folder, found)))
    top, _where = floor(found)
    return 1 if arguments.most and top > arguments.most else 0


if __name__ == "__main__":
    sys.exit(main())
