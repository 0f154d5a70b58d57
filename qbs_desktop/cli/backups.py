"""`qbs backup` and `qbs restore`."""

from __future__ import annotations

import argparse
from pathlib import Path

from qbs_desktop.cli.command import Command, Outcome, file_argument
from qbs_desktop.services.safety import backups
from qbs_desktop.services.safety.backups import Backup
from qbs_desktop.services.workspace import Workspace


def _add_backup(parser: argparse.ArgumentParser) -> None:
    file_argument(parser)
    parser.add_argument("--second", type=Path, metavar="DIR", help="同时备份到另一个磁盘上的文件夹")
    parser.add_argument("--list", action="store_true", help="只列出已有的备份")


def _backup(arguments: argparse.Namespace) -> Outcome:
    notes: tuple[str, ...] = ()
    if not arguments.list:
        with Workspace.open_file(arguments.file, readonly=True) as workspace:
            notes = backups.make(workspace, second=arguments.second).notes
    found = backups.listing(arguments.file, arguments.second)
    lines = [f"{one.at:%Y-%m-%d %H:%M}  第 {one.operation} 步  {one.path}" for one in found] or ["还没有备份。"]
    document = {"file": str(arguments.file), "notes": list(notes), "backups": [_document(one) for one in found]}
    return Outcome(1 if notes else 0, [*notes, *lines], document)


def _document(one: Backup) -> dict[str, object]:
    return {
        "file": str(one.path),
        "operation": one.operation,
        "mark": one.mark,
        "at": one.at.isoformat(timespec="seconds"),
        "size": one.size,
    }


BACKUP = Command("backup", "备份数据文件，核对后列出全部备份", _add_backup, _backup)


def _add_restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("backup", type=Path, metavar="BACKUP", help="备份文件（.qbsbak）")
    parser.add_argument("--out", type=Path, metavar="FILE.qbs", help="恢复为这个新文件；不写则只看备份里有什么")


def _restore(arguments: argparse.Namespace) -> Outcome:
    seen = backups.preview(arguments.backup)
    lines = [
        f"{seen.unit}，{seen.year} 年；最后一步：{seen.last[0]}（{seen.last[1]}）",
        *(f"  {label} {count} 行" for label, count in seen.lists if count),
        f"  最近有数的月份：{seen.period or '没有'}，{seen.figures} 个数据",
    ]
    document: dict[str, object] = {
        "backup": str(arguments.backup),
        "unit": seen.unit,
        "year": seen.year,
        "records": dict(seen.lists),
        "period": seen.period,
        "figures": seen.figures,
        "last": {"title": seen.last[0], "at": seen.last[1]},
        "file": None,
    }
    if arguments.out is not None:
        made = backups.restore(arguments.backup, arguments.out)
        lines.append(f"已恢复为 {made}；备份和其他文件没有改动。")
        document["file"] = str(made)
    return Outcome(0, lines, document)


RESTORE = Command("restore", "查看备份的内容，或把它恢复为新文件", _add_restore, _restore)
