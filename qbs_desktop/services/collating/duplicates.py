"""The same enterprise or project reported by two units (重复填报): each counts once.

Equal codes (统一社会信用代码、项目代码) settle it: the row of the unit that stands first among the expected counts,
the others become its 其中 rows, which no total adds. Similar names are only asked about; a clerk's decision stands.
A row that its unit took off the list counts for no other: an enterprise that moved counts where it is now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qbs_desktop.db import collation
from qbs_desktop.db.collation import Named
from qbs_desktop.db.driver import Connection
from qbs_desktop.db.edit import Edit
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.record import Record
from qbs_desktop.exchange.reading.steps import Step
from qbs_desktop.services.collating import reporters
from qbs_desktop.services.collating.history_words import APART
from qbs_desktop.services.incoming.import_names import SimilarNames
from qbs_desktop.services.workspace import Workspace

CODES: Mapping[str, str | None] = {"enterprise": "credit_code", "project": "project_code"}
"""Lists in which one row may be reported twice, and the code that tells; an industry is every unit's own."""
_SHORTEST = 2
"""Characters of the shortest names of places (攸县)."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Rows of several units that are one (``code``), or may be (``name``).

    `first` counts; `settled`: the others are its 其中 rows already.
    """

    ledger: str
    by: str
    code: str
    rows: tuple[Named, ...]
    settled: bool

    @property
    def first(self) -> Named:
        """The row that counts."""
        return self.rows[0]

    @property
    def sentence(self) -> str:
        """For the clerk."""
        units = "、".join(f"{row.unit}“{row.name}”" for row in self.rows)
        if self.by == "code":
            end = f"合计只计{self.first.unit}的一行" if self.settled else "还没有并为一行，合计里都计了"
            return f"{units}的代码相同（{self.code}），{end}。"
        return f"{units}名称相近，请核实是不是同一个；确认后合计只计一次。"


def found(workspace: Workspace) -> list[Duplicate]:
    """Every duplicate that is settled or asks for a decision, by list; equal codes first."""
    made: list[Duplicate] = []
    for ledger, code in CODES.items():
        rows = [row for row in _named(workspace, ledger, code) if row.listed]
        by_code = list(_by_code(rows))
        made.extend(_duplicate(ledger, "code", group) for group in by_code)
        coded = {row.id for group in by_code for row in group}
        made.extend(_duplicate(ledger, "name", pair) for pair in _by_name(workspace, ledger, rows, coded))
    return made


def settle(workspace: Workspace, edit: Edit) -> int:
    """Inside an operation: put rows that are one under the one that counts; returns how many moved."""
    moved = 0
    for ledger, code in CODES.items():
        rows = edit.ask(lambda connection, ledger=ledger, code=code: collation.concerned(connection, ledger, code))  # type: ignore[misc]
        ordered = _ordered(workspace, rows)
        for group in (*_by_code(ordered), *_left_alone(ordered)):
            first, *others = sorted(group, key=lambda row: not row.listed)
            numbers = {row.id for row in group}
            if first.parent_id in numbers:
                edit.set_parent(ledger, first.id, None)
            for row in others:
                parent = first.id if _same(workspace, edit, first, row) else None
                if row.parent_id != parent and (row.parent_id is None or row.parent_id in numbers):
                    edit.set_parent(ledger, row.id, parent)
                    moved += 1
    return moved


def _same(workspace: Workspace, edit: Edit, first: Named, row: Named) -> bool:
    """Whether a row is not to be added beside the one that counts.

    One off the list keeps its months where only it has them: before the enterprise moved.
    """
    if _apart(workspace, first, row):
        return False
    return row.listed or edit.ask(lambda connection: collation.share_a_month(connection, first.id, row.id))


def _left_alone(rows: Sequence[Named]) -> Iterator[list[Named]]:
    """Rows that a clerk put under another unit's row, which has since been taken off the list."""
    gone = {row.id: row for row in rows if not row.listed}
    for row in rows:
        over = gone.get(row.parent_id or 0)
        if over is not None and row.listed and row.unit != over.unit and not (row.code and row.code == over.code):
            yield [over, row]


