"""`qbs collate`, `qbs receipt` and `qbs reject`: the city's side of the return loop."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from qbs_desktop.cli.command import Command, Outcome, day, file_argument, opened, period, progress, secret, secrets
from qbs_desktop.db.collation import Received
from qbs_desktop.domain import rejection
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.services.collating import (
    adopting,
    board,
    duplicates,
    findings,
    receiving,
    rejecting,
    revising,
    totals,
)
from qbs_desktop.services.collating.receiving import Outcome as Taken
from qbs_desktop.services.collating.rejecting import Complaint
from qbs_desktop.services.collating.revising import Correction
from qbs_desktop.services.collating.tracing import Origin
from qbs_desktop.services.reporting import office_keys
from qbs_desktop.services.workspace import Workspace

LINES_SHOWN = 8
"""Changes of a correction that are printed; `--json` has all of them."""


def _add_collate(parser: argparse.ArgumentParser) -> None:
    file_argument(parser)
    parser.add_argument(
        "books", type=Path, nargs="*", metavar="BOOK", help="下级报表，或它们所在的文件夹；不写则只汇总"
    )
    parser.add_argument("--period", type=period, help="报告期，如 2026-10；写了则只收这一期")
    parser.add_argument("--on", type=day, metavar="DATE", help="收到报表的日期（判断迟报），不写为今天")
    parser.add_argument(
        "--password-file", type=secrets, default=[], metavar="TXT", help="打开密码，写在文件里，一行一个"
    )
    parser.add_argument("--keep-pending", action="store_true", help="只接收，不采用")


def _collate(arguments: argparse.Namespace) -> Outcome:
    with opened(arguments.file) as workspace:
        taken: list[Taken] = []
        if arguments.books:
            taken = receiving.take_in(
                workspace,
                arguments.books,
                period=arguments.period,
                on=arguments.on,
                passwords=arguments.password_file,
                progress=progress("接收"),
            )
        open_ones = [one.received for one in taken if one.taken and one.received is not None]
        found = {number: findings.of(workspace, number) for number in dict.fromkeys(open_ones)}
        held = {number for number, own in found.items() if any(one.grade == "error" for one in own)}
        waiting = ""
        if not arguments.keep_pending:
            fresh = [number for number in _adoptable(workspace, found) if number not in held]
            waiting = _adopted(workspace, fresh)
        when = (
            [arguments.period]
            if arguments.period
            else sorted({one.period for one in taken if one.period and one.taken})
        )
        return _told(workspace, taken, found, held, when, waiting)


def _adopted(workspace: Workspace, numbers: list[int]) -> str:
    """Adopt what was taken in; what is refused (the city's own period is locked) stays taken in, and why is told."""
    try:
        adopting.adopt(workspace, numbers, progress=progress("采用"))
    except Refusal as refusal:
        return f"报表已接收，还没有采用：{refusal}"
    return ""


def _adoptable(workspace: Workspace, numbers: dict[int, list[findings.ReturnFinding]]) -> list[int]:
    """The pending ones that no newer revision of this run stands behind."""
    pending = [one for one in receiving.everything(workspace) if one.id in numbers and one.state == "pending"]
    newest = {(one.unit, one.period): one for one in sorted(pending, key=lambda one: one.revision)}
    return [one.id for one in newest.values()]


def _told(
    workspace: Workspace,
    taken: list[Taken],
    found: dict[int, list[findings.ReturnFinding]],
    held: set[int],
    periods: list[Period],
    waiting: str = "",
) -> Outcome:
    shown = board.of(workspace, periods or None)
    missing = list(dict.fromkeys(unit.code for when in shown.periods for unit in shown.missing(when)))
    sums = {str(when): totals.to_json(totals.of(workspace, when)) for when in shown.periods}
    double = duplicates.found(workspace)
    corrected = _corrected(workspace, taken)
    document = {
        "returns": [_return(workspace, one, found, corrected) for one in taken],
        "missing": missing,
        "totals": sums,
        "duplicates": [_duplicate(one) for one in double],
        "waiting": waiting,
        "board": [
            {
                "unit": unit.code,
                "name": unit.name,
                "period": str(when),
                "state": shown.places[unit.code, when.code].arrival,
            }
            for when in shown.periods
            for unit in shown.units
        ],
    }
    lines: list[str] = []
    for one in taken:
        lines.append(f"{one.file}：{one.sentence}")
        if (changed := corrected.get(one.received or 0)) is not None:
            lines += [f"  {changed.sentence}", *(f"    {line}" for line in changed.told(LINES_SHOWN))]
    lines += [f"  {said.message}" for own in found.values() for said in own]
    for when in shown.periods:
        lines.append(f"{when.label()}：{shown.punctuality[when.code].words}")
        absent = "、".join(unit.name for unit in shown.missing(when))
        lines += [f"  未报：{absent}"] if absent else []
        lines += [f"  {_total_line(workspace, one)}" for one in totals.of(workspace, when)]
    lines += [one.sentence for one in double]
    lines += [waiting] if waiting else []
    well = all(one.taken for one in taken) and not held and not waiting
    return Outcome(0 if well else 1, lines, document)


def _corrected(workspace: Workspace, taken: list[Taken]) -> dict[int, Correction]:
    """What the corrections among the returns that came changed against the revision received before."""
    new = [one.received for one in taken if one.state == "taken" and one.received is not None and one.revision > 1]
    found = {number: revising.correction(workspace, receiving.find(workspace, number)) for number in new}
    return {number: one for number, one in found.items() if one is not None}


def _return(
    workspace: Workspace,
    one: Taken,
    found: dict[int, list[findings.ReturnFinding]],
    corrected: Mapping[int, Correction],
) -> dict[str, object]:
    state = one.state
    if one.received is not None:
        state = receiving.find(workspace, one.received).state
    own = [each.to_json() for each in found.get(one.received or 0, [])]
    own += [
        {"grade": "error", "rule": f"return.{one.state}", "sheet": each.sheet, "cell": each.cell, "value": each.found,
         "message": each.message}
        for each in one.changes
    ]  # fmt: skip
    if not own and not one.taken:
        own = [
            {
                "grade": "error",
                "rule": f"return.{one.state}",
                "sheet": "",
                "cell": "",
                "value": "",
                "message": one.sentence,
            }
        ]
    correction = corrected.get(one.received or 0)
    return {
        "file": one.file,
        "unit": one.unit,
        "period": str(one.period) if one.period else None,
        "revision": one.revision,
        "state": state,
        "intact": one.intact,
        "findings": own,
        "received": one.received,
        **({"corrects": correction.to_json()} if correction is not None else {}),
    }


def _duplicate(one: duplicates.Duplicate) -> dict[str, object]:
    rows = [{"id": row.id, "unit": row.unit, "name": row.name, "code": row.code} for row in one.rows]
    return {"ledger": one.ledger, "by": one.by, "counted_once": one.settled, "rows": rows, "message": one.sentence}


def _total_line(workspace: Workspace, one: totals.Total) -> str:
    ledger, indicator = workspace.ledgers[one.ledger], workspace.indicators[one.indicator]
    kind = "目标" if one.kind else ""
    shown = totals.text(workspace, one.indicator, one.value)
    of = f"{one.count} 个数，{len(one.shares)} 个单位"
    note = f"；{one.note}" if one.note else ""
    note += f"；含已移出名单 {one.off_list} 行" if one.off_list else ""
    if one.kind is Kind.ACTUAL and one.plan_only:
        names = "、".join(f"{each.name}（{each.note}）" for each in one.plan_only)
        note += f"；不含只有年度计划的{names}"
    return f"{ledger.label} {indicator.label} {one.period.label()}{kind}：{shown}（{of}{note}）"


COLLATE = Command("collate", "接收下级报表，看报送情况和汇总数", _add_collate, _collate)


# --- answers -----------------------------------------------------------------------------------------------------


def _add_answer(parser: argparse.ArgumentParser) -> None:
    file_argument(parser)
    parser.add_argument("--unit", required=True, metavar="CODE", help="填报单位代码")
    parser.add_argument("--period", type=period, required=True, help="报告期，如 2026-10")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="存到哪个文件夹")
    parser.add_argument("--note", default="", help="写给填报单位的话")
    parser.add_argument("--sign-password-file", type=secret, metavar="TXT", help="签名口令，写在这个文件的第一行")


