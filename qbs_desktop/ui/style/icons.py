"""Icons (图标): one line set from `resources/icons`, tinted to the colours in use, drawn when first asked for."""

from __future__ import annotations

from functools import cache
from typing import cast

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QAction, QGuiApplication, QIcon, QImageReader, QPixmap
from PySide6.QtWidgets import QAbstractButton, QWidget

from qbs_desktop import paths

_NAME = "icon_name"
_made: dict[tuple[str, str, int, float], QIcon] = {}


def icon(name: str, colour: str | None = None, size: int = 20) -> QIcon:
    """The icon in the text colour, or in another one; Qt greys it when disabled. An empty name gives no icon."""
    from qbs_desktop.ui.style.apply import current

    if not name:
        return QIcon()
    key = (name, colour or current().muted, size, QGuiApplication.primaryScreen().devicePixelRatio())
    if key not in _made:
        _made[key] = QIcon(pixmap(name, size, key[1]))
    return _made[key]


def put(target: QAction | QAbstractButton, name: str) -> None:
    """Give a button or command its icon, to be drawn anew in other colours by `renew`."""
    target.setProperty(_NAME, name)
    target.setIcon(icon(name, _own_colour(target)))


def _own_colour(target: QAction | QAbstractButton) -> str | None:
    """The main act of a page stands on the accent colour; everything else has the colour of text."""
    from qbs_desktop.ui.style.apply import current

    return current().on_accent if target.objectName() == "primary" else None


def renew(top: QWidget) -> None:
    """Draw the icons that were `put` under a widget in the colours of now."""
    for kind in (QAction, QAbstractButton):
        for target in cast("list[QAction | QAbstractButton]", top.findChildren(kind)):
            name = target.property(_NAME)
            if isinstance(name, str):
                target.setIcon(icon(name, _own_colour(target)))


def pixmap(name: str, size: int, colour: str) -> QPixmap:
    """One icon at a logical size, sharp on the screen in use."""
    return _render(_lines(name).replace("<path", f'<path fill="{colour}"'), size)


@cache
def _lines(name: str) -> str:
    """An icon as it is kept; it is drawn in several colours."""
    return (paths.resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def app_icon() -> QIcon:
    """The program's own icon: cells of a table, filled in three rising steps (千百十)."""
    made = QIcon()
    for name, sizes in (("app-small", (16, 24, 32)), ("app", (48, 64, 128))):
        for size in sizes:
            made.addPixmap(_render(_lines(name), size))
    return made


def _render(text: str, size: int) -> QPixmap:
    screen = QGuiApplication.primaryScreen()
    ratio = screen.devicePixelRatio()
    buffer = QBuffer()
    buffer.setData(QByteArray(text.encode()))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"svg"))
    side = round(size * ratio)
    reader.setScaledSize(QSize(side, side))
    drawn = QPixmap.fromImage(reader.read())
    drawn.setDevicePixelRatio(ratio)
    return drawn
