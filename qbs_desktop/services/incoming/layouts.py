"""Layouts that are kept (记住的版式): how a clerk's table is read, known again by its head in next month's file.

They stand in the data file, so that they go with it to the next clerk, and in its history; keeping one is no undo
step, because Ctrl+Z after an import is meant for what was imported.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from qbs_desktop.db.edit import Edit
from qbs_desktop.domain.errors import DamagedFile, Refusal
from qbs_desktop.exchange.locating.corrections import Corrections, Layout, timeless
from qbs_desktop.exchange.reading.readings import TableRead
from qbs_desktop.services.incoming.layout_facts import PREFIX
from qbs_desktop.services.workspace import Workspace


def layouts(workspace: Workspace) -> tuple[Layout, ...]:
    """All kept layouts, by name.

    Raises:
        DamagedFile: one cannot be read.
    """
    kept = (_from_json(text) for text in workspace.facts(PREFIX).values())
    return tuple(sorted(kept, key=lambda one: one.name))


def worth_keeping(table: TableRead, said: Corrections) -> Layout | None:
    """The layout of a corrected table; None when nothing was said that could serve again."""
    lasting = replace(said, head=None, rows={}, period=None, taken=None)
    if not table.head_print or table.header_rows is None or not (lasting or said.head or said.period):
        return None
    first, last = table.header_rows
    name = timeless(table.title).strip("()-") or table.sheet
    return Layout(
        table.head_print,
        last - first + 1,
        name,
        replace(lasting, ledger=table.ledger),
        by_report_period=said.period is not None,
    )


def keep(workspace: Workspace, wanted: Iterable[Layout]) -> list[str]:
    """Keep layouts in place of earlier ones with the same head; returns the names of those that are new or changed."""
    known = {one.print: one for one in layouts(workspace)}
    changed = []
    for one in wanted:
        earlier = known.get(one.print)
        named = replace(one, name=earlier.name) if earlier is not None else one
        if named != earlier:
            changed.append(named)
    if changed:
        title = "记住表格的对应关系：" + "、".join(one.name for one in changed)
        workspace.run(title, partial(_enter, changed), undoable=False)
    return [one.name for one in changed]


def _enter(changed: Iterable[Layout], edit: Edit) -> None:
    for one in changed:
        edit.set_meta(_key(one), _to_json(one))


def rename(workspace: Workspace, layout: Layout, name: str) -> None:
    """Call a layout something else.

    Raises:
        Refusal: the name is empty.
    """
    wanted = " ".join(name.split())
    if not wanted:
        raise Refusal("版式的名称不能为空。")
    if wanted != layout.name:
        renamed = replace(layout, name=wanted)
        title = f"版式“{layout.name}”改称“{wanted}”"
        workspace.run(title, lambda edit: edit.set_meta(_key(layout), _to_json(renamed)), undoable=False)


def forget(workspace: Workspace, layout: Layout) -> None:
    """Keep a layout no longer; what was imported with it stays."""
    workspace.run(f"不再记住版式“{layout.name}”", lambda edit: edit.set_meta(_key(layout), None), undoable=False)


def _key(layout: Layout) -> str:
    return PREFIX + hashlib.sha256(f"{layout.height}|{layout.print}".encode()).hexdigest()[:24]


def _to_json(layout: Layout) -> str:
    said = layout.corrections
    document = {
        "print": layout.print,
        "height": layout.height,
        "name": layout.name,
        "by_report_period": layout.by_report_period,
        "ledger": said.ledger,
        "columns": dict(said.columns),
        "units": dict(said.units),
        "amount_unit": said.amount_unit,
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True)


def _from_json(text: str) -> Layout:
    try:
        read = json.loads(text)
        said = Corrections(
            ledger=read["ledger"],
            columns=dict(read["columns"]),
            units=dict(read["units"]),
            amount_unit=read["amount_unit"],
        )
        return Layout(str(read["print"]), int(read["height"]), str(read["name"]), said, bool(read["by_report_period"]))
    except (ValueError, KeyError, TypeError) as problem:
        raise DamagedFile("数据文件里记住的版式读不出来，请从备份恢复，或在“版式管理”里删除后重新对应。") from problem
