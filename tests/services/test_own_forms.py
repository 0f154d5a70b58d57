"""Forms as the file has them: columns off, moved and renamed, made from a list; they come back by meaning."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.forms import own
from qbs_desktop.domain.forms.form import Block, Form, Where
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.sealed.sealing import MACHINE_SHEET
from qbs_desktop.services import forms, history, undoing
from qbs_desktop.services.incoming import importing
from qbs_desktop.services.incoming.importing import Action
from qbs_desktop.services.reporting import altering, return_book, returns
from qbs_desktop.services.reporting.return_answers import EXPLANATIONS
from qbs_desktop.services.workspace import Workspace

OCTOBER = Period.parse("2026-10")


def ids(blocks: tuple[Block, ...]) -> list[str]:
    return [block.columns[0].id or block.columns[0].field or block.columns[0].source for block in blocks]


def turned_over(form: Form) -> Form:
    """Rates first, 上年同期 off, a head renamed."""
    wanted = list(own.items(form))
    rates = [one for one in wanted if one.columns[0].compute]
    rest = [one for one in wanted if not one.columns[0].compute]
    made = []
    for block in (*rest[:2], *rates, *reversed(rest[2:])):
        column = block.columns[0]
        if column.id.endswith(".before"):
            column = replace(column, hidden=True)
        if column.id == "revenue.sum":
            column = replace(column, heads=("主营业务", "进度数"))
        made.append(replace(block, columns=(column,)))
    return own.changed(form, made, title="企业进度表（{period}）", notes=("口径：{不是位置}",))


def test_single_columns_fill_the_same_form(county: Workspace) -> None:
    for form in forms.due(county, OCTOBER):
        plain = returns.preview(county, form.id, OCTOBER)
        forms.keep(county, own.changed(form, own.items(form)))
        again = returns.preview(county, form.id, OCTOBER)
        assert again.form.own == "changed"
        assert (again.rows, again.heads, again.guide) == (plain.rows, plain.heads, plain.guide)


def test_a_form_changed_in_order_and_words_comes_back_by_meaning(county: Workspace, tmp_path: Path) -> None:
    forms.keep(county, turned_over(forms.find(county, "enterprise_month")))
    (made,) = returns.export(county, OCTOBER, tmp_path, forms=["enterprise_month"], decimals=1)
    assert returns.verify(made.path).state == "whole"
    sheet = openpyxl.load_workbook(made.path)["企业月报"]
    texts = [str(cell.value) for row in sheet.iter_rows(max_row=9) for cell in row if cell.value]
    assert "主营业务" in texts
    assert not any("上年同期" in text for text in texts)
    assert "企业进度表（2026年10月）" in texts
    shown = importing.preview(county, made.path)
    assert shown.count(Action.UNCHANGED) > 10
    moved = [row for one in shown.sheets for row in one.rows if row.action in (Action.NEW, Action.CHANGED)]
    assert moved == []


def test_a_changed_number_in_a_renamed_column_is_read_for_what_it_is(county: Workspace, tmp_path: Path) -> None:
    forms.keep(county, turned_over(forms.find(county, "enterprise_month")))
    (made,) = returns.export(county, OCTOBER, tmp_path, forms=["enterprise_month"])
    record = county.dataset().rows("enterprise")[0]
    county.run("删数", lambda edit: edit.remove("enterprise", [record.id]))
    shown = importing.preview(county, made.path)
    new = [row for one in shown.sheets for row in one.rows if row.action is Action.NEW and row.name == record.name]
    assert len(new) == 1
    assert ("revenue", OCTOBER) in {(one.indicator, one.period) for one in new[0].figures}


def test_rates_keep_their_value_where_their_amounts_are_not_on_the_sheet(county: Workspace) -> None:
    form = forms.find(county, "enterprise_month")
    before = returns.preview(county, form.id, OCTOBER)
    forms.keep(county, turned_over(form))
    after = returns.preview(county, form.id, OCTOBER)
    was = next(n for n, one in enumerate(before.columns) if one.id == "revenue.growth")
    now = next(n for n, one in enumerate(after.columns) if one.id == "revenue.growth")
    assert [row.cells[was].text() for row in before.rows] == [row.cells[now].text() for row in after.rows]
    assert before.rows[1].cells[was].formula
    assert not after.rows[1].cells[now].formula
    rate = next(n for n, one in enumerate(after.columns) if one.id == "revenue.rate")
    assert after.rows[1].cells[rate].formula


def test_changing_a_form_is_one_undo_step_and_can_be_taken_back(county: Workspace) -> None:
    form = forms.find(county, "enterprise_month")
    forms.keep(county, turned_over(form))
    assert forms.find(county, "enterprise_month").title.startswith("企业进度表")
    forms.take_back(county, form)
    assert forms.find(county, "enterprise_month") == form
    undoing.undo(county)
    assert forms.find(county, "enterprise_month").own == "changed"
    undoing.undo(county)
    assert forms.find(county, "enterprise_month") == form


def made_form(county: Workspace) -> Form:
    ledger, indicator = county.ledgers["enterprise"], county.indicators["revenue"]
    form = own.new_form(forms.free_id(county), ledger, monthly=True)
    wanted = (
        *form.blocks,
        own.field_item(ledger, "sector"),
        own.indicator_item(indicator, "sum"),
        own.indicator_item(indicator, "growth"),
    )
    return own.changed(form, own.needed(wanted, county.indicators), title="上午要的表", sheet="上午要的表")


def test_a_form_made_from_a_list_only_needs_the_period_next_month(county: Workspace, tmp_path: Path) -> None:
    forms.keep(county, made_form(county))
    assert [one.sheet for one in forms.extras(county, OCTOBER)] == ["上午要的表"]
    assert "上午要的表" not in [one.sheet for one in forms.due(county, OCTOBER)]
    for period in ("2026-09", "2026-10"):
        (made,) = returns.export(county, Period.parse(period), tmp_path, forms=["extra1"])
        assert returns.verify(made.path).state == "whole"
    filled = returns.preview(county, "extra1", OCTOBER)
    assert [one.id for one in filled.columns] == ["serial", "name", "sector", "revenue.sum", "revenue.growth"]
    assert isinstance(filled.rows[1].cells[4].value, Decimal)
    assert filled.rows[0].cells[1].value == "合计（24家）"


def test_rows_are_chosen_by_words_or_by_hand(county: Workspace) -> None:
    form = made_form(county)
    sector = county.dataset().rows("enterprise")[0].text("sector")
    forms.keep(county, replace(form, where=(Where("sector", (sector,)),)))
    rows = returns.preview(county, form.id, OCTOBER).rows[1:]
    assert 0 < len(rows) < 24
    assert {row.cells[2].value for row in rows} == {sector}
    assert [row.cells[0].value for row in rows] == [str(n) for n in range(1, len(rows) + 1)]
    ticked = [county.dataset().rows("enterprise")[n].uid for n in (1, 3)]
    forms.keep(county, replace(form, records=tuple(ticked)))
    assert [row.uid for row in returns.preview(county, form.id, OCTOBER).rows[1:]] == ticked


def test_a_form_needs_a_name_of_its_own_and_a_column(county: Workspace) -> None:
    form = made_form(county)
    with pytest.raises(Refusal, match="请填表的名称"):
        forms.keep(county, replace(form, title=" "))
    with pytest.raises(Refusal, match="请换一个名称"):
        forms.keep(county, replace(form, sheet="企业月报"))
    with pytest.raises(Refusal, match="至少选一栏"):
        forms.keep(county, replace(form, blocks=form.blocks[:1]))
    forms.keep(county, form)
    forms.take_back(county, form)
    with pytest.raises(Refusal, match="已经删除"):
        forms.find(county, form.id)


@pytest.mark.parametrize("name", [return_book.COVER, EXPLANATIONS, altering.SHEET, MACHINE_SHEET, "History"])
def test_no_form_takes_the_name_of_another_sheet_of_its_workbook(county: Workspace, name: str) -> None:
    with pytest.raises(Refusal, match=f"已经有一张叫“{name}”的表"):
        forms.keep(county, replace(made_form(county), sheet=name))


def test_history_says_which_form_was_changed(county: Workspace) -> None:
    forms.keep(county, made_form(county))
    newest = county.read(lambda connection: history.history.operations(connection, newest=1))[0]
    assert newest.title == "保存临时报表：上午要的表"


def test_any_file_text_that_is_no_form_is_told(county: Workspace) -> None:
    assert ids(own.items(forms.find(county, "project_month")))[:3] == ["serial", "name", "owner"]
    assert forms.fact_words("form/extra1", None) == ("extra1", "")


def test_a_narrow_form_says_unit_period_and_amounts_on_lines_of_their_own(county: Workspace, tmp_path: Path) -> None:
    form = made_form(county)
    narrow = own.changed(form, own.items(form)[:2])
    forms.keep(county, narrow)
    lines = returns.preview(county, "extra1", OCTOBER).below
    assert [one.left for one in lines[-3:]] == ["填报单位：示例县", "2026年10月", "计量单位：亿元"]
    (made,) = returns.export(county, OCTOBER, tmp_path, forms=["extra1"])
    assert returns.verify(made.path).state == "whole"
    sheet = openpyxl.load_workbook(made.path)["上午要的表"]
    assert [cell.value for (cell,) in sheet["A1:A7"]][4:] == [one.left for one in lines[-3:]]
    foot = next(cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("单位负责人："))
    assert foot.alignment.wrap_text
    assert sheet.row_dimensions[foot.row].height > 30
