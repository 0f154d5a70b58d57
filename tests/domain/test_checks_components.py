"""P3, P4, P7: components of an investment and sources of its money."""

from __future__ import annotations

import pytest

PARTS = ("inv_building", "inv_installation", "inv_equipment", "inv_other")


def made(row, whole, *parts, **more):
    figures = {f"{slug}@2026-10": text for slug, text in zip(PARTS, parts, strict=False) if text}
    return row(name="甲", figures=figures | ({"2026-10": whole} if whole else {}) | more)


@pytest.fixture
def project(book):
    return lambda *rows, **more: book("project", *rows, indicator="investment", **{"period": "2026-10"} | more)


@pytest.mark.parametrize(
    ("whole", "parts", "word"),
    [
        ("2", ("1", "0.4", "0.3", "0.3"), ""),
        ("2", ("1", "0.4", "0.3", "0.2"), "构成少1,000万元"),
        ("2", ("1", "0.4", "0.3", "0.4"), "构成多1,000万元"),
        ("2", ("1", "0.4", "0.3", ""), ""),  # not all filled: nothing is short
        ("2", ("1.5", "0.7"), "构成多2,000万元"),
        ("2", ("1", "0.4", "0.3", "0.275"), ""),  # five half units of 0.005 or less: within rounding
        ("2", ("1", "0.4", "0.3", "0.27"), "构成少300万元"),
        ("2", (), ""),
        ("", ("1", "0.4", "0.3", "0.3"), ""),
        ("——", ("1", "0.4", "0.3", "0.3"), ""),
    ],
)
def test_components_make_up_the_investment(project, row, found, whole, parts, word):
    one = found(project(made(row, whole, *parts)), "components_sum")
    if word == "" and parts and parts[-1] == "0.275":
        assert [f.numbers["sum"] for f in one] == ["197500000"]  # 0.275 has three places, so rounding is finer
    elif word:
        assert word in one[0].message
        assert one[0].place.indicator == "investment"
    else:
        assert one == []


def test_half_a_unit_for_each_amount_is_the_edge(project, row, found):
    assert found(project(made(row, "2", "1", "0.4", "0.3", "0.28")), "components_sum") == []
    assert found(project(made(row, "2", "1", "0.4", "0.3", "0.27")), "components_sum")


def test_a_component_is_not_smaller_than_what_it_contains(project, row, found):
    figures = {
        "inv_equipment@2026-10": "1",
        "inv_used_equipment@2026-10": "0.6",
        "inv_renewed_equipment@2026-10": "0.5",
        "inv_other@2026-10": "0.3",
        "inv_land@2026-10": "0.3",
    }
    (one,) = found(project(row(name="甲", figures=figures)), "components_inner")
    assert one.place.indicator == "inv_equipment"
    assert "其中旧设备购置6,000万元＋更新用设备购置5,000万元，其中项合计多1,000万元" in one.message
    assert found(project(row(name="甲", figures=figures), period=None), "components_inner") == []
    del figures["inv_equipment@2026-10"]
    assert found(project(row(name="甲", figures=figures)), "components_inner") == []


def test_the_total_is_what_its_sources_bring(project, row, found):
    rows = [
        row(name="甲", total_investment="5", figures={"source_loan@2026": "2", "source_own@2026": "2.6"}),
        row(name="乙", total_investment="5", figures={"source_loan@2026": "2", "source_own@2026": "3"}),
        row(name="丙", total_investment="5"),
        row(name="丁", figures={"source_loan@2026": "2"}),
        row(name="戊", total_investment="5", figures={"source_loan@2026": "——"}),
        row(name="己", total_investment="5", figures={"source_loan@2026": "2", "source_own@2026": "2.99"}),
    ]
    one = found(project(*rows), "sources_sum")
    assert [(f.subject, f.numbers["sum"]) for f in one] == [("甲", "460000000")]
    assert "资金来源合计4.6亿元（2项），相差4,000万元" in one[0].message


def test_the_newest_sources_that_the_period_knows_count(project, row, found):
    figures = {"source_own@2025": "4", "source_own@2026": "5", "source_own@2027": "6"}
    one = row(name="甲", total_investment="5", figures=figures)
    assert found(project(one), "sources_sum") == []
    assert [f.numbers["sum"] for f in found(project(one, period="2025-12"), "sources_sum")] == ["400000000"]
    assert [f.numbers["sum"] for f in found(project(one, period=None), "sources_sum")] == ["600000000"]
