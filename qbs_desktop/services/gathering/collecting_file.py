"""One collection template that came back (交回的采集表): what it is, whether it is what was issued, what it says."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from qbs_desktop.domain.finding import Grade, SheetFinding
from qbs_desktop.domain.forms.columns import head_cells
from qbs_desktop.domain.forms.filled import FilledColumn
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.copies.mark_sheet import HEAD as MISTAKES_HEAD
from qbs_desktop.exchange.locating.corrections import IGNORE, Corrections
from qbs_desktop.exchange.process.apart import Reading, keep_ready
from qbs_desktop.exchange.process.reading_room import SeenCell, SheetOutline
from qbs_desktop.exchange.reading.readings import RowRead, TableRead, Wish
from qbs_desktop.exchange.reading.rows import RowKind
from qbs_desktop.exchange.sealed import collecting
from qbs_desktop.exchange.sealed.collecting import Issued, NotIssued
from qbs_desktop.exchange.sealed.sealing import MACHINE_SHEET
from qbs_desktop.exchange.sheets.cells import column_letters
from qbs_desktop.exchange.words.units import fold
from qbs_desktop.services import forms
from qbs_desktop.services.gathering.templates import Round
from qbs_desktop.services.incoming import importing
from qbs_desktop.services.incoming.import_preview import STORED, Action, Preview
from qbs_desktop.services.workspace import Workspace

Seen = Mapping[int, Mapping[int, SeenCell]]


class State(StrEnum):
    """What came of a file."""

    READY = "ready"
    MISTAKES = "mistakes"
    EMPTY = "empty"
    TWICE = "twice"
    OLDER = "older"
    HEAD = "head"
    PERIOD = "period"
    FOREIGN = "foreign"
    OTHER = "other"
    UNREADABLE = "unreadable"

    @property
    def label(self) -> str:
        """Chinese name."""
        return _LABELS[self]


_LABELS = {
    State.READY: "可以收",
    State.MISTAKES: "有误",
    State.EMPTY: "没有填数",
    State.TWICE: "同一单位",
    State.OLDER: "旧的一次",
    State.HEAD: "表头被改",
    State.PERIOD: "不是这一期",
    State.FOREIGN: "不是本单位的",
    State.OTHER: "不是采集表",
    State.UNREADABLE: "读不出来",
}


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file. `preview` is None where nothing of it can be taken in; `findings` are about the file itself.

    `key` and `name` are the recipient it was issued to, `records` the records its rows carry, `gone` the names of rows
    that were issued and are not in it any more.
    """

    path: Path
    state: State
    message: str = ""
    key: str = ""
    name: str = ""
    sheet: str = ""
    head: tuple[int, int] | None = None
    preview: Preview | None = None
    findings: tuple[SheetFinding, ...] = ()
    records: frozenset[int] = frozenset()
    gone: tuple[str, ...] = ()


def read_file(
    workspace: Workspace, path: Path, wanted: Round, cancel: threading.Event | None, *, more: bool = False
) -> FileRead:
    """Read one file for a round; where there are `more`, the process that reads the next one starts meanwhile.

    Raises:
        QbsError: it cannot be read, or it was cancelled.
    """
    with Reading(path, cancel) as reading:
        if more:
            keep_ready()
        digest = importing.digest_of(path)
        sheets = {one.name: one for one in reading.read()}
        machine = sheets.get(MACHINE_SHEET)
        if machine is None:
            words = "没有采集表的机器部分，可能是另做的表；请用“导入”，或请对方填在发下去的表里。"
            return FileRead(path, State.OTHER, words)
        seen = reading.look(MACHINE_SHEET, 1, machine.last_row)
        try:
            issued = collecting.from_texts(lambda row, column: _text(seen, row, column), machine.last_row)
        except NotIssued as reason:
            return FileRead(path, State.OTHER, f"{reason}，不能收。")
        base = FileRead(path, State.READY, "", issued.recipient, issued.recipient_name, issued.sheet, issued.head)
        refused = _another(workspace, issued, wanted, base) or _changed(reading, sheets, issued, base)
        if refused is not None:
            return refused
        return _Returned(workspace, reading, sheets[issued.sheet], issued, wanted, base).read(digest)


