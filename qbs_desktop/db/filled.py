"""What has been filled in, over all figures of a file."""

from __future__ import annotations

from collections.abc import Iterable

from qbs_desktop.db.driver import Connection
from qbs_desktop.domain.period import Period


def periods(connection: Connection) -> list[Period]:
    """Periods that have at least one actual figure.

    One walk over the figures, stopped at each period that was not met before: comparing a figure with the few runs of
    months met costs a fifth of what DISTINCT costs (measured on 920 000 figures).
    """
    met: list[int] = []
    at: tuple[int, ...] | None = (0, 0, 0, 0)
    while at is not None:
        others = "".join(f" AND period NOT BETWEEN {first} AND {last}" for first, last in _runs(met))
        at = connection.execute(
            "SELECT subject_id, indicator_id, period, kind FROM figure"  # noqa: S608
            f" WHERE (subject_id, indicator_id, period, kind) > (?, ?, ?, ?) AND kind = 0{others}"
            " ORDER BY subject_id, indicator_id, period, kind LIMIT 1",
            at,
        ).fetchone()
        if at is not None:
            met.append(at[2])
    return [Period(code) for code in sorted(met)]


def _runs(codes: Iterable[int]) -> list[tuple[int, int]]:
    """Neighbouring numbers as first and last."""
    runs: list[tuple[int, int]] = []
    for code in sorted(codes):
        if runs and runs[-1][1] == code - 1:
            runs[-1] = (runs[-1][0], code)
        else:
            runs.append((code, code))
    return runs
