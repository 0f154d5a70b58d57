"""Taking a window with the dialogs, menus and popups that stand over it, as a small file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QDialog, QWidget

WIDTH = 1366
COLOURS = 256
COMMON = 40
ALIKE = 7
"""Steps of 255 by which red, green or blue must differ for two colours to be both kept."""
TITLE = 34
"""Height of the title bar that a dialog has from the desktop; offscreen there is none, and its title would be lost."""


def take(window: QWidget) -> QImage:
    """The window and everything that is open over it, nothing else."""
    picture = window.grab().toImage()
    ratio = picture.devicePixelRatio()
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for one in over(window):
            at = one.mapToGlobal(QPoint(0, 0)) - window.mapToGlobal(QPoint(0, 0))
            if isinstance(one, QDialog):
                draw_frame(painter, one, QRect(at, one.size()))
            painter.drawPixmap(at, one.grab())
    picture.setDevicePixelRatio(1)
    if ratio != 1 or picture.width() > WIDTH:
        picture = picture.scaledToWidth(WIDTH, Qt.TransformationMode.SmoothTransformation)
    return picture


def over(window: QWidget) -> list[QWidget]:
    """Dialogs first, then what has opened last."""
    found = [one for one in QApplication.topLevelWidgets() if one is not window and one.isVisible()]
    return sorted(found, key=lambda one: not isinstance(one, QDialog))


def draw_frame(painter: QPainter, dialog: QDialog, inside: QRect) -> None:
    """What a desktop draws round a dialog: a veil over the rest, a title bar, a thin line."""
    palette = dialog.palette()
    dark = palette.window().color().lightness() < 128
    painter.fillRect(QRect(QPoint(0, 0), painter.window().size()), QColor(0, 0, 0, 70))
    frame = inside.adjusted(-1, -TITLE, 1, 1)
    painter.fillRect(frame, palette.window().color().lighter(130) if dark else QColor("#dfe4ea"))
    painter.setPen(QColor("#4a5460") if dark else QColor("#9aa5b1"))
    painter.drawRect(frame.adjusted(0, 0, -1, -1))
    painter.setPen(palette.windowText().color())
    painter.setFont(dialog.font())
    painter.drawText(
        frame.adjusted(14, 0, -14, TITLE - frame.height()), Qt.AlignmentFlag.AlignVCenter, dialog.windowTitle()
    )


def save(picture: QImage, path: Path) -> None:
    """Store in few colours, packed as tightly as PNG can."""
    in_few_colours(picture).save(str(path), quality=0)


def in_few_colours(image: QImage) -> QImage:
    """The picture in 256 of its colours, half the size.

    First the commonest as they are: paper and panels. Then what is common or bright, but nothing that can hardly be
    told from a colour taken already, so that a small red mark keeps its red among the many greys of text.
    """
    full = image.convertToFormat(QImage.Format.Format_RGB32)
    colours, counts = np.unique(np.frombuffer(full.constBits(), dtype=np.uint32), return_counts=True)
    parts = np.stack([colours >> shift & 255 for shift in (16, 8, 0)], axis=1).astype(int)
    taken = [int(one) for one in np.argsort(-counts)[:COMMON]]
    order = np.argsort(-(counts * (1 + np.ptp(parts, axis=1)) ** 1.5))
    for one in order:
        if np.abs(parts[taken] - parts[one]).max(axis=1).min() > ALIKE:
            taken.append(int(one))
        if len(taken) == COLOURS:
            break
    table = [int(colours[one]) for one in taken]
    return full.convertToFormat(QImage.Format.Format_Indexed8, table, Qt.ImageConversionFlag.ThresholdDither)
