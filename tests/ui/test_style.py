"""What the style sheet promises: texts can be read where Qt paints them itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QComboBox

from qbs_desktop.ui.style import apply
from qbs_desktop.ui.style.apply import Theme

READABLE = 4.5
"""WCAG 2.1, 1.4.3: contrast of text with what is behind it."""


@pytest.fixture
def painted(qapp: QApplication, dressed: None) -> Iterator[QApplication]:
    before = apply.current()
    yield qapp
    apply.apply(qapp, Theme.DARK if before.dark else Theme.LIGHT)


def _luminance(colour: QColor) -> float:
    parts = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in colour.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _contrast(one: QColor, other: QColor) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _ground(image: QImage) -> QColor:
    seen = Counter(image.pixel(x, y) for y in range(2, image.height() - 2) for x in range(2, image.width() - 2))
    return QColor(seen.most_common(1)[0][0])


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
def test_the_chosen_line_of_a_list_of_choices_can_be_read(painted: QApplication, qtbot, theme: Theme) -> None:
    apply.apply(painted, theme)
    choice = QComboBox()
    choice.addItems(["2026年10月", "2026年9月", "2026年8月"])
    qtbot.addWidget(choice)
    choice.show()
    qtbot.keyClick(choice, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    view = choice.view()
    qtbot.waitUntil(view.isVisible)
    line, other = (
        view.viewport().grab(view.visualRect(view.model().index(row, 0)) & view.viewport().rect()).toImage()
        for row in (0, 1)
    )
    ground = _ground(line)
    text = max(
        (line.pixelColor(x, y) for y in range(4, line.height() - 4) for x in range(4, line.width() - 4)),
        key=lambda colour: _contrast(colour, ground),
    )
    assert _contrast(text, ground) >= READABLE
    assert _ground(other) != ground, "the chosen line must differ from the others"
