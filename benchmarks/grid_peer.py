"""The two grids under test, on the same rows: the program's own, and QTableView over QSqlTableModel."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtSql import QSqlDatabase, QSqlTableModel
from PySide6.QtWidgets import QApplication, QTableView

from qbs_desktop.domain import amount
from qbs_desktop.ui.grid.column import GridColumn, GridEdit, Outcome
from qbs_desktop.ui.grid.model import GridModel
from qbs_desktop.ui.grid.rows.order import Filter
from qbs_desktop.ui.grid.view import GridView

WIDE = 20
WORDS = 10
"""The first columns hold texts, the others integers."""
Row: TypeAlias = tuple[int | str, ...]
"""As stored: the row's number, then its cells."""


def make(path: Path, count: int) -> None:
    """A table of texts and integers."""
    with sqlite3.connect(path) as store:
        types = ", ".join(f"c{at} {'TEXT' if at < WORDS else 'INTEGER'}" for at in range(WIDE))
        store.execute(f"CREATE TABLE t (id INTEGER PRIMARY KEY, {types})")
        store.executemany(f"INSERT INTO t VALUES ({', '.join('?' * (WIDE + 1))})", _rows(count))
    store.close()


def _rows(count: int) -> Iterator[Row]:
    for number in range(1, count + 1):
        texts = [f"第{(number * 7919) % 100003}号项目{at}" for at in range(WORDS)]
        yield (number, *texts, *((number * 104729 + at) % 10**7 for at in range(WIDE - WORDS)))


def _text(at: int, row: Row) -> str:
    return row[at]  # type: ignore[return-value]


def _shown(at: int, row: Row) -> str:
    return amount.shown(row[at], 0)  # type: ignore[arg-type]


def _number(at: int, row: Row) -> Decimal:
    return Decimal(row[at])


def _depth(_row: Row) -> int:
    return 0


class Ours:
    """The program's grid over rows as stored."""

    def __init__(self, path: Path, count: int | None = None) -> None:
        self._path = path
        self._count = count
        self.columns: list[GridColumn[Row]] = [
            GridColumn(f"c{at}", (f"第{at}列",), partial(_text, at + 1))
            if at < WORDS
            else GridColumn(
                f"c{at}", (f"第{at}列",), partial(_shown, at + 1), partial(_number, at + 1), whole=itemgetter(at + 1)
            )
            for at in range(WIDE)
        ]
        self.model: GridModel[Row] = GridModel(itemgetter(0), _depth)
        self.model.sink = self._store
        self.view = GridView(self.model)
        self.load()

    def load(self) -> None:
        """Read every row and show the list."""
        store = sqlite3.connect(self._path)
        self.model.show(self.columns, store.execute("SELECT * FROM t").fetchall())
        store.close()
        self.view.viewport().repaint()

    def _store(self, edits: object) -> Outcome:
        """What a page does: the record is changed and shown afresh."""
        for edit in edits:  # type: ignore[attr-defined]
            row = list(self.model.rows[self.model.places[edit.record_id]])
            row[1 + int(edit.column.id[1:])] = edit.text
            self.model.replace_rows([tuple(row)])
        return Outcome(1)

    def sort(self, name: str) -> None:
        """Sort by a column for the first time: nothing is remembered from before."""
        self.model.sort_by(None)
        self.model._forget()
        self.model.sort_by(name)
        self.view.viewport().repaint()

    def keep(self, *columns: str) -> None:
        """Filter, nothing remembered."""
        self.model.filters.clear()
        self.model._forget()
        for column in columns[:-1]:
            self.model.filters[column] = Filter(contains="7")
        self.model.set_filter(columns[-1], Filter(contains="7" if len(columns) > 1 else "77"))
        self.view.viewport().repaint()

    def clear(self) -> None:
        """List order, every row."""
        self.model.clear_filters()
        self.model.sort_by(None)

    def edit(self) -> None:
        """Type into one cell."""
        line = self.model.shown() // 2
        self.model.apply([GridEdit(self.model.id_at(line), self.columns[1], f"改{line}")])
        self.view.viewport().repaint()


class Peer:
    """QTableView over QSqlTableModel, every row fetched."""

    def __init__(self, path: Path, table: str = "t") -> None:
        self._database = QSqlDatabase.addDatabase("QSQLITE", str(path))
        self._database.setDatabaseName(str(path))
        self._database.open()
        self.model = QSqlTableModel(None, self._database)
        self.model.setTable(table)
        self.model.setEditStrategy(QSqlTableModel.EditStrategy.OnManualSubmit)
        self.view = QTableView()
        self.view.setModel(self.model)
        self.load()

    def load(self) -> None:
        """Ask again and fetch every row."""
        self.model.select()
        while self.model.canFetchMore():
            self.model.fetchMore()
        self.view.viewport().repaint()

    def sort(self, place: int) -> None:
        """Sort by a column."""
        self.model.setSort(place + 1, Qt.SortOrder.AscendingOrder)
        self.load()

    def keep(self, condition: str) -> None:
        """Filter."""
        self.model.setFilter(condition)
        self.load()

    def edit(self) -> None:
        """Type into one cell; it is not stored."""
        line = self.model.rowCount() // 2
        self.model.setData(self.model.index(line, 2), f"改{line}")
        self.view.viewport().repaint()


def jump(view: QTableView, count: int) -> None:
    """Go to five places far apart, and paint each."""
    for number in range(1, 6):
        view.verticalScrollBar().setValue((number * (count // 3) + 17 * number) % count)
        view.viewport().repaint()


def wheel(view: QTableView, count: int) -> None:
    """Twenty notches of the wheel from the middle, painted one by one."""
    view.verticalScrollBar().setValue(count // 2)
    where = QPointF(200, 200)
    for _ in range(20):
        event = QWheelEvent(
            where,
            QPointF(view.viewport().mapToGlobal(where.toPoint())),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(view.viewport(), event)
        view.viewport().repaint()
