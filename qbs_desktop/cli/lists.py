"""`qbs list`: records and figures of a ledger."""

from __future__ import annotations

import argparse
from decimal import Decimal

from qbs_desktop.cli.command import Command, Outcome, at_least_one, day, figure_text, file_argument, period
from qbs_desktop.domain import amount
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.fields import Value
from qbs_desktop.domain.ledgers import BY_ID
from qbs_desktop.domain.record import Record
from qbs_desktop.services.lists import leaving, listing
from qbs_desktop.services.safety import past
from qbs_desktop.services.workspace import Workspace


def _add(parser: argparse.ArgumentParser) -> None:
    file_argument(parser)
    parser.add_argument("ledger", choices=sorted(BY_ID), metavar="LEDGER", help=f"台账：{'、'.join(BY_ID)}")
    then = parser.add_mutually_exclusive_group()
    then.add_argument("--at", type=day, metavar="DATE", help="截至某日的名单，如 2026-06-30")
    then.add_argument("--step", type=at_least_one, metavar="N", help="第 N 步操作（qbs history 里的 #N）刚做完时的名单")
    then.add_argument("--off", action="store_true", help="列已移出今年名单的行")
    parser.add_argument("--period", type=period, help="只列这个报告期的数据")


def _list(arguments: argparse.Namespace) -> Outcome:
    with Workspace.open_file(arguments.file, readonly=True) as workspace:
        data = _wanted(workspace, arguments)
        rows = listing.in_tree_order(data.rows(arguments.ledger))
        uids = {record.id: record.uid for record, _depth in rows}
        records = [_document(data, record, uids, arguments) for record, _depth in rows]
        lines = [
            f"{'  ' * depth}{'其中：' * bool(depth)}{record.text('serial')} {record.name}  {_line(data, record)}"
            for record, depth in rows
        ]
    label = BY_ID[arguments.ledger].label
    return Outcome(0, lines or [f"{label}里还没有记录。"], {"ledger": arguments.ledger, "records": records})


def _wanted(workspace: Workspace, arguments: argparse.Namespace) -> Dataset:
    if arguments.at:
        return past.dataset_at(workspace, arguments.at)
    if arguments.step:
        return past.dataset_after(workspace, arguments.step)
    data = workspace.dataset(everyone=arguments.off)
    if not arguments.off:
        return data
    off = [one.record for one in leaving.off_list(workspace, arguments.ledger)]
    return Dataset(workspace.profile, {arguments.ledger: off}, {one.id: data.figures(one) for one in off})


def _document(data: Dataset, record: Record, uids: dict[int, str], arguments: argparse.Namespace) -> dict[str, object]:
    wanted = arguments.period
    return {
        "id": record.uid,
        "parent": uids.get(record.parent_id) if record.parent_id is not None else None,
        "record": {name: exchanged(value) for name, value in record.values.items()},
        "figures": [
            {
                "indicator": slug,
                "period": str(at),
                "kind": kind.name.lower(),
                "value": figure_text(figure),
                "mark": "na" if figure.na else None,
                **({"op": figure.op.value} if figure.op else {}),
            }
            for (slug, at, kind), figure in sorted(data.figures(record).items())
            if wanted is None or at == wanted
        ],
    }


def exchanged(value: Value) -> object:
    """A field's value as exchanged: decimal text for numbers, a list for units."""
    if isinstance(value, Decimal):
        return amount.plain(value)
    return list(value) if isinstance(value, tuple) else value


def _line(data: Dataset, record: Record) -> str:
    slug = data.main_indicator(record)
    if slug is None:
        return ""
    indicator = data.indicators[slug]
    return "  ".join(f"{year}：{indicator.text(figure)}" for year, figure in data.years(record, slug).items())


LIST = Command("list", "列出名单和数据", _add, _list)
