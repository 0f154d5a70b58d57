"""Where things are: the program's resources and the user's folders."""

from __future__ import annotations

import sys
from pathlib import Path

APP_NAME = "qbs-desktop"
EXTENSION = ".qbs"
_CHECKOUT = Path(__file__).resolve().parent.parent


def resources() -> Path:
    """The `resources/` folder: beside the package in a checkout, inside the bundle when frozen."""
    return _home() / "resources"


def manual() -> Path:
    """The folder of the manual (使用手册) and its pictures, in the same two places."""
    return _home() / "docs"


def printed_manual() -> Path | None:
    """The folder with manual and quick card (速查卡) as HTML and PDF; a checkout has it only after `make book`."""
    places = (manual() / "print", _home() / "build" / "manual")
    return next((place for place in places if place.is_dir()), None)


def _home() -> Path:
    return Path(getattr(sys, "_MEIPASS", None) or _CHECKOUT)


def documents() -> Path:
    """The folder in which new data files are offered: 文档/千百十填报."""
    import platformdirs

    return Path(platformdirs.user_documents_dir()) / "千百十填报"


def there(path: Path) -> bool:
    """Whether something is there. What cannot even be asked for (a share that wants a password) is not."""
    try:
        return path.exists()
    except OSError:
        return False


def logs() -> Path:
    """The folder of the program's own log; it is there once something was logged."""
    import platformdirs

    return Path(platformdirs.user_log_dir(APP_NAME, appauthor=False))


def window_log() -> Path:
    """What the window logs: errors nobody expected, and Qt's own messages."""
    return logs() / "window.log"
