"""Rules of the industry and enterprise lists, tiers included."""

from __future__ import annotations

from decimal import Decimal

from qbs_desktop.domain.profile import Standard


def test_rows_without_a_measure_are_counted_once(book, row, found):
    data = book(
        "industry",
        row(row(name="子", figures={"2025": "1"}), name="甲", figures={"2025": "1"}),
        row(name="乙"),
        indicator="unstated",
    )
    assert [(f.numbers["count"], f.place.field) for f in found(data, "measure_unstated")] == [("1", "measure")]


def test_a_list_classified_by_industry_names_wants_industry_names(book, row, found):
    rows = [row(name="甲", sector="陶瓷"), row(name="乙", sector="建筑业"), row(name="丙")]
    industries = [("industry", "output", (row(name="陶瓷"),))]
    assert [f.numbers["word"] for f in found(book("enterprise", *rows, others=industries), "sector_word")] == ["建筑业"]
    assert found(book("enterprise", *rows, others=industries, aliases={"建筑业": "陶瓷"}), "sector_word") == []


def test_a_list_classified_by_sectors_wants_sectors(book, row, found):
    rows = [row(name=name, sector="新兴") for name in "甲乙丙丁"] + [row(name="戊", sector="农业产业化")]
    one = found(book("enterprise", *rows), "sector_word")
    assert [f.message for f in one] == ["所属领域“新兴”（4家：甲、乙、丙等）不是名单中的领域名称，也没有登记别名。"]
    assert found(book("enterprise", *rows, sectors=()), "sector_word") == []


def test_a_list_classified_otherwise_is_asked_about_once(book, row, found):
    words = ("通用设备制造业", "农副食品加工业", "非金属矿物制品业", "煤炭开采和洗选业")
    rows = [row(name=f"企业{at}", sector=word) for at, word in enumerate(words)]
    (one,) = found(book("enterprise", *rows), "sector_word")
    assert (one.subject, one.numbers) == ("企业0", {"words": "4", "count": "4"})
    assert len(found(book("enterprise", *rows[:3]), "sector_word")) == 3


def test_main_revenue_does_not_pass_revenue(book, row, found):
    rows = [
        row(name="甲", figures={"2026-10": "5", "main_revenue@2026-10": "6"}),
        row(name="乙", figures={"2026-10": "5", "main_revenue@2026-10": "5"}),
        row(name="丙", figures={"2026-10": "5"}),
        row(name="丁", figures={"main_revenue@2026-10": "5"}),
        row(name="戊", figures={"2026-09": "5", "main_revenue@2026-09": "6"}),
    ]
    assert [f.subject for f in found(book("enterprise", *rows, period="2026-10"), "main_revenue")] == ["甲"]


def test_output_and_revenue_of_different_order_look_like_a_wrong_unit(book, row, found):
    rows = [
        row(name="甲", figures={"2026-10": "5", "output@2026-10": "50000"}),
        row(name="乙", figures={"2026-10": "5", "output@2026-10": "6"}),
        row(name="丙", figures={"2026-10": "5", "output@2026-10": "0"}),
        row(name="丁", figures={"2026-10": "5"}),
    ]
    assert [f.subject for f in found(book("enterprise", *rows, period="2026-10"), "same_order")] == ["甲"]


def test_per_land_figures_below_the_standard_are_shown_with_its_sentence(book, row, found):
    standard = Standard(
        doc="hn22", sentence="亩均税收40万元", indicator="tax", label="亩均税收", value=Decimal(40), unit="万元/亩"
    )
    rows = [
        row(name="甲", figures={"land@2025:actual": "100", "tax@2025:actual": "0.35"}),
        row(name="乙", figures={"land@2025:actual": "100", "tax@2025:actual": "0.4"}),
        row(name="丙", figures={"land@2025:actual": "100"}),
        row(name="丁", figures={"tax@2025:actual": "0.35"}),
    ]
    one = found(book("enterprise", *rows, standards=(standard,)), "per_land")
    assert [(f.subject, f.numbers["ratio"], f.source) for f in one] == [
        ("甲", "35.0".rstrip("0").rstrip("."), "湘政办发〔2022〕4号：亩均税收40万元")
    ]


def test_a_tier_label_above_the_last_years_value_is_asked(book, row, found):
    rows = [
        row(name="甲", tier="十亿级", figures={"2025": "9", "2026:target": "9.5"}),
        row(name="乙", tier="十亿级", figures={"2025": "9", "2026:target": "10"}),
        row(name="丙", tier="十亿级", figures={"2025": "——"}),
        row(name="丁", tier="十亿级"),
        row(name="戊", tier="培育十亿级", figures={"2025": "1"}),
    ]
    assert [(f.subject, f.numbers["value"]) for f in found(book("enterprise", *rows), "tier_label")] == [("甲", "9.5")]
