"""The import wizard by its keys: the clerk's sheet as it looks, our reading over it, corrections, answers, writing."""

from __future__ import annotations

import threading
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from qbs_desktop.exchange.process import apart
from qbs_desktop.services.incoming import layouts
from qbs_desktop.services.incoming.import_painting import Role
from qbs_desktop.ui import acts, feedback
from qbs_desktop.ui.dialogs.worklist import RejectedDialog
from qbs_desktop.ui.importing.layouts_dialog import LayoutsDialog
from qbs_desktop.ui.importing.preview_rows import ABSENT
from qbs_desktop.ui.importing.several import Several
from qbs_desktop.ui.importing.target_list import TARGET
from qbs_desktop.ui.importing.wizard import ImportWizard

K, M = Qt.Key, Qt.KeyboardModifier


def write(path: Path, rows: list[list[object]], sheet: str = "企业") -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(row)
    book.save(path)
    return path


@pytest.fixture
def clerks_book(tmp_path: Path) -> Path:
    """One changed row, one new row, and a column nobody could guess."""
    return write(
        tmp_path / "企业.xlsx",
        [
            ["2026年1—10月企业情况"],
            ["单位：万元"],
            ["序号", "企业名称", "所在园区", "完成额"],
            [1, "示例甲子陶瓷有限公司", "换了的园区", 100],
            [2, "全新企业有限公司", "高新区", 200],
        ],
    )


class Bench:
    """A wizard that has read its file, with helpers to press keys."""

    def __init__(self, qtbot, window, path: Path, **how: object) -> None:
        self.bot, self.window = qtbot, window
        self.wizard = ImportWizard(window.workspace, window, path, window, **how)
        self.wizard.open()
        self.settle()

    def settle(self) -> None:
        self.bot.waitUntil(lambda: not self.wizard._tasks and not self.window.tasks.busy, timeout=20_000)
        QApplication.processEvents()

    @property
    def bench(self):
        return self.wizard.bench

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = M.NoModifier, widget=None) -> None:
        self.bot.keyClick(widget or self.bench.sheet_view, key, modifier)

    def map_column(self, row: int, column: int, words: str) -> None:
        """Enter on a cell, type, Enter."""
        self.bench.sheet_view.go(row, column)
        self.key(K.Key_Return)
        assert self.bench.picker is not None
        search = self.bench.picker.list.search
        self.bot.keyClicks(search, words)
        self.bot.keyClick(search, K.Key_Return)
        self.settle()

    def picture(self) -> list[str]:
        """The sheet's roles, one letter for each cell."""
        signs = dict(zip(Role, ".tHguFv-E?", strict=True))
        model = self.bench.sheet
        return [
            "".join(signs[model.seen(row, at).role] for at in range(1, model.columnCount() + 1))
            for row in range(1, model.rowCount() + 1)
        ]

    def count(self, ledger: str = "enterprise") -> int:
        return len(self.window.workspace.dataset().rows(ledger))

    def close(self) -> None:
        self.wizard.session.corrections.clear()
        self.wizard.session.answers.clear()
        self.wizard.reject()


