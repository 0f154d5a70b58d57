"""`qbs history` and `qbs undo`."""

from __future__ import annotations

import argparse

from qbs_desktop.cli.command import Command, Outcome, at_least_one, file_argument, opened
from qbs_desktop.services import history
from qbs_desktop.services.workspace import Workspace

LINES_SHOWN = 8


def _add_history(parser: argparse.ArgumentParser) -> None:
    file_argument(parser)
    parser.add_argument("--newest", type=at_least_one, default=50, metavar="N", help="最近多少步（默认 50）")


def _history(arguments: argparse.Namespace) -> Outcome:
    with Workspace.open_file(arguments.file, readonly=True) as workspace:
        entries = history.entries(workspace, arguments.newest)
    lines: list[str] = []
    for entry in entries:
        operation = entry.operation
        lines.append(f"#{operation.id} {entry.at} {operation.user} {operation.title} {operation.source}".rstrip())
        lines += [f"    {_words(one)}" for one in entry.lines[:LINES_SHOWN]]
        hidden = len(entry.lines) - LINES_SHOWN + entry.more
        if hidden > 0:
            lines.append(f"    ……另有 {hidden} 处")
    return Outcome(0, lines or ["还没有操作。"], {"operations": [_document(entry) for entry in entries]})


def _words(one: history.ChangeLine) -> str:
    if not one.before and not one.after:
        return f"{one.record_name} {one.where}"
    return f"{one.record_name} {one.where}：{one.before or '空白'} → {one.after or '空白'}"


def _document(entry: history.Entry) -> dict[str, object]:
    operation = entry.operation
    return {
        "id": operation.id,
        "uid": operation.uid,
        "kind": operation.kind,
        "title": operation.title,
        "at": operation.at,
        "user": operation.user,
        "machine": operation.machine,
        "source": operation.source,
        "hash": operation.hash,
        "changes": [
            {"record": one.record_name, "where": one.where, "before": one.before, "after": one.after}
            for one in entry.lines
        ],
        "more": entry.more,
    }


HISTORY = Command("history", "列出操作历史", _add_history, _history)


def _undo(arguments: argparse.Namespace) -> Outcome:
    with opened(arguments.file) as workspace:
        title = workspace.undo()
        left = workspace.next_undo()
    return Outcome(0, [f"已撤销：{title}"], {"undone": title, "next": left})


UNDO = Command("undo", "撤销最近一步", file_argument, _undo)
