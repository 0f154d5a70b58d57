"""`qbs export` and `qbs verify`."""

from __future__ import annotations

import argparse
from pathlib import Path

from qbs_desktop.cli.command import (
    Command,
    Outcome,
    file_argument,
    opened,
    period,
    progress,
    secret,
    unit_argument,
)
from qbs_desktop.services.reporting import office_keys, return_unit, returns
from qbs_desktop.services.reporting.office_keys import Ring
from qbs_desktop.services.workspace import Workspace


def _add_export(parser: argparse.ArgumentParser) -> None:
    file_argument(parser)
    parser.add_argument("--period", type=period, required=True, help="报告期，如 2026-10；计划表用年份，如 2025")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="存到哪个文件夹")
    parser.add_argument("--form", nargs="+", metavar="ID", help="表式；不写则按方案全部")
    unit_argument(parser)
    parser.add_argument("--decimals", type=int, metavar="N", help="金额保留几位小数，舍位平衡；不写则不舍位")
    parser.add_argument(
        "--password-file", type=secret, metavar="TXT", help="给工作簿加打开密码；密码写在这个文件的第一行"
    )
    parser.add_argument("--sign-password-file", type=secret, metavar="TXT", help="签名口令，写在这个文件的第一行")
    parser.add_argument("--pdf", action="store_true", help="同时存一份 PDF，与工作簿同名")


def _export(arguments: argparse.Namespace) -> Outcome:
    with opened(arguments.file) as workspace:
        if arguments.sign_password_file is not None:
            office_keys.unlock(workspace, arguments.sign_password_file)
        arguments.amount_unit = arguments.amount_unit or return_unit.usual(workspace, arguments.period)
        made = returns.export(
            workspace,
            arguments.period,
            arguments.out,
            forms=arguments.form,
            amount_unit=arguments.amount_unit,
            decimals=arguments.decimals,
            password=arguments.password_file,
            progress=progress("导出"),
        )
        papers = [_paper(workspace, one, arguments) for one in made] if arguments.pdf else []
    lines = [f"已导出 {one.path}（第 {one.revision} 版，{arguments.amount_unit}，{one.digest[:8]}）" for one in made]
    lines += [f"  注意：{note}" for one in made for note in one.notes]
    lines += [f"已导出 {path}（{pages} 页）" for path, pages in papers]
    document = {
        "period": str(arguments.period),
        "papers": [str(path) for path, _pages in papers],
        "returns": [
            {
                "file": str(one.path),
                "forms": list(one.forms),
                "revision": one.revision,
                "digest": one.digest,
                "notes": list(one.notes),
            }
            for one in made
        ],
    }
    return Outcome(0, lines, document)


def _paper(workspace: Workspace, made: returns.ExportResult, arguments: argparse.Namespace) -> tuple[Path, int]:
    """The same return as PDF beside its workbook, and how many pages it has."""
    from qbs_desktop.ui.printing.pages import write_pdf

    printable = returns.printable(
        workspace,
        made.period,
        forms=made.forms,
        amount_unit=arguments.amount_unit,
        decimals=arguments.decimals,
    )
    path = made.path.with_suffix(".pdf")
    return path, write_pdf(printable, path)


EXPORT = Command("export", "导出报表工作簿", _add_export, _export)


def _add_verify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("books", type=Path, nargs="+", metavar="BOOK", help="报表工作簿")
    parser.add_argument("--keys", type=Path, metavar="FILE.qbs", help="与这个数据文件里登记的钥匙核对签名")
    parser.add_argument("--password-file", type=secret, metavar="TXT", help="打开密码，写在这个文件的第一行")


def _verify(arguments: argparse.Namespace) -> Outcome:
    found = returns.verify_all(arguments.books, _ring(arguments.keys), arguments.password_file)
    verdicts = list(zip(arguments.books, found, strict=True))
    lines = [f"{book.name}：{verdict.sentence}{verdict.standing.sentence}" for book, verdict in verdicts]
    document = {"returns": [{"file": str(book), **verdict.to_json()} for book, verdict in verdicts]}
    sound = all(verdict.state == "whole" and not verdict.standing.doubtful for _book, verdict in verdicts)
    return Outcome(0 if sound else 1, lines, document)


def _ring(file: Path | None) -> Ring | None:
    if file is None:
        return None
    with Workspace.open_file(file, readonly=True) as workspace:
        return office_keys.ring(workspace)


VERIFY = Command("verify", "校验报表是否完整、有没有被改动", _add_verify, _verify)
