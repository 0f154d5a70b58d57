"""`qbs take-off` and `qbs put-back`: rows leave this year's list (移出名单) and come back (列回)."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from qbs_desktop.cli.command import Command, Outcome, file_argument, opened
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.ledgers import BY_ID
from qbs_desktop.domain.record import Record
from qbs_desktop.services.lists import leaving
from qbs_desktop.services.workspace import Workspace


def _add(parser: argparse.ArgumentParser) -> None:
    file_argument(parser)
    parser.add_argument("ledger", choices=sorted(BY_ID), metavar="LEDGER", help=f"台账：{'、'.join(BY_ID)}")
    parser.add_argument("records", nargs="+", metavar="RECORD", help="行的全名，或 qbs list --json 里的 id；可写几个")


def _take_off(arguments: argparse.Namespace) -> Outcome:
    with opened(arguments.file) as workspace:
        there = workspace.dataset(periods=[]).rows(arguments.ledger)
        return _done(workspace, arguments, there, leaving.take_off, "移出")


def _put_back(arguments: argparse.Namespace) -> Outcome:
    with opened(arguments.file) as workspace:
        there = [one.record for one in leaving.off_list(workspace, arguments.ledger)]
        return _done(workspace, arguments, there, leaving.put_back, "列回")


def _done(
    workspace: Workspace,
    arguments: argparse.Namespace,
    there: Sequence[Record],
    act: Callable[[Workspace, str, Sequence[int]], str],
    word: str,
) -> Outcome:
    label, year = workspace.ledgers[arguments.ledger].label, workspace.year
    chosen = [
        _found(there, wanted, f"{year}年{label}{'里' if word == '移出' else '移出的行里'}")
        for wanted in arguments.records
    ]
    words = act(workspace, arguments.ledger, [one.id for one in chosen])
    line = f"已{word} {words}（{year}年{label}）；数和历史都在，qbs undo 可以撤销。"
    return Outcome(0, [line], {"ledger": arguments.ledger, "year": year, "records": [one.uid for one in chosen]})


def _found(there: Sequence[Record], wanted: str, where: str) -> Record:
    """The row with this name or permanent id.

    Raises:
        Refusal: none, or several of one name.
    """
    found = [one for one in there if one.uid == wanted] or [one for one in there if one.name == wanted]
    if not found:
        raise Refusal(f"{where}没有“{wanted}”，请写全名。")
    if len(found) > 1:
        raise Refusal(f"{where}有 {len(found)} 行叫“{wanted}”，请写 id：{'、'.join(one.uid for one in found)}。")
    return found[0]


TAKE_OFF = Command("take-off", "把行移出今年的名单，数和历史留着", _add, _take_off)
PUT_BACK = Command("put-back", "把移出的行列回今年的名单", _add, _put_back)
