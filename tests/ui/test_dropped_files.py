"""Files dropped together: one question, one summary, and tables afterwards in the wizard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from qbs_desktop.domain.return_state import Stage
from qbs_desktop.services.collating import receiving
from qbs_desktop.services.reporting import return_states
from qbs_desktop.ui import feedback
from qbs_desktop.ui.dialogs.question import QuestionDialog
from qbs_desktop.ui.dialogs.verify import VerifyDialog
from qbs_desktop.ui.importing.several import Several
from qbs_desktop.ui.main_window import MainWindow
from tests.fixtures import counties
from tests.services.return_loop import NINE, OCTOBER, TEN, enterprise, handed_in, item, receipt, rejection, written
from tests.ui.test_window import calm

K = Qt.Key


def drop(window: MainWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(300, 300), Qt.DropAction.CopyAction, data, left, none))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    said: list[tuple[str, str]] = []

    def box(_parent: object, text: str, detail: str = "", **_words: object) -> bool:
        said.append((text, detail))
        return True

    for name in ("ask", "inform", "warn"):
        monkeypatch.setattr(feedback, name, box)
    return said


def test_a_receipt_a_rejection_and_a_table_each_go_where_they_belong(
    qtbot: Any, opened: MainWindow, told: list[tuple[str, str]], tmp_path: Path
) -> None:
    made = handed_in(opened.workspace, tmp_path)
    first = written(receipt(made, opened.workspace, at=NINE), tmp_path / "一")
    later = written(rejection(made, opened.workspace, item(enterprise(opened.workspace)), at=TEN), tmp_path / "二")
    book = openpyxl.Workbook()
    book.active.append(["序号", "企业名称"])
    book.save(tmp_path / "名单.xlsx")
    calm(qtbot, opened)
    drop(opened, later, tmp_path / "名单.xlsx", first)
    calm(qtbot, opened)
    (asked, what), (text, lines) = told
    assert asked == "拖入：回执、退回单 2 份，表格 1 份。要接收吗？"
    assert "逐个预览" in what
    assert text == "接收 2 个文件。"
    assert lines.count("\n") == 1
    assert return_states.look(opened.workspace, OCTOBER).stage is Stage.REJECTED
    assert opened.current_page() is opened.page("returns")
    queue = opened.findChild(Several)
    assert "名单.xlsx" in queue.wizard.windowTitle()
    qtbot.waitUntil(lambda: not queue.wizard._tasks, timeout=20_000)
    qtbot.keyClick(queue.wizard, K.Key_Escape)
    qtbot.waitUntil(lambda: opened.findChild(Several) is None, timeout=5_000)


def test_a_countys_own_return_is_verified_or_imported_as_asked(
    qtbot: Any, opened: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = handed_in(opened.workspace, tmp_path)
    calm(qtbot, opened)
    asked: list[str] = []
    monkeypatch.setattr(feedback, "choose", lambda _parent, text, *_more, **_icon: asked.append(text) or "校验")
    drop(opened, made.path)
    assert asked == [f"“{made.path.name}”是报表，要做什么？"]
    dialog = opened.findChild(VerifyDialog)
    calm(qtbot, opened)
    with qtbot.waitSignal(dialog.destroyed):
        dialog.reject()


def test_a_city_says_whether_a_workbook_with_a_password_is_a_return(
    qtbot: Any,
    opened: MainWindow,
    told: list[tuple[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    with counties.county(tmp_path, *counties.ZHUZHOU[0]) as county:
        county.fill_month(counties.OCTOBER)
        path = county.submit(counties.OCTOBER, tmp_path / "r", password="Zhuzhou-10").path
    with counties.city(tmp_path) as workspace:
        city = workspace.path
    assert opened.open_path(city)
    asked: list[str] = []
    monkeypatch.setattr(feedback, "choose", lambda _parent, text, *_more, **_icon: asked.append(text) or "接收报表")
    calm(qtbot, opened)
    drop(opened, path)
    qtbot.waitUntil(lambda: opened.findChild(QuestionDialog) is not None, timeout=20_000)
    assert asked == [f"“{path.name}”有打开密码，要做什么？"]
    dialog = opened.findChild(QuestionDialog)
    qtbot.keyClicks(dialog.edits[0], "Zhuzhou-10")
    qtbot.keyClick(dialog.edits[0], K.Key_Return)
    calm(qtbot, opened)
    assert [one.unit for one in receiving.everything(opened.workspace)] == ["430202"]
