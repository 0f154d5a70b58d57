"""The file's history in words (历史): who changed what, when, from what to what, and from which file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from qbs_desktop.db import history, keys, queries
from qbs_desktop.db.changes import Change
from qbs_desktop.db.driver import Connection
from qbs_desktop.db.history import Operation
from qbs_desktop.domain import amount, reasons
from qbs_desktop.domain.fields import Field, Stored
from qbs_desktop.domain.figure import Figure, Kind
from qbs_desktop.domain.finding import Key
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.period_state import Declared
from qbs_desktop.services import forms, history_returns, profiles
from qbs_desktop.services.cell import Cell
from qbs_desktop.services.collating import history_words
from qbs_desktop.services.gathering import collect_facts
from qbs_desktop.services.incoming import layout_facts
from qbs_desktop.services.lists.listing import unit_of
from qbs_desktop.services.months import calendar, entry_mode
from qbs_desktop.services.reporting import form_words, return_unit
from qbs_desktop.services.workspace import Workspace

if TYPE_CHECKING:
    from qbs_desktop.domain.checks.rule import Rule

LINES_SHOWN = 500
"""Lines spelled out for one operation; the rest are counted."""
_LOOKED_AT = 20
"""Changes of an operation that are looked at to say whose rows it changed."""
_SILENT = {"subject", "source", "indicator"}
_ACTS = {"declaration": "申报", "period_lock": "锁定", "rejected_row": "未导入的行", "attachment": "附件"}
_FACTS = {
    "profile": "方案",
    "year": "填报年度",
    "unit_code": "单位代码",
    "unit_name": "填报单位",
    "created": "建立日期",
    "attachments_compacted": "附件整理",
}
_LOCK_WORDS = {"locked": "已锁定", "open": "已重新开放"}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change in words; `source` says from which workbook, sheet and cell, or document, a figure came."""

    record_id: int | None
    record_name: str
    where: str
    before: str
    after: str
    source: str = ""
    cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation with its changes; `more` counts those not spelled out."""

    operation: Operation
    lines: tuple[ChangeLine, ...]
    more: int = 0

    @property
    def at(self) -> str:
        """Local wall-clock time."""
        return datetime.fromisoformat(self.operation.at).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def entries(workspace: Workspace, newest: int | None = 200, record_id: int | None = None) -> list[Entry]:
    """Operations newest first, with their changes; only those that touched a record if one is given."""

    def ask(connection: Connection) -> list[Entry]:
        teller = _Teller(workspace, connection)
        found = history.operations(connection, newest=newest, subject=record_id)
        return [teller.entry(operation, record_id) for operation in found]

    return workspace.read(ask)


def named(workspace: Workspace, operations: Iterable[int]) -> dict[int, str]:
    """Whose rows operations changed: 示例甲子陶瓷有限公司, with 等 where it was not the only one; blank for none."""

    def ask(connection: Connection) -> dict[int, str]:
        teller = _Teller(workspace, connection)
        return {one: teller.whose(one) for one in operations}

    return workspace.read(ask)


@dataclass(frozen=True, slots=True)
class CellChange:
    """One change of one cell: what `entry` tells of who, when and by which act, and what it made of the cell."""

    entry: Entry
    line: ChangeLine

    @property
    def source(self) -> str:
        """The printed cell if the figure has one, else the file the whole operation came from."""
        return self.line.source or self.entry.operation.source


def of_cell(workspace: Workspace, cell: Cell) -> list[CellChange]:
    """本格历史: every change of a cell, newest first."""

    def ask(connection: Connection) -> list[CellChange]:
        teller = _Teller(workspace, connection)
        return [
            CellChange(Entry(operation, (line,)), line)
            for operation in history.operations(connection, subject=cell.record_id)
            for change in history.changes(connection, operation.id, subject=cell.record_id)
            for line in teller.of_cell(change, cell)
        ]

    return workspace.read(ask)


class _Teller:
    """Puts stored changes into words; names of deleted records come from the changes themselves."""

    def __init__(self, workspace: Workspace, connection: Connection) -> None:
        self._workspace = workspace
        self._connection = connection
        self._indicators = {key.id: key for key in queries.indicator_keys(connection).values()}
        self._sources = queries.sources(connection)
        self._names: dict[int, str] = {}
        for ledger in workspace.ledgers.values():
            self._names |= queries.names(connection, ledger.id)

    def entry(self, operation: Operation, record_id: int | None) -> Entry:
        changes = list(history.changes(self._connection, operation.id, subject=record_id))
        self._learn_names(changes)
        lines: list[ChangeLine] = []
        more = 0
        for change in changes:
            if change.table in _SILENT:
                continue
            if len(lines) >= LINES_SHOWN and change.table == "figure":  # one line each, and an import has many
                more += 1
                continue
            for line in self._lines(change):
                if len(lines) < LINES_SHOWN:
                    lines.append(line)
                else:
                    more += 1
        return Entry(operation, tuple(lines), more)

    def whose(self, operation_id: int) -> str:
        changes = list(islice(history.changes(self._connection, operation_id), _LOOKED_AT))
        self._learn_names(changes)
        rows = (one for one in changes if one.table == "figure" or one.table in self._workspace.ledgers)
        names = list(dict.fromkeys(self._name(one)[1] for one in rows))
        return f"{names[0]} 等" if len(names) > 1 else "".join(names)

    def of_cell(self, change: Change, cell: Cell) -> Iterator[ChangeLine]:
        """What a change did to one cell; a row that is added or deleted brings or takes the texts of all its fields."""
        ledger = self._workspace.ledgers.get(change.table)
        if ledger is not None and (change.before is None or change.after is None):
            if cell.field is not None and ledger.has(cell.field):
                before, after = (_stored_field(change.columns, side, cell.field) for side in change[3:])
                if before != after:
                    yield _field(cell.record_id, "", ledger.field(cell.field), before, after)
        elif change.table == "figure" or ledger is not None:
            yield from (line for line in self._lines(change) if line.cell == cell)

    def _learn_names(self, changes: list[Change]) -> None:
        for change in changes:
            if change.table in self._workspace.ledgers and "name" in change.columns:
                at = change.columns.index("name")
                for side in (change.before, change.after):
                    if side is not None and isinstance(side[at], str) and isinstance(change.key[0], int):
                        self._names.setdefault(change.key[0], str(side[at]))

    def _lines(self, change: Change) -> Iterator[ChangeLine]:
        if change.table == "figure":
            yield self._figure(change)
        elif change.table in self._workspace.ledgers:
            yield from self._record(self._workspace.ledgers[change.table], change)
        elif change.table in history_returns.TABLES:
            one = history_returns.told(change)
            yield ChangeLine(None, one.name, one.where, one.before, one.after)
        elif change.table == "office_key":
            yield _office_key(change)
        elif change.table in history_words.TABLES:
            yield ChangeLine(None, *history_words.line(change))
        else:
            yield self._other(change)

    def _name(self, change: Change) -> tuple[int | None, str]:
        number = change.key[0] if isinstance(change.key[0], int) else None
        return number, (self._names.get(number) or "（未命名）") if number is not None else ""

    def _figure(self, change: Change) -> ChangeLine:
        number, name = self._name(change)
        key = self._indicators[_number(change.key[1])]
        indicator = self._workspace.indicators[key.slug]
        kind, period = Kind(_number(change.key[3])), Period(_number(change.key[2]))
        where = f"{indicator.label} {period.label()}{'目标' if kind is Kind.TARGET else ''}"
        unit = unit_of(indicator)

        def text(side: tuple[Stored, ...] | None) -> str:
            if side is None:
                return ""
            value = side[0]
            figure = Figure(na=True) if value is None else Figure(amount.from_scaled(_number(value), key.scale))
            shown = indicator.text(figure)
            return shown + unit if unit and figure.value is not None else shown

        cell = Cell(number, None, key.slug, period, kind) if number is not None else None
        return ChangeLine(
            number, name, where, text(change.before), text(change.after), self._source(change.after), cell
        )

    def _source(self, side: tuple[Stored, ...] | None) -> str:
        """附件.xlsx 工作表“企业”C7 for a figure that was read from a workbook; document and place for a printed one."""
        if side is None or side[3] is None:
            return ""
        document, place, _sentence = self._sources.get(_number(side[3]), ("", "", ""))  # gone with an undone import
        if side[4] is not None:
            return f"{document} 工作表“{place}”{side[4]}"
        return f"{document} {place}".strip()

    def _record(self, ledger: Ledger, change: Change) -> Iterator[ChangeLine]:
        number, name = self._name(change)
        if change.before is None or change.after is None:
            verb = "新增" if change.before is None else "删除"
            yield ChangeLine(number, name, f"{verb}{ledger.noun}", "", "")
            return
        for column, before, after in zip(change.columns, change.before, change.after, strict=True):
            if column == "extra":
                yield from self._extra(ledger, number, name, before, after)
            elif column == "parent_id":
                yield ChangeLine(number, name, "其中项归属", self._parent(before), self._parent(after))
            elif column != "position":
                field = ledger.field(column)
                yield _field(number, name, field, before, after)

    def _parent(self, stored: Stored) -> str:
        if not isinstance(stored, int):
            return ""
        if stored not in self._names:  # deleted since; its last name stands in its own changes
            for operation in history.operations(self._connection, subject=stored):
                self._learn_names(list(history.changes(self._connection, operation.id, subject=stored)))
        return self._names.setdefault(stored, "")

    def _extra(
        self, ledger: Ledger, number: int | None, name: str, before: Stored, after: Stored
    ) -> Iterator[ChangeLine]:
        old: Mapping[str, Stored] = json.loads(str(before))
        new: Mapping[str, Stored] = json.loads(str(after))
        for key in sorted(old.keys() | new.keys()):
            if old.get(key) != new.get(key) and ledger.has(key):
                yield _field(number, name, ledger.field(key), old.get(key), new.get(key))

    def _act(self, change: Change) -> ChangeLine:
        where = _ACTS[change.table]
        number: int | None = None
        if change.table in ("declaration", "period_lock"):
            name = Period(_number(change.key[0])).label()
            if change.table == "declaration":
                ledger = self._workspace.ledgers.get(str(change.key[1]))
                where = f"{ledger.label if ledger else change.key[1]} {where}"
        elif change.table == "attachment":
            number, name = self._name(change)
        else:
            name = str((change.before or change.after or ("",) * 6)[4])
        before = _act_words(change.table, change.key, change.before)
        return ChangeLine(number, name, where, before, _act_words(change.table, change.key, change.after))

    def _other(self, change: Change) -> ChangeLine:
        if change.table in _ACTS:
            return self._act(change)
        if change.table == "explanation":
            return self._explanation(change)
        if change.table == "meta":
            return _meta(change, self._workspace.ledgers)
        number, name = self._name(change)
        before, after = ("" if side is None else _plain(side) for side in (change.before, change.after))
        words = {"in": f"列入 {change.key[1]} 年名单", "out": f"移出 {change.key[1]} 年名单"}
        before = words.get(before.split(" ")[0], before)
        after = words.get(after.split(" ")[0], after)
        return ChangeLine(number, name, "年度名单", before, after)

    def _explanation(self, change: Change) -> ChangeLine:
        """An answer, under the record it is about, or under the rule where it is about none."""
        key = Key.of(str(change.key[0]))
        number = int(key.record) if key.record.isdigit() else None
        name = self._names.get(number, "") if number is not None else ""
        title = next((one.title for one in _rules() if one.id == key.rule), "")
        before, after = (
            "" if side is None else _plain((reasons.label(str(side[0])), side[1]))
            for side in (change.before, change.after)
        )
        return ChangeLine(number, name, f"核实说明：{title}" if title else "核实说明", before, after)


def _stored_field(columns: tuple[str, ...], side: tuple[Stored, ...] | None, name: str) -> Stored:
    """A field of a whole row; fields that the profile adds stand together in `extra`."""
    if side is None:
        return None
    if name in columns:
        return side[columns.index(name)]
    extra: Mapping[str, Stored] = json.loads(str(side[columns.index("extra")])) if "extra" in columns else {}
    return extra.get(name)


def _field(number: int | None, name: str, field: Field, before: Stored, after: Stored) -> ChangeLine:
    cell = Cell(number, field.id) if number is not None else None
    old, new = (field.text(field.decode(side)) for side in (before, after))
    return ChangeLine(number, name, field.label, old, new, cell=cell)


def _meta(change: Change, ledgers: Mapping[str, Ledger]) -> ChangeLine:
    """One of the file's own facts; of a profile its title and the rules the file leaves out."""
    key = str(change.key[0])
    before, after = ("" if side is None else str(side[0]) for side in (change.before, change.after))
    if key.startswith(entry_mode.PREFIX):
        before, after = (entry_mode.EntryMode(text).label if text else "" for text in (before, after))
        ledger = ledgers.get(key.removeprefix(entry_mode.PREFIX))
        return ChangeLine(None, "月度填报填哪一列", ledger.label if ledger else "", before, after)
    if key.startswith(entry_mode.UNIT_PREFIX):
        ledger = ledgers.get(key.removeprefix(entry_mode.UNIT_PREFIX))
        return ChangeLine(None, "月度填报的金额单位", ledger.label if ledger else "", before, after)
    for prefix, what, words in _FACTS_OF:
        if key.startswith(prefix):
            (was, old), (now, new) = words(key, before), words(key, after)
            return ChangeLine(None, now if after else was, what, old, new)
    if key == "profile":
        before, after = (_profile(text) if text else "" for text in (before, after))
    return ChangeLine(None, _FACTS.get(key, key), "文件信息", before, after)


