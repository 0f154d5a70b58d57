"""Totals of a list over all its figures, added up by the store."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from qbs_desktop.db.driver import Connection
from qbs_desktop.domain import amount
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.period import Period


def totals(
    connection: Connection, ledger_id: str, periods: Iterable[Period] | None = None
) -> dict[tuple[str, Period, Kind], tuple[Decimal, int]]:
    """Sum and number of the values of a ledger's top rows by indicator, period and kind; 其中 rows are not added.

    Every top row is looked up by its key, so that one county of many costs what one county costs.
    """
    where = "" if periods is None else f" AND f.period IN ({','.join(str(period.code) for period in periods)})"
    rows = connection.execute(
        f"SELECT i.slug, i.scale, s.period, s.kind, s.total, s.many FROM (SELECT f.indicator_id, f.period, f.kind,"  # noqa: S608
        f' sum(f.value) AS total, count(f.value) AS many FROM "{ledger_id}" t CROSS JOIN indicator j CROSS JOIN'
        f" figure f ON f.subject_id = t.id AND f.indicator_id = j.id WHERE t.parent_id IS NULL{where}"
        " GROUP BY 1, 2, 3) s JOIN indicator i ON i.id = s.indicator_id WHERE s.many > 0"
    ).fetchall()
    return {
        (slug, Period(code), Kind(kind)): (amount.from_scaled(total, scale), many)
        for slug, scale, code, kind, total, many in rows
    }
