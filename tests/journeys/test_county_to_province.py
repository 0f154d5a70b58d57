"""Counties → 株洲 → 湖南: every number of the forms over units, at both levels, against an independent recomputation.

The rows below are the only source. They are typed into county files, travel as sealed workbooks, are adopted, summed
up, exported and adopted again; the numbers in the workbooks are then compared with sums made here by plain adding up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest
from openpyxl import load_workbook

from qbs_desktop.db.edit import Edit
from qbs_desktop.domain.figure import Figure, FigureKey, Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.services import profiles
from qbs_desktop.services.collating import adopting, receiving
from qbs_desktop.services.reporting import returns
from qbs_desktop.services.workspace import Unit, Workspace
from tests.fixtures import counties

OCTOBER, LAST_OCTOBER = Period.parse("2026-10"), Period.parse("2025-10")
YEAR, LAST_YEAR = Period.of_year(2026), Period.of_year(2025)
WAN = Decimal(10000)
SHARED = "2026-430200-35-03-000001"


class Row(NamedTuple):
    """One row as a county's clerk means it; amounts in 万元, None is a blank; `part`: 其中 of the row above."""

    unit: str
    ledger: str
    name: str
    plan: int | None
    done: int | None
    plan_before: int | None = None
    done_before: int | None = None
    status: str = ""
    category: str = ""
    lead: str = ""
    start: str = ""
    listed: str = ""
    code: str = ""
    part: bool = False


ROWS = (
    Row(
        "荷塘区", "project", "轨道智谷", 30125, 24410, 28000, 21150, "续建", "产业发展", "工信局", "2025-03", "2025-05"
    ),
    Row("荷塘区", "project", "智谷一期", 10000, 9990, part=True),
    Row(
        "荷塘区", "project", "跨区大道", 8000, 7003, 5000, 4100, "新开工", "基础设施", "住建局", "2026-04", code=SHARED
    ),
    Row("芦淞区", "project", "跨区大道（芦淞段）", 8000, 7003, 5000, 4100, "新开工", "基础设施", "住建局", code=SHARED),
    Row("芦淞区", "project", "航空产业园", 52001, 30007, 50000, 41333, "新开工", "产业发展", "工信局", "2026-12"),
    Row("芦淞区", "project", "服饰小镇", 7777, None, 7000, 100, "前期", "产业发展", "工信局"),
    Row("攸县", "project", "生态治理", 9090, 9191, 9000, 8200, "竣工", "生态环保", "生态环境局", "2024", "2024-02"),
    Row("攸县", "project", "县医院", 3456, 1234, 3000, 999, "续建", "民生", "卫健局", "2025-11", "2026-11"),
    Row("荷塘区", "enterprise", "恒泰陶瓷", 90000, 71001, None, 65010, lead="工信局"),
    Row("荷塘区", "enterprise", "恒泰电瓷", 20000, 19999, None, 18000, part=True),
    Row("荷塘区", "enterprise", "金鹏装备", 40000, 30303, None, 33003, lead="工信局"),
    Row("芦淞区", "enterprise", "新源服饰", 60000, 61234, None, 50050, lead="商务局"),
    Row("攸县", "enterprise", "华岳建材", 11111, 9090, None, None, lead="工信局"),
    Row("攸县", "enterprise", "中湘食品", 22222, 20202, None, 19191, lead="农业农村局"),
    Row("荷塘区", "industry", "先进陶瓷", 500000, 412345, None, 398765),
    Row("芦淞区", "industry", "服饰", 700000, 601234, None, 587654),
    Row("攸县", "industry", "先进陶瓷", 150000, 100001, None, 120001),
)
INDICATOR = {"project": "investment", "enterprise": "revenue", "industry": "output"}
UNITS = ("荷塘区", "芦淞区", "攸县")
CODES = {name: code for code, name in counties.ZHUZHOU}


# --- the same numbers again, by plain adding up ---------------------------------------------------------------------


def counted(ledger: str) -> list[Row]:
    """Rows that count: no 其中 row, and the project of two counties with the one that stands first."""
    rows = [row for row in ROWS if row.ledger == ledger and not row.part]
    return [row for at, row in enumerate(rows) if not row.code or row.code not in {one.code for one in rows[:at]}]


