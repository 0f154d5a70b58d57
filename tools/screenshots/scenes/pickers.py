"""What opens under a cell that is being edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from screenshots.county import Files
from screenshots.scenes.scene import Scene

if TYPE_CHECKING:
    from screenshots.clerk import Clerk

K = Qt.Key
PROJECT = "示例项目03 机械产业一期"


def amount(clerk: Clerk) -> None:
    """An amount with a unit of its own is read aloud while it is typed."""
    clerk.go("project", PROJECT, "total_investment")
    clerk.type("3000")
    clerk.type("万")


def units(clerk: Clerk) -> None:
    """Responsible units: the first leads."""
    page = clerk.go("project", PROJECT, "responsible_units")
    for text, down in (("县工信局、县发改局", 1), ("县住建局、县自然资源局", 0)):
        clerk.type(text)
        clerk.key(K.Key_Return)
        if not down:
            page.view.go(2, page.grid.column_of("responsible_units"))
    page.view.go(2, page.grid.column_of("responsible_units"))
    clerk.alt(K.Key_Down)


def industry(clerk: Clerk) -> None:
    """A code of GB/T 4754 found by initials."""
    clerk.go("enterprise", "示例丁卯机械有限公司", "industry_code")
    clerk.type("ksjx")


def calendar(clerk: Clerk) -> None:
    clerk.go("project", PROJECT, "start_planned")
    clerk.alt(K.Key_Down)


def credit(clerk: Clerk) -> None:
    """A code that fails its check digit: what it might have been."""
    clerk.go("enterprise", "示例己巳农牧有限公司", "credit_code")
    clerk.alt(K.Key_Down)


SCENES = (
    Scene("pick-amount", amount, Files.county),
    Scene("pick-units", units, Files.county),
    Scene("pick-industry", industry, Files.county),
    Scene("pick-date", calendar, Files.county),
    Scene("pick-credit", credit, Files.county),
)
