"""Draw the program's own icons for the packages: PNG for Linux desktops, .ico for Windows.

tools/icons.py FOLDER  writes  app-16.png … app-512.png, document-16.png …, app.ico, document.ico
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path
from typing import cast

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QIODevice, QSize
from PySide6.QtGui import QGuiApplication, QImage, QImageReader

ICONS = Path(__file__).resolve().parent.parent / "resources" / "icons"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
WINDOWS = (16, 24, 32, 48, 64, 256)
SMALL = {"app": 32}
"""Up to this size <name>-small.svg is drawn, whose edges lie on pixels."""


def drawn(name: str, size: int) -> QImage:
    """One icon at a size in pixels."""
    path = ICONS / (f"{name}-small.svg" if size <= SMALL.get(name, 0) else f"{name}.svg")
    reader = QImageReader(str(path))
    reader.setScaledSize(QSize(size, size))
    picture = reader.read()
    if picture.isNull():
        raise SystemExit(f"{path.name}: {reader.errorString()}")
    return picture.convertToFormat(QImage.Format.Format_ARGB32)


def png(picture: QImage) -> bytes:
    """The bytes of a PNG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def bitmap(picture: QImage) -> bytes:
    """A picture as it stands in an .ico: header of twice the height, BGRA from the bottom up, an empty mask."""
    side = picture.width()
    rows = [cast("memoryview", picture.constScanLine(y))[: side * 4] for y in reversed(range(side))]
    mask = bytes((side + 31) // 32 * 4 * side)
    header = struct.pack("<IiiHHIIiiII", 40, side, side * 2, 1, 32, 0, side * side * 4 + len(mask), 0, 0, 0, 0)
    return header + b"".join(rows) + mask


def ico(pictures: list[QImage]) -> bytes:
    """An icon file: plain bitmaps, which every part of Windows reads; only the largest as PNG."""
    parts = [png(one) if one.width() >= 256 else bitmap(one) for one in pictures]
    place = 6 + 16 * len(parts)
    head = struct.pack("<HHH", 0, 1, len(parts))
    for picture, part in zip(pictures, parts, strict=True):
        side = picture.width() % 256
        head += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(part), place)
        place += len(part)
    return head + b"".join(parts)


def main() -> int:
    """Write every icon into the folder."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    application = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    for name in ("app", "document"):
        for size in SIZES:
            (folder / f"{name}-{size}.png").write_bytes(png(drawn(name, size)))
        (folder / f"{name}.ico").write_bytes(ico([drawn(name, size) for size in WINDOWS]))
    del application
    return 0


if __name__ == "__main__":
    sys.exit(main())
