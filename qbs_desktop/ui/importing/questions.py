"""Rows that may be about a record of the list (询问): the clerk says which, or that it is a new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from qbs_desktop.services.incoming.import_preview import Candidate, Preview, PreviewRow
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.style.apply import current
from qbs_desktop.ui.widgets.parts import muted
from qbs_desktop.ui.widgets.table import TextColumn, TextModel, table

NEW = Candidate(0, "都不是，按新增处理")


@dataclass(frozen=True, slots=True)
class Question:
    """One row that asks."""

    sheet: str
    row: PreviewRow

    @property
    def answer(self) -> str:
        """What was said, in words."""
        if not self.row.answered:
            return "待定"
        chosen = next((one.name for one in self.row.candidates if one.record_id == self.row.record_id), "")
        return f"就是“{chosen}”" if chosen else "新增"


def questions(preview: Preview) -> list[Question]:
    """Every row that may be about a record of the list, the unanswered ones first."""
    found = [Question(one.sheet, row) for one in preview.recognised for row in one.rows if row.candidates]
    return sorted(found, key=lambda one: one.row.answered)


class Questions(QWidget):
    """The rows above, the answers below. `answered` carries sheet, row and record (None for a new one)."""

    answered = Signal(str, int, object)
    all_new = Signal(object)
    row_chosen = Signal(str, int)

    def __init__(self, parent: QWidget) -> None:
        """Build empty."""
        super().__init__(parent)
        self.asked: TextModel[Question] = TextModel(
            (
                TextColumn("行", 44, lambda one: str(one.row.row), right=True),
                TextColumn("文件里的名称", 0, lambda one: one.row.name),
                TextColumn("回答", 120, lambda one: one.answer, colour=_colour),
            ),
            self,
        )
        self.view = table(self.asked, "待确认的行", self)
        self.answers: TextModel[Candidate] = TextModel((TextColumn("它是名单里的哪一行？", 0, _answer),), self)
        self.answers_view = table(self.answers, "可选的回答", self)
        self.rest = QPushButton("其余都按新增(&N)", self)
        self._why = muted("", self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, tokens.SMALL, 0, 0)
        box.setSpacing(tokens.SMALL)
        box.addWidget(self.view, 2)
        box.addWidget(self._why)
        box.addWidget(self.answers_view, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.rest)
        box.addLayout(row)
        self.view.selectionModel().currentChanged.connect(self._on_question)
        self.answers_view.activated.connect(self._on_answer)
        self.rest.clicked.connect(self._on_rest)

    def show_questions(self, asked: Sequence[Question]) -> None:
        """Show these; the first unanswered one is in front."""
        self.asked.show_rows(asked)
        self.rest.setEnabled(any(not one.row.answered for one in asked))
        if asked:
            self.view.setCurrentIndex(self.asked.index(0, 0))
        else:
            self.answers.show_rows([])
            self._why.setText("")

    def current(self) -> Question | None:
        """The question in front."""
        at = self.view.currentIndex().row()
        return self.asked.rows[at] if 0 <= at < len(self.asked.rows) else None

    def _on_question(self, _index: QModelIndex, _before: QModelIndex) -> None:
        one = self.current()
        if one is None:
            return
        self._why.setText("程序不替您决定。选中一个答案按回车，或双击。")
        self.answers.show_rows([*one.row.candidates, NEW])
        at = next((n for n, each in enumerate(one.row.candidates) if each.record_id == one.row.record_id), 0)
        self.answers_view.setCurrentIndex(self.answers.index(at, 0))
        self.row_chosen.emit(one.sheet, one.row.row)

    def _on_answer(self, index: QModelIndex) -> None:
        one = self.current()
        if one is not None and index.isValid():
            chosen = self.answers.rows[index.row()]
            self.answered.emit(one.sheet, one.row.row, None if chosen is NEW else chosen.record_id)

    def _on_rest(self) -> None:
        self.all_new.emit([(one.sheet, one.row.row) for one in self.asked.rows if not one.row.answered])


def _answer(one: Candidate) -> str:
    return one.name if one is NEW else f"就是名单里的“{one.name}”"


def _colour(one: Question) -> str:
    return "" if one.row.answered else current().query
