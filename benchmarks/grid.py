"""The grid: page, jump, sort, filter, load, against QTableView over QSqlTableModel on the same rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.job import Job, Scale, fresh, timed

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTableView

WIDE = 20


@dataclass(slots=True)
class Row:
    """A row of a list."""

    id: int
    cells: tuple[object, ...]


def _text(place: int, row: Row) -> str:
    return str(row.cells[place])


def _number(place: int, row: Row) -> Decimal | None:
    found = row.cells[place]
    return found if isinstance(found, Decimal) else None


def _row(number: int) -> Row:
    names = tuple(f"第{(number * 7919) % 100003}号项目{place}" for place in range(10))
    return Row(number, names + tuple(Decimal((number * 104729 + place) % 10**7) for place in range(10)))


def jobs(scale: Scale, folder: Path) -> Iterator[Job]:
    """Ten thousand and a hundred thousand rows of twenty columns."""
    for count in (500,) if scale.short else (10_000, 100_000):
        yield from _jobs(count, folder)


class Peer:
    """QTableView over QSqlTableModel, every row fetched."""

    def __init__(self, rows: list[Row], path: Path) -> None:
        from PySide6.QtSql import QSqlDatabase, QSqlQuery, QSqlTableModel
        from PySide6.QtWidgets import QTableView

        database = QSqlDatabase.addDatabase("QSQLITE", f"bench{len(rows)}")
        database.setDatabaseName(str(path))
        database.open()
        types = ", ".join(f"c{place} {'TEXT' if place < 10 else 'INTEGER'}" for place in range(WIDE))
        QSqlQuery(database).exec(f"CREATE TABLE t ({types})")
        database.transaction()
        query = QSqlQuery(database)
        query.prepare(f"INSERT INTO t VALUES ({', '.join('?' * WIDE)})")
        for row in rows:
            for place, cell in enumerate(row.cells):
                query.bindValue(place, int(cell) if isinstance(cell, Decimal) else cell)
            query.exec()
        database.commit()
        self.model = QSqlTableModel(None, database)
        self.model.setTable("t")
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
        from PySide6.QtCore import Qt

        self.model.setSort(place, Qt.SortOrder.AscendingOrder)
        self.load()

    def keep(self, condition: str) -> None:
        """Filter."""
        self.model.setFilter(condition)
        self.load()


class Ours:
    """The program's grid."""

    def __init__(self, rows: list[Row]) -> None:
        from qbs_desktop.ui.grid.column import GridColumn
        from qbs_desktop.ui.grid.model import GridModel
        from qbs_desktop.ui.grid.view import GridView

        numbers = [partial(_number, place) if place > 9 else None for place in range(WIDE)]
        columns = [
            GridColumn(f"c{place}", (f"第{place}列",), partial(_text, place), numbers[place]) for place in range(WIDE)
        ]
        self.model: GridModel[Row] = GridModel(lambda row: row.id, lambda _row: 0)
        self.model.show(columns, rows)
        self.view = GridView(self.model)

    def sort(self, name: str) -> None:
        """Sort by a column for the first time: nothing is remembered from before."""
        self.model.sort_by(None)
        self.model._forget()
        self.model.sort_by(name)
        self.view.viewport().repaint()

    def keep(self, column: str, text: str) -> None:
        """Filter, nothing remembered."""
        from qbs_desktop.ui.grid.order import Filter

        self.model.clear_filters()
        self.model._forget()
        self.model.set_filter(column, Filter(contains=text))
        self.view.viewport().repaint()

    def clear(self) -> None:
        """List order, every row."""
        self.model.clear_filters()
        self.model.sort_by(None)


def _jumps(view: QTableView, count: int) -> Callable[[], None]:
    places = [(number * (count // 3) + 17 * number) % count for number in range(1, 6)]

    def go() -> None:
        for place in places:
            view.verticalScrollBar().setValue(place)
            view.viewport().repaint()

    return go


def _jobs(count: int, folder: Path) -> Iterator[Job]:
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication([])
    rows = [_row(number) for number in range(count)]
    ours, peer = Ours(rows), Peer(rows, fresh(folder, f"peer{count}.db"))
    for view in (ours.view, peer.view):
        view.resize(1400, 800)
        view.show()
    application.processEvents()
    bare = f"QTableView + QSqlTableModel, {count} rows"

    def pair(name: str, mine: Callable[[], None], other: Callable[[], None], goal: float) -> Job:
        return Job(f"grid {count}: {name}", timed(mine), timed(other), bare, goal)

    yield pair("five jumps with repaint", _jumps(ours.view, count), _jumps(peer.view, count), 1.0)
    yield pair("sort by number", partial(ours.sort, "c12"), partial(peer.sort, 12), 0.5)
    yield pair("sort by text", partial(ours.sort, "c2"), partial(peer.sort, 2), 0.5)
    ours.clear()
    yield pair("filter one column", partial(ours.keep, "c1", "77"), partial(peer.keep, "c1 LIKE '%77%'"), 1.0)
    for view in (ours.view, peer.view):
        view.close()
        view.deleteLater()
    application.processEvents()
