"""Words already used are offered by use, and follow what is typed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from qbs_desktop.services.lists import listing
from qbs_desktop.services.workspace import Workspace


def put(workspace: Workspace, field_id: str, texts: Sequence[str]) -> list[int]:
    ids = listing.add_rows(workspace, "project", [{"name": f"项目{number}"} for number in range(len(texts))])
    change(workspace, field_id, ids, texts)
    return ids


def change(workspace: Workspace, field_id: str, ids: Sequence[int], texts: Sequence[str]) -> None:
    column = next(one for one in listing.columns(workspace, "project") if one.id == field_id)
    edits = [listing.CellEdit(one, column, text) for one, text in zip(ids, texts, strict=True)]
    listing.set_cells(workspace, "project", edits)


def test_units_come_by_use_then_the_lead_bureaus_of_the_profile(empty: Workspace) -> None:
    put(empty, "responsible_units", ["县工信局、县发改局", "县发改局、县工信局", "县发改局、县财政局"])
    put(empty, "lead_unit", ["县商务局"])
    found = empty.words.units()
    assert found[:2] == ("县发改局", "县工信局")
    assert set(found[2:4]) == {"县财政局", "县商务局"}
    assert {unit for sector in empty.profile.sectors for unit in sector.leads} <= set(found)


def test_a_word_just_typed_comes_first_without_counting_again(empty: Workspace) -> None:
    ids = put(empty, "leader", ["张三", "张三", "李四"])
    assert empty.words.of_field("leader") == ("张三", "李四")
    change(empty, "leader", ids[2:], ["王五"])
    assert empty.words.of_field("leader") == ("王五", "张三", "李四")


def test_after_many_rows_everything_is_counted_again(empty: Workspace) -> None:
    ids = put(empty, "leader", ["张三"] * 300)
    assert empty.words.of_field("leader") == ("张三",)
    change(empty, "leader", ids, ["李四"] * 300)
    assert empty.words.of_field("leader") == ("李四",)


@pytest.mark.parametrize("field_id", ["park", "no such field"])
def test_a_field_without_words_offers_none(empty: Workspace, field_id: str) -> None:
    assert empty.words.of_field(field_id) == ()
