"""Monthly figures are exact: what is stored, what is derived, and what stays undefined."""

from __future__ import annotations

import time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbs_desktop.domain import progress
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.figure import Figure, FigureKey, Kind, Op
from qbs_desktop.domain.period import Period, Scheme
from qbs_desktop.domain.profile import Lights
from qbs_desktop.domain.progress import Light
from qbs_desktop.services.lists import block, listing
from qbs_desktop.services.months import figures
from qbs_desktop.services.months.figures import MonthEntry, MonthTable, Part
from qbs_desktop.services.months.schemes import monthly_ledgers, scheme_of
from qbs_desktop.services.workspace import Workspace

amounts = st.decimals(-(10**13), 10**13, places=2, allow_nan=False)
OCTOBER = Period.parse("2026-10")


@given(amounts, amounts)
def test_a_total_derived_from_the_month_gives_the_month_back(month: Decimal, before: Decimal) -> None:
    total = progress.total_from_month(month, before, first=False)
    assert progress.month_value(total, before, first=False) == month


@given(amounts, amounts.filter(lambda one: one > 0), st.integers(0, 6))
def test_rates_are_rounded_once_half_away_from_zero(now: Decimal, base: Decimal, places: int) -> None:
    exact = Fraction(now) / Fraction(base) * 100
    shown = progress.completion(now, base).number(places)
    assert shown is not None
    assert abs(Fraction(shown) - exact) * 2 * 10**places <= 1
    if abs(Fraction(shown) - exact) * 2 * 10**places == 1:
        assert abs(Fraction(shown)) > abs(exact)


@pytest.mark.parametrize(
    ("now", "base", "text"),
    [
        (None, "5", ""),
        ("5", None, "——"),
        ("5", "0", "——"),
        ("0", "5", "-100.0%"),
        ("5.5", "5", "10.0%"),
        ("-1", "5", "由盈转亏"),
        ("1", "-5", "由亏转盈"),
        ("0", "-5", "由亏转平"),
        ("-6", "-5", "亏损增加"),
        ("-4", "-5", "亏损减少"),
        ("-5", "-5", "亏损持平"),
    ],
)
def test_growth_without_a_sound_base_is_a_word_and_never_a_number(now: str | None, base: str | None, text: str) -> None:
    one = None if now is None else Decimal(now)
    other = None if base is None else Decimal(base)
    assert progress.growth(one, other).text() == text


@pytest.mark.parametrize(("plan", "text"), [(None, "——"), ("0", "——"), ("-3", "——"), ("3", "33.3%")])
def test_a_plan_of_nothing_gives_no_completion(plan: str | None, text: str) -> None:
    assert progress.completion(Decimal(1), None if plan is None else Decimal(plan)).text() == text


@pytest.mark.parametrize(
    ("done", "light"),
    [
        ("50", Light.GREEN),
        ("40.05", Light.GREEN),
        ("40.04", Light.YELLOW),
        ("40", Light.YELLOW),
        ("20", Light.YELLOW),
        ("19.95", Light.YELLOW),
        ("19.94", Light.RED),
    ],
)
def test_lights_turn_at_the_thresholds_of_the_profile(done: str, light: Light) -> None:
    ahead = progress.lead(progress.Rate(Fraction(done)), 6)
    assert progress.light(ahead, Lights()) is light
    assert light.label.endswith("灯")


def test_the_difference_is_that_of_the_printed_rates() -> None:
    done = progress.completion(Decimal("380.947"), Decimal("486.6656"))
    assert (done.text(), progress.pace(10).text()) == ("78.3%", "83.3%")
    assert progress.lead(done, 10).value == -5


def test_no_light_without_a_rate() -> None:
    assert progress.light(progress.lead(progress.NOT_DEFINED, 6), Lights()) is None
    assert progress.month_value(Decimal(5), None, first=False) is None
    assert progress.total_from_month(Decimal(5), None, first=False) is None
    assert progress.total_from_month(Decimal(5), None, first=True) == 5
    assert progress.half_up(Fraction(-1, 1000), 1) == 0


def record(table: MonthTable, name: str) -> figures.MonthRow:
    return next(row for row in table.rows if row.record.name == name)


def test_the_table_of_a_month_joins_last_period_last_year_and_plan(county: Workspace) -> None:
    table = figures.month_table(county, "industry", OCTOBER)
    cell = record(table, "示例特色陶瓷").cells["output"]
    assert cell.month == Decimal(1006480000)
    assert cell.growth.text() == "11.0%"
    assert cell.completion.text(2) == "80.80%"
    assert cell.lead.text() == "-2.5%"
    assert cell.light is Light.GREEN
    assert [row.depth for row in table.rows[2:5]] == [0, 1, 1]
    assert [county.indicators[slug].label for _record, slug in table.missing()] == ["营业收入"]
    assert table.previous == Period.parse("2026-09")


