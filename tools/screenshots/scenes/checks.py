"""审核: findings, an answer, the rules; 历史 and 本格历史."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from qbs_desktop.services.incoming import importing
from screenshots.county import Files, clerks_book
from screenshots.scenes.scene import Scene

if TYPE_CHECKING:
    from screenshots.clerk import Clerk

K, M = Qt.Key, Qt.KeyboardModifier


def checks(clerk: Clerk) -> None:
    """The findings of the month, one of 强制 chosen."""
    clerk.show("checks")


def answer(clerk: Clerk) -> None:
    """核实: a reason and a sentence."""
    page = clerk.show("checks")
    rows = page.model.rows
    page.view.selectRow(next(at for at, one in enumerate(rows) if one.finding.grade.value == "query"))
    page.view.setFocus()
    clerk.key(K.Key_F2)
    clerk.key(K.Key_Down, times=2)
    page.answer.sentence.setFocus()
    clerk.type("已电话核实，企业报表按万元填写，数据属实。")


def rules(clerk: Clerk) -> None:
    clerk.show("checks")
    clerk.run("rules")


def work(clerk: Clerk) -> None:
    """Steps that the history shows: a township's list, a correction, its undoing."""
    path = clerk.workspace.path.parent / "企业名单（报来）.xlsx"
    importing.apply(
        clerk.workspace, importing.preview(clerk.workspace, clerks_book(clerk.workspace, path)), good_rows=True
    )
    for text in ("4.05", "4.1863"):
        clerk.go("enterprise", "示例乙丑食品有限公司", "revenue@2025/actual")
        clerk.type(text)
        clerk.key(K.Key_Return)


def history(clerk: Clerk) -> None:
    work(clerk)
    clerk.show("history")


def cell_history(clerk: Clerk) -> None:
    work(clerk)
    clerk.go("enterprise", "示例乙丑食品有限公司", "revenue@2025/actual")
    clerk.run("cell_history")


SCENES = (
    Scene("checks", checks, Files.county),
    Scene("checks-answer", answer, Files.county),
    Scene("rules", rules, Files.county),
    Scene("history", history, Files.county),
    Scene("cell-history", cell_history, Files.county),
)
