"""One enterprise that two counties report counts once; similar names are asked about."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest

from qbs_desktop.db.edit import Edit
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.period import Period
from qbs_desktop.services import history
from qbs_desktop.services.collating import adopting, duplicates, receiving, totals
from qbs_desktop.services.workspace import Workspace
from tests.fixtures import counties

CODE = "91430200MA4L16JQ9C"


@pytest.fixture
def pair(tmp_path: Path) -> list[Path]:
    """攸县 and 茶陵县 report one enterprise under one code, and another under two spellings."""
    made = []
    for number, (code, name), second in (
        (6, counties.ZHUZHOU[5], "恒兴电力"),
        (7, counties.ZHUZHOU[6], "恒兴电力有限公司"),
    ):
        with counties.county(tmp_path, code, name, number) as county:
            ids = county.ids

            def rename(edit, ids=ids, second=second):  # type: ignore[no-untyped-def]
                edit.set_fields("enterprise", ids["first"], {"credit_code": CODE})
                edit.set_fields("enterprise", ids["second"], {"name": second})

            county.workspace.run("改名", rename)
            county.fill_month(counties.OCTOBER)
            made.append(county.export(counties.OCTOBER, tmp_path / code))
    return made


def revenue(workspace: Workspace, period: Period = counties.OCTOBER) -> Decimal:
    return next(one.value for one in totals.of(workspace, period) if one.indicator == "revenue")


@pytest.mark.parametrize("turned", [False, True])
def test_equal_codes_count_once_whichever_return_came_first(
    bench: Workspace, pair: list[Path], *, turned: bool
) -> None:
    for path in reversed(pair) if turned else pair:
        adopting.adopt(bench, [one.received or 0 for one in receiving.take_in(bench, [path])])
    first = [one for one in duplicates.found(bench) if one.by == "code"]
    assert [(one.settled, one.first.unit, len(one.rows)) for one in first] == [(True, "攸县", 2)]
    assert "合计只计攸县的一行" in first[0].sentence
    assert revenue(bench) == Decimal(((700 + 78) + (450 + 78) + (450 + 91)) * 10 * 10000)


def test_the_clerk_decides_about_similar_names_and_may_part_equal_codes(bench: Workspace, pair: list[Path]) -> None:
    adopting.adopt(bench, [one.received or 0 for one in receiving.take_in(bench, pair)])
    before = revenue(bench)
    (asked,) = [one for one in duplicates.found(bench) if one.by == "name"]
    assert {row.name for row in asked.rows} == {"恒兴电力", "恒兴电力有限公司"}
    duplicates.merge(bench, "enterprise", asked.rows[0].id, [asked.rows[1].id])
    assert revenue(bench) < before
    duplicates.part(bench, "enterprise", [row.id for row in asked.rows])
    told = history.entries(bench, 1)[0].lines[-1]
    assert (told.record_name, told.after) == ("重复填报的两行", "不是同一个，分别计入合计")
    assert revenue(bench) == before
    assert [one.by for one in duplicates.found(bench)] == ["code"]
    (coded,) = duplicates.found(bench)
    duplicates.part(bench, "enterprise", [row.id for row in coded.rows])
    assert revenue(bench) == before + Decimal((700 + 91) * 10 * 10000)
    bench.run("再算一次", lambda edit: duplicates.settle(bench, edit))
    assert revenue(bench) > before
    with pytest.raises(Refusal, match="选择两行"):
        duplicates.part(bench, "enterprise", [coded.rows[0].id])


@pytest.mark.parametrize("by", ["code", "name"])
def test_an_enterprise_that_moved_counts_where_it_is_now(bench: Workspace, tmp_path: Path, by: str) -> None:
    """Its old county takes it off the list; what it reported before it went stays in the months before."""
    before, after = counties.ZHUZHOU[5], counties.ZHUZHOU[6]
    september = Period.parse("2026-09")

    def name(edit: Edit, number: int) -> None:
        edit.set_fields("enterprise", number, {"credit_code": CODE} if by == "code" else {"name": "恒兴电力"})

    with counties.county(tmp_path, *before, 6) as old:
        old.workspace.run("改名", lambda edit: name(edit, old.ids["second"]))
        old.fill_month(september)
        books = [old.export(september, tmp_path / "旧9")]
        number = old.ids.pop("second")
        old.workspace.run("出库", lambda edit: edit.remove("enterprise", [number]))
        old.fill_month(counties.OCTOBER)
        books.append(old.export(counties.OCTOBER, tmp_path / "旧10"))
    with counties.county(tmp_path, *after, 7) as new:
        new.workspace.run("改名", lambda edit: name(edit, new.ids["second"]))
        new.fill_month(counties.OCTOBER)
        books.insert(1, new.export(counties.OCTOBER, tmp_path / "新10"))
    for path in books:
        adopting.adopt(bench, [one.received or 0 for one in receiving.take_in(bench, [path])])
        asked = [one for one in duplicates.found(bench) if one.by == "name"]
        if path == books[1] and by == "name":
            duplicates.merge(bench, "enterprise", asked[0].rows[0].id, [asked[0].rows[1].id])
    assert revenue(bench) == Decimal(((700 + 78) + (700 + 91) + (450 + 91)) * 10 * 10000)
    assert revenue(bench, september) == Decimal(((700 + 78) + (450 + 78)) * 9 * 10000)
    assert duplicates.found(bench) == []


@pytest.mark.parametrize(
    ("one", "two", "asked"), [("攸县人民医院", "茶陵县人民医院", 0), ("攸县医药", "攸县医药公司", 1)]
)
def test_namesakes_of_two_places_are_not_asked_about(
    bench: Workspace, pair: list[Path], one: str, two: str, asked: int
) -> None:
    adopting.adopt(bench, [outcome.received or 0 for outcome in receiving.take_in(bench, pair)])
    rows = next(found for found in duplicates.found(bench) if found.by == "name").rows
    for row, name in zip(rows, (one, two), strict=True):
        bench.run("改名", partial(_rename, row.id, name))
    assert len([found for found in duplicates.found(bench) if found.by == "name"]) == asked


def _rename(number: int, name: str, edit: Edit) -> None:
    edit.set_fields("enterprise", number, {"name": name})
