"""The tables, derived from the ledgers. Imported only to create, migrate or write a file, not to show it.

All tables are STRICT; amounts are integers (分), other figures integers of their indicator's scale. A change is kept
twice: in its table and in the audit trail (`operation`, `changeset`), which triggers make append-only.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BLOB,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.types import TypeEngine

from qbs_desktop.domain import rejection
from qbs_desktop.domain.fields import Field
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.domain.ledgers import LEDGERS

METADATA = MetaData()
_TYPES: dict[str, type[TypeEngine[Any]]] = {"TEXT": Text, "INTEGER": Integer}


def _table(
    name: str, *items: Column[object] | CheckConstraint | Index, rowid: bool = True, once: bool = False
) -> Table:
    """A STRICT table; `once`: its numbers are never given twice, because history names rows by number."""
    return Table(name, METADATA, *items, sqlite_strict=True, sqlite_with_rowid=rowid, sqlite_autoincrement=once)


ITEM_COLUMNS = ("act", *rejection.SAID)
"""What is kept of an item sent back (退回项): where it stands, what is behind it, why."""


def _said(name: str) -> Column[object]:
    """A text that may say nothing."""
    return Column(name, Text, nullable=False, server_default="")


def _field_column(field: Field) -> Column[object]:
    return Column(field.id, _TYPES[field.affinity])


def _ledger_table(ledger: Ledger) -> Table:
    return _table(
        ledger.id,
        Column("id", Integer, ForeignKey("subject.id"), primary_key=True, autoincrement=False),
        Column("parent_id", Integer, ForeignKey(f"{ledger.id}.id"), index=True),
        Column("position", Integer, nullable=False, index=True),
        *(_field_column(field) for field in ledger.fields),
        Column("extra", Text, nullable=False, server_default="{}"),
    )


META = _table("meta", Column("key", Text, primary_key=True), Column("value", Text, nullable=False), rowid=False)
SUBJECT = _table(
    "subject",
    Column("id", Integer, primary_key=True),
    Column("uid", Text, nullable=False, unique=True),
    Column("ledger", Text, nullable=False),
    once=True,
)
LEDGER_TABLES: dict[str, Table] = {ledger.id: _ledger_table(ledger) for ledger in LEDGERS}
INDICATOR = _table(
    "indicator",
    Column("id", Integer, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("scale", Integer, nullable=False),
    once=True,
)
SOURCE = _table(
    "source",
    Column("id", Integer, primary_key=True),
    Column("document", Text, nullable=False),
    Column("place", Text, nullable=False, server_default=""),
    Column("sentence", Text, nullable=False, server_default=""),
    once=True,
)
FIGURE = _table(
    "figure",
    Column("subject_id", Integer, ForeignKey("subject.id"), primary_key=True),
    Column("indicator_id", Integer, ForeignKey("indicator.id"), primary_key=True),
    Column("period", Integer, primary_key=True),
    Column("kind", Integer, primary_key=True),
    Column("value", Integer),
    Column("na", Integer, nullable=False, server_default="0"),
    Column("op", Text),
    Column("source_id", Integer, ForeignKey("source.id")),
    Column("cell", Text),
    CheckConstraint("(value IS NULL) = (na = 1) AND na IN (0, 1) AND kind IN (0, 1)", name="value_or_mark"),
    rowid=False,
)
Index(
    "figure_year",
    *(FIGURE.c[name] for name in ("subject_id", "indicator_id", "period", "kind", "value", "op", "source_id")),
    sqlite_where=text("period % 100 = 0"),
)
"""The yearly figures that every list shows, a small part of all: lists do not slow down with the months."""
MEMBERSHIP = _table(
    "membership",
    Column("subject_id", Integer, ForeignKey("subject.id"), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("state", Text, CheckConstraint("state IN ('in', 'out')", name="known_state"), nullable=False),
    Column("since", Text),
    Column("basis", Text),
    rowid=False,
)
EXPLANATION = _table(
    "explanation",
    Column("key", Text, primary_key=True),
    Column("reason", Text, nullable=False, server_default=""),
    Column("sentence", Text, nullable=False),
    Column("numbers", Text, nullable=False, server_default=""),
    rowid=False,
)
DECLARATION = _table(
    "declaration",
    Column("period", Integer, primary_key=True),
    Column("ledger", Text, primary_key=True),
    Column("kind", Text, CheckConstraint("kind IN ('empty', 'unchanged')", name="known_act"), nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    rowid=False,
)
PERIOD_LOCK = _table(
    "period_lock",
    Column("period", Integer, primary_key=True, autoincrement=False),
    Column("state", Text, CheckConstraint("state IN ('locked', 'open')", name="known_lock"), nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    rowid=False,
)
REJECTED_ROW = _table(
    "rejected_row",
    Column("id", Integer, primary_key=True),
    Column("book", Text, nullable=False),
    Column("sheet", Text, nullable=False),
    Column("cell", Text, nullable=False),
    Column("ledger", Text, nullable=False),
    Column("name", Text, nullable=False, server_default=""),
    Column("message", Text, nullable=False),
    once=True,
)
ATTACHMENT = _table(
    "attachment",
    Column("subject_id", Integer, ForeignKey("subject.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("at", Text, nullable=False),
    rowid=False,
)
ATTACHED = _table(
    "attached",
    Column("sha256", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("bytes", BLOB, nullable=False),
)
"""The bytes of attachments by their hash, outside the audit trail, which keeps hash and size (docs/adr/0011)."""
SUBMISSION = _table(
    "submission",
    Column("id", Integer, primary_key=True),
    Column("period", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("forms", Text, nullable=False),
    Column(
        "state",
        Text,
        CheckConstraint("state IN ('draft', 'submitted', 'accepted', 'rejected')", name="known_stage"),
        nullable=False,
        server_default="draft",
    ),
    Column("previous", Text, nullable=False, server_default=""),
    Column("content", Text, nullable=False, server_default=""),
    Column("amount_unit", Text, nullable=False, server_default="亿元"),
    Column("book", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("late", Text, nullable=False, server_default=""),
    Column("answered", Text, nullable=False, server_default=""),
    Column("answer", Text, nullable=False, server_default=""),
    once=True,
)
"""Revisions (版次) of returns that left the house; `book` and `answer` name bytes in `filed`, `late` says why late."""
REVIEW = _table(
    "review",
    Column("period", Integer, primary_key=True, autoincrement=False),
    Column("content", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("seen", Integer, nullable=False),
    rowid=False,
)
"""A period found right (审核通过): digest of what was looked at, and the newest operation of that moment."""
SENT_BACK = _table(
    "sent_back",
    Column("id", Integer, primary_key=True),
    Column("submission_id", Integer, ForeignKey("submission.id"), nullable=False),
    Column("no", Integer, nullable=False),
    Column("sheet", Text, nullable=False, server_default=""),
    Column("cell", Text, nullable=False, server_default=""),
    Column("ledger", Text, nullable=False, server_default=""),
    Column("uid", Text, nullable=False, server_default=""),
    Column("subject", Integer),
    Column("name", Text, nullable=False, server_default=""),
    Column("column", Text, nullable=False, server_default=""),
    Column("period", Integer, nullable=False),
    Column("kind", Integer),
    Column("value", Text, nullable=False, server_default=""),
    Column("code", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
    Column("reply", Text, nullable=False, server_default=""),
    Column(
        "state",
        Text,
        CheckConstraint("state IN ('open', 'closed')", name="known_turn"),
        nullable=False,
        server_default="open",
    ),
    once=True,
)
"""Items of a rejection (退回单) taken in; open ones may be changed although their period is locked."""
FILED = _table(
    "filed",
    Column("sha256", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("bytes", BLOB, nullable=False),
)
"""The bytes of returns and answers by their hash, kept for good, outside the audit trail as those of `attached`."""
OFFICE_KEY = _table(
    "office_key",
    Column("fingerprint", Text, primary_key=True),
    Column("unit_code", Text, nullable=False),
    Column("unit_name", Text, nullable=False),
    Column("algorithm", Text, nullable=False),
    Column("public", Text, nullable=False),
    Column("own", Integer, CheckConstraint("own IN (0, 1)", name="own_or_not"), nullable=False),
    Column(
        "state",
        Text,
        CheckConstraint("state IN ('active', 'replaced', 'revoked')", name="known_key_state"),
        nullable=False,
    ),
    Column("since", Text, nullable=False),
    Column("until", Text),
    Column("note", Text, nullable=False, server_default=""),
    rowid=False,
)
"""Public keys: this office's own and those of the units that report to it (docs/adr/0026)."""
SECRET_KEY = _table(
    "secret_key",
    Column("fingerprint", Text, primary_key=True),
    Column("wrapped", BLOB, nullable=False),
)
"""Private keys of this office, outside the audit trail: the trail never contains a secret."""
REPORTER = _table(
    "reporter",
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("position", Integer, nullable=False),
    rowid=False,
)
"""The units whose returns a city expects (应报单位)."""
RECEIVED = _table(
    "received",
    Column("id", Integer, primary_key=True),
    Column("unit", Text, nullable=False),
    Column("unit_name", Text, nullable=False),
    Column("period", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("previous", Text, nullable=False, server_default=""),
    Column(
        "state",
        Text,
        CheckConstraint("state IN ('pending', 'adopted', 'returned', 'replaced', 'altered')", name="known_state"),
        nullable=False,
    ),
    Column("empty", Integer, nullable=False, server_default="0"),
    Column("late", Integer, nullable=False, server_default="0"),
    Column("at", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("facts", Text, nullable=False, server_default="{}"),
    once=True,
)
"""Returns that a city took in (收到的报表); `sha256` names their bytes in `filed`. `facts`: what the cover says."""
RETURNED_ITEM = _table(
    "returned_item",
    Column("received_id", Integer, ForeignKey("received.id"), primary_key=True),
    Column("no", Integer, primary_key=True),
    *(_said(name) for name in ITEM_COLUMNS),
    rowid=False,
)
"""What a city sent back of a return (退回的项目) or asked about it; without a place it is the whole return."""
OPERATION = _table(
    "operation",
    Column("id", Integer, primary_key=True),
    Column("uid", Text, nullable=False, unique=True),
    Column("kind", Text, CheckConstraint("kind IN ('do', 'undo', 'redo')", name="known_kind"), nullable=False),
    Column("target", Integer, ForeignKey("operation.id")),
    Column("undoable", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("user", Text, nullable=False),
    Column("machine", Text, nullable=False),
    Column("source", Text, nullable=False, server_default=""),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    once=True,
)
CHANGESET = _table(
    "changeset",
    Column("operation_id", Integer, ForeignKey("operation.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("tbl", Text, nullable=False),
    Column("columns", Text, nullable=False),
    Column("body", BLOB, nullable=False),
    rowid=False,
)
TRACE = _table(
    "trace",
    Column("subject_id", Integer, primary_key=True),
    Column("operation_id", Integer, ForeignKey("operation.id"), primary_key=True),
    rowid=False,
)

AUDITED: tuple[Table, ...] = (
    META,
    SUBJECT,
    *LEDGER_TABLES.values(),
    INDICATOR,
    SOURCE,
    FIGURE,
    MEMBERSHIP,
    EXPLANATION,
    DECLARATION,
    PERIOD_LOCK,
    REJECTED_ROW,
    ATTACHMENT,
    SUBMISSION,
    REVIEW,
    SENT_BACK,
    OFFICE_KEY,
    REPORTER,
    RECEIVED,
    RETURNED_ITEM,
)
"""Tables whose every change goes through the audit trail; together they are the file's content."""

APPEND_ONLY: tuple[Table, ...] = (OPERATION, CHANGESET, TRACE)


def triggers() -> tuple[str, ...]:
    """SQL of the triggers that forbid changing or deleting audit rows, and attached bytes while a record has them."""
    kept = tuple(
        f"CREATE TRIGGER {table.name}_no_{verb.lower()} BEFORE {verb} ON {table.name} "
        f"BEGIN SELECT RAISE(ABORT, 'audit rows are kept'); END"
        for table in APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    )
    filed = tuple(
        f"CREATE TRIGGER {FILED.name}_no_{verb.lower()} BEFORE {verb} ON {FILED.name} "
        f"BEGIN SELECT RAISE(ABORT, 'filed bytes are kept'); END"
        for verb in ("UPDATE", "DELETE")
    )
    return (
        *kept,
        *filed,
        (
            "CREATE TRIGGER attached_no_update BEFORE UPDATE ON attached "
            "BEGIN SELECT RAISE(ABORT, 'attached bytes are kept'); END"
        ),
        (
            "CREATE TRIGGER attached_no_delete BEFORE DELETE ON attached "
            "WHEN EXISTS (SELECT 1 FROM attachment WHERE sha256 = OLD.sha256) "
            "BEGIN SELECT RAISE(ABORT, 'attached bytes are kept'); END"
        ),
    )
