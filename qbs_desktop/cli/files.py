"""`qbs new`, `qbs doctor`, `qbs open`: data files as a whole; `qbs self-test`: the program."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from qbs_desktop.cli.command import Command, Outcome, file_argument, required, year
from qbs_desktop.services import profiles, samples
from qbs_desktop.services.safety import doctor
from qbs_desktop.services.workspace import Unit, Workspace


def _add_new(parser: argparse.ArgumentParser) -> None:
    file_argument(parser)
    parser.add_argument("--profile", required=True, metavar="ID", help=f"方案：{'、'.join(profiles.available())}")
    parser.add_argument(
        "--unit", required=True, type=required, metavar="CODE", help="填报单位代码（行政区划或统计用区划代码）"
    )
    parser.add_argument("--name", default="", help="填报单位名称")
    parser.add_argument("--year", type=year, help="填报年度")
    parser.add_argument("--sample", action="store_true", help="载入方案文件中印出的全部表格")


def _new(arguments: argparse.Namespace) -> Outcome:
    profile = profiles.load(arguments.profile)
    unit = Unit(arguments.unit, arguments.name or profile.region)
    if arguments.sample:
        workspace = samples.create_sample(arguments.file, profile.id, unit=unit, year=arguments.year)
    else:
        year = arguments.year or date.today().year
        workspace = Workspace.create(arguments.file, profile, unit, year=year)
    with workspace:
        data = workspace.dataset()
        counts = {ledger: len(data.rows(ledger)) for ledger in workspace.ledgers}
        lines = [f"已建立 {arguments.file.name}：{unit.name}（{profile.title}，{workspace.year} 年）"]
        lines += [f"  {workspace.ledgers[name].label} {count} 行" for name, count in counts.items() if count]
        document = {
            "file": str(arguments.file),
            "profile": profile.id,
            "unit": {"code": unit.code, "name": unit.name},
            "year": workspace.year,
            "records": counts,
        }
    return Outcome(0, lines, document)


NEW = Command("new", "建立数据文件", _add_new, _new)


def _add_doctor(parser: argparse.ArgumentParser) -> None:
    file_argument(parser)
    parser.add_argument(
        "--against",
        type=Path,
        nargs="+",
        default=[],
        metavar="BOOK",
        help="存在别处的报表、回执或副本：核对数据文件的历史还是不是当时的",
    )


def _doctor(arguments: argparse.Namespace) -> Outcome:
    with Workspace.open_file(arguments.file, readonly=True) as workspace:
        found = doctor.examine(workspace, arguments.against)
    lines = [f"{'正常' if one.well else '异常'}  {one.what}：{one.sentence}" for one in found]
    document = {
        "file": str(arguments.file),
        "well": all(one.well for one in found),
        "examined": [{"what": one.what, "well": one.well, "message": one.sentence} for one in found],
    }
    return Outcome(0 if all(one.well for one in found) else 1, lines, document)


DOCTOR = Command("doctor", "检查数据文件是否完好", _add_doctor, _doctor)


def _upgrade(arguments: argparse.Namespace) -> Outcome:
    with Workspace.open_file(arguments.file) as workspace:
        done = workspace.store.upgraded
    if done is None:
        return Outcome(0, [f"{arguments.file.name} 已经是现在的格式，没有改动。"], {"file": str(arguments.file)})
    document = {"file": str(arguments.file), "from": done.version, "to": done.target, "kept": str(done.kept)}
    return Outcome(0, [f"{arguments.file.name} 已升级。", *done.sentence.split("\n")], document)


UPGRADE = Command("upgrade", "把较早版本的数据文件升级到现在的格式（先另存一份）", file_argument, _upgrade)


def _add_open(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE.qbs", help="数据文件；不写则显示开始页")


def _open(arguments: argparse.Namespace) -> Outcome:
    from qbs_desktop import app

    return Outcome(app.main([str(arguments.file)] if arguments.file else []))


OPEN = Command("open", "打开窗口", _add_open, _open)


def _add_self_test(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("report", type=Path, nargs="?", metavar="REPORT", help="结果另存为这个文本文件")


def _self_test(arguments: argparse.Namespace) -> Outcome:
    from qbs_desktop import app

    code = app.self_test(arguments.report, quiet=arguments.json)
    return Outcome(code, document={"well": code == 0})


SELF_TEST = Command("self-test", "自检：用示例走一遍主要工作，看程序装得是否完好", _add_self_test, _self_test)
