"""The workbench of the wizard (导入工作区): tables and fields left, the sheet in the middle, what is said of it right.

It changes nothing but the session; `corrected` and `answered` ask the wizard to read or to plan anew.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QSplitter, QTabWidget, QVBoxLayout, QWidget

from qbs_desktop.domain.period import Period
from qbs_desktop.services.incoming import import_targets
from qbs_desktop.services.incoming.import_painting import LEGEND, Painter, Role, column_letters, parse_coordinate
from qbs_desktop.services.incoming.import_preview import SheetPreview
from qbs_desktop.services.incoming.import_session import ImportSession, RowKind, RowSaid, State, TableRead
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.importing import look
from qbs_desktop.ui.importing.finding_list import FindingList
from qbs_desktop.ui.importing.questions import Questions, questions
from qbs_desktop.ui.importing.results import Results
from qbs_desktop.ui.importing.row_menu import row_menu
from qbs_desktop.ui.importing.said_bar import LEFT_OUT, SaidBar
from qbs_desktop.ui.importing.sheet_model import SheetModel
from qbs_desktop.ui.importing.sheet_view import Reading, SheetView
from qbs_desktop.ui.importing.table_list import TableModel, entries, table_list
from qbs_desktop.ui.importing.target_list import TargetList, TargetPicker
from qbs_desktop.ui.importing.whose import Whose
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.style.apply import current
from qbs_desktop.ui.widgets.parts import Elided, named, note


class Workbench(QWidget):
    """See the module text."""

    corrected = Signal()
    answered = Signal()
    entered_for = Signal(str)
    said = Signal(str)
    layouts_wanted = Signal()

    def __init__(self, workspace: Workspace, session: ImportSession, period: Period, parent: QWidget) -> None:
        """Build empty; `show_state` fills it."""
        super().__init__(parent)
        self._workspace, self._session = workspace, session
        self.state: State | None = None
        self.tables = TableModel(self)
        self.tables_view = table_list(self.tables, self)
        self.whose = Whose(workspace, session.path.name, self)
        self.fields = TargetList(self, drag=True)
        self.bar = SaidBar(workspace, period, self)
        self.sheet = SheetModel(self)
        self.sheet_view = SheetView(self.sheet, self)
        self.findings = FindingList(self)
        self.results = Results(workspace, self)
        self.questions = Questions(self)
        self.tabs = QTabWidget(self)
        self.tabs.tabBar().setAccessibleName("问题、写入预览、询问")
        self.picker: TargetPicker | None = None
        self.menu: QMenu | None = None
        self._build()
        self._connect()

    # --- layout --------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.TINY)
        column.addWidget(self.whose)
        column.addWidget(note("工作表", left))
        column.addWidget(self.tables_view, 2)
        column.addWidget(note("字段（可拖到右边的列上）", left))
        column.addWidget(self.fields, 3)
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SMALL)
        column.addWidget(self.bar)
        column.addWidget(self.sheet_view, 1)
        column.addWidget(_legend(middle))
        for title, page in (("问题", self.findings), ("写入预览", self.results), ("询问", self.questions)):
            self.tabs.addTab(page, title)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        for part, stretch, least in ((left, 0, 196), (middle, 3, 360), (self.tabs, 2, 300)):
            part.setMinimumWidth(least)
            splitter.addWidget(part)
            splitter.setStretchFactor(splitter.count() - 1, stretch)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(tokens.MEDIUM)
        splitter.setSizes([212, 660, 430])
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(splitter)

    def _connect(self) -> None:
        self.tables_view.selectionModel().currentChanged.connect(self._on_table)
        self.whose.chosen.connect(self.entered_for)
        self.fields.chosen.connect(self._on_field)
        self.sheet_view.column_asked.connect(self.ask_column)
        self.sheet_view.row_asked.connect(self.ask_row)
        self.sheet_view.dropped.connect(self._on_dropped)
        self.findings.chosen.connect(self._on_cell)
        self.findings.entered.connect(self._on_cell_entered)
        self.results.row_chosen.connect(self._on_row)
        self.questions.row_chosen.connect(self._on_question)
        self.tabs.currentChanged.connect(self._on_tab)
        self.questions.answered.connect(self._on_answer)
        self.questions.all_new.connect(self._on_all_new)
        self.bar.ledger_said.connect(self._on_ledger)
        self.bar.unit_said.connect(self._on_unit)
        self.bar.period_said.connect(self._on_period)
        self.bar.automatic.connect(self._on_automatic)
        self.bar.manage.connect(self.layouts_wanted)

    # --- showing -------------------------------------------------------------------------------------------------

    def show_state(self, state: State) -> None:
        """Show a reading; the table in front stays in front, else the one that brings most comes there."""
        self.state = state
        kept = self.key()
        self.tables.show_entries(entries(state))
        keys = [one.key for one in self.tables.entries]
        at = keys.index(kept) if kept in keys else _best(state)
        self.tables_view.setCurrentIndex(self.tables.index(at, 0))
        self._show_table()
        asked = questions(state.preview)
        self.questions.show_questions(asked)
        waiting = sum(not one.row.answered for one in asked)
        self.tabs.setTabText(2, f"询问 {waiting}" if waiting else "询问")
        self.tabs.setTabVisible(2, bool(asked))

    def key(self) -> tuple[str, int] | None:
        """The table in front."""
        at = self.tables_view.currentIndex().row()
        return self.tables.entries[at].key if 0 <= at < len(self.tables.entries) else None

    def table(self) -> TableRead | None:
        """The table in front as it was read."""
        key = self.key()
        return self.state.table(key) if self.state is not None and key is not None else None

    def _planned(self) -> SheetPreview | None:
        key = self.key()
        return next((one for one in self.state.preview.sheets if one.key == key), None) if self.state else None

    def _on_table(self, _index: QModelIndex, _before: QModelIndex) -> None:
        self._show_table()

    def _show_table(self) -> None:
        table, planned, state = self.table(), self._planned(), self.state
        if table is None or planned is None or state is None:
            return
        outline = next((one for one in state.sheets if one.name == table.sheet), None)
        painter = Painter(table.sheet, state.tables, state.preview)
        if outline is not None:
            self.sheet.show_sheet(outline, painter)
        self.bar.show_table(table, self._session)
        self.sheet_view.show_words(self._words(table, painter))
        findings = planned.all_findings()
        self.findings.show_findings(findings)
        self.results.show_table(planned)
        self.tabs.setTabText(0, f"问题 {len(findings)}" if findings else "问题")
        offered = import_targets.choices(self._workspace, table.ledger, table.period) if table.ledger else []
        self.fields.offer(offered)
        if table.header_rows is not None and not self.sheet_view.currentIndex().isValid():
            records = (one.number for one in table.rows if one.kind is RowKind.RECORD)
            self.sheet_view.go(next(records, table.header_rows[1] + 1), 1)

    def _words(self, table: TableRead, painter: Painter) -> dict[int, Reading]:
        words: dict[int, Reading] = {}
        if table.header_rows is None or table.ledger is None:
            return words
        for letters, target in table.columns.items():
            at = parse_coordinate(f"{letters}1")[1]
            if target is not None:
                label, when = import_targets.target_words(self._workspace, table.ledger, target)
                unit = table.units.get(letters, "")
                role = Role.VALUE if "@" in target else Role.FIELD
                words[at] = Reading(role, label, " ".join(part for part in (when, unit) if part))
            elif painter.seen(table.header_rows[1], at, "").role is Role.QUERY:
                words[at] = Reading(Role.QUERY, "未对应")
            else:
                words[at] = Reading(Role.IGNORED, "忽略")
        return words

    # --- going ---------------------------------------------------------------------------------------------------

    def go(self, sheet: str, row: int, column: int = 1) -> None:
        """Bring a cell into sight."""
        keys = [one.key for one in self.tables.entries]
        if (key := self.key()) is None or key[0] != sheet:
            at = next((n for n, one in enumerate(keys) if one[0] == sheet), None)
            if at is None:
                return
            self.tables_view.setCurrentIndex(self.tables.index(at, 0))
        self.sheet_view.go(row, column)

    def _on_cell(self, cell: str) -> None:
        row, column = parse_coordinate(cell)
        self.sheet_view.go(row, column)

    def _on_cell_entered(self, cell: str) -> None:
        self._on_cell(cell)
        self.sheet_view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_row(self, row: int) -> None:
        self.sheet_view.go(row, max(self.sheet_view.place()[1], 1))

    def _on_question(self, sheet: str, row: int) -> None:
        if self.tabs.currentWidget() is self.questions:
            self.go(sheet, row)

    def _on_tab(self, _index: int) -> None:
        one = self.questions.current()
        if one is not None:
            self._on_question(one.sheet, one.row.row)

    # --- correcting ----------------------------------------------------------------------------------------------

    def ask_column(self, column: int) -> None:
        """Ask what a column is."""
        table = self.table()
        if table is None or table.ledger is None or table.header_rows is None:
            self.said.emit("请先在上方选择这张表是哪个名单。")
            self.bar.ledger.setFocus()
            return
        letters = column_letters(column)
        offered = import_targets.choices(self._workspace, table.ledger, table.period)
        now = self._session.said(table.key).columns.get(letters) or table.columns.get(letters) or ""
        present = next(
            (one.target for one in offered if now and import_targets.same_target(one.target, now, table.period)), now
        )
        head = table.heads.get(letters, "")
        picker = TargetPicker(f"{letters} 列{f'“{head}”' if head else ''}是什么？", offered, present, self)
        if now and import_targets.has_unit(self._workspace, table.ledger, now):
            picker.ask_unit(table.units.get(letters))
        picker.chosen.connect(partial(self._on_target, letters))
        picker.unit_chosen.connect(partial(self._on_column_unit, letters))
        picker.finished.connect(self._on_picked)
        self.picker = picker
        picker.open_at(self.sheet_view.head_corner(column))

    def _on_picked(self, _result: int) -> None:
        self.picker = None
        self.window().activateWindow()
        self.sheet_view.setFocus()

    def _on_target(self, letters: str, target: str) -> None:
        table = self.table()
        if table is not None:
            self._session.set_column(table.key, letters, target)
            self.corrected.emit()

    def _on_column_unit(self, letters: str, unit: str) -> None:
        table = self.table()
        if table is not None:
            self._session.set_unit(table.key, letters, unit)
            self.corrected.emit()

    def _on_dropped(self, column: int, target: str) -> None:
        self._on_target(column_letters(column), target)

    def _on_field(self, target: str) -> None:
        """Enter in the field list gives the field to the current column."""
        column = self.sheet_view.place()[1]
        if column:
            self._on_target(column_letters(column), target)

    def ask_row(self, row: int) -> None:
        """Ask what a row is."""
        table = self.table()
        if table is None:
            return
        self.menu = row_menu(table, row, partial(self._on_row_said, row), self._on_head, self)
        index = self.sheet.index(row - 1, max(self.sheet_view.currentIndex().column(), 0))
        below = self.sheet_view.visualRect(index).bottomLeft() + QPoint(12, 0)
        self.menu.popup(self.sheet_view.viewport().mapToGlobal(below))
        first = next((one for one in self.menu.actions() if one.isEnabled() and not one.isSeparator()), None)
        if first is not None:
            self.menu.setActiveAction(first)

    def _on_row_said(self, row: int, said: RowSaid) -> None:
        table = self.table()
        if table is not None:
            self._session.set_row(table.key, row, said)
            self.corrected.emit()

    def _on_head(self, head: tuple[int, int]) -> None:
        table = self.table()
        if table is not None:
            said = self._session.said(table.key)
            self._session.correct(table.key, replace(said, head=head, taken=None))
            self.corrected.emit()

    # --- the whole table -----------------------------------------------------------------------------------------

    def _on_ledger(self, ledger: str) -> None:
        table = self.table()
        if table is None:
            return
        if ledger == LEFT_OUT:
            self._session.correct(table.key, replace(self._session.said(table.key), taken=False))
        else:
            self._session.set_ledger(table.key, ledger)
        self.corrected.emit()

    def _on_unit(self, unit: str | None) -> None:
        table = self.table()
        if table is not None:
            self._session.correct(table.key, replace(self._session.said(table.key), amount_unit=unit))
            self.corrected.emit()

    def _on_period(self, period: Period | None) -> None:
        table = self.table()
        if table is not None:
            self._session.correct(table.key, replace(self._session.said(table.key), period=period))
            self.corrected.emit()

    def _on_automatic(self) -> None:
        table = self.table()
        if table is not None:
            self._session.forget(table.key)
            self.corrected.emit()

    # --- answering -----------------------------------------------------------------------------------------------

    def _on_answer(self, sheet: str, row: int, record_id: int | None) -> None:
        self._session.answer(sheet, row, record_id)
        self.answered.emit()

    def _on_all_new(self, rows: list[tuple[str, int]]) -> None:
        self._session.answered(dict.fromkeys(rows))
        self.answered.emit()


def _best(state: State) -> int:
    """The table that brings most."""
    sizes = [(one.ledger is not None, len(one.rows)) for one in state.preview.sheets]
    return max(range(len(sizes)), key=sizes.__getitem__, default=0)


def _legend(parent: QWidget) -> QWidget:
    """What the colours mean, in a line."""
    made = QWidget(parent)
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(tokens.SMALL)
    for role in LEGEND:
        label = named(QLabel(role.label, made), "note")
        label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row.addWidget(_Swatch(role, made))
        row.addWidget(label)
    keys = named(Elided("", made), "note")
    keys.setText("回车改这一列　Shift+回车改这一行")
    row.addWidget(keys, 1)
    return made


class _Swatch(QWidget):
    """A patch in the colour of a role."""

    def __init__(self, role: Role, parent: QWidget) -> None:
        super().__init__(parent)
        self._role = role
        self.setFixedSize(18, 12)

    def paintEvent(self, _event: object) -> None:
        from PySide6.QtGui import QColor, QPainter

        with QPainter(self) as painter:
            brush = look.back(self._role)
            if brush is not None:
                painter.fillRect(self.rect(), brush)
            painter.setPen(QColor(current().strong_line))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
