"""The strip above the pages (页眉): unit, profile, report period, the everyday commands."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from qbs_desktop.ui.style import icons, tokens
from qbs_desktop.ui.widgets.parts import Elided

if TYPE_CHECKING:
    from qbs_desktop.domain.period import Period
    from qbs_desktop.services.opening import Offer


class _Picker(QComboBox):
    """Tells before its list opens."""

    about_to_open = Signal()

    def showPopup(self) -> None:
        """Open the list, brought up to date first."""
        self.about_to_open.emit()
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 24)
        super().showPopup()


class Header(QFrame):
    """Unit and profile on the left, commands and period on the right."""

    period_picked = Signal()
    periods_wanted = Signal()
    """The list of periods is about to open: which ones have data may have changed."""

    def __init__(self, parent: QWidget) -> None:
        """Build empty."""
        super().__init__(parent)
        self.setObjectName("header")
        self.setFixedHeight(tokens.HEADER_HEIGHT)
        self._periods: list[Period] = []
        self._unit = Elided("千百十填报", self)
        self._unit.setObjectName("unit")
        self._profile = Elided("", self)
        self._profile.setObjectName("profile")
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._unit)
        words.addWidget(self._profile)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(tokens.TINY)
        self._label = QLabel("报告期(&P)", self)
        self._picker = _Picker(self)
        self._picker.setAccessibleName("报告期")
        self._picker.setMinimumWidth(166)
        self._picker.setMaxVisibleItems(16)
        self._label.setBuddy(self._picker)
        self._picker.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._picker.setToolTip("月度填报、审核、报表和图表所说的报告期；“有数据”的报告期已填过数。")
        self._picker.about_to_open.connect(self.periods_wanted)
        self._picker.activated.connect(self._on_picked)
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.LARGE, tokens.TINY, tokens.MEDIUM, tokens.TINY)
        row.setSpacing(tokens.SMALL)
        row.addLayout(words, 1)
        row.addLayout(self._buttons)
        row.addSpacing(tokens.SMALL)
        row.addWidget(self._label)
        row.addWidget(self._picker)
        self.set_file("", "")

    def add_actions(self, actions: Sequence[QAction], steps: QMenu) -> None:
        """Buttons of the everyday commands; that of 撤销 has the last steps beside it."""
        for action in actions:
            button = QToolButton(self)
            button.setDefaultAction(action)
            button.setIconSize(QSize(20, 20))
            button.setAccessibleName(action.text().removesuffix("…"))
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            wordy = action.shortcut().toString() not in ("Ctrl+Z", "Ctrl+Y")
            button.setToolButtonStyle(
                Qt.ToolButtonStyle.ToolButtonTextBesideIcon if wordy else Qt.ToolButtonStyle.ToolButtonIconOnly
            )
            if action.shortcut().toString() == "Ctrl+Z":
                button.setMenu(steps)
                button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
            self._buttons.addWidget(button)
        row = [self._buttons.itemAt(n).widget() for n in range(self._buttons.count())]
        for before, after in pairwise([*row, self._picker]):
            self.setTabOrder(before, after)  # Tab goes as the eye does

    def set_file(self, unit: str, profile: str) -> None:
        """Show the open file's unit and profile; empty texts for none."""
        self._unit.setText(unit or "千百十填报")
        self._profile.setText(profile)
        self._unit.setToolTip(unit)
        self._profile.setToolTip(profile)
        self._profile.setVisible(bool(profile))
        for widget in (self._label, self._picker):
            widget.setVisible(bool(unit))

    def set_periods(self, offer: Offer, chosen: Period) -> None:
        """Fill the picker, newest first; each says whether it has data."""
        self._periods = list(offer.periods)
        self._picker.clear()
        for period in self._periods:
            self._picker.addItem(offer.label(period))
        self.choose(chosen)

    @property
    def period(self) -> Period:
        """The period picked."""
        return self._periods[self._picker.currentIndex()]

    def choose(self, period: Period) -> None:
        """Pick a period without telling."""
        if period not in self._periods:
            self._periods.append(period)
            self._picker.addItem(period.label())
        self._picker.setCurrentIndex(self._periods.index(period))

    def step(self, by: int) -> None:
        """Pick the next (1) or previous (-1) period of the list, by time."""
        here = sorted(self._periods).index(self.period)
        wanted = sorted(self._periods)[min(max(here + by, 0), len(self._periods) - 1)]
        if wanted != self.period:
            self.choose(wanted)
            self.period_picked.emit()

    def retint(self, actions: dict[str, QAction], names: dict[str, str]) -> None:
        """Redraw icons in the new colours."""
        for command, icon in names.items():
            actions[command].setIcon(icons.icon(icon))

    def _on_picked(self, _index: int) -> None:
        self.period_picked.emit()
