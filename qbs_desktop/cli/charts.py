"""`qbs chart`: one picture."""

from __future__ import annotations

import argparse
from pathlib import Path

from qbs_desktop.cli.command import Command, Outcome, file_argument, period
from qbs_desktop.domain.charts import as_text
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.ledgers import BY_ID
from qbs_desktop.services import charting
from qbs_desktop.services.workspace import Workspace

SUFFIXES = (".png", ".svg", ".pdf")


def _add(parser: argparse.ArgumentParser) -> None:
    file_argument(parser)
    kinds = "、".join(f"{kind.id} {kind.label}" for kind in charting.kinds())
    parser.add_argument("--kind", required=True, choices=[kind.id for kind in charting.kinds()], help=kinds)
    parser.add_argument("--out", type=Path, required=True, help="PNG、SVG 或 PDF 文件")
    parser.add_argument("--list", dest="ledger", choices=sorted(BY_ID), metavar="LEDGER", help="台账")
    parser.add_argument("--record", help="只画这一条（名称）")
    parser.add_argument("--period", type=period, help="报告期")


def _chart(arguments: argparse.Namespace) -> Outcome:
    if arguments.out.suffix.lower() not in SUFFIXES:
        raise Refusal(f"图只能存成 PNG、SVG 或 PDF，不能存成“{arguments.out.suffix}”。")
    with Workspace.open_file(arguments.file, readonly=True) as workspace:
        picture = charting.chart(
            workspace,
            arguments.kind,
            ledger=arguments.ledger,
            record_id=_record_id(workspace, arguments),
            period=arguments.period,
        )
    from qbs_desktop.ui.charts.picture import render

    render(picture, arguments.out)
    text = as_text(picture)
    return Outcome(0, [f"已保存 {arguments.out}", text], {"file": str(arguments.out), "text": text})


def _record_id(workspace: Workspace, arguments: argparse.Namespace) -> int | None:
    if arguments.record is None:
        return None
    data = workspace.dataset()
    for ledger in [arguments.ledger] if arguments.ledger else workspace.ledgers:
        found = data.named(ledger, arguments.record)
        if found is not None:
            return found.id
    raise Refusal(f"名单里没有“{arguments.record}”，请写全名。")


CHART = Command("chart", "画一张图", _add, _chart)