def test_the_sheet_is_shown_as_it_looks_with_the_reading_over_it(qtbot, opened, clerks_book) -> None:
    desk = Bench(qtbot, opened, clerks_book)
    QAbstractItemModelTester(desk.bench.sheet, QAbstractItemModelTester.FailureReportingMode.Fatal)
    QAbstractItemModelTester(desk.bench.tables, QAbstractItemModelTester.FailureReportingMode.Fatal)
    QAbstractItemModelTester(desk.bench.results.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert desk.picture() == ["t...", "u...", "HHH?", "FFF-", "FFF-"]
    assert desk.bench.sheet.cell(4, 2).text == "示例甲子陶瓷有限公司"
    heads = {at: (one.role, one.label) for at, one in desk.bench.sheet_view.heads.words.items()}
    assert heads[2] == (Role.FIELD, "企业名称")
    assert heads[4] == (Role.QUERY, "未对应")
    assert desk.bench.sheet_view.place() == (4, 1)
    desk.close()


def test_a_column_is_given_by_enter_and_initials_and_the_layout_serves_next_month(
    qtbot, opened, clerks_book, tmp_path
) -> None:
    desk = Bench(qtbot, opened, clerks_book)
    desk.map_column(4, 4, "yysr")
    word = desk.bench.sheet_view.heads.words[4]
    assert (word.label, word.note) == ("营业收入", "2026年10月 万元")
    assert desk.picture()[3:] == ["FFFv", "FFFv"]
    before = desk.count()
    with qtbot.waitSignal(desk.wizard.finished, timeout=20_000):
        desk.key(K.Key_Return, M.ControlModifier)
    assert desk.count() == before + 1
    assert len(layouts.layouts(opened.workspace)) == 1
    book = openpyxl.load_workbook(clerks_book)
    book["企业"]["A1"], book["企业"]["D5"] = "2026年1—11月企业情况", 300
    book.save(tmp_path / "十一月.xlsx")
    later = Bench(qtbot, opened, tmp_path / "十一月.xlsx")
    assert "按上次的对应关系" in later.bench.bar.layout_note.text()
    assert later.bench.sheet_view.heads.words[4].note == "2026年11月 万元"
    qtbot.mouseClick(later.bench.bar.auto_link, Qt.MouseButton.LeftButton)
    later.settle()
    assert later.bench.sheet_view.heads.words[4].label == "未对应"
    later.close()


def test_a_field_dropped_on_a_column_maps_it(qtbot, opened, clerks_book) -> None:
    desk = Bench(qtbot, opened, clerks_book)
    view = desk.bench.sheet_view
    fields = desk.bench.fields
    fields.search.setText("cz")
    index = next(n for n, one in enumerate(fields.model.shown) if one.target == "output@own/actual")
    data = fields.model.mimeData([fields.model.index(index, 0)])
    assert data.hasFormat(TARGET)
    x = view.columnViewportPosition(3) + 5
    copy = Qt.DropAction.CopyAction
    view.dropEvent(QDropEvent(QPointF(x, 40), copy, data, Qt.MouseButton.LeftButton, M.NoModifier))
    desk.settle()
    assert desk.bench.sheet_view.heads.words[4].label == "产值"
    desk.close()


def test_the_picker_is_left_by_esc_and_offers_the_unit_of_an_amount(qtbot, opened, clerks_book) -> None:
    desk = Bench(qtbot, opened, clerks_book)
    desk.bench.sheet_view.go(4, 4)
    desk.key(K.Key_Return)
    picker = desk.bench.picker
    qtbot.keyClick(picker.list.search, K.Key_Escape)
    assert desk.bench.picker is None
    assert not desk.wizard.session.corrections
    desk.map_column(4, 4, "cz")
    desk.key(K.Key_Return)
    picker = desk.bench.picker
    assert picker.unit.currentData() == "万元"
    picker.unit.setCurrentIndex(picker.unit.findData("亿元"))
    picker.unit.activated.emit(picker.unit.currentIndex())
    desk.settle()
    assert desk.bench.sheet_view.heads.words[4].note == "2026年10月 亿元"
    desk.close()


def test_a_row_is_what_the_clerk_says(qtbot, opened, clerks_book) -> None:
    desk = Bench(qtbot, opened, clerks_book)
    desk.bench.sheet_view.go(5, 2)
    desk.key(K.Key_Return, M.ShiftModifier)
    menu = desk.bench.menu
    texts = [one.text() for one in menu.actions() if one.isEnabled() and not one.isSeparator()]
    assert texts[:2] == ["一行数据，自成一行", "“示例甲子陶瓷有限公司”（第 4 行）的其中项"]
    qtbot.keyClick(menu, K.Key_Down)
    qtbot.keyClick(menu, K.Key_Return)
    desk.settle()
    row = next(one for one in desk.wizard.state.preview.sheets[0].rows if one.row == 5)
    assert row.parent_row == 4
    next(one for one in desk.bench.menu.actions() if one.text() == "不导入这一行").trigger()
    desk.settle()
    assert desk.picture()[4] == "----"
    desk.close()


def test_the_head_is_where_the_clerk_points(qtbot, opened, tmp_path) -> None:
    path = write(tmp_path / "乱.xlsx", [["乱七八糟"], ["代号", "哪家", "多少"], ["x", "甲公司", 5]], "乱")
    desk = Bench(qtbot, opened, path)
    assert not desk.wizard.all_button.isEnabled()
    assert desk.bench.bar.ledger.currentIndex() == -1
    desk.bench.sheet_view.go(2, 2)
    desk.key(K.Key_Return)
    assert desk.bench.picker is None
    assert "请先在上方选择" in desk.wizard.sum.text()
    ledger = desk.bench.bar.ledger
    ledger.setFocus()
    qtbot.keyClick(ledger, K.Key_Down)
    qtbot.keyClick(ledger, K.Key_Down)
    desk.bench.bar.ledger.setCurrentIndex(ledger.findData("enterprise"))
    ledger.activated.emit(ledger.currentIndex())
    desk.settle()
    assert desk.picture() == ["t..", "E--", "---"]
    desk.map_column(2, 2, "qymc")
    assert desk.bench.sheet_view.heads.words[2].label == "企业名称"
    assert desk.wizard.state.preview.sheets[0].rows[0].name == "甲公司"
    desk.close()


def test_import_shows_first_and_changes_nothing_until_told(qtbot, opened, clerks_book) -> None:
    desk = Bench(qtbot, opened, clerks_book)
    before = desk.count()
    results = desk.bench.results
    kinds = [line.kind for line in results.rows.rows]
    assert (kinds.count("new"), kinds.count("changed"), kinds.count(ABSENT)) == (1, 1, before - 1)
    texts = [c.text(line) for line in results.rows.rows for c in results.rows.columns if line.kind == "changed"]
    assert any(text.endswith("→ 换了的园区") for text in texts)
    results.filters["new"].click()
    assert [line.name for line in results.rows.rows] == ["全新企业有限公司"]
    results.view.setCurrentIndex(results.rows.index(0, 0))
    assert desk.bench.sheet_view.place()[0] == 5
    assert desk.count() == before
    with qtbot.waitSignal(desk.wizard.finished, timeout=20_000):
        qtbot.keyClick(desk.wizard, K.Key_Return, M.ControlModifier)
    assert desk.count() == before + 1
    qtbot.waitUntil(lambda: "导入" in opened.actions_table.by_id["undo"].text())
    opened.actions_table.by_id["undo"].trigger()
    assert desk.count() == before


def test_f8_goes_from_finding_to_finding_and_f6_from_pane_to_pane(qtbot, opened, clerks_book) -> None:
    book = openpyxl.load_workbook(clerks_book)
    book["企业"]["E3"], book["企业"]["E4"] = "2026年目标营业收入", "约一亿"
    book.save(clerks_book)
    desk = Bench(qtbot, opened, clerks_book)
    qtbot.keyClick(desk.wizard, K.Key_F8)
    assert desk.bench.sheet_view.place() == (4, 5)
    assert desk.picture()[3][4] == "E"
    qtbot.keyClick(desk.wizard, K.Key_F8)
    assert desk.bench.sheet_view.place()[0] == 3
    qtbot.keyClick(desk.wizard, K.Key_F8, M.ShiftModifier)
    assert desk.bench.sheet_view.place() == (4, 5)
    desk.bench.sheet_view.setFocus()
    qtbot.keyClick(desk.wizard, K.Key_F6)
    assert desk.bench.findings.view.hasFocus()
    qtbot.keyClick(desk.bench.findings.view, K.Key_Down)
    wanted = desk.bench.findings.rows.rows[desk.bench.findings.view.currentIndex().row()].cell
    qtbot.keyClick(desk.bench.findings.view, K.Key_Return)
    assert desk.bench.sheet_view.hasFocus()
    row, column = desk.bench.sheet_view.place()
    assert f"{'ABCDE'[column - 1]}{row}" == wanted
    assert desk.wizard.isVisible()
    qtbot.keyClick(desk.wizard, K.Key_F6)
    qtbot.keyClick(desk.wizard, K.Key_F6)
    assert desk.bench.tables_view.hasFocus()
    desk.close()


def test_good_rows_are_written_and_the_marked_copy_is_told_of_though_the_wizard_is_closed(
    qtbot, opened, clerks_book, tmp_path, monkeypatch
) -> None:
    book = openpyxl.load_workbook(clerks_book)
    book["企业"]["E3"], book["企业"]["E4"] = "2026年目标营业收入", "约一亿"
    book.save(clerks_book)
    told = []
    monkeypatch.setattr(feedback, "pick_folder", lambda *_: tmp_path)
    monkeypatch.setattr(feedback, "done", lambda parent, text, *_: told.append((parent, text)) or len(told) == 1)
    desk = Bench(qtbot, opened, clerks_book)
    assert desk.wizard.sum.text().startswith("新增 1 行、有误 1 行")
    assert not desk.wizard.all_button.isEnabled()
    with qtbot.waitSignal(desk.wizard.finished, timeout=20_000):
        desk.wizard.good_button.click()
    qtbot.waitUntil(lambda: len(told) == 2, timeout=20_000)
    assert told[1][0] is opened
    assert list(tmp_path.glob("*_错误说明.xlsx"))


def test_who_a_row_is_about_is_answered_by_enter(qtbot, opened, clerks_book, monkeypatch) -> None:
    workspace = opened.workspace
    ids = [
        workspace.run(
            "x", lambda edit, park=park: edit.add("enterprise", {"name": "全新企业有限公司", "park": park}, year=2026)
        )
        for park in ("东", "西")
    ]
    desk = Bench(qtbot, opened, clerks_book)
    bench = desk.bench
    assert bench.tabs.tabText(2) == "询问 1"
    assert not desk.wizard.all_button.isEnabled()
    bench.tabs.setCurrentWidget(bench.questions)
    assert bench.sheet_view.place()[0] == 5
    qtbot.keyClick(bench.questions.answers_view, K.Key_Down)
    qtbot.keyClick(bench.questions.answers_view, K.Key_Return)
    desk.settle()
    assert desk.wizard.all_button.isEnabled()
    row = next(one for one in desk.wizard.state.preview.sheets[0].rows if one.row == 5)
    assert row.record_id == ids[1]
    asked = []
    monkeypatch.setattr(feedback, "ask", lambda *words, **_: asked.append(words) or False)
    qtbot.keyClick(desk.wizard, K.Key_Escape)
    assert asked
    assert desk.wizard.isVisible()
    desk.close()


def test_rows_that_may_be_known_are_asked_about_before_they_are_written_as_new(
    qtbot, opened, tmp_path, monkeypatch
) -> None:
    workspace = opened.workspace
    parent = workspace.dataset().rows("enterprise")[0]
    workspace.run("x", lambda edit: edit.add("enterprise", {"name": "重名公司"}, parent_id=parent.id, year=2026))
    path = write(tmp_path / "a.xlsx", [["序号", "企业名称", "所在园区"], [1, "重名公司", "高新区"]])
    desk = Bench(qtbot, opened, path)
    answers = [False, True]
    monkeypatch.setattr(feedback, "ask", lambda *_words, **_how: answers.pop(0))
    desk.key(K.Key_Return, M.ControlModifier)
    assert desk.bench.tabs.currentWidget() is desk.bench.questions
    before = desk.count()
    with qtbot.waitSignal(desk.wizard.finished, timeout=20_000):
        desk.wizard.all_button.click()
    assert desk.count() == before + 1


def test_all_remaining_questions_are_answered_as_new_at_once(qtbot, opened, tmp_path) -> None:
    workspace = opened.workspace
    parent = workspace.dataset().rows("enterprise")[0]
    workspace.run("x", lambda edit: edit.add("enterprise", {"name": "重名公司"}, parent_id=parent.id, year=2026))
    path = write(tmp_path / "a.xlsx", [["序号", "企业名称", "所在园区"], [1, "重名公司", "高新区"]])
    desk = Bench(qtbot, opened, path)
    assert desk.bench.questions.current().answer == "待定"
    desk.bench.questions.rest.click()
    desk.settle()
    assert desk.bench.questions.current().answer == "新增"
    assert desk.bench.tabs.tabText(2) == "询问"
    desk.close()


def test_what_is_no_workbook_is_told_with_what_to_do_and_can_be_tried_again(
    qtbot, opened, tmp_path, clerks_book
) -> None:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(clerks_book.read_bytes()[:900])
    desk = Bench(qtbot, opened, path)
    wizard = desk.wizard
    assert wizard.stack.currentWidget() is wizard.refused
    assert not wizard.good_button.isVisible()
    assert "请" in wizard.refused.text.text()
    assert not wizard.all_button.isEnabled()
    assert wizard.cancel_button.text() == "关闭"
    path.write_bytes(clerks_book.read_bytes())
    wizard.refused.button.click()
    desk.settle()
    assert wizard.stack.currentWidget() is wizard.bench
    assert wizard.cancel_button.text() == "取消"
    desk.close()


def test_a_password_is_asked_for_inside_the_wizard(qtbot, opened, tmp_path, clerks_book) -> None:
    msoffcrypto = pytest.importorskip("msoffcrypto.format.ooxml")
    path = tmp_path / "密.xlsx"
    with clerks_book.open("rb") as plain, path.open("wb") as locked:
        msoffcrypto.OOXMLFile(plain).encrypt("一二三", locked)
    desk = Bench(qtbot, opened, path)
    wizard = desk.wizard
    assert wizard.stack.currentWidget() is wizard.password
    wizard.password.edit.setText("错的")
    qtbot.keyClick(wizard.password.edit, K.Key_Return)
    desk.settle()
    assert wizard.stack.currentWidget() is wizard.password
    assert wizard.password.edit.text() == ""
    wizard.password.edit.setText("一二三")
    qtbot.keyClick(wizard.password.edit, K.Key_Return)
    desk.settle()
    assert wizard.stack.currentWidget() is wizard.bench
    assert wizard.all_button.isEnabled()
    desk.close()


def test_a_workbook_saved_again_after_the_preview_is_read_again(qtbot, opened, clerks_book, monkeypatch) -> None:
    told = []
    monkeypatch.setattr(feedback, "show", lambda _parent, error: told.append(str(error)))
    desk = Bench(qtbot, opened, clerks_book)
    book = openpyxl.load_workbook(clerks_book)
    book["企业"]["B5"] = "又改的企业"
    book.save(clerks_book)
    before = desk.count()
    desk.wizard.all_button.click()
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    desk.settle()
    assert "又被改动" in told[0]
    assert desk.count() == before
    assert desk.wizard.state.preview.sheets[0].rows[1].name == "又改的企业"
    desk.close()


def test_rows_far_down_are_asked_for_only_when_they_come_into_sight(qtbot, opened, tmp_path) -> None:
    rows: list[list[object]] = [["序号", "企业名称", "所在园区"]]
    rows += [[n, f"第{n}号企业有限公司", "东"] for n in range(1, 1501)]
    desk = Bench(qtbot, opened, write(tmp_path / "长.xlsx", rows))
    blocks = desk.bench.sheet._blocks
    assert ("企业", 0) in blocks
    assert ("企业", 7) not in blocks
    desk.bench.sheet_view.go(1500, 2)
    desk.bench.sheet_view.repaint()
    desk.settle()
    assert desk.bench.sheet.cell(1500, 2).text == "第1499号企业有限公司"
    assert ("企业", 4) not in blocks
    desk.close()


def test_the_first_rows_show_while_the_rest_is_read(qtbot, opened, tmp_path) -> None:
    rows: list[list[object]] = [["序号", "企业名称", "所在园区"]]
    rows += [[n, f"第{n}号企业有限公司", "东"] for n in range(1, 3001)]
    path = write(tmp_path / "长.xlsx", rows)
    wizard = ImportWizard(opened.workspace, opened, path, opened)
    seen = []
    wizard._glimpsed.connect(lambda state: seen.append((len(state.tables[0].rows), wizard.all_button.isEnabled())))
    wizard.open()
    qtbot.waitUntil(lambda: bool(seen) and wizard.state is None, timeout=20_000)
    assert wizard.stack.currentWidget() is wizard.bench
    assert seen[0][0] < 300
    assert not seen[0][1]
    qtbot.waitUntil(lambda: wizard.state is not None and not wizard._tasks, timeout=20_000)
    assert len(wizard.state.tables[0].rows) == 3000
    wizard.reject()


def test_closing_while_it_reads_ends_the_reading_process(qtbot, opened, clerks_book, monkeypatch) -> None:
    made = []
    start = apart.Reading.__init__

    def counted(self, *arguments, **more) -> None:
        start(self, *arguments, **more)
        made.append(self)

    monkeypatch.setattr(apart.Reading, "__init__", counted)
    wizard = ImportWizard(opened.workspace, opened, clerks_book, opened)
    wizard.open()
    wizard.reject()
    qtbot.waitUntil(lambda: not opened.tasks.busy, timeout=20_000)
    assert made[0]._process.poll() is not None


def test_what_breaks_after_the_wizard_is_closed_is_logged_and_asks_nobody(qtbot, opened, clerks_book, caplog) -> None:
    wizard = ImportWizard(opened.workspace, opened, clerks_book, opened)
    begun, closed = threading.Event(), threading.Event()

    def breaks(_progress, _stop) -> None:
        begun.set()
        closed.wait(20)
        raise EOFError("the reading process is gone")

    wizard._run("读取表格", breaks, wizard._show)
    wizard.open()
    qtbot.waitUntil(begun.is_set, timeout=20_000)
    with qtbot.waitSignal(wizard.destroyed):
        wizard.reject()
    with qtbot.waitSignal(opened.tasks.idle):
        closed.set()
    assert "EOFError: the reading process is gone" in caplog.text
    assert QApplication.activeModalWidget() is None


def test_several_dropped_files_are_imported_one_after_the_other(qtbot, opened, clerks_book, tmp_path) -> None:
    other = write(tmp_path / "二.xlsx", [["序号", "企业名称"], [1, "乙公司"]])
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(clerks_book)), QUrl.fromLocalFile(str(other))])
    opened.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, M.NoModifier))
    queue = opened.findChild(Several)
    first = queue.wizard
    assert first.windowTitle() == "导入　企业.xlsx（第 1 个文件，共 2 个）"
    qtbot.waitUntil(lambda: not first._tasks, timeout=20_000)
    qtbot.keyClick(first, K.Key_Escape)
    qtbot.waitUntil(lambda: queue.wizard is not first, timeout=5_000)
    second = queue.wizard
    assert second.windowTitle() == "导入　二.xlsx（第 2 个文件，共 2 个）"
    qtbot.waitUntil(lambda: not second._tasks, timeout=20_000)
    qtbot.keyClick(second, K.Key_Escape)
    qtbot.waitUntil(lambda: opened.findChild(Several) is None, timeout=5_000)