def merge(workspace: Workspace, ledger: str, first: int, others: Iterable[int]) -> None:
    """Say that rows are one: the others become 其中 rows of the first; one undoable operation."""
    numbers = list(others)

    def act(edit: Edit) -> None:
        for number in numbers:
            edit.set_parent(ledger, number, first)
        for key in _keys(workspace, ledger, [first, *numbers]):
            edit.set_meta(key, None)

    workspace.run("并为一行：合计只计一次", act)


def part(workspace: Workspace, ledger: str, numbers: Sequence[int]) -> None:
    """Say that rows are different ones and all count; one undoable operation.

    Raises:
        Refusal: a row is not there any more.
    """

    def act(edit: Edit) -> None:
        for number in numbers:
            if edit.record(ledger, number).parent_id in numbers:
                edit.set_parent(ledger, number, None)
        for key in _keys(workspace, ledger, numbers):
            edit.set_meta(key, "1")

    if len(numbers) < 2:
        raise Refusal("请选择两行。")
    workspace.run("确认不是同一个：分别计入合计", act)


# --- how ---------------------------------------------------------------------------------------------------------


def _named(workspace: Workspace, ledger: str, code: str | None) -> list[Named]:
    def ask(connection: Connection) -> list[Named]:
        return collation.named(connection, ledger, code)

    return _ordered(workspace, workspace.read(ask))


def _ordered(workspace: Workspace, rows: Sequence[Named]) -> list[Named]:
    """In the order of the expected units, so that it does not matter which return came first."""
    order = {one.name: one.position for one in reporters.expected(workspace)}
    return sorted(rows, key=lambda row: (order.get(row.unit, len(order) + 1), row.unit, row.uid))


def _by_code(rows: Iterable[Named]) -> Iterator[list[Named]]:
    """Rows of different units with the same code."""
    groups: dict[str, list[Named]] = {}
    for row in rows:
        if row.code:
            groups.setdefault(row.code, []).append(row)
    for group in groups.values():
        if len({row.unit for row in group}) > 1:
            yield group


def _by_name(workspace: Workspace, ledger: str, rows: Sequence[Named], coded: set[int]) -> Iterator[list[Named]]:
    """Pairs of different units whose names are alike; different codes say that they are two."""
    by_id = {row.id: row for row in rows}
    index = SimilarNames((Record(row.id, row.uid, ledger, None, 0, {"name": row.name}) for row in rows), Step(0))
    told: set[tuple[int, int]] = set()
    for row in rows:
        for other in (by_id[record.id] for record in index.like(row.name)):
            pair = (min(row.id, other.id), max(row.id, other.id))
            different = row.code and other.code and row.code != other.code
            if row.unit == other.unit or pair in told or different or {row.id, other.id} <= coded or _local(row, other):
                continue
            told.add(pair)
            if not _apart(workspace, row, other):
                yield [row, other] if other.parent_id == row.id or row.parent_id != other.id else [other, row]


def _local(one: Named, two: Named) -> bool:
    """Whether each is named after its own place (攸县人民医院、茶陵县人民医院): alike, and two all the same."""
    return all(_place(row.unit) in row.name for row in (one, two))


def _place(unit: str) -> str:
    """醴陵 of 醴陵市; a place of one character keeps its 县."""
    return unit[:-1] if len(unit) > _SHORTEST and unit[-1] in "县市区" else unit


def _duplicate(ledger: str, by: str, rows: Sequence[Named]) -> Duplicate:
    first, *others = rows
    settled = all(row.parent_id is not None for row in others)
    return Duplicate(ledger, by, first.code if by == "code" else "", tuple(rows), settled)


def _pair_key(one: str, two: str) -> str:
    return APART + "|".join(sorted((one, two)))


def _apart(workspace: Workspace, one: Named, two: Named) -> bool:
    return bool(workspace.fact(_pair_key(one.uid, two.uid)))


def _keys(workspace: Workspace, ledger: str, numbers: Sequence[int]) -> list[str]:
    wanted = set(numbers)
    uids = [row.uid for row in _named(workspace, ledger, CODES[ledger]) if row.id in wanted]
    return [_pair_key(one, two) for at, one in enumerate(uids) for two in uids[at + 1 :]]
