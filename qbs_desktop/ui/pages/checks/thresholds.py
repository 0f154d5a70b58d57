"""The thresholds (阈值) of one rule, each with its source, to be changed in the file's own profile."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from qbs_desktop.domain import amount
from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.services.checks import rulebook
from qbs_desktop.services.checks.rulebook import ThresholdState
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.style.apply import current
from qbs_desktop.ui.widgets.parts import clear, link, note


class ThresholdEditors(QWidget):
    """One line per threshold; Enter stores. `stored` after a change. Text that is no value stays, with the reason."""

    stored = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        """Build empty."""
        super().__init__(parent)
        self._workspace = workspace
        self.lines: dict[str, QLineEdit] = {}
        self._notes: dict[str, QLabel] = {}
        self._shown: tuple[ThresholdState, ...] = ()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)

    @property
    def typing(self) -> bool:
        """Whether a text stands in a line that is not stored."""
        return any(self.lines[one.threshold.id].text() != amount.plain(one.value) for one in self._shown)

    def show_thresholds(self, states: Sequence[ThresholdState]) -> None:
        """Show other thresholds, or the same with new values."""
        if tuple(states) == self._shown:
            return
        self._shown = tuple(states)
        clear(self._box)
        self.lines, self._notes = {}, {}
        for one in states:
            self._add(one)

    def _add(self, one: ThresholdState) -> None:
        threshold = one.threshold
        line = QLineEdit(amount.plain(one.value), self)
        line.setFixedWidth(72)
        line.setAccessibleName(f"{threshold.label}（{threshold.unit}）" if threshold.unit else threshold.label)
        line.editingFinished.connect(partial(self._store, threshold.id))
        self.lines[threshold.id] = line
        row = QHBoxLayout()
        row.addWidget(QLabel(threshold.label, self), 1)
        row.addWidget(line)
        unit = QLabel(threshold.unit, self)
        unit.setFixedWidth(48)
        row.addWidget(unit)
        self._box.addLayout(row)
        told = note(one.source, self)
        self._notes[threshold.id] = told
        self._box.addWidget(told)
        if one.own:
            usual = link(f"恢复默认 {threshold.text(threshold.usual)}", self)
            usual.clicked.connect(partial(self._reset, threshold.id))
            self._box.addWidget(usual)

    def _store(self, threshold_id: str) -> None:
        """Store what was typed."""
        state = next(one for one in self._shown if one.threshold.id == threshold_id)
        text = self.lines[threshold_id].text()
        if text == amount.plain(state.value):
            self._notes[threshold_id].setText(state.source)
            self._notes[threshold_id].setStyleSheet("")
            return
        try:
            value = rulebook.set_threshold(self._workspace, threshold_id, text)
        except ValueProblem as problem:
            self._notes[threshold_id].setText(str(problem))
            self._notes[threshold_id].setStyleSheet(f"color: {current().error}")
            return
        self.lines[threshold_id].setText(amount.plain(value))
        self._settle()

    def _reset(self, threshold_id: str, *_checked: object) -> None:
        rulebook.set_threshold(self._workspace, threshold_id, "")
        self._settle()

    def _settle(self) -> None:
        """Show the values as they are stored now."""
        every = {one.threshold.id: one for rule in rulebook.rules(self._workspace) for one in rule.thresholds}
        for one in self._shown:
            self.lines[one.threshold.id].setText(amount.plain(every[one.threshold.id].value))
        self.show_thresholds([every[one.threshold.id] for one in self._shown])
        self.stored.emit()
