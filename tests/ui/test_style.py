"""What the style sheet promises: texts can be read where Qt paints them itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QGraphicsView,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSpinBox,
    QTabBar,
    QTableView,
    QTextBrowser,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from qbs_desktop.ui.style import apply
from qbs_desktop.ui.style.apply import Theme

READABLE = 4.5
"""WCAG 2.1, 1.4.3: contrast of text with what is behind it."""
MARK = 1.5
"""By how much the frame of what has the focus must differ from what was there."""


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


def _made(kind: type[QWidget], name: str) -> QWidget:
    made = kind()
    made.setObjectName(name)
    if isinstance(made, QAbstractButton):
        made.setText("审核")
        made.setCheckable(name.endswith("checked"))
        made.setObjectName(name.removesuffix("checked"))
        made.setChecked(made.isCheckable())
    if isinstance(made, QTabBar):
        made.addTab("目标")
        made.addTab("行动")
    return made


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
def test_what_has_the_focus_can_be_told_from_what_has_not(painted: QApplication, qtbot, theme: Theme) -> None:
    apply.apply(painted, theme)
    kinds: tuple[tuple[type[QWidget], tuple[str, ...]], ...] = (
        (QPushButton, ("", "primary", "link", "small")),
        (QToolButton, ("", "toggle", "checked", "togglechecked")),
        (QTextBrowser, ("", "bare")),
        (QListView, ("", "plain", "rail")),
        *((one, ("",)) for one in (QTableView, QTreeView, QTabBar, QScrollArea, QGraphicsView, QPlainTextEdit)),
        *((one, ("",)) for one in (QLineEdit, QComboBox, QSpinBox, QCheckBox, QRadioButton)),
    )
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    window.setFixedWidth(140)
    controls = [_made(kind, name) for kind, names in kinds for name in names]
    for one in controls:
        one.setMaximumHeight(40)
        column.addWidget(one)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    alike = []
    for one in controls:
        window.setFocus()
        without = one.grab().toImage()
        qtbot.keyClick(window, Qt.Key.Key_Tab)  # by keys: a mere click shows no frame round a tick or a tab
        one.setFocus(Qt.FocusReason.TabFocusReason)
        focused = one.grab().toImage()
        change = max(
            (
                _contrast(focused.pixelColor(x, y), without.pixelColor(x, y))
                for x in range(one.width())
                for y in range(one.height())
                if focused.pixel(x, y) != without.pixel(x, y)
            ),
            default=1.0,
        )
        if change < MARK:
            alike.append(f"{type(one).__name__}#{one.objectName()} {change:.2f}")
    assert alike == []