def _text(seen: Seen, row: int, column: int) -> str:
    cell = seen.get(row, {}).get(column)
    return cell.text if cell is not None else ""


def _another(workspace: Workspace, issued: Issued, wanted: Round, base: FileRead) -> FileRead | None:
    """Why a file is not of this round at all."""
    if issued.unit_code and issued.unit_code != workspace.unit.code:
        return replace(base, state=State.FOREIGN, message=f"是{issued.unit_name}发的采集表，不是本单位发的。")
    if issued.form != wanted.form:
        title = next((one.sheet for one in forms.of_file(workspace) if one.id == issued.form), issued.form)
        return replace(base, state=State.OTHER, message=f"是“{title}”的采集表，不是现在收的这一种。")
    if issued.period != str(wanted.period):
        words = f"是{Period.parse(issued.period).label()}的采集表，现在收的是{wanted.period.label()}。"
        return replace(base, state=State.PERIOD, message=words)
    if issued.form_version != forms.find(workspace, issued.form).version:
        words = "是旧版表式，栏目和现在的不同，不能收；请重新发采集表。"
        return replace(base, state=State.OLDER, message=words)
    return None


def _changed(reading: Reading, sheets: Mapping[str, SheetOutline], issued: Issued, base: FileRead) -> FileRead | None:
    """Whether the sheet or its head is not as issued."""
    if issued.sheet not in sheets:
        words = f"工作表“{issued.sheet}”不见了，可能被改名；请改回原来的名称。"
        return replace(base, state=State.HEAD, message=words)
    seen = reading.look(issued.sheet, issued.head[0], issued.head[1])
    found = tuple(_head_findings(issued, seen, sheets[issued.sheet].last_column))
    if not found:
        return None
    cells = "、".join(one.cell for one in found[:5])
    words = f"表头和发下去的不同（{cells}），不知道每列填的是什么，没有读；请把数填到原来的表里。"
    return replace(base, state=State.HEAD, message=words, findings=found)


def _head_findings(issued: Issued, seen: Seen, last_column: int) -> Iterator[SheetFinding]:
    first = issued.head[0]
    columns = tuple(FilledColumn("", one.heads, "", 0) for one in issued.columns)
    for cell in head_cells(columns)[0]:
        there = _text(seen, first + cell.row, cell.column + 1)
        if fold(there) != fold(cell.text):
            place = f"{column_letters(cell.column + 1)}{first + cell.row}"
            words = f"发下去时这一格是“{cell.text}”，现在是“{there}”。"
            yield SheetFinding(Grade.ERROR, "collect.head", issued.sheet, place, there, words.replace("\n", ""))
    for row in range(first, issued.head[1] + 1):
        for column in range(len(columns) + 2, last_column + 1):
            there = _text(seen, row, column)
            if there and there != MISTAKES_HEAD:
                place = f"{column_letters(column)}{row}"
                yield SheetFinding(Grade.ERROR, "collect.head", issued.sheet, place, there, "发下去时没有这一列。")


