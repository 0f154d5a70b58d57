"""The write side of a data file in the field's terms; handed to the action that the services run as one operation."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from qbs_desktop.db import queries
from qbs_desktop.db.acts import ATTACHMENT_COLUMNS
from qbs_desktop.db.changes import Added, Change
from qbs_desktop.db.figure_edits import FigureEdits
from qbs_desktop.db.figure_rows import FIGURE_COLUMNS
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.fields import Field, Stored, Value
from qbs_desktop.domain.indicators import Indicator
from qbs_desktop.domain.ledger import REPORTING_UNIT, Ledger
from qbs_desktop.domain.record import Record

if TYPE_CHECKING:
    from qbs_desktop.db.driver import Connection

    # SQLAlchemy loads with the first write, not with the first list
    from qbs_desktop.db.transaction import Transaction

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NewRows:
    """Records to add at one go, column by column: their permanent ids and stored fields.

    A parent is told by its place among the rows before it, or by its number where it is there already.
    """

    uids: Sequence[str]
    stored: Mapping[str, Sequence[Stored]]
    parents: Sequence[int | None]
    parent_ids: Sequence[int | None]


POSITION_STEP = 1024
"""Gap between list positions, so that a row can be put between two others without moving them."""


class Edit(FigureEdits):
    """Changes records, figures and facts inside one transaction."""

    def __init__(
        self, transaction: Transaction, ledgers: Mapping[str, Ledger], indicators: Mapping[str, Indicator]
    ) -> None:
        """Wrap a transaction with the profile's vocabulary."""
        self._tx = transaction
        self._ledgers = ledgers
        self._indicators = indicators
        self._keys = queries.indicator_keys(transaction.raw)
        self._sources = {}
        self._fresh = set()

    # --- records -----------------------------------------------------------------------------------------------

    def add(
        self,
        ledger_id: str,
        values: Mapping[str, Value],
        *,
        parent_id: int | None = None,
        after: int | None = None,
        year: int | None = None,
        uid: str | None = None,
        reporting_unit: str | None = None,
    ) -> int:
        """Add a record at the end of its list, or behind `after`; with `year`, also to that year's membership.

        `reporting_unit` (报送单位) is for rows that a city enters for a unit (代录); values cannot say it.

        Raises:
            Refusal: the row to stand behind or under is not there any more.
            KeyError: a value for a field that the ledger does not have.
        """
        ledger = self._ledgers[ledger_id]
        for name, value in values.items():  # a value that would be dropped silently is a bug of the caller
            _refuse_derived(ledger.field(name), changed=ledger.field(name).encode(value) is not None)
        if parent_id is not None:
            self.record(ledger_id, parent_id)
        subject = self._tx.new_subject(ledger_id, uid)
        columns = ("parent_id", "position", *queries.record_columns(ledger), "extra")
        stored = {field.id: field.encode(values.get(field.id)) for field in ledger.fields}
        if reporting_unit is not None:
            stored[ledger.field(REPORTING_UNIT).id] = reporting_unit
        extra = {name: stored[name] for name in sorted(ledger.extra) if stored[name] is not None}
        row: dict[str, Stored] = {
            **stored,
            "parent_id": parent_id,
            "position": self._position(ledger_id, after),
            "extra": json.dumps(extra, ensure_ascii=False, sort_keys=True),
        }
        self._tx.apply(Change(ledger_id, (subject,), columns, None, tuple(row[name] for name in columns)))
        if year is not None:
            self.set_membership(subject, year, "in")
        return subject

    def add_many(self, ledger_id: str, rows: NewRows, *, year: int, state: str = "in") -> list[int]:
        """Add records at the end of their list and to the year's membership as `state`, in few statements.

        Returns their numbers. For whole returns; one record is added by `add`.
        """
        count = len(rows.uids)
        names = [name for name in queries.record_columns(self._ledgers[ledger_id]) if name in rows.stored]
        first, position = self._tx.next_id("subject"), self._position(ledger_id, None)
        numbers = list(range(first, first + count))
        parents = [
            there if place is None else numbers[place]
            for place, there in zip(rows.parents, rows.parent_ids, strict=True)
        ]
        positions = range(position, position + count * POSITION_STEP, POSITION_STEP)
        columns = ("parent_id", "position", *names, "extra")
        stored: tuple[Sequence[Stored], ...] = (
            parents,
            list(positions),
            *(rows.stored[name] for name in names),
            ["{}"] * count,
        )
        self._tx.add(Added("subject", ("uid", "ledger"), (numbers,), (list(rows.uids), [ledger_id] * count)))
        self._tx.add(Added(ledger_id, columns, (numbers,), stored))
        listed = ([state] * count, [None] * count, [None] * count)
        self._tx.add(Added("membership", ("state", "since", "basis"), (numbers, [year] * count), listed))
        self._fresh.update(numbers)
        return numbers

    def _position(self, ledger_id: str, after: int | None) -> int:
        ask = self._tx.raw.execute
        if after is None:
            last = ask(f'SELECT max(position) FROM "{ledger_id}"').fetchone()[0]  # noqa: S608
            return int(last or 0) + POSITION_STEP
        here = ask(f'SELECT position FROM "{ledger_id}" WHERE id = ?', (after,)).fetchone()  # noqa: S608
        if here is None:
            raise Refusal("要插入的位置已经不在名单里，请刷新后再试。")
        behind = ask(f'SELECT min(position) FROM "{ledger_id}" WHERE position > ?', here).fetchone()[0]  # noqa: S608
        if behind is None:
            return int(here[0]) + POSITION_STEP
        if behind - here[0] < 2:
            self._spread(ledger_id)
            return self._position(ledger_id, after)
        return int((here[0] + behind) // 2)

    def _spread(self, ledger_id: str) -> None:
        rows = self._tx.raw.execute(f'SELECT id, position FROM "{ledger_id}" ORDER BY position, id')  # noqa: S608
        moved = [
            Change(ledger_id, (number,), ("position",), (position,), ((index + 1) * POSITION_STEP,))
            for index, (number, position) in enumerate(rows.fetchall())
            if position != (index + 1) * POSITION_STEP
        ]
        self._tx.apply_all(moved)

    def record(self, ledger_id: str, record_id: int) -> Record:
        """The record as it stands inside the transaction.

        Raises:
            Refusal: it is not there any more.
        """
        found = queries.record(self._tx.raw, self._ledgers[ledger_id], record_id)
        if found is None:
            raise Refusal("这一行已经不在名单里，请刷新后再试。")
        return found

    def set_fields(self, ledger_id: str, record_id: int, values: Mapping[str, Value]) -> int:
        """Set fields of a record; returns how many of them changed.

        Raises:
            Refusal: the record is gone, or a field is one that only the program writes (报送单位).
        """
        ledger = self._ledgers[ledger_id]
        current = self.record(ledger_id, record_id)
        changed = {
            name: value
            for name, value in values.items()
            if ledger.field(name).encode(value) != ledger.field(name).encode(current.values.get(name))
        }
        for name in changed:
            _refuse_derived(ledger.field(name), changed=True)
        plain = [name for name in changed if name not in ledger.extra]
        if plain:
            before = tuple(ledger.field(name).encode(current.values.get(name)) for name in plain)
            after = tuple(ledger.field(name).encode(changed[name]) for name in plain)
            self._tx.apply(Change(ledger_id, (record_id,), tuple(plain), before, after))
        if len(plain) < len(changed):
            self._set_extra(ledger, record_id, {name: v for name, v in changed.items() if name in ledger.extra})
        return len(changed)

    def set_stored(
        self, ledger_id: str, record_id: int, before: Mapping[str, Stored], wanted: Mapping[str, Stored]
    ) -> bool:
        """Set stored fields of a record whose stored fields are known; returns whether anything changed."""
        names = tuple(name for name, value in wanted.items() if before.get(name) != value)
        if names:
            old, new = (tuple(side.get(name) for name in names) for side in (before, wanted))
            self._tx.apply(Change(ledger_id, (record_id,), names, old, new))
        return bool(names)

    def _set_extra(self, ledger: Ledger, record_id: int, values: Mapping[str, Value]) -> None:
        text = self._tx.raw.execute(f'SELECT extra FROM "{ledger.id}" WHERE id = ?', (record_id,)).fetchone()[0]  # noqa: S608
        extra = json.loads(text)
        for name, value in values.items():
            stored = ledger.field(name).encode(value)
            if stored is None:
                extra.pop(name, None)
            else:
                extra[name] = stored
        fresh = json.dumps(extra, ensure_ascii=False, sort_keys=True)
        self._tx.apply(Change(ledger.id, (record_id,), ("extra",), (text,), (fresh,)))

    def set_parent(self, ledger_id: str, record_id: int, parent_id: int | None) -> None:
        """Make a record a 其中 row of another, or take it out again.

        Raises:
            Refusal: a record cannot stand under itself or under one of its own 其中 rows.
        """
        current = self.record(ledger_id, record_id)
        walk = parent_id
        while walk is not None:
            if walk == record_id:
                raise Refusal("不能把一行放到它自己或它的其中项下面。")
            walk = self.record(ledger_id, walk).parent_id
        if current.parent_id != parent_id:
            self._tx.apply(Change(ledger_id, (record_id,), ("parent_id",), (current.parent_id,), (parent_id,)))

    def move(self, ledger_id: str, record_id: int, after: int | None) -> None:
        """Put a record behind another one in list order; None puts it first."""
        current = self.record(ledger_id, record_id)
        if after is None:
            first = self._tx.raw.execute(f'SELECT min(position) FROM "{ledger_id}"').fetchone()[0]  # noqa: S608
            position = int(first) - POSITION_STEP
        else:
            position = self._position(ledger_id, after)
            current = self.record(ledger_id, record_id)
        self._tx.apply(Change(ledger_id, (record_id,), ("position",), (current.position,), (position,)))

    def remove(self, ledger_id: str, record_ids: Iterable[int]) -> int:
        """Delete records with their 其中 rows, figures, memberships and attachments; returns the count.

        Undo brings all back.

        Raises:
            Refusal: a record has figures in a locked period.
        """
        ledger = self._ledgers[ledger_id]
        count = 0
        for record_id in record_ids:
            found = queries.record(self._tx.raw, ledger, record_id)
            if found is None:
                continue
            children = self._tx.raw.execute(f'SELECT id FROM "{ledger_id}" WHERE parent_id = ?', (record_id,))  # noqa: S608
            count += self.remove(ledger_id, [row[0] for row in children.fetchall()]) + 1
            for table, keys, columns in (
                ("figure", ("subject_id", "indicator_id", "period", "kind"), FIGURE_COLUMNS),
                ("membership", ("subject_id", "year"), ("state", "since", "basis")),
                ("attachment", ("subject_id", "name"), ATTACHMENT_COLUMNS),
                (ledger_id, ("id",), ("parent_id", "position", *queries.record_columns(ledger), "extra")),
                ("subject", ("id",), ("uid", "ledger")),
            ):
                self._delete_rows(table, keys, columns, record_id)
        return count

    def _delete_rows(self, table: str, keys: tuple[str, ...], columns: tuple[str, ...], subject: int) -> None:
        names = ", ".join(f'"{name}"' for name in (*keys, *columns))
        rows = self._tx.raw.execute(f'SELECT {names} FROM "{table}" WHERE "{keys[0]}" = ?', (subject,))  # noqa: S608
        cut = len(keys)
        self._tx.apply_all(
            [Change(table, tuple(row[:cut]), columns, tuple(row[cut:]), None) for row in rows.fetchall()]
        )

    def set_membership(self, subject_id: int, year: int, state: str | None, *, basis: str | None = None) -> None:
        """Enter a record in a year's list (``in``), take it out (``out``), or forget the entry (None)."""
        row = self._tx.raw.execute(
            "SELECT state, since, basis FROM membership WHERE subject_id = ? AND year = ?", (subject_id, year)
        ).fetchone()
        before = tuple(row) if row else None
        after = None if state is None else (state, None, basis)
        if before != after:
            self._tx.apply(Change("membership", (subject_id, year), ("state", "since", "basis"), before, after))

    def ask(self, question: Callable[[Connection], T]) -> T:
        """Ask inside the operation, so that what it wrote already is seen."""
        return question(self._tx.raw)


def _refuse_derived(field: Field, *, changed: bool) -> None:
    """Typing, pasting, importing and every command end here: what only the program writes they cannot change."""
    if field.derived and changed:
        raise Refusal(f"“{field.label}”{field.derived}。")
