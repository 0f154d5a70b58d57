"""`qbs import`: preview or apply workbooks."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from qbs_desktop.cli.command import Command, Outcome, file_argument, opened, period, progress, secret
from qbs_desktop.domain.amount import AMOUNT_UNITS
from qbs_desktop.domain.errors import QbsError
from qbs_desktop.domain.ledgers import BY_ID
from qbs_desktop.services.incoming import importing
from qbs_desktop.services.incoming.importing import Wish
from qbs_desktop.services.workspace import Workspace


def _add(parser: argparse.ArgumentParser) -> None:
    file_argument(parser)
    parser.add_argument("books", type=Path, nargs="+", metavar="BOOK", help="工作簿")
    parser.add_argument("--list", dest="ledger", choices=sorted(BY_ID), metavar="LEDGER", help="指定台账")
    parser.add_argument("--sheet", help="只读这张工作表")
    parser.add_argument("--period", type=period, help="数据的报告期")
    parser.add_argument("--unit-of-amount", dest="amount_unit", choices=list(AMOUNT_UNITS), help="金额单位")
    parser.add_argument("--for-unit", default="", metavar="CODE", help="代哪个下级单位录入：它没有报表，只有普通表格")
    parser.add_argument("--password", help="工作簿的打开密码")
    parser.add_argument(
        "--password-file", dest="password", type=secret, metavar="TXT", help="打开密码，写在这个文件的第一行"
    )
    parser.add_argument("--apply", action="store_true", help="写入（默认只预览）")
    parser.add_argument("--good-rows", action="store_true", help="有错的行留下，其余写入")
    parser.add_argument("--errors-to", type=Path, metavar="DIR", help="把标出错误的副本存到这个文件夹")


def _import(arguments: argparse.Namespace) -> Outcome:
    documents: list[Mapping[str, object] | Sequence[object]] = []
    lines: list[str] = []
    code = 0
    with opened(arguments.file, readonly=not arguments.apply) as workspace:
        for book in arguments.books:
            try:
                one = _one(workspace, book, arguments)
            except QbsError as error:
                if len(arguments.books) == 1:
                    raise
                one = _refused(book, error)
            documents.append(one.document)
            lines += one.lines
            code = max(code, one.code)
    return Outcome(code, lines, documents[0] if len(documents) == 1 else documents)


def _one(workspace: Workspace, book: Path, arguments: argparse.Namespace) -> Outcome:
    """Preview, and with ``--apply`` take in, one workbook."""
    preview = importing.preview(
        workspace,
        book,
        Wish(arguments.ledger, arguments.sheet, arguments.period, arguments.amount_unit),
        password=arguments.password,
        unit=arguments.for_unit,
        progress=progress(book.name),
    )
    applied = bool(arguments.apply and (arguments.good_rows or not preview.rejected))
    if applied:
        importing.apply(workspace, preview, good_rows=arguments.good_rows)
    lines: list[str] = []
    if arguments.errors_to is not None and preview.findings:
        copy = importing.errors_copy(preview, arguments.errors_to, arguments.password)
        lines += [f"标出错误的副本：{copy.path}", *(f"  {sentence}" for sentence in copy.lost)]
    lines += preview.summary(applied=applied)
    return Outcome(1 if preview.rejected else 0, lines, preview.to_json(applied=applied))


def _refused(book: Path, error: QbsError) -> Outcome:
    """A workbook that cannot be read, among others that can: what the others did must still be told."""
    document = {"workbook": book.name, "applied": False, "sheets": [], "error": str(error)}
    return Outcome(1, [f"{book.name}（没有导入）", f"  {error}"], document)


IMPORT = Command("import", "导入工作簿（默认预览）", _add, _import)
