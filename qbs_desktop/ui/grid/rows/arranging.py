"""Rows as they are shown: sorted, filtered, grouped. The half of the grid's model that orders lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from itertools import accumulate
from typing import Any, Generic

from PySide6.QtCore import QAbstractTableModel, QObject, Signal

from qbs_desktop.domain import amount
from qbs_desktop.ui.grid.column import GridColumn, R
from qbs_desktop.ui.grid.rows import grouping, order
from qbs_desktop.ui.grid.rows.grouping import Group
from qbs_desktop.ui.grid.rows.order import Filter, Numbers


class AsListed(Mapping[int, int]):
    """Every row on the line of its own number, without a table of that."""

    def __init__(self, count: int) -> None:
        self._lines = range(count)

    def __getitem__(self, place: int) -> int:
        """The line of a row."""
        if place not in self._lines:
            raise KeyError(place)
        return place

    def __iter__(self) -> Iterator[int]:
        """Row numbers."""
        return iter(self._lines)

    def __len__(self) -> int:
        """How many rows."""
        return len(self._lines)


class Arrangement(QAbstractTableModel, Generic[R]):
    """Columns over rows with an index of row numbers; a negative number stands for the head of a group."""

    arranged = Signal()

    def __init__(self, row_id: Callable[[R], int], depth: Callable[[R], int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._row_id = row_id
        self._depth = depth
        self.columns: Sequence[GridColumn[R]] = ()
        self.rows: list[R] = []
        self.filters: dict[str, Filter] = {}
        self.sorts: tuple[tuple[str, bool], ...] = ()
        self.grouped_by: str | None = None
        self.folded: set[str] = set()
        self._kept: Sequence[int] = ()
        self._order: Sequence[int] = ()
        self._groups: list[Group] = []
        self._places: dict[int, int] | None = None
        self._visual: Mapping[int, int] | None = None
        self._ordinals: list[int] | None = None
        self._texts: dict[int, list[str]] = {}
        self._numbers: dict[int, list[Any]] = {}
        self._sort_keys: dict[int, list[object]] = {}
        self._depths: list[int] | None = None
        self._ordinary: list[int] | None = None

    # --- places ------------------------------------------------------------------------------------------------

    @property
    def places(self) -> dict[int, int]:
        """Record id → row number in list order."""
        if self._places is None:
            self._places = dict(zip(map(self._row_id, self.rows), range(len(self.rows)), strict=True))
        return self._places

    @property
    def visual(self) -> Mapping[int, int]:
        """Row number in list order → line on screen."""
        if self._visual is None:
            lines = range(len(self._order))
            plain = self._order == lines
            self._visual = AsListed(len(lines)) if plain else dict(zip(self._order, lines, strict=True))
        return self._visual

    def shown(self) -> int:
        """Lines that are not the empty one at the end."""
        return len(self._order)

    def kept(self) -> int:
        """Rows that the filters let through, also those in folded groups."""
        return len(self._kept)

    def row_at(self, line: int) -> R | None:
        """The row on a line; None for the empty row at the end and for the head of a group."""
        return self.rows[place] if 0 <= line < len(self._order) and (place := self._order[line]) >= 0 else None

    def id_at(self, line: int) -> int | None:
        """The record on a line."""
        row = self.row_at(line)
        return None if row is None else self._row_id(row)

    def depth_at(self, line: int) -> int:
        """0 for ordinary rows, 1 and more for 其中 rows."""
        if self._depths is None or not 0 <= line < len(self._order) or self._order[line] < 0:
            return 0
        return self._depths[self._order[line]]

    @property
    def has_children(self) -> bool:
        """Whether any row is a 其中 row."""
        return self._depths is not None

    def number_of(self, line: int) -> int:
        """Which record from the top stands on a line; the heads of groups are not counted."""
        if not self._groups:
            return line + 1
        if self._ordinals is None:
            self._ordinals = list(accumulate(place >= 0 for place in self._order))
        return self._ordinals[line]

    @property
    def child_count(self) -> int:
        """How many rows are 其中 rows."""
        return 0 if self._depths is None else len(self._depths) - self._depths.count(0)

    def line_of(self, record_id: int) -> int | None:
        """The line of a record; None if it is not there or filtered away."""
        place = self.places.get(record_id)
        return None if place is None else self.visual.get(place)

    def column_of(self, column_id: str) -> int | None:
        """The number of a column."""
        return next((at for at, column in enumerate(self.columns) if column.id == column_id), None)

    # --- columns ---------------------------------------------------------------------------------------------

    def column_texts(self, at: int) -> list[str]:
        """Every stored text of a column in list order."""
        found = self._texts.get(at)
        if found is None:
            text = self.columns[at].text
            found = self._texts[at] = [text(row) for row in self.rows]
        return found

    def column_numbers(self, at: int) -> Numbers:
        """Every number of a column in list order: integers of its `scale` where it has them, else decimals."""
        found = self._numbers.get(at)
        if found is None:
            number, wholes = self.columns[at].whole or self.columns[at].number, self.columns[at].wholes
            if wholes is not None:
                found = wholes(self.rows)
            else:
                found = [None] * len(self.rows) if number is None else [number(row) for row in self.rows]
            self._numbers[at] = found
        return found

    def shown_total(self, at: int) -> Decimal | None:
        """Exact sum of a column over the shown ordinary rows; None when there is no number to add."""
        return grouping.total(self._tops(), self.column_numbers(at), None, self.columns[at].scale)

    def ordinary(self) -> int:
        """How many shown rows are no 其中 rows."""
        return len(self._tops())

    def _tops(self) -> Sequence[int]:
        """The rows that the filters let through, 其中 rows left out."""
        depths = self._depths
        if depths is None:
            return self._kept
        if self._ordinary is None:
            self._ordinary = [place for place in self._kept if not depths[place]]
        return self._ordinary

    # --- groups ------------------------------------------------------------------------------------------------

    def group_at(self, line: int) -> Group | None:
        """The group whose head stands on a line."""
        if not self._groups or not 0 <= line < len(self._order) or (place := self._order[line]) >= 0:
            return None
        return self._groups[-1 - place]

    def _subtotals(self, group: Group) -> list[str]:
        if group.texts is None:
            title = next((at for at, column in enumerate(self.columns) if column.tree), 0)
            group.texts = [""] * len(self.columns)
            group.texts[title] = f"{group.name}　{group.ordinary} 行"
            for at, column in enumerate(self.columns):
                if column.totalled:
                    found = grouping.total(group.places, self.column_numbers(at), self._depths, column.scale)
                    if found is not None:
                        group.texts[at] = amount.grouped(amount.EXACT.divide(found, column.size))
        return group.texts

    def group_by(self, column_id: str | None) -> None:
        """Group the lines by a column with subtotals, or with None no more."""
        self.grouped_by = column_id
        self.folded.clear()
        self.rearrange()

    def fold(self, line: int, *, folded: bool | None = None) -> bool:
        """Fold or unfold the group whose head stands on a line; whether there is one."""
        group = self.group_at(line)
        if group is None:
            return False
        wanted = group.key not in self.folded if folded is None else folded
        (self.folded.add if wanted else self.folded.discard)(group.key)
        self.rearrange()
        return True

    def fold_all(self, *, folded: bool) -> None:
        """Show only the heads of groups, or every row."""
        self.folded = {group.key for group in self._groups} if folded else set()
        self.rearrange()

    # --- order -------------------------------------------------------------------------------------------------

    def sort_by(self, column_id: str | None, *, descending: bool = False, further: bool = False) -> None:
        """Sort by a column, or with None go back to list order; `further` keeps the columns sorted by before."""
        if column_id is None:
            self.sorts = ()
        else:
            before = self.sorts if further else ()
            place = next((n for n, one in enumerate(before) if one[0] == column_id), len(before))
            self.sorts = (*before[:place], (column_id, descending), *before[place + 1 :])
        self.rearrange()

    def sort_no_more(self, column_id: str) -> None:
        """Leave one column out of the order."""
        self.sorts = tuple(one for one in self.sorts if one[0] != column_id)
        self.rearrange()

    def set_filter(self, column_id: str, rule: Filter | None) -> None:
        """Set or lift the filter of a column."""
        if rule is None or rule.empty:
            self.filters.pop(column_id, None)
        else:
            self.filters[column_id] = rule
        self.rearrange()

    def clear_filters(self) -> None:
        """Show every row."""
        self.filters.clear()
        self.rearrange()

    def rearrange(self) -> None:
        """Apply sort and filters to the rows as they are now."""
        self.beginResetModel()
        self._arrange()
        self.endResetModel()
        self.arranged.emit()

    def _arrange(self) -> None:
        self._visual = self._ordinals = self._ordinary = None
        index: Sequence[int] = range(len(self.rows))
        for name, rule in self.filters.items():
            at = self._at(name)
            texts, numbers = partial(self.column_texts, at), partial(self.column_numbers, at)
            index = order.kept(index, rule, texts, numbers, self.columns[at].scale)
        for name, rule in self.filters.items():
            if rule.first:
                index = order.outermost(index, rule.first, self.column_numbers(self._at(name)), self._depths)
        for name, descending in reversed(self.sorts):  # each sort is stable, so the first column is sorted last
            index = order.sorted_index(index, self._keys(self._at(name)), self._depths, descending=descending)
        self._kept = self._order = index
        self._groups = []
        if self.grouped_by is not None:
            self._groups = grouping.grouped(index, self._depths, self.column_texts(self._at(self.grouped_by)))
            self._order = grouping.lines_of(self._groups, self.folded.__contains__)

    def _at(self, column_id: str) -> int:
        at = self.column_of(column_id)
        if at is None:
            raise KeyError(column_id)
        return at

    def _keys(self, at: int) -> list[object]:
        found = self._sort_keys.get(at)
        if found is None:
            column = self.columns[at]
            if column.number is not None:
                found = order.number_keys(self.column_numbers(at))
            else:
                found = order.text_keys(self.column_texts(at), natural=column.natural)
            self._sort_keys[at] = found
        return found