class _Returned:
    """The body of one file, read column by column as issued."""

    def __init__(
        self,
        workspace: Workspace,
        reading: Reading,
        sheet: SheetOutline,
        issued: Issued,
        wanted: Round,
        base: FileRead,
    ) -> None:
        self.workspace, self.reading, self.sheet = workspace, reading, sheet
        self.issued, self.wanted, self.base = issued, wanted, base
        records = (one for one in workspace.dataset(periods=[], everyone=True).rows(issued.ledger))
        self.ids = {one.uid: one.id for one in records}
        self.names = {one.uid: one.name for one in issued.rows}

    def read(self, digest: str) -> FileRead:
        """The file with its preview."""
        keys = self._keys()
        table = self._table(keys)
        known = {(self.issued.sheet, row): self.ids[uid] for row, uid in keys.items() if uid in self.ids}
        preview = importing.plan(self.workspace, self.base.path, digest, [table], importing.Told(known=known))
        issued = {self.ids[one.uid] for one in self.issued.rows if one.uid in self.ids}
        preview = replace(preview, sheets=tuple(replace(one, not_in_file=()) for one in preview.sheets))
        there = set(keys.values())
        gone = tuple(one.name for one in self.issued.rows if one.uid not in there)
        state, words = self._judged(preview, gone)
        records = frozenset(issued & set(known.values()))
        return replace(self.base, state=state, message=words, preview=preview, records=records, gone=gone)

    def _keys(self) -> dict[int, str]:
        """Body row → the permanent id that it carries."""
        column = len(self.issued.columns) + 1
        seen = self.reading.look(self.issued.sheet, self.issued.head[1] + 1, self.sheet.last_row)
        return {row: text for row in seen if (text := _text(seen, row, column)) in self.names}

    def _table(self, keys: Mapping[int, str]) -> TableRead:
        columns = {one.letters: one.target for one in self.issued.columns if one.target}
        said = Corrections(
            taken=True,
            ledger=self.issued.ledger,
            head=self.issued.head,
            columns={**columns, self.issued.key_column: IGNORE},
            amount_unit=self.issued.amount_unit,
            period=Period.parse(self.issued.period),
        )
        wish = Wish(sheet=self.issued.sheet, corrections={(self.issued.sheet, 0): said}, year=self.workspace.year)
        tables = self.reading.recognise(self.workspace.profile, wish)
        table = next(one for one in tables if one.sheet == self.issued.sheet and one.ordinal == 0)
        return replace(table, rows=tuple(self._row(one, keys) for one in table.rows))

    def _row(self, row: RowRead, keys: Mapping[int, str]) -> RowRead:
        """A row whose id and name belong to different records was sorted or pasted in part: it says nothing."""
        uid = keys.get(row.number, "")
        meant = self.names.get(uid, "")
        if row.kind is not RowKind.RECORD or not uid or fold(row.name) == fold(meant):
            return row
        cell = f"{next((one.letters for one in self.issued.columns if one.target == 'name'), 'A')}{row.number}"
        others = {fold(name) for other, name in self.names.items() if other != uid}
        if fold(row.name) in others:
            words = f"这一行发下去时是“{meant}”，现在名称是另一行的“{row.name}”，可能只排序或粘贴了几列；请核对整行。"
            said = SheetFinding(Grade.ERROR, "collect.row", self.issued.sheet, cell, row.name, words)
            return replace(row, findings=(*row.findings, said), rejected=True)
        words = f"发下去时的名称是“{meant}”，收下后改名为“{row.name}”。"
        said = SheetFinding(Grade.QUERY, "collect.name", self.issued.sheet, cell, row.name, words)
        return replace(row, findings=(*row.findings, said))

    def _judged(self, preview: Preview, gone: tuple[str, ...]) -> tuple[State, str]:
        errors = [one for one in preview.findings if one.grade is Grade.ERROR]
        own = Period.parse(self.issued.period)
        filled = sum(
            figure.period == own for sheet in preview.recognised for row in sheet.rows for figure in row.figures
        )
        words = [f"发下去的 {len(gone)} 行不见了：{'、'.join(gone[:3])}"] if gone else []
        if errors:
            count = preview.count(Action.REJECTED)
            return State.MISTAKES, "；".join([f"{count} 行有误：{errors[0].cell} {errors[0].message}", *words])
        if self.issued.issue and self.issued.issue < self.wanted.issue:
            words = [f"是第 {self.issued.issue} 次发的，最近发的是第 {self.wanted.issue} 次；确认要收请打勾", *words]
            return State.OLDER, "；".join(words)
        if not filled and not any(preview.count(action) for action in STORED):
            return State.EMPTY, "；".join(["一个数也没有填", *words])
        return State.READY, "；".join(words)
