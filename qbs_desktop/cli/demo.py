"""`qbs demo`: the main job once, without a screen: sample county, checks, returns, verification, charts."""

from __future__ import annotations

import argparse
from pathlib import Path

from qbs_desktop.cli.command import Command, Outcome, say
from qbs_desktop.domain.period import Period
from qbs_desktop.services import charting, samples
from qbs_desktop.services.checks import checking
from qbs_desktop.services.reporting import returns
from qbs_desktop.services.workspace import Workspace


def _add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=Path("build/demo"), help="文件存放的文件夹")
    parser.add_argument("--profile", default="hunan-county", help="用哪个方案的示例")


def _demo(arguments: argparse.Namespace) -> Outcome:
    folder: Path = arguments.out
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / f"示例-{arguments.profile}.qbs"
    for left in (data, data.with_name(data.name + "-wal"), data.with_name(data.name + "-shm")):
        left.unlink(missing_ok=True)
    with samples.create_sample(data, arguments.profile) as workspace:
        period = newest_month(workspace)
        lines = [f"数据文件：{data}"]
        say("审核……")
        found = checking.check(workspace, period)
        counts = checking.counts(found)
        lines.append("审核：" + "、".join(f"{grade.label} {count} 条" for grade, count in counts.items()))
        say("导出报表……")
        made = returns.export(workspace, period, folder)
        for one in made:
            verdict = returns.verify(one.path)
            lines.append(f"报表：{one.path}（{verdict.sentence}）")
        say("画图……")
        pictures = _draw(workspace, period, folder)
        lines += [f"图：{path}" for path in pictures]
    document = {
        "file": str(data),
        "period": str(period),
        "findings": {grade.value: count for grade, count in counts.items()},
        "returns": [str(one.path) for one in made],
        "charts": [str(path) for path in pictures],
    }
    return Outcome(0, lines, document)


def newest_month(workspace: Workspace) -> Period:
    """The newest period with figures, else the file's year."""
    months = [period for period in workspace.filled_periods() if period.is_month]
    return months[-1] if months else Period.of_year(workspace.year)


def _draw(workspace: Workspace, period: Period, folder: Path) -> list[Path]:
    from qbs_desktop.ui.charts.picture import render

    drawn: list[Path] = []
    for kind in charting.kinds(workspace):
        path = folder / f"{kind.label}.png"
        render(charting.chart(workspace, kind.id, period=period), path)
        drawn.append(path)
    return drawn


DEMO = Command("demo", "不开窗口，用示例数据走一遍主要工作", _add, _demo)
