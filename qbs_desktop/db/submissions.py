"""Reading what the return loop (报表往返) keeps: revisions, reviews, items given back, bytes of returns and answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from qbs_desktop.db.changes import Change
from qbs_desktop.db.driver import Connection
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.return_state import Stage

OUTSIDE = (
    "submission", "review", "sent_back", "period_lock", "rejected_row", "office_key", "attachment", "reporter",
    "received", "returned_item",
)  # fmt: skip
"""Audited tables that are no part of what a return says: their changes leave a review (审核通过) standing."""


@dataclass(frozen=True, slots=True)
class Submission:
    """One revision (版次) of a period's return (报表).

    Attributes:
        file: name of the workbook it was written to.
        digest: content digest, whose beginning is printed as 校验码.
        state: ``draft`` (exported only), ``submitted``, ``accepted`` or ``rejected``.
        previous: digest of the revision before it.
        content: digest of what it says without its 变动表; empty for those exported before schema 5, as is `book`.
        book: hash of the sealed workbook in `filed`.
        reason: why it was handed in although findings were open.
        late: what is said of its being late (迟报).
        answered: when the answer to it was taken in; `answer` the hash of its file.
    """

    id: int
    period: Period
    revision: int
    at: str
    file: str
    digest: str
    forms: tuple[str, ...]
    state: Stage = Stage.DRAFT
    previous: str = ""
    content: str = ""
    amount_unit: str = "亿元"
    book: str = ""
    reason: str = ""
    late: str = ""
    answered: str = ""
    answer: str = ""


def revisions(connection: Connection) -> list[Submission]:
    """Every revision that left the house, oldest first."""
    rows = connection.execute(
        "SELECT id, period, revision, at, file, digest, forms, state, previous, content, amount_unit, book, reason,"
        " late, answered, answer FROM submission ORDER BY id"
    ).fetchall()
    return [
        Submission(*(number, Period(period), *words, tuple(forms.split(",")), Stage(state), *more))
        for number, period, *words, forms, state, previous, content, unit, book, reason, late, answered, answer in rows
        for more in ((previous, content, unit, book, reason, late, answered, answer),)
    ]


def filed_bytes(connection: Connection, sha256: str) -> bytes | None:
    """The bytes of a return or an answer with this hash, None when they are not there."""
    row = connection.execute("SELECT bytes FROM filed WHERE sha256 = ?", (sha256,)).fetchone()
    return None if row is None else bytes(row[0])


@dataclass(frozen=True, slots=True)
class Review:
    """A period found right: digest of what was looked at, when, and the newest operation of that moment."""

    period: Period
    content: str
    at: str
    seen: int


def review(connection: Connection, period: Period) -> Review | None:
    """The review of a period, if it was reviewed since it was last handed in."""
    row = connection.execute("SELECT content, at, seen FROM review WHERE period = ?", (period.code,)).fetchone()
    return None if row is None else Review(period, *row)


def changed_since(connection: Connection, operation: int) -> bool:
    """Whether anything that a return can say was touched after an operation."""
    marks = ",".join("?" * len(OUTSIDE))
    found = connection.execute(
        f"SELECT EXISTS (SELECT 1 FROM changeset WHERE operation_id > ? AND tbl NOT IN ({marks}))",  # noqa: S608
        (operation, *OUTSIDE),
    ).fetchone()
    return bool(found[0])


@dataclass(frozen=True, slots=True)
class SentBack:
    """One item of a rejection (退回项) taken in.

    Attributes:
        period: period of the return; `figure_period` that of the figure.
        subject: the record here; None if the item is about a whole list, or the record is gone.
        column: field or indicator; empty for the whole row.
        reply: what the county answers to it (答复), printed in the 变动表.
        open: until the correction is handed in.
    """

    id: int
    submission: int
    period: Period
    revision: int
    no: int
    sheet: str
    cell: str
    ledger: str
    uid: str
    subject: int | None
    name: str
    column: str
    figure_period: Period
    kind: Kind | None
    value: str
    code: str
    reason: str
    note: str
    reply: str
    open: bool


def sent_back(connection: Connection, period: Period | None = None, *, only_open: bool = False) -> list[SentBack]:
    """Items given back, in order of period, revision and number."""
    where = [] if period is None else [f"s.period = {period.code}"]
    where += ["b.state = 'open'"] if only_open else []
    condition = f"WHERE {' AND '.join(where)} " if where else ""
    rows = connection.execute(
        "SELECT b.id, b.submission_id, s.period, s.revision, b.no, b.sheet, b.cell, b.ledger, b.uid, b.subject,"  # noqa: S608
        ' b.name, b."column", b.period, b.kind, b.value, b.code, b.reason, b.note, b.reply, b.state'
        f" FROM sent_back b JOIN submission s ON s.id = b.submission_id {condition}"
        "ORDER BY s.period, s.revision, b.no, b.id"
    ).fetchall()
    return [_sent_back(row) for row in rows]


def _sent_back(row: Sequence[Any]) -> SentBack:
    number, submission, period, *words, when, kind, value, code, reason, note, reply, state = row
    figure_kind = None if kind is None else Kind(kind)
    said = (value, code, reason, note, reply)
    return SentBack(*(number, submission, Period(period), *words, Period(when), figure_kind, *said, state == "open"))


# --- what a rejection opens in a locked period -----------------------------------------------------------------------


def all_given_back(connection: Connection, changes: Iterable[Change]) -> bool:
    """Whether each of these changes is of something that an open item of a rejection names, and of nothing else."""
    items = connection.execute(
        "SELECT subject, uid, ledger, \"column\", period, kind FROM sent_back WHERE state = 'open'"
    ).fetchall()
    return bool(items) and all(any(_covers(connection, item, one) for item in items) for one in changes)


def has_given_back(connection: Connection, period: int) -> bool:
    """Whether something of a period is open because a rejection gave it back."""
    found = connection.execute("SELECT EXISTS (SELECT 1 FROM sent_back WHERE state = 'open' AND period = ?)", (period,))
    return bool(found.fetchone()[0])


def _covers(connection: Connection, item: tuple[int | None, str, str, str, int, int | None], change: Change) -> bool:
    """Whether an item is about the row of a change: its figure, its record's figures, or its list's."""
    subject, uid, ledger, column, period, kind = item
    if change.table == "declaration":
        return (ledger, period) == (change.key[1], change.key[0]) and not uid and not column
    who, indicator, when, what = change.key
    if when != period or kind not in (None, what):
        return False
    if column and column != _slug(connection, indicator):
        return False
    if uid:
        return subject == who
    return bool(ledger) and ledger == _ledger(connection, who)


def _slug(connection: Connection, indicator: object) -> str | None:
    row = connection.execute("SELECT slug FROM indicator WHERE id = ?", (indicator,)).fetchone()
    return None if row is None else str(row[0])


def _ledger(connection: Connection, subject: object) -> str | None:
    row = connection.execute("SELECT ledger FROM subject WHERE id = ?", (subject,)).fetchone()
    return None if row is None else str(row[0])
