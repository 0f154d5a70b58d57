"""Kinds of chart (图表), listed once. To add one: write a module that ends in `KIND`, add it here."""

from __future__ import annotations

from qbs_desktop.domain.charts import ladder, ranking, sectors, target_actual, units
from qbs_desktop.domain.charts.chart import ChartData, ChartKind
from qbs_desktop.domain.charts.text import as_text

KINDS: tuple[ChartKind, ...] = (
    target_actual.KIND,
    ladder.KIND,
    ranking.KIND,
    sectors.KIND,
    units.RATE,
    units.GROWTH,
)
BY_ID: dict[str, ChartKind] = {kind.id: kind for kind in KINDS}

__all__ = ["BY_ID", "KINDS", "ChartData", "ChartKind", "as_text"]
