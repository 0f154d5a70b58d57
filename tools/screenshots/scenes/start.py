"""开始页, 五分钟上手, 工作台, what is told after a crash, colours and sizes, help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from qbs_desktop.ui.style.apply import Theme
from screenshots.county import Files
from screenshots.scenes.scene import Scene

if TYPE_CHECKING:
    from screenshots.clerk import Clerk

K = Qt.Key


def stay(clerk: Clerk) -> None:
    """The page that is in front anyway."""
    clerk.wait()


def new(clerk: Clerk) -> None:
    """A new file for a county, found by its initials."""
    clerk.run("new")
    clerk.dialog().name.setFocus()
    clerk.type("醴陵市")


def guide(clerk: Clerk) -> None:
    """The second step: adding an enterprise."""
    clerk.run("guide")
    clerk.show("enterprise")
    clerk.key(K.Key_Insert)
    clerk.type("练习企业有限公司")


def home(clerk: Clerk) -> None:
    """The day's work, the rules having run."""
    clerk.show("checks")
    clerk.show("home")


def home_empty(clerk: Clerk) -> None:
    """A file without a row."""
    clerk.show("home")


def lists(clerk: Clerk) -> None:
    """A list with the marks of the findings."""
    clerk.show("checks")
    clerk.go("enterprise", "示例壬申陶瓷有限公司", "tier")


def keys(clerk: Clerk) -> None:
    """Every key."""
    clerk.show("enterprise")
    clerk.run("keys")


def manual(clerk: Clerk) -> None:
    """The chapter of the page in front, with its keys."""
    clerk.show("month")
    clerk.run("manual")


def kept(clerk: Clerk) -> None:
    """Two backups and what is in the newer one."""
    clerk.run("backups")
    clerk.dialog().back_up()
    clerk.wait()


SCENES = (
    Scene("welcome", stay, Files.none),
    Scene("new", new, Files.none),
    Scene("guide", guide, Files.none),
    Scene("home", home, Files.county),
    Scene("home-empty", home_empty, Files.empty),
    Scene("left-over", stay, Files.killed),
    Scene("dark", lists, Files.county, Theme.DARK),
    Scene("enlarged", lists, Files.county),
    Scene("manual", manual, Files.county),
    Scene("backups", kept, Files.county),
    Scene("keys", keys, Files.county),
)
