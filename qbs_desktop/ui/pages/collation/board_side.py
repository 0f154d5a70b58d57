"""Beside the board (退回原因): why the returns on it were sent back, unit by unit; not shown while none was."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from qbs_desktop.services.collating.board import Board
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.widgets.parts import Elided
from qbs_desktop.ui.widgets.table import TextColumn, TextModel, table

Line = tuple[str, str, int]
"""Unit, reason, how many items."""


class ReasonsPane(QWidget):
    """退回原因: the most frequent first."""

    def __init__(self, parent: QWidget) -> None:
        """Build empty and hidden."""
        super().__init__(parent)
        self.lines: TextModel[Line] = TextModel(
            (
                TextColumn("退回原因", 0, lambda one: one[1], least=110),
                TextColumn("单位", 96, lambda one: one[0]),
                TextColumn("项数", 52, lambda one: str(one[2]), right=True),
            ),
            self,
        )
        self.view = table(self.lines, "退回原因", self, breaking=(0,))
        self.summary = Elided("", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SMALL)
        column.addWidget(self.view, 1)
        column.addWidget(self.summary)
        self.hide()

    def show_board(self, board: Board) -> None:
        """Show the reasons of another board, and below them each reason's sum over the units."""
        self.lines.show_rows(board.reasons)
        sums: dict[str, int] = {}
        for _unit, reason, many in board.reasons:
            sums[reason] = sums.get(reason, 0) + many
        ordered = sorted(sums.items(), key=lambda one: -one[1])
        self.summary.setText("合计：" + "，".join(f"{reason} {many}" for reason, many in ordered))
        self.setVisible(bool(board.reasons))
