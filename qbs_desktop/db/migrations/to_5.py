"""Schema 5: the return loop (上报、接收、退回).

Frozen revisions, the review of a period, what a rejection opens again; keys of offices (签名的钥匙). Bytes of returns
and answers stand in `filed` by their hash and are never changed or deleted; what names them is audited. Exported
returns of earlier files stay as drafts (草稿): nothing of theirs was frozen.
"""

from __future__ import annotations

from qbs_desktop.db.driver import Connection

_KEYS = (
    (
        "CREATE TABLE office_key (fingerprint TEXT NOT NULL, unit_code TEXT NOT NULL, unit_name TEXT NOT NULL,"
        " algorithm TEXT NOT NULL, public TEXT NOT NULL,"
        " own INTEGER NOT NULL CONSTRAINT own_or_not CHECK (own IN (0, 1)),"
        " state TEXT NOT NULL CONSTRAINT known_key_state CHECK (state IN ('active', 'replaced', 'revoked')),"
        " since TEXT NOT NULL, until TEXT, note TEXT NOT NULL DEFAULT '',"
        " PRIMARY KEY (fingerprint)) WITHOUT ROWID, STRICT"
    ),
    "CREATE TABLE secret_key (fingerprint TEXT NOT NULL, wrapped BLOB NOT NULL, PRIMARY KEY (fingerprint)) STRICT",
)
_SUBMISSION = (
    (
        "ALTER TABLE submission ADD COLUMN state TEXT NOT NULL DEFAULT 'draft'"
        " CONSTRAINT known_stage CHECK (state IN ('draft', 'submitted', 'accepted', 'rejected'))"
    ),
    "ALTER TABLE submission ADD COLUMN previous TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE submission ADD COLUMN content TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE submission ADD COLUMN amount_unit TEXT NOT NULL DEFAULT '亿元'",
    "ALTER TABLE submission ADD COLUMN book TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE submission ADD COLUMN reason TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE submission ADD COLUMN late TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE submission ADD COLUMN answered TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE submission ADD COLUMN answer TEXT NOT NULL DEFAULT ''",
)
_TABLES = (
    (
        "CREATE TABLE review (period INTEGER NOT NULL, content TEXT NOT NULL, at TEXT NOT NULL, seen INTEGER NOT NULL,"
        " PRIMARY KEY (period)) WITHOUT ROWID, STRICT"
    ),
    (
        "CREATE TABLE sent_back (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, submission_id INTEGER NOT NULL,"
        " no INTEGER NOT NULL, sheet TEXT NOT NULL DEFAULT '', cell TEXT NOT NULL DEFAULT '',"
        " ledger TEXT NOT NULL DEFAULT '', uid TEXT NOT NULL DEFAULT '', subject INTEGER,"
        " name TEXT NOT NULL DEFAULT '', \"column\" TEXT NOT NULL DEFAULT '', period INTEGER NOT NULL,"
        " kind INTEGER, value TEXT NOT NULL DEFAULT '', code TEXT NOT NULL DEFAULT '',"
        " reason TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '', reply TEXT NOT NULL DEFAULT '',"
        " state TEXT NOT NULL DEFAULT 'open'"
        " CONSTRAINT known_turn CHECK (state IN ('open', 'closed')),"
        " FOREIGN KEY(submission_id) REFERENCES submission (id)) STRICT"
    ),
    (
        "CREATE TABLE filed (sha256 TEXT NOT NULL, size INTEGER NOT NULL, bytes BLOB NOT NULL,"
        " PRIMARY KEY (sha256)) STRICT"
    ),
)
_TRIGGERS = tuple(
    f"CREATE TRIGGER filed_no_{verb.lower()} BEFORE {verb} ON filed "
    "BEGIN SELECT RAISE(ABORT, 'filed bytes are kept'); END"
    for verb in ("UPDATE", "DELETE")
)
_LISTS = ("action", "enterprise", "industry", "project", "project_group", "target")
_ITEM = (
    "act", "sheet", "cell", "ledger", "uid", "name", '"column"', "period", "kind", "value", "code", "reason", "note",
)  # fmt: skip
_CITY = (
    *(f"ALTER TABLE {name} ADD COLUMN reporting_unit TEXT" for name in _LISTS),
    (
        "CREATE TABLE reporter (code TEXT NOT NULL, name TEXT NOT NULL, position INTEGER NOT NULL,"
        " PRIMARY KEY (code)) WITHOUT ROWID, STRICT"
    ),
    (
        "CREATE TABLE received (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, unit TEXT NOT NULL,"
        " unit_name TEXT NOT NULL, period INTEGER NOT NULL, revision INTEGER NOT NULL, digest TEXT NOT NULL,"
        " previous TEXT NOT NULL DEFAULT '', state TEXT NOT NULL"
        " CONSTRAINT known_state CHECK (state IN ('pending', 'adopted', 'returned', 'replaced', 'altered')),"
        " empty INTEGER NOT NULL DEFAULT '0', late INTEGER NOT NULL DEFAULT '0', at TEXT NOT NULL,"
        " file TEXT NOT NULL, sha256 TEXT NOT NULL, facts TEXT NOT NULL DEFAULT '{}') STRICT"
    ),
    (
        "CREATE TABLE returned_item (received_id INTEGER NOT NULL, no INTEGER NOT NULL, "
        + " ".join(f"{name} TEXT NOT NULL DEFAULT ''," for name in _ITEM)
        + " PRIMARY KEY (received_id, no), FOREIGN KEY(received_id) REFERENCES received (id)) WITHOUT ROWID, STRICT"
    ),
)
"""What a city expects, took in and sent back (应报单位、收到的报表、退回的项目), and who reported a record."""


def run(connection: Connection) -> None:
    """Add the columns, tables and triggers."""
    for sql in (*_SUBMISSION, *_TABLES, *_TRIGGERS, *_KEYS, *_CITY):
        connection.execute(sql)
