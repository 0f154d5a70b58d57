"""First show and redraw of a chart, against the same picture in bare pyqtgraph."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.job import Job, Scale, timed


def _fill(plot: Any, heights: list[float]) -> None:
    """Bars with their values written on them."""
    import pyqtgraph as pg

    plot.addItem(pg.BarGraphItem(x=list(range(len(heights))), height=heights, width=0.6))
    for place, height in enumerate(heights):
        label = pg.TextItem(f"{height:,.2f}", anchor=(0.5, 1))
        label.setPos(place, height)
        plot.addItem(label)


def jobs(scale: Scale, _folder: Path) -> Iterator[Job]:
    """The printed sample's bar chart, shown anew and repainted."""
    import pyqtgraph as pg
    from PySide6.QtWidgets import QApplication

    from qbs_desktop.domain.charts import BY_ID
    from qbs_desktop.domain.charts.chart import Ask
    from qbs_desktop.domain.sample_data import dataset_of
    from qbs_desktop.services import profiles
    from qbs_desktop.ui.charts.view import ChartView

    application = QApplication.instance() or QApplication([])
    dataset = dataset_of(profiles.load("zhuzhou"), profiles.sample("zhuzhou"))
    repeats = 3 if scale.short else 10
    for kind in ("target_actual", "ranking"):
        chart = BY_ID[kind].draw(dataset, Ask())
        heights = [float(point.value or 0) for series in chart.series for point in series.points] or [1.0]
        view, bare = ChartView(), pg.PlotWidget()
        _fill(bare, heights)
        for one in (view, bare):
            one.resize(1200, 700)
            one.show()
        view.show_chart(chart)
        application.processEvents()

        def show(view: ChartView = view, chart: object = chart) -> None:
            view.show_chart(chart)  # type: ignore[arg-type]
            application.processEvents()
            view.repaint()

        def show_bare(heights: list[float] = heights) -> None:
            made = pg.PlotWidget()
            _fill(made, heights)
            made.resize(1200, 700)
            made.show()
            application.processEvents()
            made.close()

        def redraw(view: ChartView = view) -> None:
            for _ in range(repeats):
                view.grab()

        def redraw_bare(bare: pg.PlotWidget = bare) -> None:
            for _ in range(repeats):
                bare.grab()

        yield Job(f"chart {kind}: show", timed(show), timed(show_bare), "bare pyqtgraph bars", 1.1)
        yield Job(f"chart {kind}: redraw x {repeats}", timed(redraw), timed(redraw_bare), "bare pyqtgraph bars", 1.1)
        view.close()
        bare.close()
