"""`qbs submit` and `qbs accept`: hand a period in, take in what is answered."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from qbs_desktop.cli.command import (
    Command,
    Outcome,
    file_argument,
    opened,
    period,
    progress,
    required,
    secret,
    unit_argument,
)
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.services.months import texts
from qbs_desktop.services.reporting import answers_in, office_keys, return_unit, submitting
from qbs_desktop.services.reporting.return_content import Choice


def _add_submit(parser: argparse.ArgumentParser) -> None:
    file_argument(parser)
    parser.add_argument("--period", type=period, required=True, help="报告期，如 2026-10")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="存到哪个文件夹")
    parser.add_argument("--reason", type=required, metavar="TEXT", help="问题没有处理完时的上报理由，印在封面")
    parser.add_argument("--late", type=required, metavar="TEXT", help="迟报说明，印在封面")
    unit_argument(parser)
    parser.add_argument("--sign-password-file", type=secret, metavar="TXT", help="签名口令，写在这个文件的第一行")


def _submit(arguments: argparse.Namespace) -> Outcome:
    with opened(arguments.file) as workspace:
        if arguments.sign_password_file is not None:
            office_keys.unlock(workspace, arguments.sign_password_file)
        left = texts.notes(workspace, arguments.period)
        try:
            made = submitting.submit(
                workspace,
                arguments.period,
                arguments.out,
                Choice(amount_unit=arguments.amount_unit or return_unit.usual(workspace, arguments.period)),
                reason=arguments.reason or "",
                late=arguments.late or "",
                progress=progress("上报"),
            )
        except submitting.ReasonWanted as wanted:
            raise Refusal(f"{wanted}\n在命令行写作 --reason 理由。") from None
    lines = [f"已上报 {made.period.label()}第 {made.revision} 版：{made.path}（校验码 {made.code}），报告期已锁定"]
    notes = [*made.notes, *left]
    lines += [f"  注意：{note}" for note in notes]
    document = {
        "period": str(made.period),
        "file": str(made.path),
        "revision": made.revision,
        "digest": made.digest,
        "state": made.stage.value,
        "notes": notes,
    }
    return Outcome(0, lines, document)


SUBMIT = Command("submit", "上报：封存一版报表并锁定报告期", _add_submit, _submit)


def _add_accept(parser: argparse.ArgumentParser) -> None:
    file_argument(parser)
    parser.add_argument("answer", type=Path, metavar="ANSWER", help="上级发回的回执或退回单（.xlsx）")


def _accept(arguments: argparse.Namespace) -> Outcome:
    with opened(arguments.file) as workspace:
        taken = answers_in.accept(workspace, arguments.answer)
    answer = taken.answer
    lines = [taken.sentence]
    for one in answer.items:
        words = (one.sheet, one.cell, one.name, one.value, one.reason, one.note)
        lines.append(f"  {one.no}. " + "　".join(word for word in words if word))
    document = {
        "kind": answer.kind,
        "period": str(answer.period),
        "revision": answer.revision,
        "state": taken.stage.value,
        "items": [asdict(one) for one in answer.items],
    }
    return Outcome(0, lines, document)


ACCEPT = Command("accept", "接收上级的回执或退回单", _add_accept, _accept)
