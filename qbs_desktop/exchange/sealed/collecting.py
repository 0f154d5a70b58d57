"""The machine part of a collection template (采集表): what was issued to whom, so that reading it back guesses nothing.

It travels in the hidden sheet of a return (`sealing`), without sealed cells: a template comes back filled in. Each body
row carries its record's permanent id in a hidden column, which moves with the row when somebody sorts the table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from qbs_desktop.domain.errors import EnvironmentFault
from qbs_desktop.exchange.sealed import sealing
from qbs_desktop.exchange.sealed.seen import SeenCell, SeenSheet, see
from qbs_desktop.exchange.sheets.gate import open_package

KIND = "collection"
KEY_HEAD = "记录号"
"""Heading of the hidden column."""


class NotIssued(Exception):
    """The workbook carries no machine part of a collection template; the text says what it is instead, if known."""


@dataclass(frozen=True, slots=True)
class IssuedColumn:
    """One column as issued: its letters, what it means (`corrections.Target`, empty for 序号) and its head texts."""

    letters: str
    target: str
    heads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IssuedRow:
    """One row as issued: the record's permanent id and its name as it stood in the cell."""

    uid: str
    name: str


@dataclass(frozen=True, slots=True)
class Issued:
    """One issued workbook. `issue` counts the times that this form and period were issued; `key_column` is hidden.

    `head` are the first and last row of the head, counted from 1; `profile` and `unit_code` say whose it is.
    """

    form: str
    form_version: int
    ledger: str
    profile: str
    unit_code: str
    unit_name: str
    period: str
    amount_unit: str
    issue: int
    recipient: str
    recipient_name: str
    sheet: str
    head: tuple[int, int]
    key_column: str
    columns: tuple[IssuedColumn, ...]
    rows: tuple[IssuedRow, ...]
    issued: str = ""


def machine_rows(one: Issued) -> list[list[str]]:
    """The rows of the hidden sheet."""
    return sealing.seal({"kind": KIND, **asdict(one)}, []).rows


def from_texts(text_at: Callable[[int, int], str], last_row: int) -> Issued:
    """Read the machine part out of a sheet's texts.

    Args:
        text_at: row and column, counted from 1 → the cell's text.
        last_row: the sheet's last row.

    Raises:
        NotIssued: it belongs to something else, or cannot be read.
    """
    sheet = SeenSheet(sealing.MACHINE_SHEET, hidden=True)
    for row in range(1, last_row + 1):
        for column in range(1, 6 if row == 2 else 2):
            if text := text_at(row, column):
                sheet.cells[f"{'ABCDE'[column - 1]}{row}"] = SeenCell("s", text.replace("\\", "\\\\"))
    return from_sheet(sheet)


def from_sheet(sheet: SeenSheet) -> Issued:
    """Read the machine part.

    Raises:
        NotIssued: as `from_texts`.
    """
    try:
        sealed = sealing.unseal(sheet)
    except sealing.BrokenSeal as broken:
        raise NotIssued(f"机器部分读不出来（{broken}）") from None
    if sealed.digest != sealed.computed:
        raise NotIssued("机器部分被改动过")
    manifest = sealed.manifest
    if manifest.get("kind") != KIND:
        raise NotIssued("是一份报表，不是采集表" if "forms" in manifest else "不是采集表")
    try:
        return _issued(manifest)
    except (KeyError, TypeError, ValueError):
        raise NotIssued("机器部分不完整") from None


def same_as_meant(path: Path, issued: Issued) -> None:
    """Read a written template back before it is sent to anybody.

    Raises:
        EnvironmentFault: it does not say what it was meant to say.
    """
    machine = sealing.machine_sheet(see(open_package(path)))
    if machine is None or from_sheet(machine) != issued:
        raise EnvironmentFault(f"“{path.name}”写出后读回不一致，没有保存。请检查磁盘后再试。")


def _issued(manifest: Mapping[str, object]) -> Issued:
    columns, rows, head = manifest["columns"], manifest["rows"], manifest["head"]
    if not isinstance(columns, Sequence) or not isinstance(rows, Sequence) or not isinstance(head, Sequence):
        raise TypeError
    texts = ("form", "ledger", "profile", "unit_code", "unit_name", "period", "amount_unit")
    more = ("recipient", "recipient_name", "sheet", "key_column", "issued")
    return Issued(
        **{name: str(manifest[name]) for name in (*texts, *more)},
        form_version=int(str(manifest["form_version"])),
        issue=int(str(manifest["issue"])),
        head=(int(head[0]), int(head[1])),
        columns=tuple(
            IssuedColumn(one["letters"], one["target"], tuple(str(text) for text in one["heads"])) for one in columns
        ),
        rows=tuple(IssuedRow(one["uid"], one["name"]) for one in rows),
    )
