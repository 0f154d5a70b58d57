"""A chart as text (图表文字): for screen readers, the alternative text of pictures, and snapshot tests."""

from __future__ import annotations

from qbs_desktop.domain import amount
from qbs_desktop.domain.charts.chart import TONE_LABELS, ChartData, Point, Style


def as_text(chart: ChartData) -> str:
    """Everything the picture says, line by line; gaps as 未填 or ——."""
    lines = [chart.title, chart.subtitle]
    if chart.empty:
        return "\n".join([*lines, chart.empty])
    lines.append(" | ".join([chart.category_axis, *(one.label for one in chart.series)]))
    for number, name in enumerate(chart.categories):
        lines.append(" | ".join([name, *(_cell(one.points[number]) for one in chart.series)]))
    if chart.marks:
        marks = (f"{mark.label} {amount.grouped(mark.value)}{'%' if chart.unit == '%' else ''}" for mark in chart.marks)
        lines.append(f"{'台阶' if chart.style is Style.LADDER else '参照线'}：{'、'.join(marks)}")
    lines.extend(chart.annotations)
    lines.extend(f"注：{one}" for one in chart.warnings)
    lines.append(f"来源：{chart.source}")
    return "\n".join(lines)


def _cell(point: Point) -> str:
    if point.gap is not None:
        return point.gap.label
    tone = TONE_LABELS.get(point.tone, "")
    return point.label + (f" [{tone}]" if tone else "") + ("（未满年）" if point.tone == "partial" else "")
