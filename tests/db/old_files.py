"""Data files of older schemas, built from the SQL kept under `tests/fixtures/schemas` with real rows.

`python -m tests.db.old_files 1 <path>` writes one to look at.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from qbs_desktop.db import driver
from qbs_desktop.db.changes import Change, pack, seal
from qbs_desktop.domain.ledgers import LEDGERS
from qbs_desktop.services import profiles

SCHEMAS = Path(__file__).parent.parent / "fixtures" / "schemas"
VERSIONS = tuple(sorted(int(path.stem.rpartition("_")[2]) for path in SCHEMAS.glob("schema_*.sql")))
WHEN = "2026-01-05T08:00:00+00:00"


def build(version: int, path: Path, *, records: int = 40) -> Path:
    """A file as the program of that schema left it: records, figures and an audit trail of two operations."""
    connection = driver.connect(path, create=True)
    connection.executescript((SCHEMAS / f"schema_{version}.sql").read_text(encoding="utf-8"))
    connection.execute(f"PRAGMA application_id = {driver.APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.execute("BEGIN")
    head = "0" * 64
    for number, (title, undoable, changes) in enumerate(
        (("建立数据文件", 0, list(_facts())), ("导入 2025 年台账", 1, list(_rows(records)))), 1
    ):
        head = _operation(connection, number, head, title, undoable, changes)
    connection.execute("COMMIT")
    connection.close()
    return path


def _facts() -> Iterator[Change]:
    facts = {
        "profile": profiles.to_json(profiles.load("hunan-county")),
        "unit_code": "430225",
        "unit_name": "炎陵县",
        "year": "2026",
        "created": "2026-01-05",
    }
    for key, value in facts.items():
        yield Change("meta", (key,), ("value",), None, (value,))


def _rows(records: int) -> Iterator[Change]:
    chance = random.Random(1)
    yield Change("indicator", (1,), ("slug", "scale"), None, ("investment", 2))
    yield Change("source", (1,), ("document", "place", "sentence"), None, ("某文件", "附件1", "十、百、千"))
    for number in range(1, records + 1):
        ledger = LEDGERS[number % len(LEDGERS)].id
        yield Change("subject", (number,), ("uid", "ledger"), None, (f"{number:032x}", ledger))
        yield Change(
            ledger, (number,), ("parent_id", "position", "name", "extra"), None, (None, number, f"第{number}", "{}")
        )
        yield Change("membership", (number, 2026), ("state", "since", "basis"), None, ("in", None, None))
        for period in (202500, 202600, *range(202501, 202513)):
            mark = chance.random() < 0.1
            value = None if mark else chance.choice((0, -1, 10**15, chance.randrange(10**12)))
            row = (value, int(mark), chance.choice((None, "以上")), chance.choice((None, 1)))
            yield Change("figure", (number, 1, period, period % 2), ("value", "na", "op", "source_id"), None, row)


def _operation(
    connection: driver.Connection, number: int, previous: str, title: str, undoable: int, changes: list[Change]
) -> str:
    keys = {"figure": "subject_id, indicator_id, period, kind", "membership": "subject_id, year", "meta": "key"}
    for one in changes:
        columns = f"{keys.get(one.table, 'id')}, {', '.join(one.columns)}"
        values = (*one.key, *(one.after or ()))
        connection.execute(f"INSERT INTO {one.table} ({columns}) VALUES ({','.join('?' * len(values))})", values)
    packed = list(pack(changes))
    head = (f"{number:032x}", "do", None, undoable, title, WHEN, "clerk", "pc", "")
    sealed = seal(previous, head, packed)
    connection.execute("INSERT INTO operation VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", (number, *head, previous, sealed))
    for seq, one in enumerate(packed):
        connection.execute("INSERT INTO changeset VALUES (?,?,?,?,?)", (number, seq, one.table, one.columns, one.body))
    return sealed


if __name__ == "__main__":
    build(int(sys.argv[1]), Path(sys.argv[2]))
