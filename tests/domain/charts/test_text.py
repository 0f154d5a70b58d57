"""Every kind of chart on the printed tables and on the made-up county, as text."""

from __future__ import annotations

import pytest

from qbs_desktop.domain.charts import BY_ID, KINDS, as_text
from qbs_desktop.domain.charts.chart import Ask, State


@pytest.mark.parametrize("profile", ["zhuzhou", "hunan-county", "yiyang"])
@pytest.mark.parametrize("kind", [kind.id for kind in KINDS])
def test_a_chart_says_the_same_as_before(profile, kind, printed, snapshot):
    """Reviewed by eye when it changes: ``pytest --snapshot-update``."""
    charts = [
        BY_ID[kind].draw(printed(profile), Ask(ledger=ledger, unit_name="某县发展和改革局", state=State.CHECKED))
        for ledger in BY_ID[kind].ledgers
    ]
    assert "\n\n".join(as_text(chart) for chart in charts) == snapshot


def test_the_text_carries_title_unit_state_and_date(printed):
    chart = BY_ID["ladder"].draw(printed("zhuzhou"), Ask(unit_name="株洲市", state=State.SUBMITTED))
    first, second, *_rest = as_text(chart).splitlines()
    assert first == "产业名单：级别台阶"
    assert second == "株洲市　单位：亿元　数据截至：2021年　数据状态：已上报"


def test_every_kind_says_what_to_do_when_there_is_nothing_to_draw(book):
    for kind in KINDS:
        for ledger in kind.ledgers:
            chart = kind.draw(book("target"), Ask(ledger=ledger))
            assert chart.empty.endswith("。")
            assert not chart.categories
            assert as_text(chart).endswith(chart.empty)


def test_every_kind_is_listed_once_and_named_in_chinese():
    assert len(BY_ID) == len(KINDS)
    for kind in KINDS:
        assert kind.label
        assert kind.tells
        assert kind.ledgers
        assert kind.asks <= {"record", "indicator", "period", "kind"}