def test_a_table_is_left_out_and_another_sheet_stays(qtbot, opened, clerks_book) -> None:
    book = openpyxl.load_workbook(clerks_book)
    page = book.create_sheet("项目")
    page.append(["序号", "项目名称", "项目业主"])
    page.append([1, "新项目", "甲公司"])
    book.save(clerks_book)
    desk = Bench(qtbot, opened, clerks_book)
    bench = desk.bench
    assert [one.name for one in bench.tables.entries] == ["企业", "项目"]
    bench.bar.ledger.setCurrentIndex(bench.bar.ledger.findText("不导入这张表"))
    bench.bar.ledger.activated.emit(bench.bar.ledger.currentIndex())
    desk.settle()
    assert bench.tables.entries[0].reading == "不导入"
    assert desk.wizard.sum.text().startswith("新增 1 行")
    qtbot.keyClick(bench.tables_view, K.Key_Down)
    assert bench.key() == ("项目", 0)
    assert bench.sheet.cell(2, 2).text == "新项目"
    desk.close()


def test_kept_layouts_are_renamed_and_forgotten(qtbot, opened, clerks_book, monkeypatch) -> None:
    desk = Bench(qtbot, opened, clerks_book)
    desk.map_column(4, 4, "yysr")
    with qtbot.waitSignal(desk.wizard.finished, timeout=20_000):
        desk.key(K.Key_Return, M.ControlModifier)
    acts.manage_layouts(opened)
    dialog = opened.findChild(LayoutsDialog)
    texts = [column.text(dialog.rows.rows[0]) for column in dialog.rows.columns]
    assert texts[1:] == ["企业名单", "D→营业收入（本表的报告期）"]
    dialog.name.setText("统计局月报")
    qtbot.keyClick(dialog.name, K.Key_Return)
    assert layouts.layouts(opened.workspace)[0].name == "统计局月报"
    monkeypatch.setattr(feedback, "ask", lambda *_words, **_how: True)
    dialog.forget_button.click()
    assert layouts.layouts(opened.workspace) == ()
    assert not dialog.forget_button.isEnabled()
    dialog.accept()