def test_statistics_begin_with_january_and_february_together(county: Workspace) -> None:
    first = figures.periods(county, "industry")[0]
    assert first.label(scheme_of("industry")) == "2026年1—2月"
    cell = record(figures.month_table(county, "industry", first), "示例特色陶瓷").cells["output"]
    assert (cell.first, cell.month, cell.before) == (True, None, None)
    entry = MonthEntry(
        record(figures.month_table(county, "industry", first), "示例特色陶瓷").record.id, "output", Part.MONTH, "5"
    )
    stored, bad = figures.set_month(county, "industry", first, [entry])
    assert stored == 0
    assert "1—2月累计" in bad[0].reason


def test_dispatch_has_january_whose_month_is_its_total(county: Workspace) -> None:
    january = figures.periods(county, "project")[0]
    row = figures.month_table(county, "project", january).rows[0]
    assert scheme_of("project") is Scheme.DISPATCH
    assert (
        figures.set_month(county, "project", january, [MonthEntry(row.record.id, "investment", Part.MONTH, "0.01")])[1]
        == []
    )
    cell = figures.month_table(county, "project", january).rows[0].cells["investment"]
    assert cell.month == Decimal(1000000)
    assert cell.figure(Part.MONTH) == cell.figure(Part.TOTAL)


def test_a_month_without_last_periods_total_is_refused_and_not_guessed(county: Workspace) -> None:
    november = Period.parse("2026-12")
    row = record(figures.month_table(county, "industry", november), "示例特色陶瓷")
    stored, bad = figures.set_month(
        county,
        "industry",
        november,
        [
            MonthEntry(row.record.id, "output", Part.MONTH, "5"),
            MonthEntry(999_999, "output", Part.TOTAL, "5"),
            MonthEntry(row.record.id, "output", Part.TOTAL, "多"),
        ],
    )
    assert stored == 0
    assert [one.reason[:4] for one in bad] == ["上期累计", "这一行已", "“多”不"]


def test_every_part_goes_where_it_belongs_in_one_step(county: Workspace) -> None:
    row = record(figures.month_table(county, "industry", OCTOBER), "示例文旅康养")
    entries = [
        MonthEntry(row.record.id, "output", Part.TOTAL, "100000", "万元"),
        MonthEntry(row.record.id, "output", Part.BASE, "8"),
        MonthEntry(row.record.id, "output", Part.PLAN, "12"),
        MonthEntry(row.record.id, "tax", Part.MONTH, "——"),
    ]
    assert figures.set_month(county, "industry", OCTOBER, entries) == (4, [])
    cells = record(figures.month_table(county, "industry", OCTOBER), "示例文旅康养").cells
    assert (cells["output"].growth.text(), cells["output"].completion.text()) == ("25.0%", "83.3%")
    assert cells["output"].lead.text(2) == "0.00%"
    assert cells["tax"].total is not None
    assert cells["tax"].total.na
    assert county.undo() == "填报2026年10月：4 个数据"
    assert record(figures.month_table(county, "industry", OCTOBER), "示例文旅康养").cells["output"].total is None


def test_a_ledger_without_months_and_a_month_outside_the_scheme_are_refused(county: Workspace) -> None:
    with pytest.raises(Refusal):
        figures.month_table(county, "target", OCTOBER)
    with pytest.raises(Refusal):
        figures.month_table(county, "industry", Period.parse("2026-01"))
    assert figures.newest_period(county, "industry") == OCTOBER
    assert [one.id for one in monthly_ledgers(county)] == ["industry", "enterprise", "project"]


def test_a_block_stores_its_good_cells_and_gives_the_others_back(county: Workspace) -> None:
    columns = {one.id: one for one in listing.columns(county, "project")}
    cells = [
        block.BlockCell(None, columns["name"], "粘贴项目", 0),
        block.BlockCell(None, columns["total_investment"], "很多", 0),
        block.BlockCell(None, columns["name"], "第二个", 3),
    ]
    done = block.put(county, "project", cells)
    assert (done.stored, len(done.made)) == (2, 2)
    assert [(one.record_id, one.text) for one in done.bad] == [(done.made[0], "很多")]
    assert county.next_undo() == "新增项目 2 行"
    nothing = block.put(county, "project", [block.BlockCell(done.made[0], columns["total_investment"], "很多")])
    assert (nothing.stored, len(nothing.bad)) == (0, 1)
    assert county.next_undo() == "新增项目 2 行"


