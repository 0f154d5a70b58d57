"""E4, E6: “四上” classes against revenue and industry."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qbs_desktop.domain.scale import BY_LABEL, SCALE_CLASSES


@pytest.fixture
def firms(book):
    return lambda *rows, **more: book("enterprise", *rows, **{"period": "2026-10"} | more)


def firm(row, own, value="", code="3311", measure="main_revenue", **more):
    figures = {f"{measure}@2025:actual": value} if value else {}
    return row(name="甲", statistics_class=own, industry_code=code, figures=figures, **more)


def test_bounds_are_dated_and_differ_by_industry():
    industry, trade, service = SCALE_CLASSES[0], BY_LABEL["限上零售业"], BY_LABEL["规上服务业"]
    assert [industry.bound(year, None).revenue for year in (2009, 2011, 2025)] == [500_0000, 2000_0000, 2000_0000]
    assert industry.bound(1998, None) is None
    assert trade.bound(2025, 52).revenue == 500_0000
    assert [service.bound(2025, one).revenue for one in (54, 72, 81)] == [2000_0000, 1000_0000, 500_0000]
    assert service.bound(2025, None) is None
    assert BY_LABEL["资质内建筑业"].bound(2025, 47) is None
    assert all(bound.source and bound.revenue > Decimal(0) for one in SCALE_CLASSES for bound in one.bounds)


@pytest.mark.parametrize(
    ("own", "value", "word"),
    [
        ("规上工业", "0.1999", "2025年主营业务收入1,999万元，低于入库标准2,000万元"),
        ("规上工业", "0.2", ""),
        ("规上工业", "", ""),
        ("规上工业", "——", ""),
        ("未入库", "0.2", "达到规上工业标准2,000万元"),
        ("未入库", "0.1999", ""),
        ("", "0.1", ""),
        ("资质内建筑业", "0.01", ""),
    ],
)
def test_the_class_fits_last_years_revenue_both_ways(firms, row, found, own, value, word):
    one = found(firms(firm(row, own, value)), "scale_flag")
    assert [word in f.message for f in one] == ([True] if word else [])
    assert all(f.place.field == "statistics_class" and "统计局" in f.source for f in one)


def test_revenue_stands_in_for_main_revenue_and_december_for_the_year(firms, row, found):
    (one,) = found(firms(firm(row, "规上工业", "0.15", measure="revenue")), "scale_flag")
    assert "2025年营业收入1,500万元" in one.message
    december = row(name="甲", statistics_class="规上工业", figures={"main_revenue@2025-12": "0.15"})
    assert found(firms(december), "scale_flag")
    assert found(firms(december, period=None), "scale_flag") == []


def test_an_enterprise_listed_in_the_reported_year_is_new(firms, row, found):
    assert found(firms(firm(row, "规上工业", "0.1", listed_since="2026-03")), "scale_flag") == []
    assert found(firms(firm(row, "规上工业", "0.1", listed_since="2025-03")), "scale_flag")


def test_industrial_enterprises_without_a_class_are_counted_in_one_hint(firms, row, found):
    rows = [
        row(name=name, industry_code=code, figures={"main_revenue@2025:actual": value})
        for name, code, value in (
            ("甲", "3311", "0.2"),
            ("乙", "0610", "3"),
            ("丙", "5111", "3"),
            ("丁", "3311", "0.1"),
        )
    ]
    (one,) = found(firms(*rows, row(name="戊", figures={"main_revenue@2025:actual": "9"})), "scale_blank")
    assert "有2家工业企业2025年收入达到2,000万元，没有填四上类别：甲、乙。" in one.message
    assert found(firms(*rows, period=None), "scale_blank") == []


@pytest.mark.parametrize(
    ("own", "code", "word"),
    [
        ("规上工业", "5111", "大类为51，不在06—46之内"),
        ("规上工业", "0610", ""),
        ("规上工业", "4620", ""),
        ("规上工业", "", ""),
        ("规上工业", "9911", ""),  # no such division: the rule on the code itself asks
        ("限上批发业", "C33", "不在51之内"),
        ("未入库", "5111", ""),
        ("", "5111", ""),
    ],
)
def test_the_class_fits_the_industry(firms, row, found, own, code, word):
    one = found(firms(firm(row, own, code=code)), "scale_industry")
    assert [word in f.message for f in one] == ([True] if word else [])
