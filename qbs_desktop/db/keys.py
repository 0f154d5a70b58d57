"""Reading the keys of offices (签名的钥匙): this office's own and the registered ones of others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from qbs_desktop.db.driver import Connection

KeyState: TypeAlias = Literal["active", "replaced", "revoked"]


STATE_WORDS: dict[str, str] = {"active": "有效", "replaced": "已更换", "revoked": "已撤销"}


@dataclass(frozen=True, slots=True)
class OfficeKey:
    """One public key: whose it is and whether it still counts.

    Attributes:
        public: the key itself, base64.
        own: made in this file, which then also has the private half.
        since: when it was made or registered, ISO time.
        until: when it was replaced or revoked.
        note: how it was confirmed, or why it was revoked.
    """

    fingerprint: str
    unit_code: str
    unit_name: str
    algorithm: str
    public: str
    own: bool
    state: KeyState
    since: str
    until: str | None = None
    note: str = ""


def office_keys(connection: Connection) -> list[OfficeKey]:
    """Every key, oldest first."""
    rows = connection.execute(
        "SELECT fingerprint, unit_code, unit_name, algorithm, public, own, state, since, until, note"
        " FROM office_key ORDER BY since, fingerprint"
    ).fetchall()
    return [
        OfficeKey(finger, code, name, algorithm, public, bool(own), state, since, until, note)
        for finger, code, name, algorithm, public, own, state, since, until, note in rows
    ]


def secret(connection: Connection, fingerprint: str) -> bytes | None:
    """The wrapped private half of a key, if this file has it."""
    row = connection.execute("SELECT wrapped FROM secret_key WHERE fingerprint = ?", (fingerprint,)).fetchone()
    return bytes(row[0]) if row else None
