"""Rows in tree order: 其中 rows behind the row they explain, at whatever place they are stored."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from qbs_desktop.services.lists.listing import tree_order


def _plainly(known: list[tuple[int, int | None]]) -> list[tuple[int, int]]:
    """Each row without a parent here, and behind it the rows under it, in the order in which they stand."""
    ids = {one for one, _parent in known}

    def under(parent: int | None, depth: int) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for at, (one, above) in enumerate(known):
            if (above if above in ids else None) == parent:
                found += [(at, depth), *under(one, depth + 1)]
        return found

    return under(None, 0)


@given(parents=st.lists(st.integers(-3, 12), max_size=12), order=st.randoms(use_true_random=False), mixed=st.booleans())
@settings(max_examples=150)
def test_rows_stand_in_tree_order_wherever_they_are_stored(parents: list[int], order: object, mixed: bool) -> None:
    """Parents are earlier rows, or such as are not on this list; stored in tree order or anyhow."""
    known = [(one, None if parent < 0 else parent if parent < one else 99) for one, parent in enumerate(parents)]
    if mixed:
        order.shuffle(known)  # type: ignore[attr-defined]
    else:
        known = [known[at] for at, _depth in _plainly(known)]
    assert tree_order(known) == _plainly(known)
