"""A field parses, stores and shows; what it cannot read it refuses with a sentence."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbs_desktop.domain import fields
from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.figure import NOT_APPLICABLE, Figure
from qbs_desktop.domain.indicators import BY_ID, INDICATORS
from qbs_desktop.domain.ledgers import LEDGERS

TEXT = fields.Text("t", "文字")
UNITS = fields.Units("u", "责任单位")
MONEY = fields.Money("m", "总投资", unit="万元")
NUMBER = fields.Number("n", "数")
YEAR = fields.Year("y", "年")
MONTH = fields.Month("d", "日期")
CODE = fields.Code("c", "代码")


def test_a_name_broken_over_lines_is_one_name() -> None:
    assert TEXT.parse(" 湖南省工业设备安装\n 有限公司 ") == "湖南省工业设备安装有限公司"


@pytest.mark.parametrize("field", [TEXT, UNITS, MONEY, NUMBER, YEAR, MONTH, CODE])
def test_blank_is_none_and_shows_blank(field: fields.Field) -> None:
    assert field.parse("  ") is None
    assert field.encode(None) is None
    assert field.decode(None) is None
    assert field.text(None) == ""


def test_the_first_unit_leads_and_the_order_is_kept() -> None:
    value = UNITS.parse("区工信局、区发改局，区科技局;区发改局")
    assert value == ("区工信局", "区发改局", "区科技局")
    assert UNITS.decode(UNITS.encode(value)) == value
    assert UNITS.text(value) == "区工信局、区发改局、区科技局"


@given(st.integers(-(10**15), 10**15))
def test_money_is_stored_in_fen(fen: int) -> None:
    value = Decimal(fen).scaleb(-2)
    assert MONEY.encode(value) == fen
    assert MONEY.decode(fen) == value
    assert MONEY.parse(MONEY.text(value)) == value


def test_numbers_keep_four_decimals_and_refuse_more() -> None:
    value = NUMBER.parse("1,234.5678")
    assert NUMBER.decode(NUMBER.encode(value)) == value
    assert NUMBER.text(value) == "1,234.5678"
    with pytest.raises(ValueProblem):
        NUMBER.parse("1.23456")


def test_years_and_codes() -> None:
    assert YEAR.parse("2025年") == 2025
    assert YEAR.encode(2025) == 2025
    with pytest.raises(ValueProblem):
        YEAR.parse("25")
    assert CODE.parse(" 2111－522323-04—01-342068 ") == "2111-522323-04-01-342068"
    assert CODE.parse("91430000x") == "91430000X"


def test_every_field_of_every_ledger_has_its_own_id_and_label() -> None:
    for ledger in LEDGERS:
        ids = [field.id for field in ledger.fields]
        assert len(ids) == len(set(ids))
        assert all(field.label for field in ledger.fields)
        assert ledger.field("name").required
        assert set(ledger.indicators) <= BY_ID.keys()
        assert set(ledger.monthly) <= set(ledger.indicators) | {"tax", "profit", "output", "revenue"}
        with pytest.raises(KeyError):
            ledger.field("no such field")


def test_a_profiles_own_column_stands_before_the_remark() -> None:
    project = next(ledger for ledger in LEDGERS if ledger.id == "project")
    wider = project.with_extra((fields.Text("town", "乡镇"),))
    assert [field.id for field in wider.fields][-2:] == ["town", "remark"]
    assert wider.extra == {"town"}
    assert project.with_extra(()) is project


@pytest.mark.parametrize("mark", ["——", "—", "-", "/", "…", "×"])
def test_a_mark_is_neither_blank_nor_zero(mark: str) -> None:
    output = BY_ID["output"]
    assert output.parse(mark) == NOT_APPLICABLE
    assert output.parse("") is None
    assert output.parse("0") == Figure(Decimal(0))
    assert [output.text(output.parse(text)) for text in ("——", "", "0")] == ["——", "", "0"]


def test_indicators_read_and_show_in_their_unit() -> None:
    assert BY_ID["output"].parse("1,377") == Figure(Decimal(137700000000))
    assert BY_ID["output"].text(Figure(Decimal(137700000000)), "万元") == "13,770,000"
    assert BY_ID["growth"].parse("14.5%") == Figure(Decimal("14.5"))
    assert BY_ID["growth"].text(Figure(Decimal("14.5"))) == "14.5%"
    assert BY_ID["project_count"].parse("64个") == Figure(Decimal(64))
    assert BY_ID["land"].parse("12.5亩") == Figure(Decimal("12.5"))
    with pytest.raises(ValueProblem, match="不是整数"):
        BY_ID["project_count"].parse("6.4")


def test_indicator_ids_are_unique() -> None:
    assert len(BY_ID) == len(INDICATORS)


def test_a_figure_is_a_value_or_a_mark_and_never_both() -> None:
    with pytest.raises(ValueError, match="either"):
        Figure()
    with pytest.raises(ValueError, match="either"):
        Figure(Decimal(1), na=True)
