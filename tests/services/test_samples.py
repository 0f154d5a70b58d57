"""Samples load every printed table exactly, as one step that can be taken back."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from qbs_desktop.domain.errors import Refusal, ValueProblem
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.sample import Sample, SampleRow, SampleTable
from qbs_desktop.services import profiles, samples
from qbs_desktop.services.workspace import Workspace

YI = Decimal(10) ** 8
SEED = json.loads((Path(__file__).parent.parent / "fixtures" / "seed_tables.json").read_text(encoding="utf-8"))
TABLES = {table["id"]: table for table in SEED["tables"]}


@pytest.mark.parametrize(("table", "ledger"), [("zz22.annex1", "industry"), ("zz22.annex2", "enterprise")])
def test_annexes_one_and_two_are_stored_as_printed(zhuzhou: Workspace, table: str, ledger: str) -> None:
    data = zhuzhou.dataset()
    assert len(data.rows(ledger)) == len(TABLES[table]["rows"])
    for row in TABLES[table]["rows"]:
        record = data.named(ledger, row["name"])
        assert record is not None
        for year, value in row["values"].items():
            figure = data.figure(record, "unstated", Period.parse(year))
            assert figure is not None, (row["name"], year)
            assert figure.value == (None if value is None else value * YI)
            assert figure.na == (value is None)
        growth = data.figure(record, "growth", Period.parse("2025"), Kind.TARGET)
        printed = row["stated_growth"]
        assert (zhuzhou.indicators["growth"].text(growth) or None) == printed


def test_children_of_an_enterprise_are_not_in_the_total(zhuzhou: Workspace) -> None:
    data = zhuzhou.dataset()
    parent = data.named("enterprise", "中车株所")
    assert parent is not None
    assert [child.name for child in data.children(parent)] == ["时代电气", "风电事业部"]
    assert data.total(data.top("enterprise"), "unstated", Period.parse("2025")) == 2923 * YI


def test_annex_three_is_stored_with_half_open_bands(zhuzhou: Workspace) -> None:
    data = zhuzhou.dataset()
    rows = {record.name: record for record in data.rows("project_group")}
    assert len(rows) == 4
    for row in TABLES["zz22.annex3"]["rows"]:
        record = rows[row["bracket"]]
        for year in ("2022", "2023", "2024", "2025"):
            assert data.value(record, "project_count", Period.parse(year)) == row[year]
        assert data.value(record, "period_count", Period.parse("2025")) == row["合计"]
    middle = rows["10-50亿元（不含）"]
    assert (middle.money("lower"), middle.money("upper")) == (10 * YI, 50 * YI)
    assert rows["100亿元及以上"].money("upper") is None
    growth = data.figure(middle, "growth", Period.parse("2025"), Kind.TARGET)
    assert growth is not None
    assert growth.na


@pytest.mark.parametrize("profile_id", profiles.available())
def test_every_profile_has_a_sample_that_loads_and_undoes(tmp_path: Path, profile_id: str) -> None:
    with samples.create_sample(tmp_path / "a.qbs", profile_id) as workspace:
        data = workspace.dataset()
        assert any(data.rows(ledger) for ledger in workspace.ledgers)
        assert workspace.undo() == "载入示例数据"
        data = workspace.dataset()
        assert not any(data.rows(ledger) for ledger in workspace.ledgers)


def test_a_sample_that_does_not_parse_leaves_nothing_behind(tmp_path: Path, empty: Workspace) -> None:
    wrong = Sample(
        "hunan-county",
        tables=(
            SampleTable(
                "t",
                "industry",
                "错表",
                "none",
                "output",
                rows=(SampleRow({"name": "甲"}, {"2025": "1"}), SampleRow({"name": "乙"}, {"2025": "很多"})),
            ),
        ),
    )
    with pytest.raises(ValueProblem, match="乙"):
        samples.load(empty, wrong)
    assert not empty.dataset().rows("industry")
    with pytest.raises(Refusal, match="没有名为"):
        samples.create_sample(tmp_path / "b.qbs", "nowhere")
    assert not (tmp_path / "b.qbs").exists()
