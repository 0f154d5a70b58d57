"""Verified copies of a data file: written whole, read back, and only then given their name."""

from __future__ import annotations

from pathlib import Path

import sqlcipher3.dbapi2 as driver_api

from qbs_desktop.db import driver
from qbs_desktop.domain.errors import EnvironmentFault


def copy_verified(connection: driver.Connection, source: Path, target: Path) -> None:
    """Write a consistent copy of the open file to `target`, check every page of it, then rename it into place.

    Raises:
        EnvironmentFault: the copy could not be written or did not verify; `target` is untouched.
    """
    draft = target.with_name(f".{target.name}.part")
    draft.unlink(missing_ok=True)
    try:
        connection.execute("VACUUM INTO ?", (str(draft),))
        _verify(draft)
        draft.replace(target)
    except (driver_api.Error, OSError) as error:
        raise EnvironmentFault(
            f"“{source.name}”的备份没有写成（{driver.explain(error, target)}），没有继续。"
        ) from error
    finally:
        draft.unlink(missing_ok=True)


def _verify(copy: Path) -> None:
    checker = driver.connect(copy)
    try:
        problems = checker.execute("PRAGMA cipher_integrity_check").fetchall()
        answer = checker.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if problems or answer != "ok":
            raise EnvironmentFault(f"备份“{copy.name}”读回检查没有通过，没有继续。请检查磁盘。")
    finally:
        checker.close()
