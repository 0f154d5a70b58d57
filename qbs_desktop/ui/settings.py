"""What the window remembers between runs (界面设置): geometry, last page, recent files, theme. Never data."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import cast

from PySide6.QtCore import QByteArray, QSettings

from qbs_desktop import paths

RECENT = 10
BOOKS = 30


@cache
def settings() -> QSettings:
    """The settings file of this user; kept open, so that writing waits until the window is idle."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, paths.APP_NAME, paths.APP_NAME)


def text(key: str, default: str = "") -> str:
    """A remembered text."""
    found = settings().value(key, default)
    return found if isinstance(found, str) else default


def keep(key: str, value: object) -> None:
    """Remember a value."""
    settings().setValue(key, value)


def keep_now(key: str, value: object) -> None:
    """Remember a value on disk at once, for a start after a crash."""
    keep(key, value)
    settings().sync()


def state(key: str) -> QByteArray | None:
    """A remembered geometry or header state."""
    found = settings().value(key)
    return found if isinstance(found, QByteArray) else None


def recent() -> list[Path]:
    """Recently opened files, newest first."""
    found = settings().value("recent", [])
    names = [found] if isinstance(found, str) else cast("list[str]", found or [])
    return [Path(name) for name in names]


def remember_file(path: Path) -> None:
    """Put a file first in the recent ones."""
    own = path.absolute()
    names = [str(own), *(str(other) for other in recent() if other != own)]
    keep("recent", names[:RECENT])


def forget_file(path: Path) -> None:
    """Take a file that is gone out of the recent ones."""
    keep("recent", [str(other) for other in recent() if other != path])


def books() -> list[Path]:
    """Workbooks that were imported lately, newest first."""
    found = settings().value("books", [])
    names = [found] if isinstance(found, str) else cast("list[str]", found or [])
    return [Path(name) for name in names]


def remember_book(path: Path) -> None:
    """Put a workbook first in those imported lately."""
    own = path.absolute()
    keep("books", [str(own), *(str(other) for other in books() if other != own)][:BOOKS])
