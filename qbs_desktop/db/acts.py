"""The part of `Edit` that is about neither records nor figures.

The file's own facts, answers to findings, acts on periods, returns, rejected rows of imports, attachments.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from qbs_desktop.db import history
from qbs_desktop.db.changes import Change
from qbs_desktop.db.city_acts import CityActs
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.fields import Stored
from qbs_desktop.domain.figure import Kind

if TYPE_CHECKING:
    from qbs_desktop.db.keys import OfficeKey
    from qbs_desktop.db.transaction import Transaction

ATTACHMENT_COLUMNS = ("size", "sha256", "at")
OFFICE_KEY_COLUMNS = ("unit_code", "unit_name", "algorithm", "public", "own", "state", "since", "until", "note")
REJECTED_COLUMNS = ("book", "sheet", "cell", "ledger", "name", "message")


class Acts(CityActs):
    """Base of `Edit`; every method changes rows of the running transaction."""

    _tx: Transaction

    # --- the file, its answers and returns -----------------------------------------------------------------------

    def set_meta(self, key: str, value: str | None) -> None:
        """Set one of the file's own facts."""
        self._set_row("meta", {"key": key}, ("value",), None if value is None else (value,))

    def explain(self, finding_key: str, sentence: str | None, reason: str = "", numbers: str = "") -> None:
        """Answer a 核实 finding with a reason and a sentence, or (None) take the answer back.

        `numbers` is the fingerprint of the figures that were explained.
        """
        after = None if sentence is None else (reason, sentence, numbers)
        self._set_row("explanation", {"key": finding_key}, ("reason", "sentence", "numbers"), after)

    def record_submission(
        self, period: int, revision: int, at: str, file: str, digest: str, forms: str, **more: str
    ) -> int:
        """Note a revision of a return; `more` are further columns by name. Returns its number."""
        columns = ("period", "revision", "at", "file", "digest", "forms", *more)
        row: tuple[Stored, ...] = (period, revision, at, file, digest, forms, *more.values())
        number = self._next_id("submission")
        self._tx.apply(Change("submission", (number,), columns, None, row))
        return number

    def change_submission(self, number: int, **columns: str) -> None:
        """Change what is known of a revision: its state, its answer."""
        self._set_row("submission", {"id": number}, tuple(columns), tuple(columns.values()))

    def set_review(self, period: int, content: str | None, at: str = "", seen: int = 0) -> None:
        """Note that a period was found right (审核通过), or (None) forget it."""
        after = None if content is None else (content, at, seen)
        self._set_row("review", {"period": period}, ("content", "at", "seen"), after)

    def keep_sent_back(self, submission: int, items: Iterable[Mapping[str, Stored]]) -> None:
        """Keep the items of a rejection, each by the names of its columns."""
        for item in items:
            columns, row = ("submission_id", *item), (submission, *item.values())
            self._tx.apply(Change("sent_back", (self._next_id("sent_back"),), columns, None, row))

    def set_reply(self, item: int, reply: str) -> None:
        """What the county answers to an item given back (答复)."""
        self._set_row("sent_back", {"id": item}, ("reply",), (reply,))

    def close_sent_back(self, period: int) -> None:
        """Shut again what rejections of a period's return had opened."""
        rows = self._tx.raw.execute(
            "SELECT b.id FROM sent_back b JOIN submission s ON s.id = b.submission_id"
            " WHERE s.period = ? AND b.state = 'open' ORDER BY b.id",
            (period,),
        ).fetchall()
        for (number,) in rows:
            self._set_row("sent_back", {"id": number}, ("state",), ("closed",))

    def file_bytes(self, content: bytes) -> str:
        """Keep the bytes of a return or an answer for good; returns the hash that names them."""
        sha256 = hashlib.sha256(content).hexdigest()
        self._tx.file_bytes(sha256, content)
        return sha256

    def require_unchanged(self, operation: int) -> None:
        """Go on only if no operation has come since one; for what was worked out outside the transaction.

        Raises:
            Refusal: something was changed meanwhile.
        """
        if history.newest(self._tx.raw) != operation:
            raise Refusal("数据刚被别处改动过，这一步没有执行。请再做一次。")

    # --- keys ----------------------------------------------------------------------------------------------------

    def set_office_key(self, key: OfficeKey) -> None:
        """Register a key, or change what is known of it."""
        after = tuple(getattr(key, name) for name in OFFICE_KEY_COLUMNS)
        self._set_row(
            "office_key", {"fingerprint": key.fingerprint}, OFFICE_KEY_COLUMNS, (*after[:4], int(key.own), *after[5:])
        )

    def keep_secret(self, fingerprint: str, wrapped: bytes) -> None:
        """Keep this office's own private key; it stays out of the audit trail."""
        self._tx.keep_secret(fingerprint, wrapped)

    # --- periods -------------------------------------------------------------------------------------------------

    def set_declaration(self, ledger: str, period: int, kind: str | None, note: str = "") -> None:
        """Declare a list 空表 or 无变动 in a period, or (None) withdraw that.

        Raises:
            Refusal: the period is locked.
        """
        after = None if kind is None else (kind, note)
        self._set_row("declaration", {"period": period, "ledger": ledger}, ("kind", "note"), after)

    def set_lock(self, period: int, state: str, reason: str = "") -> None:
        """Lock a period (``locked``) or open it again with a reason (``open``)."""
        self._set_row("period_lock", {"period": period}, ("state", "reason"), (state, reason))

    def _withdraw_declarations(self, figures: Iterable[Change]) -> None:
        """An entered figure takes back what was declared for its list and period (空表、无变动)."""
        ask = self._tx.raw.execute
        declared = ask("SELECT period, ledger FROM declaration").fetchall()
        if not declared:
            return
        entered = {
            (int(change.key[0] or 0), int(change.key[2] or 0))
            for change in figures
            if change.after is not None and change.key[3] == Kind.ACTUAL
        }
        for period, ledger in declared:
            for subject in sorted(subject for subject, one in entered if one == period):
                found = ask("SELECT 1 FROM subject WHERE id = ? AND ledger = ?", (subject, ledger)).fetchone()
                if found is not None:
                    self.set_declaration(ledger, period, None)
                    break

    # --- rejected rows of imports --------------------------------------------------------------------------------

    def keep_rejected(self, book: str, rows: Iterable[tuple[str, str, str, str, str]]) -> None:
        """Keep the rows an import left out, in place of those of an earlier import of the same workbook.

        Each row: sheet, cell, ledger, name, message.
        """
        names = ", ".join(REJECTED_COLUMNS[1:])
        earlier = self._tx.raw.execute(
            f"SELECT id, {names} FROM rejected_row WHERE book = ? ORDER BY id",  # noqa: S608
            (book,),
        ).fetchall()
        wanted = list(rows)
        if [row[1:] for row in earlier] == wanted:
            return
        self.drop_rejected(row[0] for row in earlier)
        for row in wanted:
            number = self._next_id("rejected_row")
            self._tx.apply(Change("rejected_row", (number,), REJECTED_COLUMNS, None, (book, *row)))

    def drop_rejected(self, numbers: Iterable[int]) -> None:
        """Take rejected rows off the work list."""
        for number in list(numbers):
            self._set_row("rejected_row", {"id": number}, REJECTED_COLUMNS, None)

    # --- attachments ---------------------------------------------------------------------------------------------

    def attach(self, subject_id: int, name: str, content: bytes, at: str) -> None:
        """Give a record an attachment. The bytes are stored once per content and stay out of the audit trail."""
        sha256 = hashlib.sha256(content).hexdigest()
        self._tx.store_bytes(sha256, content)
        row = (len(content), sha256, at)
        self._tx.apply(Change("attachment", (subject_id, name), ATTACHMENT_COLUMNS, None, row))

    def detach(self, subject_id: int, name: str) -> None:
        """Take an attachment off a record; its bytes stay, so that undo can bring it back."""
        self._set_row("attachment", {"subject_id": subject_id, "name": name}, ATTACHMENT_COLUMNS, None)

    def drop_loose_bytes(self) -> int:
        """Delete the bytes that no record has any more; returns how many bytes were freed for reuse."""
        return self._tx.drop_loose_bytes()

    # --- how -----------------------------------------------------------------------------------------------------

    def _next_id(self, table: str) -> int:
        """A number never used before, not even by a row that was undone: history goes on naming rows by number."""
        return self._tx.next_id(table)

    def _set_row(
        self, table: str, key: dict[str, Stored], columns: tuple[str, ...], after: tuple[Stored, ...] | None
    ) -> None:
        names = ", ".join(f'"{name}"' for name in columns)
        match = " AND ".join(f'"{name}" = ?' for name in key)
        row = self._tx.raw.execute(
            f'SELECT {names} FROM "{table}" WHERE {match}',  # noqa: S608
            tuple(key.values()),
        ).fetchone()
        before = tuple(row) if row else None
        if before != after:
            self._tx.apply(Change(table, tuple(key.values()), columns, before, after))
