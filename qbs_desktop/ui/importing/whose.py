"""Whose table a workbook is (这份表是谁的): in a city's file the own list's, or a unit's it is entered for (代录)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from qbs_desktop.services.collating import reporters
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.widgets.parts import note

OWN = "本级的名单"


class Whose(QWidget):
    """The expected units, hidden where nobody reports; `chosen` carries a unit's name, blank for the own."""

    chosen = Signal(str)

    def __init__(self, workspace: Workspace, book: str, parent: QWidget) -> None:
        """Build with the own list chosen; `book` is the workbook's name, in which a unit may be named."""
        super().__init__(parent)
        self._names = [one.name for one in reporters.expected(workspace)] if workspace.profile.collates else []
        self._book = book
        self.unit = QComboBox(self)
        self.unit.setAccessibleName("这份表是谁的")
        self.unit.setMaxVisibleItems(20)
        self.unit.addItem(OWN, "")
        for name in self._names:
            self.unit.addItem(f"代{name}录入", name)
        self.hint = note("", self)
        self.hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, tokens.SMALL)
        column.setSpacing(tokens.TINY)
        column.addWidget(note("这份表是谁的", self))
        column.addWidget(self.unit)
        column.addWidget(self.hint)
        self.unit.activated.connect(self._on_unit)
        self.setVisible(bool(self._names))
        self._tell()

    def set_unit(self, name: str) -> None:
        """Choose a unit beforehand."""
        self.unit.setCurrentIndex(max(self.unit.findData(name), 0))
        self._tell()

    def _on_unit(self, _index: int) -> None:
        self._tell()
        self.chosen.emit(str(self.unit.currentData()))

    def _tell(self) -> None:
        """What the choice means; a unit that the file's name names is pointed out, never taken for granted."""
        name = str(self.unit.currentData())
        named = next((one for one in self._names if one in self._book), "")
        if name:
            self.hint.setText("只与它的行对照；不算已报，报送情况里写“代录”")
        else:
            self.hint.setText(f"文件名里有“{named}”：是它报来的，请在上面选它" if named else "")
        self.hint.setVisible(bool(self.hint.text()))
