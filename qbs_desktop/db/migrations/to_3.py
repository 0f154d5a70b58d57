"""Schema 3: acts on periods, rejected import rows, attachments, two more project fields.

Projects have 主要建设内容及规模 and 建设起止年限. Explanations (核实说明) know their numbers; those of earlier files
have no digest of numbers and go on counting as answers.
"""

from __future__ import annotations

from qbs_desktop.db.driver import Connection

_STATEMENTS = (
    "ALTER TABLE project ADD COLUMN content TEXT",
    "ALTER TABLE project ADD COLUMN duration TEXT",
    "ALTER TABLE explanation ADD COLUMN numbers TEXT NOT NULL DEFAULT ''",
    (
        "CREATE TABLE declaration (period INTEGER NOT NULL, ledger TEXT NOT NULL, kind TEXT NOT NULL"
        " CONSTRAINT known_act CHECK (kind IN ('empty', 'unchanged')), note TEXT NOT NULL DEFAULT '',"
        " PRIMARY KEY (period, ledger)) WITHOUT ROWID, STRICT"
    ),
    (
        "CREATE TABLE period_lock (period INTEGER NOT NULL, state TEXT NOT NULL"
        " CONSTRAINT known_lock CHECK (state IN ('locked', 'open')), reason TEXT NOT NULL DEFAULT '',"
        " PRIMARY KEY (period)) WITHOUT ROWID, STRICT"
    ),
    (
        "CREATE TABLE rejected_row (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, book TEXT NOT NULL,"
        " sheet TEXT NOT NULL, cell TEXT NOT NULL, ledger TEXT NOT NULL, name TEXT NOT NULL DEFAULT '',"
        " message TEXT NOT NULL) STRICT"
    ),
    (
        "CREATE TABLE attachment (subject_id INTEGER NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL,"
        " sha256 TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (subject_id, name),"
        " FOREIGN KEY(subject_id) REFERENCES subject (id)) WITHOUT ROWID, STRICT"
    ),
    (
        "CREATE TABLE attached (sha256 TEXT NOT NULL, size INTEGER NOT NULL, bytes BLOB NOT NULL,"
        " PRIMARY KEY (sha256)) STRICT"
    ),
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
_YEARLY = (
    "CREATE INDEX figure_year ON figure (subject_id, indicator_id, period, kind, value, op, source_id)"
    " WHERE period % 100 = 0"
)


def run(connection: Connection) -> None:
    """Add the tables and the column."""
    for sql in (*_STATEMENTS, _YEARLY):
        connection.execute(sql)
