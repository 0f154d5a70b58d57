"""采集表: issued to 30 enterprises, filled in by hand, spoilt in every way that offices know, and read back at once."""

from __future__ import annotations

import shutil
import subprocess
import threading
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from qbs_desktop.domain.errors import DamagedFile, Refusal
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.services import forms, history, profiles
from qbs_desktop.services.gathering import collecting, templates
from qbs_desktop.services.gathering.collecting import State
from qbs_desktop.services.incoming.import_preview import Action
from qbs_desktop.services.lists import listing
from tests.fixtures import collected, copied

OCTOBER, SEPTEMBER = Period.parse("2026-10"), Period.parse("2026-09")
SUM = ("营业收入", "1—10月累计")
OFFICE = shutil.which("soffice")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A county of 30 enterprises in four places, its file with what was issued, and the templates, never changed."""
    folder = tmp_path_factory.mktemp("collecting")
    with copied.sample(folder / "县.qbs", "hunan-county") as workspace:
        rows = [{"name": f"新办企业{n}厂", "park": "河西镇"} for n in range(1, 7)]
        listing.add_rows(workspace, "enterprise", rows)
        issued = templates.issue(workspace, "enterprise_month", OCTOBER, "park", folder / "发")
    assert len(issued.files) == 4
    assert issued.left == ()
    return folder


@pytest.fixture
def county(made, tmp_path):
    from qbs_desktop.services.workspace import Workspace

    shutil.copy(made / "县.qbs", tmp_path / "县.qbs")
    shutil.copytree(made / "发", tmp_path / "发")
    with Workspace.open_file(tmp_path / "县.qbs") as workspace:
        yield workspace


@pytest.fixture
def books(county) -> list[Path]:
    return sorted((county.path.parent / "发").iterdir())


def round_of(workspace):
    found = templates.issued_round(workspace, "enterprise_month", OCTOBER)
    assert found is not None
    return found


def gather(workspace, *paths: Path) -> collecting.Batch:
    return collecting.gather(workspace, paths, round_of(workspace))


def names_in(book: Path) -> list[str]:
    return list(collected.rows_of(collected.sheet_of(book)[1]))


def revenue(workspace, name: str) -> Decimal | None:
    data = workspace.dataset(OCTOBER, periods=[OCTOBER])
    record = data.named("enterprise", name)
    found = data.figures(record).get(("revenue", OCTOBER, Kind.ACTUAL))
    return found.value if found is not None else None


def test_thirty_enterprises_come_back_as_one_step(county, books):
    typed = {}
    for book in books:
        values = {name: 1000 + 7 * at for at, name in enumerate(names_in(book), len(typed))}
        collected.fill(book, *SUM, values)
        typed |= values
    assert len(typed) == 30
    seen = []
    batch = collecting.gather(
        county, [books[0].parent], round_of(county), progress=lambda done, total: seen.append((done, total))
    )
    assert [one.state for one in batch.files] == [State.READY] * 4
    assert seen[-1] == (4, 4)
    assert (batch.count(Action.CHANGED), batch.count(Action.NEW), batch.count(Action.REJECTED)) == (30, 0, 0)
    assert all(not one.handed_in for one in collecting.hand_ins(county, batch.round))
    before, stop = {name: revenue(county, name) for name in typed}, threading.Event()
    with pytest.raises(Refusal, match="已取消"):
        collecting.take_in(
            county, batch, batch.usual, progress=lambda done, _all: done == 2 and stop.set(), cancel=stop
        )
    assert {name: revenue(county, name) for name in typed} == before
    done = collecting.take_in(county, batch, batch.usual - {0})
    assert [one.handed_in for one in collecting.hand_ins(county, batch.round)] == [False, True, True, True]
    county.undo()
    batch = gather(county, *books)
    done = collecting.take_in(county, batch, batch.usual)
    assert (done.files, done.changed, done.figures) == (4, 30, 30)
    assert {name: revenue(county, name) for name in typed} == {n: Decimal(v) * 10_000 for n, v in typed.items()}
    entry = history.entries(county)[0]
    assert entry.operation.title == "收采集表：企业月报 2026年10月，4 份"
    sources = {one.source for one in entry.lines if one.source}
    assert any("河西镇_企业月报采集表_2026年10月.xlsx" in one and "H7" in one for one in sources)
    assert any(one.where == "采集表" and one.after.endswith(".xlsx") for one in entry.lines)
    assert all(one.handed_in for one in collecting.hand_ins(county, batch.round))
    county.undo()
    assert all(not one.handed_in for one in collecting.hand_ins(county, batch.round))
    assert revenue(county, "新办企业1厂") is None


def test_wrong_cells_are_named_and_given_back_marked(county, books, tmp_path):
    name, other = names_in(books[0])[:2]
    collected.fill(books[0], *SUM, {name: "约三千", other: "——"})
    batch = gather(county, books[0])
    file = batch.files[0]
    assert file.state is State.MISTAKES
    assert "H7" in file.message
    assert batch.usual == frozenset()
    with pytest.raises(Refusal, match="1 行有误"):
        collecting.take_in(county, batch, {0})
    copies = collecting.marked_copies(batch, tmp_path / "标错")
    marked = openpyxl.load_workbook(copies[0]).worksheets[0]
    assert marked["H7"].value == "约三千"
    assert marked["H7"].comment is not None
    done = collecting.take_in(county, batch, {0}, good_rows=True)
    assert done.rejected == 1
    assert [one.left for one in collecting.hand_ins(county, batch.round) if one.handed_in] == [1]
    collected.fill(copies[0], *SUM, {name: 3000})  # put right in the marked copy and handed in again
    again = gather(county, copies[0])
    assert again.files[0].state is State.READY
    collecting.take_in(county, again, again.usual)
    assert [one.left for one in collecting.hand_ins(county, batch.round) if one.handed_in] == [0]
    assert revenue(county, name) == Decimal(30_000_000)


@pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice")
@pytest.mark.parametrize("kind", ["xlsx", pytest.param("xls", marks=pytest.mark.faults)])
def test_a_template_saved_again_by_another_program_still_reads(county, books, tmp_path, kind):
    name = names_in(books[0])[0]
    collected.fill(books[0], *SUM, {name: 4321})
    command = [OFFICE, f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to", kind]
    subprocess.run([*command, "--outdir", tmp_path / "再存", books[0]], check=True, capture_output=True, timeout=100)
    batch = gather(county, tmp_path / "再存")
    assert [(one.state, one.message) for one in batch.files] == [(State.READY, "")]
    collecting.take_in(county, batch, batch.usual)
    assert revenue(county, name) == Decimal(43_210_000)


def test_rows_in_another_order_find_their_records_by_the_hidden_id(county, books):
    names = names_in(books[0])
    collected.fill(books[0], *SUM, {name: 100 + at for at, name in enumerate(names)})
    collected.change(books[0], collected.turn_round)
    batch = gather(county, books[0])
    assert batch.files[0].state is State.READY
    assert batch.count(Action.CHANGED) == len(names)
    collecting.take_in(county, batch, batch.usual)
    assert [revenue(county, name) for name in names] == [Decimal(100 + at) * 10_000 for at in range(len(names))]


def test_a_column_sorted_alone_is_noticed(county, books):
    first, second = names_in(books[0])[:2]

    def swap(sheet):
        rows = collected.rows_of(sheet)
        sheet.cell(rows[first], 2).value, sheet.cell(rows[second], 2).value = second, first

    collected.change(books[0], swap)
    file = gather(county, books[0]).files[0]
    assert file.state is State.MISTAKES
    assert "只排序或粘贴了几列" in file.message


def test_a_new_name_is_asked_about_and_a_lost_row_is_told(county, books):
    first, second = names_in(books[0])[:2]

    def act(sheet):
        rows = collected.rows_of(sheet)
        sheet.cell(rows[first], 2).value = "改了名的公司"
        for cell in sheet[rows[second]]:
            cell.value = None

    collected.change(books[0], act)
    file = gather(county, books[0]).files[0]
    assert file.state is State.READY
    assert file.gone == (second,)
    assert "发下去的 1 行不见了" in file.message
    row = next(one for one in file.preview.sheets[0].rows if one.name == "改了名的公司")
    assert row.action is Action.CHANGED
    assert any("改名为" in one.message for one in row.findings)


def test_a_new_enterprise_in_an_empty_row_is_added(county, books):
    def add(sheet):
        row = max(collected.rows_of(sheet).values()) + 1
        sheet.cell(row, 2).value = "园区新来的公司"
        sheet.cell(row, 8).value = 55

    collected.change(books[0], add)
    batch = gather(county, books[0])
    assert batch.count(Action.NEW) == 1
    collecting.take_in(county, batch, batch.usual)
    assert revenue(county, "园区新来的公司") == Decimal(550_000)


def test_a_changed_head_is_not_read(county, books, tmp_path):
    collected.change(books[0], lambda sheet: sheet.cell(5, 8, "全年累计"))
    collected.change(books[1], lambda sheet: sheet.insert_cols(4))
    collected.change(books[2], lambda sheet: setattr(sheet, "title", "Sheet1"))
    batch = gather(county, *books[:3])
    assert [one.state for one in batch.files] == [State.HEAD] * 3
    assert "H5" in batch.files[0].message
    assert "不见了" in batch.files[2].message
    with pytest.raises(Refusal, match="表头"):
        collecting.take_in(county, batch, {0})
    copies = collecting.marked_copies(batch, tmp_path / "标错")
    assert len(copies) == 2
    assert openpyxl.load_workbook(copies[0]).worksheets[0]["H5"].comment is not None


def test_the_same_unit_twice_is_never_chosen_for_the_clerk(county, books, tmp_path):
    name = names_in(books[0])[0]
    collected.fill(books[0], *SUM, {name: 100})
    other = collected.fill(books[0], *SUM, {name: 200}, tmp_path / "改.xlsx")
    batch = gather(county, books[0], other)
    assert [one.state for one in batch.files] == [State.TWICE] * 2
    with pytest.raises(Refusal, match="同一单位"):
        collecting.take_in(county, batch, {0, 1})
    collecting.take_in(county, batch, {1})
    assert revenue(county, name) == Decimal(2_000_000)
    shutil.copy(other, tmp_path / "副本.xlsx")
    alike = gather(county, other, tmp_path / "副本.xlsx")
    assert [one.state for one in alike.files] == [State.READY, State.TWICE]
    assert "内容相同" in alike.files[1].message


def test_what_is_not_of_this_round_is_told_apart(county, books, tmp_path):
    templates.issue(county, "enterprise_month", SEPTEMBER, "all", tmp_path / "九月")
    templates.issue(county, "industry_month", OCTOBER, "all", tmp_path / "产业")
    plain = openpyxl.Workbook()
    plain.save(tmp_path / "普通.xlsx")
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04")
    old = books[0]
    collected.fill(old, *SUM, {names_in(old)[0]: 9})
    templates.issue(county, "enterprise_month", OCTOBER, "park", tmp_path / "再发")
    batch = gather(
        county,
        *(next((tmp_path / one).iterdir()) for one in ("九月", "产业")),
        old,
        tmp_path / "普通.xlsx",
        tmp_path / "坏.xlsx",
    )
    assert [one.state for one in batch.files] == [
        State.PERIOD, State.OTHER, State.OLDER, State.OTHER, State.UNREADABLE,
    ]  # fmt: skip
    assert "2026年9月" in batch.files[0].message
    assert "产业月报" in batch.files[1].message
    assert "第 1 次" in batch.files[2].message
    assert "导入" in batch.files[3].message
    assert batch.usual == frozenset()
    collecting.take_in(county, batch, {2})  # an older issue may be taken in if the clerk says so
    county.run("改", lambda edit: edit.set_meta("unit_code", "430299"), undoable=False)
    assert gather(county, old).files[0].state is State.FOREIGN
    assert gather(county, next((tmp_path / "再发").iterdir())).files[0].state is State.FOREIGN


def test_an_empty_template_is_no_answer(county, books):
    book = next(one for one in books if "河西镇" in one.name)
    file = gather(county, book).files[0]
    assert file.state is State.EMPTY
    assert "一个数也没有填" in file.message


def test_nothing_is_stored_after_the_list_or_a_file_changed(county, books):
    collected.fill(books[0], *SUM, {names_in(books[0])[0]: 9})
    batch = gather(county, books[0])
    with pytest.raises(Refusal, match="没有打勾"):
        collecting.take_in(county, batch, ())
    listing.add_rows(county, "enterprise", [{"name": "后来的"}])
    with pytest.raises(Refusal, match="又有改动"):
        collecting.take_in(county, batch, batch.usual)
    with pytest.raises(Refusal, match="没有表格文件"):
        gather(county, county.path.parent / "县.qbs")


def test_each_record_and_everything_at_once_can_be_issued(county, tmp_path):
    done = templates.issue(county, "project_list", Period.of_year(2026), "all", tmp_path / "总")
    assert [one.name for one in done.files] == ["示例县_项目名单采集表_2026年.xlsx"]
    wanted, left = templates.recipients(county, forms.load("enterprise_month"), "each", OCTOBER)
    assert len(wanted) == 30
    assert left == []
    labels = dict(templates.choices(county, forms.load("enterprise_month")))
    assert labels["each"] == "每家企业一份"
    assert labels["park"] == "按所在园区，每个一份"
    assert "credit_code" not in labels
    with pytest.raises(Refusal, match="计量单位"):
        templates.issue(county, "enterprise_month", OCTOBER, "all", tmp_path, amount_unit="斤")
    with pytest.raises(Refusal, match="没有登记"):
        templates.issue(county, "enterprise_month", OCTOBER, "all", tmp_path, cancelled=lambda: True)
    assert [str(one.period) for one in templates.rounds(county)] == ["2026-10", "2026"]


def test_a_record_without_a_place_is_told_and_the_second_of_a_name_gets_a_number(county, tmp_path):
    listing.add_rows(
        county,
        "enterprise",
        [{"name": "没有园区的"}, {"name": "甲/乙", "park": "河:西"}, {"name": "丙", "park": "河_西"}],
    )
    done = templates.issue(county, "enterprise_month", OCTOBER, "park", tmp_path / "园区")
    assert done.left == ("没有园区的",)
    assert sum(one.name.startswith("河_西") for one in done.files) == 2


def test_a_template_says_how_each_cell_is_filled_in(county, books, tmp_path):
    sheet = collected.sheet_of(books[0])[1]
    assert sheet.protection.sheet
    assert sheet.column_dimensions["N"].hidden
    assert not sheet["H7"].protection.locked
    assert sheet["B7"].protection.locked
    assert sheet["H4"].protection.locked
    rules = {str(one.sqref).partition(":")[0]: one for one in sheet.data_validations.dataValidation}
    assert "ISNUMBER(H7)" in rules["H7"].formula1
    assert "万元" in rules["H7"].prompt
    path = templates.blank(profiles.load("zhuzhou"), "project_list", Period.of_year(2026), tmp_path / "空.xlsx")
    blank = openpyxl.load_workbook(path)
    kinds = {one.type for one in blank.worksheets[0].data_validations.dataValidation}
    assert {"list", "custom"} <= kinds
    assert blank["_qbs"].sheet_state == "veryHidden"


def test_damaged_notes_are_not_guessed(county):
    county.run("坏", lambda edit: edit.set_meta("collect/in/enterprise_month/2026-10/park:河西镇", "{"), undoable=False)
    with pytest.raises(DamagedFile, match="收表记录"):
        collecting.hand_ins(county, round_of(county))
    county.run("坏", lambda edit: edit.set_meta("collect/issued/enterprise_month/2026-10", "[]"), undoable=False)
    with pytest.raises(DamagedFile, match="下发记录"):
        templates.rounds(county)
    assert templates.issued_round(county, "enterprise_month", SEPTEMBER) is None
