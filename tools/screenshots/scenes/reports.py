"""图表, 报表, 导入."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qbs_desktop.ui import acts
from screenshots.county import Files, clerks_book
from screenshots.scenes.scene import Scene

if TYPE_CHECKING:
    from screenshots.clerk import Clerk


def charts(clerk: Clerk) -> None:
    clerk.show("charts")


def ladder(clerk: Clerk) -> None:
    clerk.show("charts").pick("ladder")


def charts_empty(clerk: Clerk) -> None:
    clerk.show("charts")


def returns_empty(clerk: Clerk) -> None:
    clerk.show("returns")


def returns(clerk: Clerk) -> None:
    clerk.show("returns")


def bring(clerk: Clerk) -> None:
    """A township's workbook before anything is written."""
    clerk.show("enterprise")
    book = clerks_book(clerk.workspace, clerk.workspace.path.parent / "企业名单（报来）.xlsx")
    acts.import_paths(clerk.window, [book])


SCENES = (
    Scene("charts", charts, Files.county),
    Scene("charts-ladder", ladder, Files.county),
    Scene("charts-empty", charts_empty, Files.empty),
    Scene("returns", returns, Files.county),
    Scene("returns-empty", returns_empty, Files.empty),
    Scene("import", bring, Files.county),
)
