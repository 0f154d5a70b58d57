"""图表, 报表, 导入."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from qbs_desktop.services.reporting import office_keys
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


def submit(clerk: Clerk) -> None:
    """Handing in with findings that are open."""
    clerk.show("returns")
    clerk.run("submit")


def given_back(clerk: Clerk) -> None:
    clerk.show("returns").show_items()


def revisions(clerk: Clerk) -> None:
    """What was handed in, with its answer."""
    page = clerk.show("returns")
    page.tabs.setCurrentIndex(1)


def signing(clerk: Clerk) -> None:
    """The office's own key."""
    clerk.show("returns")
    office_keys.make(clerk.workspace)
    clerk.run("keys_of_offices")


def change_form(clerk: Clerk) -> None:
    """The enterprises' month form on its way to what the city asks for."""
    page = clerk.show("returns")
    page.list.setCurrentIndex(page.forms.index(1))
    clerk.wait()
    page.change_form()


def make_form(clerk: Clerk) -> None:
    """A form that was asked for this morning."""
    page = clerk.show("returns")
    page.list.setCurrentIndex(page.forms.index(1))
    clerk.wait()
    page.make_form()
    editor = page.findChildren(QDialog)[-1]
    editor.name.setText("重点企业营业收入快报")
    for words in ("营业收入 累计", "营业收入 同比", "营业收入 完成率", "所属领域"):
        editor.search.setText(words)
        QTest.keyClick(editor.search, Qt.Key.Key_Return)
    editor.search.clear()


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
    Scene("returns-submit", submit, Files.county),
    Scene("returns-items", given_back, Files.returned),
    Scene("returns-revisions", revisions, Files.returned),
    Scene("office-keys", signing, Files.county),
    Scene("form-change", change_form, Files.county),
    Scene("form-extra", make_form, Files.county),
    Scene("returns-empty", returns_empty, Files.empty),
    Scene("import", bring, Files.county),
)
