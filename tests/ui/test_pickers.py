"""Pickers under the keyboard: every list, the calendar and the readings, in the grid and in the record panel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from qbs_desktop.services.lists import listing
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.dialogs.new_file import NewFileDialog
from qbs_desktop.ui.grid.editing.pickers import DateEditor, PickEditor, UnitsEditor
from qbs_desktop.ui.grid.editing.popups import placed
from qbs_desktop.ui.main_window import MainWindow
from qbs_desktop.ui.pages.lists.page import ListPage

K, M = Qt.Key, Qt.KeyboardModifier


class Desk:
    """A shown list with helpers to press keys."""

    def __init__(self, qtbot, workspace: Workspace, shell, ledger: str) -> None:
        self.bot, self.workspace, self.ledger = qtbot, workspace, ledger
        self.page = ListPage(workspace, shell, ledger)
        qtbot.addWidget(self.page)
        self.page.resize(1300, 640)
        self.page.show()
        self.page.activate()
        self.page.activateWindow()
        qtbot.waitUntil(self.page.view.hasFocus)

    def go(self, column: str, line: int = 0) -> None:
        at = self.page.grid.column_of(column)
        assert at is not None
        self.page.view.go(line, at)

    @property
    def focus(self) -> QWidget:
        return QApplication.focusWidget() or self.page.view

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = M.NoModifier) -> None:
        self.bot.keyClick(self.focus, key, modifier)

    def type(self, words: str) -> None:
        """Keys for Latin letters and digits, the input method for everything else."""
        if words.isascii():
            for one in words:
                self.bot.keyClicks(self.focus, one)
            return
        event = QInputMethodEvent()
        event.setCommitString(words)
        QApplication.sendEvent(self.focus, event)

    def editor(self) -> PickEditor:
        editor = self.focus
        assert isinstance(editor, PickEditor)
        return editor

    def offered(self) -> list[str]:
        return [one.text for one in self.editor().popup.offers]

    def stored(self, column: str, line: int = 0) -> str:
        record_id = self.page.grid.id_at(line)
        assert record_id is not None
        record = listing.record_of(self.workspace, record_id)
        return self.workspace.ledgers[self.ledger].field(column).text(record.values.get(column))


@pytest.fixture
def desk(qtbot, bare: Workspace, shell) -> Callable[[str], Desk]:
    def made(ledger: str) -> Desk:
        listing.add_rows(bare, ledger, [{"name": "甲"}, {"name": "乙"}, {"name": "丙"}])
        return Desk(qtbot, bare, shell, ledger)

    return made


# --- words -------------------------------------------------------------------------------------------------------


def test_enter_takes_the_first_word_of_a_closed_list(desk) -> None:
    project = desk("project")
    project.go("year_status")
    project.type("xj")
    assert project.offered() == ["续建"]
    project.key(K.Key_Return)
    assert project.stored("year_status") == "续建"
    assert project.page.view.current_place[0] == 1


def test_a_word_that_is_on_no_list_is_stored_as_typed(desk) -> None:
    project = desk("project")
    project.go("year_status")
    project.type("停缓建")
    project.key(K.Key_Return)
    assert project.stored("year_status") == "停缓建"


def test_escape_closes_the_list_first_and_leaves_what_was_typed(desk) -> None:
    project = desk("project")
    project.go("year_status")
    project.type("x")
    assert project.editor().popup_open
    project.key(K.Key_Escape)
    assert not project.editor().popup_open
    project.key(K.Key_Return)
    assert project.stored("year_status") == "x"


def test_arrows_choose_in_an_open_list_and_tab_takes(desk) -> None:
    project = desk("project")
    project.go("year_status")
    project.key(K.Key_Down, M.AltModifier)
    assert project.offered() == ["新开工", "续建", "竣工", "前期"]
    project.key(K.Key_Down)
    project.key(K.Key_Down)
    project.key(K.Key_Down)
    project.key(K.Key_Up)
    project.key(K.Key_Tab)
    assert project.stored("year_status") == "续建"


def test_the_list_goes_round_and_the_mouse_takes_too(desk, qtbot) -> None:
    project = desk("project")
    project.go("year_status")
    project.key(K.Key_Down, M.AltModifier)
    editor = project.editor()
    project.key(K.Key_Up)
    assert editor.popup.marked is not None
    assert editor.popup.marked.text == "前期"
    project.key(K.Key_PageUp)
    assert editor.popup.row == 0
    view = editor.popup.list
    place = view.visualRect(view.model().index(2, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert editor.text() == "竣工"
    assert not editor.popup_open


def test_the_list_is_as_wide_as_its_longest_word(desk) -> None:
    project = desk("project")
    project.go("nature")
    project.key(K.Key_Down, M.AltModifier)
    popup = project.editor().popup
    longest = max(popup.list.fontMetrics().horizontalAdvance(one.title) for one in popup.offers)
    assert popup.list.viewport().width() >= longest + 20


def test_a_name_used_in_the_file_is_offered_and_a_longer_one_never_replaces_a_shorter(desk) -> None:
    project = desk("project")
    project.go("leader", 1)
    project.type("张三丰")
    project.key(K.Key_Return)
    project.go("leader", 0)
    project.type("张三")
    assert project.offered() == ["张三丰"]
    project.key(K.Key_Return)
    assert project.stored("leader", 0) == "张三"
    project.go("leader", 2)
    project.type("zsf")
    project.key(K.Key_Return)
    assert project.stored("leader", 2) == "张三丰"


# --- units -------------------------------------------------------------------------------------------------------


def _units(bare: Workspace, *texts: str) -> None:
    field = bare.ledgers["project"].field("responsible_units")
    ids = listing.add_rows(bare, "project", [{"name": f"用过{number}"} for number in range(len(texts))])
    column = next(one for one in listing.columns(bare, "project") if one.id == field.id)
    edits = [listing.CellEdit(one, column, text) for one, text in zip(ids, texts, strict=True)]
    listing.set_cells(bare, "project", edits)


def test_units_are_typed_one_behind_the_other_with_space_and_enter(desk, bare: Workspace) -> None:
    project = desk("project")
    _units(bare, "县工信局、县发改局", "县财政局")
    project.go("responsible_units")
    project.type("xgxj")
    head = project.editor().popup.head
    assert head.text() == "排第一的为牵头单位"
    project.key(K.Key_Space)
    assert head.text() == "牵头：县工信局"
    project.type("xczj")
    assert head.text() == "牵头：县工信局"
    project.key(K.Key_Return)
    assert project.stored("responsible_units") == "县工信局、县财政局"


def test_the_first_unit_leads_and_alt_arrows_change_who_does(desk, bare: Workspace) -> None:
    project = desk("project")
    _units(bare, "县工信局、县发改局、县财政局")
    line = project.page.grid.shown() - 1
    project.go("responsible_units", line)
    project.key(K.Key_F2)
    editor = project.editor()
    assert isinstance(editor, UnitsEditor)
    assert editor.popup.head.text() == "牵头：县工信局　配合：县发改局、县财政局"
    project.key(K.Key_Down, M.AltModifier)
    assert [one.title for one in editor.popup.offers[:3]] == ["1. 县工信局", "2. 县发改局", "3. 县财政局"]
    project.key(K.Key_Down, M.AltModifier)
    assert editor.popup.head.text().startswith("牵头：县发改局")
    project.key(K.Key_Down)
    assert editor.popup.marked is not None
    assert editor.popup.marked.text == "县财政局"
    project.key(K.Key_Up, M.AltModifier)
    project.key(K.Key_Up, M.AltModifier)
    project.key(K.Key_Up, M.AltModifier)
    project.key(K.Key_Return)
    assert project.stored("responsible_units", line) == "县财政局、县发改局、县工信局"


def test_units_are_added_and_removed_in_the_list(desk, bare: Workspace) -> None:
    project = desk("project")
    _units(bare, "县工信局、县发改局、县财政局", "县住建局")
    line = project.page.grid.shown() - 2
    project.go("responsible_units", line)
    project.key(K.Key_Down, M.AltModifier)
    project.key(K.Key_Space)
    project.key(K.Key_Delete)
    assert project.editor().text() == "县财政局"
    while project.editor().popup.marked is None or project.editor().popup.marked.text != "县住建局":
        project.key(K.Key_Down)
    project.key(K.Key_Space)
    project.key(K.Key_Return)
    assert project.stored("responsible_units", line) == "县财政局、县住建局"


def test_a_unit_that_no_list_knows_is_kept_when_another_is_added(desk, bare: Workspace) -> None:
    project = desk("project")
    _units(bare, "县工信局")
    project.go("responsible_units")
    project.type("新成立的专班、")
    project.type("xgxj")
    project.key(K.Key_Return)
    assert project.stored("responsible_units") == "新成立的专班、县工信局"


# --- codes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["ksjxzz", "矿山机械", "3511"])
def test_an_industry_is_found_by_initials_name_and_code(desk, typed: str) -> None:
    enterprise = desk("enterprise")
    enterprise.go("industry_code")
    enterprise.type(typed)
    enterprise.key(K.Key_Return)
    assert enterprise.stored("industry_code") == "3511"
    tip = enterprise.page.grid.told(0, enterprise.page.grid.column_of("industry_code"))
    assert tip == "3511 矿山机械制造 · C 制造业 > 35 专用设备制造业"


def test_a_lost_leading_zero_is_a_choice_and_never_put_back_by_itself(desk) -> None:
    enterprise = desk("enterprise")
    enterprise.go("industry_code")
    enterprise.type("111")
    enterprise.key(K.Key_Return)
    assert enterprise.stored("industry_code") == "111"
    enterprise.go("industry_code")
    enterprise.key(K.Key_Down, M.AltModifier)
    assert "0111" in enterprise.offered()
    while enterprise.editor().popup.marked is None or enterprise.editor().popup.marked.text != "0111":
        enterprise.key(K.Key_Down)
    enterprise.key(K.Key_Return)
    assert enterprise.stored("industry_code") == "0111"


def test_a_code_of_the_older_edition_is_stored_and_marked(desk) -> None:
    enterprise = desk("enterprise")
    enterprise.go("industry_code")
    enterprise.type("3699")
    enterprise.key(K.Key_Return)
    assert enterprise.stored("industry_code") == "3699"
    at = enterprise.page.grid.column_of("industry_code")
    assert enterprise.page.grid.advised(0, at)
    assert "2011版" in enterprise.page.grid.told(0, at)


def test_a_failing_credit_code_is_stored_marked_told_and_corrected_only_by_choice(desk) -> None:
    enterprise = desk("enterprise")
    enterprise.go("credit_code")
    enterprise.type("91430000780850865O")
    editor = enterprise.editor()
    assert editor.popup.head.text() == "含有不使用的字符“O”"
    assert enterprise.offered() == ["914300007808508659"]
    assert editor.popup.marked is None
    enterprise.key(K.Key_Return)
    assert enterprise.stored("credit_code") == "91430000780850865O"
    grid, at = enterprise.page.grid, enterprise.page.grid.column_of("credit_code")
    assert grid.advised(0, at)
    described = grid.data(grid.index(0, at), Qt.ItemDataRole.AccessibleDescriptionRole)
    assert described == "请核对：含有不使用的字符“O”"
    enterprise.go("credit_code")
    assert "请核对：含有不使用的字符“O”" in enterprise.page.status.text()
    enterprise.key(K.Key_Down, M.AltModifier)
    enterprise.key(K.Key_Down)
    enterprise.key(K.Key_Return)
    assert enterprise.stored("credit_code") == "914300007808508659"
    assert not grid.advised(0, at)


def test_a_code_that_a_spreadsheet_took_for_a_number_stays_in_the_cell_and_is_not_stored(desk) -> None:
    enterprise = desk("enterprise")
    enterprise.go("credit_code")
    enterprise.type("9.14E+17")
    enterprise.key(K.Key_Return)
    assert enterprise.stored("credit_code") == ""
    assert "设为“文本”" in enterprise.page.grid.wrongs()[0].reason


def test_a_project_code_of_another_county_is_marked_and_missing_dashes_are_suggested(desk) -> None:
    project = desk("project")
    project.go("project_code")
    project.type("21114302230401342068")
    assert project.offered() == ["2111-430223-04-01-342068"]
    project.key(K.Key_Down)
    project.key(K.Key_Return)
    assert project.stored("project_code") == "2111-430223-04-01-342068"
    told = project.page.grid.told(0, project.page.grid.column_of("project_code"))
    assert "430223 与填报单位 430225 不同" in told


def test_a_county_is_found_by_initials_for_a_projects_place(desk) -> None:
    project = desk("project")
    project.go("location")
    project.type("lls")
    project.key(K.Key_Return)
    assert project.stored("location") == "醴陵市"


# --- dates and amounts -------------------------------------------------------------------------------------------


def test_what_is_typed_is_read_aloud_beside_the_cell(desk) -> None:
    project = desk("project")
    project.go("total_investment")
    project.type("3000")
    assert not project.editor().popup.isVisible()
    project.type("万")
    assert project.editor().popup.head.text() == "3000万 = 0.3 亿元"
    project.key(K.Key_Return)
    assert project.stored("total_investment") == "0.3"
    project.go("start_planned")
    project.type("202603")
    assert project.editor().popup.head.text() == "202603 = 2026年3月"
    project.key(K.Key_Return)
    assert project.stored("start_planned") == "2026-03"


def test_an_impossible_date_stays_in_the_cell_with_the_reason(desk) -> None:
    project = desk("project")
    project.go("start_planned")
    project.type("2026.2.31")
    project.key(K.Key_Return)
    assert project.stored("start_planned") == ""
    assert "最后一天是28日" in project.page.grid.wrongs()[0].reason


def test_a_month_is_chosen_in_the_calendar_by_keys(desk) -> None:
    project = desk("project")
    project.go("start_planned")
    project.type("2026.3")
    project.key(K.Key_Down, M.AltModifier)
    editor = project.editor()
    assert isinstance(editor, DateEditor)
    assert editor.popup_open
    project.key(K.Key_Right)
    project.key(K.Key_Down)
    project.key(K.Key_PageDown)
    project.key(K.Key_Return)
    assert project.stored("start_planned") == "2027-08"


def test_a_day_is_chosen_in_the_calendar_by_keys(desk) -> None:
    project = desk("project")
    project.go("start_planned")
    project.type("2026.3.31")
    project.key(K.Key_Down, M.AltModifier)
    project.key(K.Key_PageUp)
    project.key(K.Key_Up)
    project.key(K.Key_Left)
    project.key(K.Key_Return)
    assert project.stored("start_planned") == "2026-02-20"


def test_escape_with_nothing_typed_closes_list_and_editor_at_once(desk) -> None:
    project = desk("project")
    project.go("year_status")
    project.key(K.Key_Down, M.AltModifier)
    assert project.editor().popup_open
    project.key(K.Key_Escape)
    assert project.page.view.hasFocus()
    project.key(K.Key_Down)
    assert project.page.view.current_place[0] == 1


def test_the_calendar_begins_today_and_turns_between_months_and_days(desk) -> None:
    project = desk("project")
    project.go("start_planned")
    project.key(K.Key_Down, M.AltModifier)
    editor = project.editor()
    assert isinstance(editor, DateEditor)
    assert editor.calendar.sheet.text == f"{dt.date.today():%Y-%m}"
    project.key(K.Key_Space)
    assert editor.calendar.sheet.text == dt.date.today().isoformat()
    project.key(K.Key_Escape)
    assert not editor.popup_open
    assert editor.text() == ""


def test_a_click_in_the_calendar_takes_the_month(desk, qtbot) -> None:
    project = desk("project")
    project.go("start_planned")
    project.type("2026.3")
    project.key(K.Key_Down, M.AltModifier)
    editor = project.editor()
    assert isinstance(editor, DateEditor)
    sheet = editor.calendar.sheet
    back, _on = sheet._arrows()
    qtbot.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=back.center())
    place = sheet._cells()[11][0].center()
    qtbot.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=place)
    assert editor.text() == "2025-12"
    assert not editor.popup_open


# --- record panel ------------------------------------------------------------------------------------------------


def _field(desk: Desk, name: str) -> QLineEdit:
    desk.page.toggle_card()
    field = desk.page.card.fields[name]
    assert isinstance(field, QLineEdit)
    field.setFocus()
    desk.bot.waitUntil(field.hasFocus)
    field.selectAll()
    return field


def _settle(desk: Desk) -> None:
    """The panel shows the stored record."""
    desk.bot.waitUntil(lambda: not desk.page.card._later.isActive())


def test_the_record_panel_has_the_same_pickers(desk) -> None:
    enterprise = desk("enterprise")
    field = _field(enterprise, "industry_code")
    enterprise.type("ksjx")
    assert isinstance(field, PickEditor)
    assert field.popup_open
    enterprise.key(K.Key_Return)
    assert enterprise.stored("industry_code") == "3511"
    _settle(enterprise)


def test_tab_takes_the_marked_line_in_the_record_panel(desk) -> None:
    project = desk("project")
    field = _field(project, "year_status")
    project.type("jg")
    project.key(K.Key_Tab)
    assert project.stored("year_status") == "竣工"
    assert not field.hasFocus()
    _settle(project)


def test_the_calendar_opens_in_the_record_panel(desk) -> None:
    project = desk("project")
    field = _field(project, "start_actual")
    project.type("2026.3")
    project.key(K.Key_Down, M.AltModifier)
    assert isinstance(field, DateEditor)
    assert field.popup_open
    project.key(K.Key_Left)
    project.key(K.Key_Return)
    assert project.stored("start_actual") == "2026-02"
    _settle(project)


# --- place -------------------------------------------------------------------------------------------------------


def test_a_popup_opens_upward_and_inward_at_the_edge_of_the_screen(qtbot) -> None:
    room = QGuiApplication.primaryScreen().availableGeometry()
    editor = QLineEdit()
    qtbot.addWidget(editor)
    editor.resize(100, 24)
    editor.move(room.right() - 60, room.bottom() - 40)
    with qtbot.waitExposed(editor):
        editor.show()
    place = placed(editor, QSize(300, 200))
    assert room.contains(place)
    assert place.bottom() < editor.mapToGlobal(QPoint(0, 0)).y()
    editor.move(room.left() + 40, room.top() + 40)
    assert placed(editor, QSize(300, 200)) == QRect(editor.mapToGlobal(QPoint(0, editor.height() + 1)), QSize(300, 200))


def test_the_list_goes_with_the_focus(desk) -> None:
    project = desk("project")
    project.go("year_status")
    project.type("x")
    popup = project.editor().popup
    assert popup.isVisible()
    project.page.view.setFocus()
    assert not popup.isVisible()


def test_a_list_that_becomes_shorter_leaves_no_gap(desk) -> None:
    enterprise = desk("enterprise")
    enterprise.go("credit_code")
    enterprise.type("9")
    enterprise.key(K.Key_Escape)
    enterprise.go("industry_code")
    enterprise.type("3")
    popup = enterprise.editor().popup
    high = popup.height()
    enterprise.type("51")
    assert len(popup.offers) == 8
    assert popup.height() == popup.list.height() + 2 < high
    assert popup.list.height() == 8 * popup.list.sizeHintForRow(0)


# --- new file ----------------------------------------------------------------------------------------------------


@pytest.fixture
def new_file(window: MainWindow, qtbot) -> NewFileDialog:
    dialog = NewFileDialog(window)
    with qtbot.waitExposed(dialog):
        dialog.show()
    dialog.code.setFocus()
    qtbot.waitUntil(dialog.code.hasFocus)
    return dialog


def test_a_county_is_chosen_for_a_new_file_by_initials_and_gives_the_name(new_file: NewFileDialog, qtbot) -> None:
    qtbot.keyClicks(new_file.code, "lls")
    assert [one.title for one in new_file.code.popup.offers] == ["430281 醴陵市"]
    qtbot.keyClick(new_file.code, K.Key_Return)
    assert (new_file.code.text(), new_file.name.text()) == ("430281", "醴陵市")
    assert new_file.isVisible()


def test_a_typed_name_that_begins_with_a_county_proposes_its_code(new_file: NewFileDialog, qtbot) -> None:
    new_file.name.setFocus()
    for words in ("攸县", "发展和改革局"):
        event = QInputMethodEvent()
        event.setCommitString(words)
        QApplication.sendEvent(new_file.name, event)
    assert new_file.code.text() == "430223"


def test_an_area_without_a_national_code_keeps_its_own(new_file: NewFileDialog, qtbot) -> None:
    qtbot.keyClicks(new_file.code, "YL01")
    qtbot.keyClick(new_file.code, K.Key_Escape)
    new_file.name.setFocus()
    event = QInputMethodEvent()
    event.setCommitString("云龙示范区")
    QApplication.sendEvent(new_file.name, event)
    assert new_file.code.text() == "YL01"
    assert new_file.ok.isEnabled()


def test_a_functional_area_says_that_it_is_one(new_file: NewFileDialog, qtbot) -> None:
    qtbot.keyClicks(new_file.code, "dth")
    offer = new_file.code.popup.offers[0]
    assert (offer.text, offer.note) == ("430971", "益阳市 · 功能区")