def test_a_corrected_target_keeps_its_operator(county: Workspace) -> None:
    column = next(one for one in listing.columns(county, "industry") if one.id == "output@2026/target")
    row = listing.rows(county, "industry")[0]
    key = FigureKey(row.record.id, "output", OCTOBER.as_year(), Kind.TARGET)
    county.run("限定词", lambda edit: edit.set_figure(key, Figure(Decimal(100), op=Op.OVER)))
    assert block.put(county, "industry", [block.BlockCell(row.record.id, column, "120")]).stored == 1
    after = listing.rows(county, "industry")[0].figures[key.indicator, key.period, key.kind]
    assert (after.value, after.op) == (Decimal(12_000_000_000), Op.OVER)
    entry = MonthEntry(row.record.id, "output", Part.PLAN, "130")
    assert figures.set_month(county, "industry", OCTOBER, [entry]) == (1, [])
    assert listing.rows(county, "industry")[0].figures[key.indicator, key.period, key.kind].op is Op.OVER
    block.put(county, "industry", [block.BlockCell(row.record.id, column, "——")])
    assert listing.rows(county, "industry")[0].figures[key.indicator, key.period, key.kind].na


def test_details_join_the_table_once_asked_for_or_in_use(county: Workspace) -> None:
    def slugs(*also: str) -> list[str]:
        return [one.id for one in figures.month_table(county, "project", OCTOBER, also).indicators]

    assert slugs() == ["investment", "listed_investment"]
    assert slugs("funds_received", "output") == ["investment", "listed_investment", "funds_received"]
    row = figures.month_table(county, "project", OCTOBER).rows[0]
    entries = [
        MonthEntry(row.record.id, "inv_building", Part.TOTAL, "0.5"),
        MonthEntry(row.record.id, "completion_stated", Part.TOTAL, "75.1%"),
    ]
    assert figures.set_month(county, "project", OCTOBER, entries) == (2, [])
    assert slugs() == ["investment", "listed_investment", "inv_building", "completion_stated"]
    cells = figures.month_table(county, "project", OCTOBER).rows[0].cells
    assert cells["completion_stated"].month is None
    assert cells["inv_building"].month is None  # September is blank
    lacking = {slug for _record, slug in figures.month_table(county, "project", OCTOBER).missing()}
    assert lacking <= {"investment", "listed_investment"}


def test_a_change_of_some_records_is_read_alone_and_gives_the_same_table(county: Workspace) -> None:
    table = figures.month_table(county, "industry", OCTOBER)
    child = next(row for row in table.rows if row.depth == 1)
    entries = [
        MonthEntry(child.record.id, "output", Part.TOTAL, "3"),
        MonthEntry(child.record.id, "tax", Part.PLAN, "1"),
    ]
    assert figures.set_month(county, "industry", OCTOBER, entries) == (2, [])
    whole = figures.month_table(county, "industry", OCTOBER)
    assert whole != table
    assert figures.refreshed(county, table, {child.record.id}) == whole
    assert figures.refreshed(county, table, {row.record.id for row in table.rows}) == whole
    alone = figures.month_table(county, "industry", OCTOBER, only={child.record.id})
    assert [row.record.id for row in alone.rows] == [child.record.id]


def test_the_first_figure_of_a_detail_brings_its_column(county: Workspace) -> None:
    table = figures.month_table(county, "enterprise", OCTOBER)
    known = {one.id for one in table.indicators}
    fresh = next(one for one in county.ledgers["enterprise"].details if one not in known)
    record = table.rows[0].record.id
    key = FigureKey(record, fresh, OCTOBER, Kind.ACTUAL)
    county.run("填", lambda edit: edit.set_figure(key, Figure(Decimal(1))))
    assert fresh in {one.id for one in figures.refreshed(county, table, {record}).indicators}


@pytest.mark.no_cover  # it is timed
def test_typing_in_a_long_list_takes_no_longer(empty: Workspace) -> None:
    """A commit reads the typed rows alone: at 3 000 rows it took seconds when it read the whole list."""

    def add(edit) -> list[int]:
        return [edit.add("enterprise", {"name": f"企业{n}"}, year=2026) for n in range(3000)]

    ids = empty.run("名单", add)
    table = figures.month_table(empty, "enterprise", OCTOBER)
    began = time.perf_counter()
    for n, record in enumerate(ids[:10]):
        figures.set_month(empty, "enterprise", OCTOBER, [MonthEntry(record, "output", Part.TOTAL, str(n + 1))])
        table = figures.refreshed(empty, table, {record})
    assert time.perf_counter() - began < 2.0  # 0.2 s on an idle machine; reading all each time takes ten times as long
    assert [row.cells["output"].total.value for row in table.rows[:2]] == [10**8, 2 * 10**8]