def total(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def rate(above: int | None, below: int | None) -> Fraction | None:
    return None if above is None or below is None else Fraction(above, below)


def tenths(share: Fraction) -> Decimal:
    """A share as percent with one decimal."""
    return (Decimal(share.numerator) * 100 / Decimal(share.denominator)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def started(row: Row) -> bool:
    return row.status in {"续建", "竣工"} or bool(row.start and row.start[:7] <= "2026-10"[: len(row.start)])


def project_line(rows: Sequence[Row]) -> dict[str, object]:
    plan, done = total(r.plan for r in rows), total(r.done for r in rows)
    now, before = rate(done, plan), rate(total(r.done_before for r in rows), total(r.plan_before for r in rows))
    begun = [r for r in rows if started(r)]
    pace = tenths(Fraction(10, 12))
    return {
        "项目个数": len(rows),
        "年投资计划": plan,
        "1—10月累计": done,
        "年计划投资完成率": now,
        "超（欠）序时百分点": None if now is None else tenths(now) - pace,
        "累计完成投资": total(r.done_before for r in rows),
        "完成率": before,
        "比上年同期百分点": None if now is None or before is None else tenths(now) - tenths(before),
        "个数": len(begun),
        "开工率": Fraction(len(begun), len(rows)),
        "未入统": sum(not r.listed or r.listed > "2026-10" for r in begun),
    }


def grown_line(rows: Sequence[Row]) -> dict[str, object]:
    done, plan = total(r.done for r in rows), total(r.plan for r in rows)
    before = total(r.done_before for r in rows)
    comparable = all(r.done_before is not None for r in rows)
    growth = rate(done, before) if comparable else None
    return {
        "上年同期累计": before,
        "1—10月累计": done,
        "同比": "——" if growth is None else growth - 1,
        "年度目标": plan,
        "完成率": rate(done, plan),
    }


def places(rates: dict[str, Fraction | None]) -> dict[str, int]:
    known = {name: one for name, one in rates.items() if one is not None}
    return {name: 1 + sum(other > one for other in known.values()) for name, one in known.items()}


# --- what the workbook says -----------------------------------------------------------------------------------------


def sheet_lines(path: Path, sheet: str, after: str = "") -> dict[str, dict[str, object]]:
    """Section and name → lowest head → cached value; of heads that occur twice, those right of the head `after`."""
    page = load_workbook(path, data_only=True)[sheet]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    top = next(at for at, row in enumerate(rows) if row[1] == "隶属")
    upper, lower = rows[top], rows[top + 1]
    first = upper.index(after) if after else 0
    heads = [str(low or high or "").replace("\n", "") for high, low in zip(upper, lower, strict=True)]
    found: dict[str, dict[str, object]] = {}
    section = ""
    for row in rows[top + 3 :]:
        name = str(row[1] or "").removesuffix("（完成率见注）")
        if not name:
            break
        if "、按" in name:
            section = name.partition("、按")[2] + "/"
            continue
        cells = list(zip(heads, row, strict=True))[first:]
        found[section + name] = dict(reversed(cells))  # the first of equal heads stands
    return found


def same(shown: dict[str, object], meant: dict[str, object], where: str) -> None:
    for head, value in meant.items():
        cell = shown[head]
        if isinstance(value, Fraction):
            assert isinstance(cell, int | float), (where, head, cell)
            assert abs(Fraction(cell) - value) < Fraction(1, 10**12), (where, head, cell, float(value))
        elif isinstance(value, int | Decimal):
            assert Decimal(str(cell)) == value, (where, head, cell, value)
        else:
            assert cell == value, (where, head, cell, value)


def check_cuts(path: Path, units: Callable[[Row], str]) -> None:
    """Every line of the project sheet, and of enterprises and industries by unit."""
    shown = sheet_lines(path, "项目汇总")
    projects = counted("project")
    same(shown["合计"], project_line(projects), "合计")
    cuts: dict[str, Callable[[Row], str]] = {
        "报送单位分": units,
        "项目类别分": lambda row: row.category,
        "年度状态分": lambda row: row.status,
        "牵头单位分": lambda row: row.lead,
    }
    for cut, of in cuts.items():
        names = {of(row) for row in projects}
        lines = {name: project_line([row for row in projects if of(row) == name]) for name in names}
        for name, line in lines.items():
            same(shown[f"{cut}/{name}"], line, f"{cut}/{name}")
        given = {key.partition("/")[2] for key, cells in shown.items() if key.startswith(cut) and cells["项目个数"]}
        assert given == names
        if cut == "报送单位分":
            ranks = places({name: line["年计划投资完成率"] for name, line in lines.items()})  # type: ignore[misc]
            assert {name: shown[f"{cut}/{name}"]["名次"] for name in names} == ranks
    for ledger, sheet, after in (("enterprise", "企业汇总", "营业收入"), ("industry", "产业汇总", "产值")):
        shown = sheet_lines(path, sheet, after)
        rows = counted(ledger)
        same(shown["合计"], grown_line(rows), sheet)
        for name in {units(row) for row in rows}:
            same(
                shown[f"报送单位分/{name}"], grown_line([row for row in rows if units(row) == name]), f"{sheet}/{name}"
            )


# --- the files ------------------------------------------------------------------------------------------------------


def founded(workspace: Workspace, unit: str) -> None:
    """The county's lists and all its figures."""

    def act(edit: Edit) -> None:
        figures: list[tuple[FigureKey, Figure | None, str | None]] = []
        above: dict[str, int] = {}
        for row in (one for one in ROWS if one.unit == unit):
            said = {"name": row.name, "year_status": row.status, "category": row.category, "lead_unit": row.lead}
            said |= {"start_actual": row.start, "listed_since": row.listed, "project_code": row.code}
            known = {key: text for key, text in said.items() if text}
            number = edit.add(row.ledger, known, year=2026, parent_id=above[row.ledger] if row.part else None)
            if not row.part:
                above[row.ledger] = number
            slug = INDICATOR[row.ledger]
            for value, period, kind in (
                (row.plan, YEAR, Kind.TARGET), (row.done, OCTOBER, Kind.ACTUAL),
                (row.plan_before, LAST_YEAR, Kind.TARGET), (row.done_before, LAST_OCTOBER, Kind.ACTUAL),
            ):  # fmt: skip
                if value is not None:
                    figures.append((FigureKey(number, slug, period, kind), Figure(value * WAN), None))
        edit.set_figures(figures)

    workspace.run("建立名单", act)


def handed_up(workspace: Workspace, period: Period, folder: Path) -> Path:
    (made,) = returns.export(workspace, period, folder, amount_unit="万元")
    return made.path


def taken(above: Workspace, books: Sequence[Path]) -> None:
    outcomes = receiving.take_in(above, books)
    assert {one.state for one in outcomes} == {"taken"}
    adopting.adopt(above, [one.received or 0 for one in outcomes])


@pytest.mark.journey
def test_every_total_of_city_and_province_equals_plain_adding_up(tmp_path: Path) -> None:
    with ExitStack() as files:
        city = files.enter_context(counties.city(tmp_path))
        province = files.enter_context(counties.city(tmp_path, "hunan-province", "430000", "湖南省"))
        for unit in UNITS:
            path = tmp_path / f"{unit}.qbs"
            unit_of = Unit(CODES[unit], unit)
            with Workspace.create(path, profiles.load("hunan-county"), unit_of, year=2026) as county:
                founded(county, unit)
                for period in (LAST_OCTOBER, OCTOBER):
                    taken(city, [handed_up(county, period, tmp_path / unit)])
        assert [form.id for form in returns.due(province, OCTOBER)] == []
        book = handed_up(city, OCTOBER, tmp_path / "市")
        assert returns.verify(book).state == "whole"
        check_cuts(book, lambda row: row.unit)
        taken(province, [handed_up(city, LAST_OCTOBER, tmp_path / "市"), book])
        upper = handed_up(province, OCTOBER, tmp_path / "省")
        assert returns.verify(upper).state == "whole"
        check_cuts(upper, lambda _row: "株洲市")