_FACTS_OF: tuple[tuple[str, str, Callable[[str, str], tuple[str, str]]], ...] = (
    (forms.PREFIX, "表式", forms.fact_words),
    (calendar.PREFIX, "报送日历", calendar.fact_words),
    (form_words.PREFIX, "报表", form_words.fact_words),
    (return_unit.PREFIX, "报表", return_unit.fact_words),
    (collect_facts.PREFIX, "采集表", collect_facts.fact_words),
    (layout_facts.PREFIX, "记住的版式", layout_facts.fact_words),
    (history_words.APART, "汇总", history_words.apart_words),
)
"""Beginning of a fact's key → where it belongs, and what says which fact it is and what it holds."""


def _profile(text: str) -> str:
    profile = profiles.from_json(text)
    off = "、".join(rule.title for rule in _rules() if rule.id in profile.rules_off)
    return f"{profile.title}（停用：{off}）" if off else profile.title


def _office_key(change: Change) -> ChangeLine:
    """A key by its owner, fingerprint and state."""
    owner = next(str(side[1]) for side in (change.after, change.before) if side is not None)
    before, after = (
        "" if side is None else "，".join(str(word) for word in (keys.STATE_WORDS[str(side[5])], side[8]) if word)
        for side in (change.before, change.after)
    )
    return ChangeLine(None, owner, f"签名的钥匙 {change.key[0]}", before, after)


def _act_words(table: str, key: tuple[Stored, ...], side: tuple[Stored, ...] | None) -> str:
    if side is None:
        return ""
    if table == "declaration":
        return "，".join(str(word) for word in (Declared(str(side[0])).label, side[1]) if word)
    if table == "period_lock":
        return "，".join(str(word) for word in (_LOCK_WORDS[str(side[0])], side[1]) if word)
    if table == "attachment":
        return f"{key[1]}（{_number(side[0]):,} 字节）"
    return f"{side[0]} {side[1]} {side[2]}：{side[5]}"


def _plain(side: tuple[Stored, ...]) -> str:
    text = " ".join(str(part) for part in side if part not in (None, ""))
    return text if len(text) <= 80 else text[:79] + "…"


def _number(stored: Stored) -> int:
    if not isinstance(stored, int):
        raise TypeError(f"expected a number, found {stored!r}")
    return stored


def _rules() -> tuple[Rule, ...]:
    """Every rule; the first list must not wait for them."""
    from qbs_desktop.domain import checks

    return checks.ALL
