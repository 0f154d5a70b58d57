"""Schema 5: the return loop (上报、接收、退回). Here: the keys of offices (签名的钥匙), public and own private ones."""

from __future__ import annotations

from qbs_desktop.db.driver import Connection

_STATEMENTS = (
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


def run(connection: Connection) -> None:
    """Add the tables."""
    for sql in _STATEMENTS:
        connection.execute(sql)
