from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Table

from qbs_desktop.db.changes import CHUNK_ROWS, OF_SUBJECTS, Added, Change, pack, seal, unpack
from qbs_desktop.db.tables import AUDITED

STORED = st.none() | st.integers(-(2**63), 2**63 - 1) | st.text(st.characters(exclude_categories=["Cs"]))
KEYS = {"figure": 4, "project": 1, "meta": 1}
SHAPES = st.sampled_from([("figure", ("value", "na")), ("project", ("name", "extra")), ("meta", ("value", "x"))])


@st.composite
def changes(draw: st.DrawFn) -> Change:
    table, columns = draw(SHAPES)
    rows = st.tuples(*(STORED for _ in columns))
    before = draw(st.none() | rows)
    after = draw(rows if before is None else st.none() | rows)
    return Change(table, draw(st.tuples(*(STORED for _ in range(KEYS[table])))), columns, before, after)


@given(st.lists(changes(), max_size=30))
def test_what_is_packed_comes_back_in_order(given_changes: list[Change]) -> None:
    back = [one for packed in pack(given_changes) for one in unpack(packed.table, packed.columns, packed.body)]
    assert back == given_changes


@given(changes())
def test_a_change_inverted_twice_is_itself(change: Change) -> None:
    assert change.inverted().inverted() == change


def test_a_long_run_is_cut_into_bounded_chunks() -> None:
    run = [Change("figure", (n, 1, 202601, 0), ("value", "na"), None, (n, 0)) for n in range(2 * CHUNK_ROWS + 1)]
    packed = list(pack(run))
    assert len(packed) == 3
    assert len(packed[0].body) < 50_000
    assert [one for p in packed for one in unpack(p.table, p.columns, p.body)] == run


def test_rows_added_at_one_go_are_kept_like_one_change_each() -> None:
    """Also where a column is blank throughout, and beyond one chunk."""
    count = CHUNK_ROWS + 3
    numbers = list(range(count))
    keys = (numbers, [1] * count, [202601] * count, [0] * count)
    after = (numbers, [None] * count, ["A1", None, *["B2"] * (count - 2)])
    rows = Added("figure", ("value", "op", "cell"), keys, after)
    assert [one for p in rows.packed() for one in unpack(p.table, p.columns, p.body)] == list(rows.changes())
    assert [p.body for p in rows.packed()] == [p.body for p in pack(list(rows.changes()))]


@given(st.lists(changes(), min_size=1, max_size=6), st.text(max_size=5))
def test_every_part_of_an_operation_is_under_its_seal(given_changes: list[Change], title: str) -> None:
    packed = list(pack(given_changes))
    sealed = seal("0" * 64, ("uid", title, 1), packed)
    assert sealed == seal("0" * 64, ("uid", title, 1), packed)
    assert sealed != seal("1" + "0" * 63, ("uid", title, 1), packed)
    assert sealed != seal("0" * 64, ("uid", title + "'", 1), packed)
    assert sealed != seal("0" * 64, ("uid", title, 1), packed[:-1])
    assert sealed != seal("0" * 64, ("uid", title, None), packed)


def test_the_tables_of_records_are_those_whose_key_begins_with_a_subject() -> None:
    def begins_with_a_subject(table: Table) -> bool:
        first = next(iter(table.primary_key.columns))
        return table.name == "subject" or any(one.target_fullname == "subject.id" for one in first.foreign_keys)

    assert frozenset(one.name for one in AUDITED if begins_with_a_subject(one)) == OF_SUBJECTS


def test_one_record_s_changes_are_told_from_those_whose_values_look_like_its_number() -> None:
    run = [Change("figure", (n, 1, 202601, 0), ("value", "na"), None, (n + 1, 0)) for n in range(40, 60)]
    (packed,) = pack(run)
    for number, found in ((41, [run[1]]), (60, []), (20260, [])):
        assert list(unpack(packed.table, packed.columns, packed.body, number)) == found
