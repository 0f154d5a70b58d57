"""A table without a measure is asked about once; the figures stay as printed."""

from __future__ import annotations

import pytest

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.period import Period
from qbs_desktop.services import measures
from qbs_desktop.services.lists import listing
from qbs_desktop.services.safety import doctor
from qbs_desktop.services.workspace import Workspace


def asked(workspace: Workspace) -> dict[str, int]:
    return {one.ledger: one.rows for one in measures.questions(workspace)}


def test_choosing_a_measure_keeps_every_figure_and_can_be_taken_back(zhuzhou: Workspace) -> None:
    before = {record.name: dict(zhuzhou.dataset().figures(record)) for record in zhuzhou.dataset().rows("industry")}
    assert asked(zhuzhou).get("industry") == 13
    assert measures.choose(zhuzhou, "industry", "output") == 13 * 5
    data = zhuzhou.dataset()
    assert "industry" not in asked(zhuzhou)
    for record in data.rows("industry"):
        renamed = {
            ("output" if key[0] == "unstated" else key[0], *key[1:]): v for key, v in before[record.name].items()
        }
        assert dict(data.figures(record)) == renamed
        assert record.text("measure") == "产值"
    zhuzhou.undo()
    assert asked(zhuzhou).get("industry") == 13


def test_a_measure_that_would_hide_another_figure_is_refused(zhuzhou: Workspace) -> None:
    record = zhuzhou.dataset().rows("industry")[0]
    target = listing.Column(indicator=zhuzhou.indicators["output"], period=Period.parse("2021"), unit="亿元")
    listing.set_cells(zhuzhou, "industry", [listing.CellEdit(record.id, target, "1300")])
    with pytest.raises(Refusal, match="未注明口径"):
        measures.choose(zhuzhou, "industry", "output")
    with pytest.raises(Refusal, match="请选择"):
        measures.choose(zhuzhou, "industry", "tax")


def test_a_whole_file_is_examined_as_well(zhuzhou: Workspace) -> None:
    assert all(one.well for one in doctor.examine(zhuzhou))
