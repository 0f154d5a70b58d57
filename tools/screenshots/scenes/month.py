"""月度填报: by 累计 and by 本月, side by side, the work list, and what stands over a month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from qbs_desktop.domain.period import Period
from qbs_desktop.domain.period_state import Declared
from qbs_desktop.services.months import periods
from screenshots.county import Files
from screenshots.scenes.scene import Scene

if TYPE_CHECKING:
    from screenshots.clerk import Clerk

K = Qt.Key
OCTOBER, NOVEMBER = Period.parse("2026-10"), Period.parse("2026-11")


def open_month(clerk: Clerk, ledger: str = "产业", indicator: str = "") -> Any:  # noqa: ANN401
    """The page on a list."""
    clerk.show("checks")
    page = clerk.show("month")
    clerk.choose(page, "名单", ledger)
    if indicator:
        clerk.choose(page, "指标", indicator)
    page.view.setFocus()
    return page


def month(clerk: Clerk) -> None:
    """One indicator with what it is compared with."""
    open_month(clerk)


def compact(clerk: Clerk) -> None:
    """Several indicators side by side, only what is to be filled in."""
    page = open_month(clerk, "企业", "全部")
    clerk.alt(K.Key_T)
    clerk.wait()
    page.view.setFocus()
    clerk.ctrl(K.Key_Home)
    clerk.key(K.Key_Tab)


def by_month(clerk: Clerk) -> None:
    """本月 is typed, 累计 follows."""
    page = open_month(clerk, "企业")
    clerk.choose(page, "填报方式", "本月")
    page.view.setFocus()
    page.next_missing()
    clerk.type("0.31")


def work(clerk: Clerk) -> None:
    open_month(clerk, "企业")
    clerk.key(K.Key_F7)


def missing(clerk: Clerk) -> None:
    """Only the rows with missing figures or with questions."""
    page = open_month(clerk, "企业")
    clerk.alt(K.Key_Q)
    clerk.alt(K.Key_W)
    clerk.wait()
    page.next_missing()


def acts(clerk: Clerk) -> None:
    """What can be done with a month."""
    page = open_month(clerk)
    menu = page.acts.menu()
    menu.popup(page.acts.mapToGlobal(page.acts.rect().bottomLeft()))


def declared(clerk: Clerk) -> None:
    periods.declare(clerk.workspace, "industry", NOVEMBER, Declared.UNCHANGED, "本月停产检修")
    clerk.window.set_period(NOVEMBER)
    open_month(clerk)


def repeat(clerk: Clerk) -> None:
    """Which blanks would be filled with what."""
    clerk.window.set_period(NOVEMBER)
    page = open_month(clerk, "项目")
    clerk.during(page.acts.repeat.emit)


def locked(clerk: Clerk) -> None:
    periods.lock(clerk.workspace, OCTOBER, "已上报市工信局")
    open_month(clerk)


def empty(clerk: Clerk) -> None:
    clerk.show("month")


SCENES = (
    Scene("month", month, Files.county),
    Scene("month-compact", compact, Files.county),
    Scene("month-by-month", by_month, Files.county),
    Scene("month-work", work, Files.county),
    Scene("month-missing", missing, Files.county),
    Scene("month-acts", acts, Files.county),
    Scene("month-declared", declared, Files.county),
    Scene("month-repeat", repeat, Files.county),
    Scene("month-locked", locked, Files.county),
    Scene("month-empty", empty, Files.empty),
)
