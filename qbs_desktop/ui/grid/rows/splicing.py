"""Rows that change, come and go while they are shown: the part of the grid's model that follows the file.

A row that comes or goes moves nothing but itself: what is known of the columns is kept, and views are told of single
lines. With a sort, a filter or groups the lines are arranged anew from the columns known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any

from PySide6.QtCore import QModelIndex, QObject

from qbs_desktop.ui.grid.column import R
from qbs_desktop.ui.grid.rows.arranging import Arrangement

_NO_INDEX = QModelIndex()


class Spliced(Arrangement[R]):
    """Keeps the columns known in step with the rows."""

    def __init__(self, row_id: Callable[[R], int], depth: Callable[[R], int], parent: QObject | None = None) -> None:
        super().__init__(row_id, depth, parent)
        self._cells: dict[int, list[str]] = {}

    def replace_rows(self, rows: Iterable[R]) -> None:
        """Show rows afresh whose record changed; order and filter are left alone, as in a spreadsheet.

        Groups are not: a subtotal under another heading than its rows would be wrong.
        """
        touched: list[int] = []
        moved = False
        by = self.column_of(self.grouped_by) if self.grouped_by is not None else None
        for row in rows:
            place = self.places.get(self._row_id(row))
            if place is not None:
                if by is not None:
                    text = self.columns[by].text
                    moved = moved or text(row) != text(self.rows[place])
                self.rows[place] = row
                self._cells.pop(place, None)
                self._sort_keys.clear()
                self._patch(place, row)
                touched.append(self.visual.get(place, -1))
        if moved:
            self.rearrange()
            return
        for number, group in enumerate(self._groups):
            group.texts = None
            touched.append(self.visual.get(-1 - number, -1))
        self._announce(touched)

    def _patch(self, place: int, row: R) -> None:
        for at, texts in self._texts.items():
            texts[place] = self.columns[at].text(row)
        for at, numbers in self._numbers.items():
            number = self.columns[at].whole or self.columns[at].number
            numbers[place] = number(row) if number is not None else None

    def _announce(self, lines: Iterable[int]) -> None:
        shown = sorted({line for line in lines if line >= 0})
        if not shown or not self.columns:
            return
        if len(shown) > 64:
            shown = [shown[0], shown[-1]]
            self.dataChanged.emit(self.index(shown[0], 0), self.index(shown[-1], len(self.columns) - 1))
            return
        for line in shown:
            self.dataChanged.emit(self.index(line, 0), self.index(line, len(self.columns) - 1))

    def follow(self, gone: Sequence[int], changed: Iterable[R], added: Sequence[tuple[int, R]]) -> None:
        """Show rows that changed, drop those at the places `gone`, and add each row before the place with it.

        Places are those before the call, in rising order. When a row goes and comes again elsewhere, views are told of
        a reset: then the cursor goes with the record.
        """
        changed = list(changed)
        if changed:
            self.replace_rows(changed)
        if not gone and not added:
            return
        moved = {self._row_id(self.rows[place]) for place in gone} & {self._row_id(row) for _place, row in added}
        plain = isinstance(self._order, range) and not moved
        if not plain:
            self.beginResetModel()
        for first, last in reversed(_runs(gone)):
            self._take_out(first, last, told=plain)
        left = iter(sorted(gone))
        lost, following = 0, next(left, None)
        shifted: list[tuple[int, R]] = []
        for place, row in added:
            while following is not None and following < place:
                lost, following = lost + 1, next(left, None)
            shifted.append((place - lost, row))
        for place, family in reversed([(place, [row for _at, row in own]) for place, own in groupby(shifted, _first)]):
            self._put_in(place, family, told=plain)
        if not plain:
            self._arrange()
            self.endResetModel()
        self.arranged.emit()

    def _take_out(self, first: int, last: int, *, told: bool) -> None:
        if told:
            self.beginRemoveRows(_NO_INDEX, first, last)
        for known in self._known_columns():
            del known[first : last + 1]
        del self.rows[first : last + 1]
        self._spliced()
        if told:
            self.endRemoveRows()

    def _put_in(self, place: int, rows: Sequence[R], *, told: bool) -> None:
        if told:
            self.beginInsertRows(_NO_INDEX, place, place + len(rows) - 1)
        for at, texts in self._texts.items():
            texts[place:place] = map(self.columns[at].text, rows)
        for at, numbers in self._numbers.items():
            number = self.columns[at].whole or self.columns[at].number
            numbers[place:place] = [None] * len(rows) if number is None else map(number, rows)
        depths = [self._depth(row) for row in rows]
        if self._depths is None and any(depths):
            self._depths = [0] * len(self.rows)
        if self._depths is not None:
            self._depths[place:place] = depths
        self.rows[place:place] = rows
        self._spliced()
        if told:
            self.endInsertRows()

    def _known_columns(self) -> list[list[Any]]:
        """Every list that is as long as the rows."""
        return [*self._texts.values(), *self._numbers.values(), *([] if self._depths is None else [self._depths])]

    def _spliced(self) -> None:
        """Forget what is kept by place."""
        if self._depths is not None and not any(self._depths):
            self._depths = None
        self._cells.clear()
        self._sort_keys.clear()
        self._places = self._visual = self._ordinals = self._ordinary = None
        if isinstance(self._order, range):
            self._kept = self._order = range(len(self.rows))

    def _forget(self) -> None:
        self._cells.clear()
        self._texts.clear()
        self._numbers.clear()
        self._sort_keys.clear()
        depths = list(map(self._depth, self.rows))
        self._depths = depths if any(depths) else None


def _first(item: tuple[int, object]) -> int:
    return item[0]


def _runs(places: Iterable[int]) -> list[tuple[int, int]]:
    """Neighbouring places as first and last."""
    runs: list[tuple[int, int]] = []
    for place in sorted(places):
        if runs and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs
