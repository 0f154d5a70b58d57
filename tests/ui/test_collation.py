"""The page 汇总: take in, look, adopt, send back, follow a total, answer about duplicates."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QObject, QPointF, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLabel

from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.sealed import answering
from qbs_desktop.services.collating import receiving, rejecting, reporters
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui import feedback
from qbs_desktop.ui.dialogs.question import QuestionDialog
from qbs_desktop.ui.importing.wizard import ImportWizard
from qbs_desktop.ui.pages.collation.dialogs import AnswerDialog, ReportersDialog
from qbs_desktop.ui.pages.collation.page import CollationPage
from qbs_desktop.ui.pages.home_lines import board_lines
from tests.fixtures import counties
from tests.fixtures.county_returns import Books

K = Qt.Key


class ToWindow(QObject):
    """Notices of changes made on the data thread arrive in the window's, as in the real one."""

    deliver = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.deliver.connect(self._call)

    def _call(self, call: Callable[[], None]) -> None:
        call()


@pytest.fixture
def page(qtbot, tmp_path: Path, shell) -> CollationPage:
    with counties.city(tmp_path) as workspace:
        to_window = ToWindow(shell)
        workspace.deliver = to_window.deliver.emit
        found = CollationPage(workspace, shell)
        qtbot.addWidget(found)
        found.resize(1218, 692)
        found.show()
        found.activate()
        settle(qtbot, found, shell)
        yield found
        shell.tasks.close()


def settle(qtbot, page: CollationPage, shell) -> None:
    qtbot.wait(1)
    qtbot.waitUntil(lambda: not shell.tasks.busy and not page._again.isActive())


def taken(qtbot, page: CollationPage, shell, *paths: Path) -> Workspace:
    page.take_in(list(paths))
    settle(qtbot, page, shell)
    return page._workspace


def first_row(workspace: Workspace) -> int:
    return workspace.dataset(counties.OCTOBER).rows("enterprise")[0].id


def texts(page: CollationPage) -> list[list[str]]:
    model = page.board.cells
    return [[model.index(row, at).data() for at in range(model.columnCount())] for row in range(model.rowCount())]


def test_an_empty_bench_says_what_to_do(page: CollationPage) -> None:
    assert page.nothing.isVisible()
    assert not page.reasons.isVisible()
    assert page.nothing.title.text() == "还没有收到下级的报表"
    assert not page.one.adopt.isEnabled()
    assert texts(page)[0] == ["荷塘区", "未报"]


def test_dropped_returns_are_taken_in_looked_at_and_adopted_by_key(
    qtbot, page: CollationPage, shell, books: Books
) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in books.october])
    some = Qt.MouseButton.LeftButton
    page.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, mime, some, Qt.KeyboardModifier.NoModifier))
    settle(qtbot, page, shell)
    assert [row[1] for row in texts(page)[:4]] == ["草稿，未上报"] * 3 + ["未报"], "exported, not handed in"
    assert "已报 0/9；没有设定报送日" in page.note.text()
    page.board.go("430203", counties.OCTOBER)
    settle(qtbot, page, shell)
    assert page.one.cover.text().startswith("芦淞区2026年10月第 1 版　待处理")
    assert "K10" in [origin.cell for origin in page.one.origins.rows]
    page.board.setFocus()
    qtbot.keyClick(page.board, K.Key_Return)
    assert QApplication.focusWidget() is page.one.origins_view
    page.one.adopt.setFocus()
    qtbot.keyClick(page.one.adopt, K.Key_Space)
    settle(qtbot, page, shell)
    assert texts(page)[1][1] == "已采用"
    assert "写入 6 个数" in shell.said[-1]


def test_a_correction_shows_what_it_changed_before_it_is_adopted(
    qtbot, page: CollationPage, shell, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken(qtbot, page, shell, books.of("430202"))
    page.board.go("430202", counties.OCTOBER)
    settle(qtbot, page, shell)
    every = page.one.origins.rowCount()
    assert not page.one.only_changed.isVisible()
    assert page.one.origins_view.isColumnHidden(4)
    taken(qtbot, page, shell, books.second)
    assert page.one.only_changed.text() == "只看比第 1 版改动的 1 处(&V)"
    assert [page.one.origins.index(0, at).data() for at in (1, 4, 5)] == ["K12", "0.463亿元", "0.9999亿元"]
    page.one.only_changed.setFocus()
    qtbot.keyClick(page.one.only_changed, K.Key_Space)
    assert page.one.origins.rowCount() == every
    asked: list[str] = []
    monkeypatch.setattr(feedback, "ask", lambda _parent, text, *_rest, **_how: not asked.append(text))
    page.one.adopt.click()
    settle(qtbot, page, shell)
    assert asked == ["采用荷塘区2026年10月第 2 版吗？它比第 1 版改动 1 处。"]
    assert texts(page)[0][1].startswith("已采用")


def test_an_answer_among_dropped_returns_is_left_to_the_window(
    qtbot, page: CollationPage, shell, books: Books, tmp_path: Path
) -> None:
    _workspace = taken(qtbot, page, shell, books.of("430202"))
    (one,) = receiving.everything(_workspace)
    receipt = rejecting.receipt(_workspace, one.id, tmp_path).path
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in (receipt, books.of("430203"))])
    some, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, mime, some, none)
    event.ignore()
    page.dropEvent(event)
    assert not event.isAccepted()
    assert not shell.tasks.busy


def test_a_total_leads_to_units_and_cells(qtbot, page: CollationPage, shell, books: Books) -> None:
    taken(qtbot, page, shell, *books.october)
    page.adopting.adopt_these(page.adopting.pending(page.board.cells.board))
    settle(qtbot, page, shell)
    lines = [page.totals.totals.index(row, 1).data() for row in range(page.totals.totals.rowCount())]
    page.totals.totals_view.selectRow(lines.index("营业收入 2026年10月"))
    page.totals.units_view.selectRow(0)
    settle(qtbot, page, shell)
    first = page.totals.origins.rows[0]
    assert (first.name, first.cell) == ("金鹏陶瓷有限公司", "K10")
    assert "出自荷塘区2026年10月第 1 版" in page.totals.note.text()
    page._workspace.run("出库", lambda edit: edit.set_membership(first_row(page._workspace), 2026, "out"))
    settle(qtbot, page, shell)
    assert page.totals.note.text().startswith("有 1 行报送以后移出了名单")
    page.totals.units_view.selectRow(0)
    settle(qtbot, page, shell)
    assert page.totals.note.text().endswith("有 1 行报送以后移出了名单，所报的数仍计在内。")


def test_selected_figures_are_sent_back(
    qtbot,
    page: CollationPage,
    shell,
    books: Books,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    workspace = taken(qtbot, page, shell, books.of("430202"))
    monkeypatch.setattr(feedback, "pick_folder", lambda *_: tmp_path)
    monkeypatch.setattr(feedback, "done", lambda *_: False)
    at = [origin.cell for origin in page.one.origins.rows].index("K12")
    page.one.origins_view.selectRow(at)

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, AnswerDialog)
        assert "凯盛装备有限公司" in dialog.items.item(0).text()
        dialog.reason.setCurrentText("口径不符")
        dialog.note.setPlainText("请按营业收入填")
        dialog.accept()

    QTimer.singleShot(0, answer)
    page.one.reject.click()
    settle(qtbot, page, shell)
    (file,) = tmp_path.glob("退回单*.xlsx")
    assert [(one.cell, one.reason, one.note) for one in answering.read(file).items] == [
        ("K12", "口径不符", "请按营业收入填")
    ]
    assert receiving.everything(workspace)[0].state == "returned"
    assert texts(page)[0][1] == "已退回"
    assert not page.one.adopt.isEnabled()
    assert page.reasons.isVisible()
    assert page.reasons.lines.rows == [("荷塘区", "口径不符", 1)]
    assert page.reasons.summary.text() == "合计：口径不符 1"
    lines = [line.text for line in board_lines(page.board.cells.board, shell)]
    assert lines[0].startswith("芦淞区、石峰区、天元区、渌口区、攸县、茶陵县等 8 个单位2026年10月")


def test_what_was_not_taken_in_is_told(
    qtbot,
    page: CollationPage,
    shell,
    books: Books,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []
    monkeypatch.setattr(feedback, "warn", lambda _parent, text, detail="": told.append(f"{text}\n{detail}"))
    taken(qtbot, page, shell, books.second, books.of("430202"), books.fork)
    assert "版次冲突" in told[0]
    assert "其中" not in told[0], "all are of the month the window speaks of"
    assert texts(page)[0][1] == "草稿，未上报"


def test_returns_of_another_month_are_told_as_they_come_in(qtbot, page: CollationPage, shell, books: Books) -> None:
    shell.period = Period.parse("2026-11")
    taken(qtbot, page, shell, books.of("430202"))
    assert shell.said[-1].startswith("接收 1 份，其中 1 份不是2026年11月的，是2026年10月的。")


def test_expected_units_are_edited_as_lines(qtbot, page: CollationPage, shell) -> None:
    def edit() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ReportersDialog)
        dialog.lines.appendPlainText("430271 株洲经开区")
        dialog.accept()

    QTimer.singleShot(0, edit)
    page.units.click()
    settle(qtbot, page, shell)
    assert reporters.expected(page._workspace)[-1].name == "株洲经开区"
    assert texts(page)[-1] == ["株洲经开区", "未报"]


def test_the_page_is_offered_to_cities_only(opened, qtbot, tmp_path: Path) -> None:
    labels = [action.text() for action in opened._page_actions if action.isVisible()]
    assert "汇总" not in labels
    with counties.city(tmp_path) as workspace:
        path = workspace.path
    assert opened.open_path(path)
    assert "汇总" in [action.text() for action in opened._page_actions if action.isVisible()]
    opened.set_period(Period.parse("2026-09"))
    assert isinstance(opened.show_page("collation"), CollationPage)
    assert opened.rail.current_page == "collation"


def test_an_altered_return_is_sent_back_by_the_finding_about_its_cell(
    qtbot, page: CollationPage, shell, books: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = openpyxl.load_workbook(books.of("430202"))
    book["企业月报"]["K10"] = 12345
    book.save(tmp_path / "改.xlsx")
    told: list[str] = []
    monkeypatch.setattr(feedback, "warn", lambda _parent, _text, detail: told.append(detail))
    taken(qtbot, page, shell, tmp_path / "改.xlsx")
    assert "已留存备查" in told[0]
    page.board.go("430202", counties.OCTOBER)
    settle(qtbot, page, shell)
    assert texts(page)[0][1] == "被改动"
    assert (page.one.adopt.isEnabled(), page.one.reject.isEnabled()) == (False, True)
    page.one.findings_view.selectRow(0)
    assert [origin.cell for origin in page.one.chosen()] == ["K10"]
    dialog = AnswerDialog("荷塘区", page.one.chosen(), asking=False, reason=page.one.reason(), parent=page)
    assert dialog.complaints()[0].reason == "number"


def test_the_password_of_a_workbook_is_asked_for_until_it_fits(
    qtbot, page: CollationPage, shell, books: Books, tmp_path: Path
) -> None:
    with counties.county(tmp_path, "430202", "荷塘区") as county:
        county.fill_month(counties.OCTOBER)
        path = county.submit(counties.OCTOBER, tmp_path / "r", password="Zhuzhou-10").path
    taken(qtbot, page, shell, path, books.of("430203"))
    assert shell.said[-1].startswith("接收 1 份。")
    for typed, said in (("Zhuzhou-9", "有打开密码"), ("Zhuzhou-10", "刚才输入的不对")):
        (dialog,) = [one for one in page.findChildren(QuestionDialog) if one.isVisible()]
        assert any(said in label.text() for label in dialog.findChildren(QLabel))
        qtbot.keyClicks(dialog.edits[0], typed)
        qtbot.keyClick(dialog.edits[0], K.Key_Return)
        settle(qtbot, page, shell)
    assert texts(page)[0][1] == "已报"
    assert shell.said[-1].startswith("接收 1 份。"), "the one that had no password is not read again"


def test_a_plain_workbook_is_entered_for_the_unit_under_the_cursor(
    qtbot, page: CollationPage, shell, tmp_path: Path, monkeypatch
) -> None:
    book = openpyxl.Workbook()
    for line in (["2026年1—10月企业情况"], ["单位：万元"], ["企业名称", "营业收入"], ["乙厂", 20]):
        book.active.append(line)
    book.save(tmp_path / "表.xlsx")
    monkeypatch.setattr(feedback, "pick_files", lambda *_asked: [tmp_path / "表.xlsx"])
    shell.workspace = page._workspace
    page.board.go("430203", counties.OCTOBER)
    qtbot.mouseClick(page.one.enter, Qt.MouseButton.LeftButton)
    (wizard,) = page.findChildren(ImportWizard)
    qtbot.waitUntil(lambda: not wizard._tasks and wizard.all_button.isEnabled(), timeout=20_000)
    assert wizard.bench.whose.unit.currentText() == "代芦淞区录入"
    assert wizard.sum.text() == "代芦淞区录入，新增 1 行"
    wizard.bench.whose.unit.setFocus()
    qtbot.keyClick(wizard.bench.whose.unit, K.Key_Down)
    qtbot.waitUntil(lambda: not wizard._tasks and wizard.all_button.isEnabled())
    assert wizard.sum.text() == "代石峰区录入，新增 1 行"
    with qtbot.waitSignal(wizard.finished):
        qtbot.keyClick(wizard, K.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, page, shell)
    assert [row[1] for row in texts(page)[:3]] == ["未报", "未报", "代录"]
    page.board.go("430204", counties.OCTOBER)
    assert page.one.cover.text() == "石峰区2026年10月没有报表，由本级代录：表.xlsx。"
