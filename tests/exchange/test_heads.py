"""Heads of columns: what they mean, and why some of them are named and left out."""

from __future__ import annotations

import pytest

from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.words.heads import Vocabulary, measure_of_row
from qbs_desktop.exchange.words.meanings import Meaning
from qbs_desktop.services import profiles

COUNTY = profiles.load("hunan-county")
LEDGERS = {one.id: one for one in COUNTY.ledgers()}
OCTOBER = Period.parse("2026-10")


def meaning(ledger: str, *parts: str, period: Period | None = OCTOBER) -> Meaning:
    return Vocabulary(LEDGERS[ledger], COUNTY).meaning(parts, period)


@pytest.mark.parametrize(
    ("ledger", "parts", "indicator"),
    [
        ("project", ("开工以来累计完成投资（万元）",), "invested_total"),
        ("project", ("投资完成率",), "investment"),
        ("enterprise", ("主要指标完成情况", "营业收入", "同比"), "revenue"),
        ("enterprise", ("年均增速",), "growth"),
        ("project_group", ("合计",), "period_count"),
    ],
)
def test_a_head_names_a_figure(ledger: str, parts: tuple[str, ...], indicator: str) -> None:
    found = meaning(ledger, *parts)
    assert found.indicator is not None
    assert (found.indicator.id, found.ignored, found.problem) == (indicator, "", "")


@pytest.mark.parametrize("head", ["至上年底累计完成投资", "至2025年底累计完成投资"])
def test_what_was_invested_before_this_year_is_a_field_of_the_project(head: str) -> None:
    found = meaning("project", head)
    assert found.field is not None
    assert found.field.id == "invested_before"


@pytest.mark.parametrize(
    ("ledger", "parts", "words"),
    [
        ("enterprise", ("合计",), "合计列由程序计算"),
        ("enterprise", ("营业收入", "合计"), "合计列由程序计算"),
        ("enterprise", ("营业收入", "比上年增减额"), "由程序按累计数计算"),
        ("enterprise", ("营业收入", "本月同比"), "本月的比率由程序计算"),
    ],
)
def test_what_the_program_calculates_is_left_out_with_the_reason(
    ledger: str, parts: tuple[str, ...], words: str
) -> None:
    found = meaning(ledger, *parts)
    assert words in found.ignored
    assert not found.read


@pytest.mark.parametrize(
    ("ledger", "head", "period", "words"),
    [
        ("project", "至2024年底累计完成投资", OCTOBER, "不是上年底（2025年底）的"),
        ("project", "开工以来累计完成投资", None, "没有写明年份或月份"),
        ("project", "入统率", OCTOBER, "没有认出"),
        ("enterprise", "累计营业收入", Period.parse("2026"), "没有写明是到几月的累计数"),
        ("enterprise", "1-10月营业收入", None, "没有写明年份或月份"),
        ("enterprise", "  ", OCTOBER, "没有认出"),
    ],
)
def test_a_head_that_does_not_say_enough_says_what_is_missing(
    ledger: str, head: str, period: Period | None, words: str
) -> None:
    found = meaning(ledger, head, period=period)
    assert words in found.problem
    assert not found.read


def test_the_measure_of_a_row_is_known_by_its_words_or_not_at_all() -> None:
    indicators = COUNTY.all_indicators()
    found = [measure_of_row(text, indicators) for text in ("产值", "主营业务收入", "乱写")]
    assert [one.id if one else None for one in found] == ["output", "main_revenue", None]
