"""The periods with figures, found in one walk, are those a plain question names."""

from __future__ import annotations

import sqlite3

from hypothesis import given, settings
from hypothesis import strategies as st

from qbs_desktop.db import filled

CODES = (202500, 202501, 202502, 202511, 202512, 202600, 202601, 202602, 202603, 202634)
ROWS = st.sets(st.tuples(st.integers(1, 3), st.integers(1, 2), st.sampled_from(CODES), st.integers(0, 1)), max_size=30)


@given(rows=ROWS)
@settings(max_examples=150)
def test_every_period_with_an_actual_figure_is_found_once(rows: set[tuple[int, int, int, int]]) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE TABLE figure (subject_id INTEGER, indicator_id INTEGER, period INTEGER, kind INTEGER,"
        " PRIMARY KEY (subject_id, indicator_id, period, kind)) WITHOUT ROWID"
    )
    connection.executemany("INSERT INTO figure VALUES (?, ?, ?, ?)", rows)
    plainly = connection.execute("SELECT DISTINCT period FROM figure WHERE kind = 0 ORDER BY 1").fetchall()
    assert [(one.code,) for one in filled.periods(connection)] == plainly
    connection.close()