def test_a_row_left_out_leads_back_to_its_place_in_the_workbook(qtbot, opened, clerks_book, monkeypatch) -> None:
    book = openpyxl.load_workbook(clerks_book)
    book["企业"]["E3"], book["企业"]["E5"] = "2026年目标营业收入", "约一亿"
    book.save(clerks_book)
    monkeypatch.setattr(feedback, "pick_files", lambda *_: [clerks_book])
    monkeypatch.setattr(feedback, "done", lambda *_: False)
    acts.import_workbook(opened)
    first = opened.findChild(Several).wizard
    qtbot.waitUntil(lambda: first.state is not None and not first._tasks, timeout=20_000)
    with qtbot.waitSignal(first.finished, timeout=20_000):
        first.good_button.click()
    qtbot.waitUntil(lambda: opened.findChild(Several) is None, timeout=5_000)
    home = opened.show_page("home")
    qtbot.waitUntil(lambda: home.overview is not None and home.overview.rejected == 1, timeout=20_000)
    home._show_rejected()
    dialog = home.findChild(RejectedDialog)
    assert "E5：“约一亿”里，“一亿”不是数字" in dialog.rows.rows[0].text
    qtbot.keyClick(dialog.view, K.Key_Return)
    again = opened.findChild(Several).wizard
    qtbot.waitUntil(lambda: again.state is not None and not again._tasks, timeout=20_000)
    qtbot.waitUntil(lambda: again.bench.sheet_view.place()[0] == 5)
    again.reject()
    qtbot.waitUntil(lambda: opened.findChild(Several) is None, timeout=5_000)
    clerks_book.unlink()
    asked = []
    monkeypatch.setattr(feedback, "pick_file", lambda _parent, title, _kinds: asked.append(title))
    home._show_rejected()
    home.findChild(RejectedDialog).again.click()
    assert asked == ["“企业.xlsx”在哪里？"]
