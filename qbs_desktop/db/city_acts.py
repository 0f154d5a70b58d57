"""The city's part of `Edit`: expected units, returns taken in, items sent back (应报单位、收到的报表、退回的项目)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from qbs_desktop.db.changes import Change
from qbs_desktop.domain.fields import Stored

if TYPE_CHECKING:
    from qbs_desktop.db.collation import ReturnedItem
    from qbs_desktop.db.transaction import Transaction


class CityActs:
    """Base of `Acts`; every method changes rows of the running transaction."""

    _tx: Transaction

    def set_reporters(self, wanted: Sequence[tuple[str, str]]) -> int:
        """Make these (code, name) the expected units, in this order; returns how many rows changed."""
        stored = self._tx.raw.execute("SELECT code, name, position FROM reporter").fetchall()
        before: dict[str, tuple[Stored, ...]] = {code: (name, position) for code, name, position in stored}
        after: dict[str, tuple[Stored, ...]] = {code: (name, at) for at, (code, name) in enumerate(wanted, 1)}
        changes = [
            Change("reporter", (code,), ("name", "position"), before.get(code), after.get(code))
            for code in dict.fromkeys((*before, *after))
            if before.get(code) != after.get(code)
        ]
        self._tx.apply_all(changes)
        return len(changes)

    def rename_units(self, ledger_ids: Iterable[str], names: Mapping[str, str]) -> None:
        """Write the new names of units (old → new) behind the records that they reported (报送单位)."""
        for ledger_id in ledger_ids:
            rows = self._tx.raw.execute(
                f'SELECT id, reporting_unit FROM "{ledger_id}"'  # noqa: S608
                " WHERE reporting_unit IN (SELECT value FROM json_each(?))",
                (json.dumps(list(names), ensure_ascii=False),),
            ).fetchall()
            self._tx.apply_all(
                [Change(ledger_id, (number,), ("reporting_unit",), (old,), (names[old],)) for number, old in rows]
            )

    def receive(self, row: Mapping[str, Stored], content: bytes) -> int:
        """Note a return that was taken in and keep its bytes; returns its number.

        `row` holds every column of `received` but the id.
        """
        from qbs_desktop.db.collation import RECEIVED_COLUMNS

        self._tx.file_bytes(str(row["sha256"]), content)
        number = self._tx.next_id("received")
        values = tuple(row[name] for name in RECEIVED_COLUMNS)
        self._tx.apply(Change("received", (number,), RECEIVED_COLUMNS, None, values))
        return number

    def set_received(self, number: int, **wanted: Stored) -> None:
        """Change what is known of a return: its `state`, or its `facts` (answers given)."""
        names = tuple(wanted)
        listed = ", ".join(f'"{name}"' for name in names)
        row = self._tx.raw.execute(f"SELECT {listed} FROM received WHERE id = ?", (number,)).fetchone()  # noqa: S608
        before, after = tuple(row), tuple(wanted.values())
        if before != after:
            self._tx.apply(Change("received", (number,), names, before, after))

    def note_answer(self, number: int, said: Mapping[str, str]) -> None:
        """Add to the facts of a return which answer was given: its kind, when, to which file."""
        (text,) = self._tx.raw.execute("SELECT facts FROM received WHERE id = ?", (number,)).fetchone()
        facts = json.loads(text)
        facts["answers"] = [*facts.get("answers", ()), dict(said)]
        self.set_received(number, facts=json.dumps(facts, ensure_ascii=False, sort_keys=True))

    def send_back(self, number: int, items: Sequence[ReturnedItem]) -> None:
        """Note the items sent back of a return, or asked about it, behind those noted before."""
        from qbs_desktop.db.collation import ReturnedItem

        columns = ReturnedItem.columns()
        (last,) = self._tx.raw.execute(
            "SELECT coalesce(max(no), 0) FROM returned_item WHERE received_id = ?", (number,)
        ).fetchone()
        self._tx.apply_all(
            [
                Change("returned_item", (number, last + at), columns, None, item.texts())
                for at, item in enumerate(items, 1)
            ]
        )
