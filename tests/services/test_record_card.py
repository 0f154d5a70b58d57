"""One record with everything about it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.figure import Figure, FigureKey, Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.services import attachments
from qbs_desktop.services.checks import checking
from qbs_desktop.services.lists import listing, record_card
from qbs_desktop.services.lists.record_card import Membership
from qbs_desktop.services.workspace import Workspace

OCTOBER = Period.of_month(2026, 10)


def named(workspace: Workspace, ledger: str, name: str) -> int:
    record = workspace.dataset().named(ledger, name)
    assert record is not None
    return record.id


def test_the_card_shows_every_field_with_its_unit(county: Workspace) -> None:
    record = county.dataset().rows("project")[0]
    card = record_card.card(county, record.id, OCTOBER)
    assert card.record == record
    assert [one.field for one in card.fields] == list(county.ledgers["project"].fields)
    total = next(one for one in card.fields if one.field.id == "total_investment")
    assert total.label == "总投资（亿元）"
    assert total.text == total.field.text(record.values["total_investment"])
    assert card.memberships == (Membership(2026, member=True, basis=""),)


def test_figures_come_in_order_of_time_and_blank_mark_and_zero_differ(county: Workspace) -> None:
    record = county.dataset().rows("enterprise")[0]
    keys = {month: FigureKey(record.id, "profit", Period.of_month(2026, month), Kind.ACTUAL) for month in (9, 10, 11)}
    goal = FigureKey(record.id, "profit", Period.of_month(2026, 11), Kind.TARGET)

    def fill(edit: object) -> None:
        edit.set_figure(keys[9], Figure(na=True))  # type: ignore[attr-defined]
        edit.set_figure(keys[10], Figure(Decimal(0)))  # type: ignore[attr-defined]
        edit.set_figure(keys[11], None)  # type: ignore[attr-defined]
        edit.set_figure(goal, Figure(Decimal(10000)))  # type: ignore[attr-defined]

    county.run("填", fill)
    card = record_card.card(county, record.id, OCTOBER)
    profit = next(one for one in card.months if one.indicator.id == "profit")
    periods = [one.period for one in profit.points]
    assert periods == sorted(periods)
    assert all(one.is_month for one in periods)
    texts = {one.period.part: (one.actual_text, one.target_text) for one in profit.points if one.period.year == 2026}
    assert (texts[9], texts[10]) == (("——", ""), ("0", ""))
    assert texts[11][0] == ""
    assert texts[11][1]
    assert all(point.period.is_year for line in card.years for point in line.points)
    own = county.dataset().figures(record)
    assert sum(
        (one.actual is not None) + (one.target is not None)
        for line in (*card.years, *card.months)
        for one in line.points
    ) == len([1 for _slug, period, _kind in own if period.is_year or period.is_month])


def test_findings_history_and_attachments_are_the_records_own(county: Workspace, tmp_path: Path) -> None:
    found = checking.check(county, OCTOBER)
    asked = next(one for one in found if one.finding.place.record_id is not None)
    record = asked.finding.place.record_id
    assert record is not None
    (tmp_path / "证明.txt").write_bytes(b"x")
    made = attachments.add(county, record, tmp_path / "证明.txt")
    other = next(row.id for row in county.dataset().rows("action") or county.dataset().rows("project"))
    card = record_card.card(county, record, OCTOBER, found)
    assert asked in card.findings
    assert {one.finding.place.record_id for one in card.findings} == {record}
    assert card.attachments == (made,)
    assert card.history[0].operation.title.startswith("添加附件")
    assert {line.record_id for entry in card.history for line in entry.lines} == {record}
    assert record_card.card(county, other, OCTOBER, found).attachments == ()


def test_family_is_named(zhuzhou: Workspace) -> None:
    ids = listing.add_rows(zhuzhou, "project", [{"name": "本行"}])
    listing.add_rows(zhuzhou, "project", [{"name": "其中一"}, {"name": "其中二"}], parent_id=ids[0])
    card = record_card.card(zhuzhou, ids[0])
    assert (card.parent, card.children) == ("", ("其中一", "其中二"))
    child = record_card.card(zhuzhou, named(zhuzhou, "project", "其中一"))
    assert (child.parent, child.children) == ("本行", ())


def test_a_record_that_is_gone_is_refused(county: Workspace) -> None:
    with pytest.raises(Refusal, match="已经不在名单里"):
        record_card.card(county, 999_999)