def _newest(workspace: Workspace, code: str, when: Period) -> Received:
    """The return as the board shows it: an altered one only where no whole one is here."""
    place = board.of(workspace, [when]).places.get((code, when.code))
    if place is None or place.newest is None:
        raise Refusal(f"还没有收到 {code} 的{when.label()}报表。")
    return place.newest


def _unlock(workspace: Workspace, arguments: argparse.Namespace) -> None:
    if arguments.sign_password_file is not None:
        office_keys.unlock(workspace, arguments.sign_password_file)


def _receipt(arguments: argparse.Namespace) -> Outcome:
    with opened(arguments.file) as workspace:
        _unlock(workspace, arguments)
        one = _newest(workspace, arguments.unit, arguments.period)
        made = rejecting.receipt(workspace, one.id, _folder(arguments.out), note=arguments.note)
    return _answered(made)


RECEIPT = Command("receipt", "给下级报表出回执", _add_answer, _receipt)


def _add_reject(parser: argparse.ArgumentParser) -> None:
    _add_answer(parser)
    parser.add_argument("--changed", action="store_true", help="报表被改动时，把改动的单元格作为退回的项")
    reasons = "、".join(f"{one.id} {one.label}" for one in rejection.REASONS)
    parser.add_argument("--reason", default="", metavar="CODE", help=f"退回原因：{reasons}")
    parser.add_argument(
        "--item", nargs="+", default=[], metavar="SHEET!CELL", help="退回的单元格，如 企业月报!K10；不写则退回整张报表"
    )


def _reject(arguments: argparse.Namespace) -> Outcome:
    with opened(arguments.file) as workspace:
        _unlock(workspace, arguments)
        one = _newest(workspace, arguments.unit, arguments.period)
        there = {f"{origin.sheet}!{origin.cell}": origin for origin in rejecting.origins(workspace, one.id)}
        chosen = list(there.values()) if arguments.changed else [_origin(there, place) for place in arguments.item]
        items = [Complaint(origin, arguments.reason, arguments.note) for origin in chosen]
        made = rejecting.reject(
            workspace, one.id, _folder(arguments.out), items=items, reason=arguments.reason, note=arguments.note
        )
    return _answered(made)


def _origin(there: dict[str, Origin], place: str) -> Origin:
    if place not in there:
        raise Refusal(f"报表里“{place}”不是填报的数，请写成 工作表!单元格，如 {next(iter(there), '企业月报!K10')}。")
    return there[place]


REJECT = Command("reject", "退回下级报表，或其中几项", _add_reject, _reject)


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


def _answered(made: rejecting.Answered) -> Outcome:
    one = made.received
    document = {
        "unit": one.unit,
        "period": str(one.period),
        "revision": one.revision,
        "kind": made.kind,
        "file": str(made.path),
    }
    return Outcome(0, [made.sentence], document)
