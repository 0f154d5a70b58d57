"""Adopting returns (采用): what a return says becomes the city's own records and figures, in one undo step.

A record keeps the county's permanent id and knows who reported it; every figure knows its file, sheet and cell. For the
columns that a return reports, the unit's rows become exactly what it says: a correction replaces, blanks are blank.
Fields and yearly figures are those of the unit's latest period, so the order of adopting decides nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import partial
from itertools import repeat

from qbs_desktop.db import collation, queries
from qbs_desktop.db.collation import OwnRow, Received
from qbs_desktop.db.driver import Connection
from qbs_desktop.db.edit import Edit, NewRows
from qbs_desktop.db.figure_edits import StoredFigure, StoredLine, StoredPlace
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.fields import Stored
from qbs_desktop.domain.ledger import REPORTING_UNIT
from qbs_desktop.domain.long_work import Progress
from qbs_desktop.exchange.sealed import sealing
from qbs_desktop.services.collating import duplicates, receiving, reporters, said_list, signatures
from qbs_desktop.services.collating.reported import Reported
from qbs_desktop.services.collating.said_list import SaidList
from qbs_desktop.services.collating.said_table import MAIN, Column, SaidTable
from qbs_desktop.services.reporting import office_keys
from qbs_desktop.services.workspace import Workspace


@dataclass(slots=True)
class Adopted:
    """What adopting one return did."""

    received: Received
    added: int = 0
    changed: int = 0
    figures: int = 0
    taken_off: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """For the clerk."""
        parts = [f"新增 {self.added} 行", f"改动 {self.changed} 行", f"写入 {self.figures} 个数"]
        off = f"；{len(self.taken_off)} 行已不在报表里，移出名单：{'、'.join(self.taken_off)}" if self.taken_off else ""
        return f"已采用{self.received.title}：{'，'.join(parts)}{off}。"


def doubts(workspace: Workspace, numbers: Iterable[int]) -> dict[int, str]:
    """Which of these returns should not be adopted unasked, and why: their signature is not what it should be."""
    ring, wanted = office_keys.ring(workspace), set(numbers)
    found = {one.id: signatures.doubt(one, ring) for one in workspace.read(collation.received) if one.id in wanted}
    return {number: sentence for number, sentence in found.items() if sentence}


def adopt(
    workspace: Workspace, numbers: Iterable[int], *, doubtful_too: bool = False, progress: Progress | None = None
) -> list[Adopted]:
    """Adopt returns that were taken in, as one undoable operation; those adopted already are passed over.

    Args:
        workspace: the city's file.
        numbers: the returns.
        doubtful_too: the clerk made sure of those whose signature is in doubt.
        progress: told (steps done, steps); if it raises, nothing was changed.

    Raises:
        Refusal: a return is not there, was sent back, was replaced by a newer revision or is in doubt; nothing was
            changed.
    """
    everything = {one.id: one for one in workspace.read(collation.received)}
    chosen = [_chosen(everything, number) for number in dict.fromkeys(numbers)]
    doubtful = {} if doubtful_too else doubts(workspace, [one.id for one in chosen if one.state != "adopted"])
    for number, sentence in doubtful.items():
        raise Refusal(f"{everything[number].title}没有采用：{sentence}")
    fresh = sorted(
        (one for one in chosen if one.state != "adopted"), key=lambda one: (one.period, one.unit, one.revision)
    )
    if not fresh:
        return []
    title = f"采用{fresh[0].title}" + (f"等 {len(fresh)} 份报表" if len(fresh) > 1 else "")
    workspace.safeguard()
    made = workspace.run(title, lambda edit: _Adoption(workspace, edit, everything).run(fresh, progress))
    if progress is not None:
        progress(len(fresh) + 1, len(fresh) + 1)
    return made


def _chosen(everything: dict[int, Received], number: int) -> Received:
    one = everything.get(number)
    if one is None:
        raise Refusal("这份报表已经不在收到的报表里，请刷新后再试。")
    if one.state == "replaced":
        raise Refusal(f"{one.title}已被较新的版次替换，不能再采用。")
    if one.state == "returned":
        raise Refusal(f"{one.title}已退回，等{one.unit_name}更正后重新上报的一版。")
    newer = next(
        (o for o in everything.values() if (o.unit, o.period) == (one.unit, one.period) and o.revision > one.revision),
        None,
    )
    if newer is not None:
        raise Refusal(f"{one.title}之后已收到第 {newer.revision} 版，请采用新的一版。")
    return one


class _Adoption:
    """One adoption, inside its transaction."""

    def __init__(self, workspace: Workspace, edit: Edit, everything: dict[int, Received]) -> None:
        self._workspace, self._edit = workspace, edit
        self._everything = everything
        self._units = {one.code: one.name for one in reporters.expected(workspace)}
        self._owned: dict[str, dict[str, list[int]]] = {}
        self._latest: dict[tuple[str, int], int] = {}
        for one in everything.values():
            if "adopted" in one.facts:
                key = one.unit, one.period.year
                self._latest[key] = max(self._latest.get(key, 0), one.period.code)

    def run(self, chosen: Sequence[Received], progress: Progress | None) -> list[Adopted]:
        """Adopt returns one after another: each is read when its turn comes, so that one is held at a time."""
        made: list[Adopted] = []
        names = {self._name(one) for one in chosen}
        for ledger in self._workspace.ledgers:
            self._owned[ledger] = self._edit.ask(partial(collation.own_ids, ledger_id=ledger, units=names))
        for done, one in enumerate(chosen):
            if progress is not None:
                progress(done, len(chosen) + 1)
            made.append(self._one(one, receiving.opened(self._workspace, one)))
        duplicates.settle(self._workspace, self._edit)
        return made

    def _name(self, one: Received) -> str:
        """The unit's name as it is expected now."""
        return self._units.get(one.unit, one.unit_name)

    def _one(self, one: Received, said: Reported) -> Adopted:
        done = Adopted(one)
        key = one.unit, one.period.year
        leads = one.period.code >= self._latest.get(key, 0)
        if leads:
            self._latest[key] = one.period.code
        by_ledger: dict[str, list[SaidTable]] = {}
        for table in said.tables:
            by_ledger.setdefault(table.ledger, []).append(table)
        for ledger, tables in by_ledger.items():
            unit = self._name(one)
            whose = _Whose(one, unit, self._owned[ledger].setdefault(unit, []))
            _Table(self._workspace, self._edit, whose, ledger, tables, done, leads=leads).write()
        facts = {**one.facts, "adopted": True}
        self._edit.set_received(one.id, state="adopted", facts=json.dumps(facts, ensure_ascii=False, sort_keys=True))
        for other in self._everything.values():
            if (other.unit, other.period) == (one.unit, one.period) and other.revision < one.revision:
                self._edit.set_received(other.id, state="replaced")
        return done


@dataclass(frozen=True, slots=True)
class _Whose:
    """The return, its unit's name as it is expected now, and the numbers of the unit's records in the list."""

    one: Received
    unit: str
    numbers: list[int]


class _Table:
    """What one return says of one list."""

    def __init__(
        self,
        workspace: Workspace,
        edit: Edit,
        whose: _Whose,
        ledger_id: str,
        tables: Sequence[SaidTable],
        done: Adopted,
        *,
        leads: bool,
    ) -> None:
        self._edit, self._done, self._leads = edit, done, leads
        self._one, self._unit, self._owned = whose.one, whose.unit, whose.numbers
        self._ledger = workspace.ledgers[ledger_id]
        self._tables = tables
        names = set(queries.record_columns(self._ledger)) - {REPORTING_UNIT}
        self._fields = {name for table in tables for name in table.fields if name in names}
        self._own: dict[str, OwnRow] = {}
        self._numbers: dict[str, int] = {}

    def write(self) -> None:
        """Records, then figures, then the list."""
        year = self._one.period.year
        owned = self._edit.ask(
            lambda connection: collation.own_rows(connection, self._ledger.id, sorted(self._fields), self._owned, year)
        )
        self._own = {self._bare(row.uid): row for row in owned}
        self._numbers = {uid: row.id for uid, row in self._own.items()}
        said = said_list.of(self._tables)
        self._add(said, [at for at, uid in enumerate(said.uids) if uid not in self._own])
        if self._leads:
            known = set(said.uids)
            for at, uid in enumerate(said.uids) if self._own else ():
                if uid in self._own:
                    self._change(self._own[uid], said.parents[at], said.fields(at, self._fields))
            self._take_off([row for uid, row in self._own.items() if uid not in known and row.listed])
        self._figures()

    # --- records -------------------------------------------------------------------------------------------------

    def _alias(self, uid: str) -> str:
        """The permanent id for a record whose county's own id is another unit's here (a file that was copied)."""
        return f"{uid}-{self._one.unit}"

    def _bare(self, uid: str) -> str:
        return uid.removesuffix(f"-{self._one.unit}")

    def _add(self, said: SaidList, new: Sequence[int]) -> None:
        """Add the records at these places, of which the file has none."""
        if not new:
            return
        order = said.parents_first(new)
        uids, parents = ([column[at] for at in order] for column in (said.uids, said.parents))
        taken = self._edit.ask(lambda connection: collation.taken_uids(connection, uids))
        places = {uid: place for place, uid in enumerate(uids)}
        stored = {name: [said.stored[name][at] for at in order] for name in sorted(self._fields & said.stored.keys())}
        made = NewRows(
            [self._alias(uid) if uid in taken else uid for uid in uids],
            stored | {REPORTING_UNIT: [self._unit] * len(uids)},
            [places.get(parent) for parent in parents],
            [self._numbers.get(parent) for parent in parents],
        )
        state = "in" if self._leads else "out"
        numbers = self._edit.add_many(self._ledger.id, made, year=self._one.period.year, state=state)
        self._numbers |= dict(zip(uids, numbers, strict=True))
        self._owned.extend(numbers)
        self._done.added += len(uids)

    def _change(self, own: OwnRow, parent_uid: str, wanted: Mapping[str, Stored]) -> None:
        """Fields that the return shows become what it says; what it does not show stays."""
        changed = self._edit.set_stored(self._ledger.id, own.id, own.stored, wanted)
        parent = self._numbers.get(parent_uid) if parent_uid else None
        if own.parent_id != parent and own.parent_id in {None, *self._numbers.values()}:
            self._edit.set_parent(self._ledger.id, own.id, parent)
            changed = True
        if not own.listed:
            self._edit.set_membership(own.id, self._one.period.year, "in")
            changed = True
        self._done.changed += changed

    def _take_off(self, rows: Sequence[OwnRow]) -> None:
        for row in rows:
            self._edit.set_membership(row.id, self._one.period.year, "out", basis=f"{self._one.title}没有这一行")
            self._done.taken_off.append(str(row.stored.get("name") or "（未命名）"))

    # --- figures -------------------------------------------------------------------------------------------------

    def _figures(self) -> None:
        source = self._source_of()
        wanted: dict[StoredLine, dict[int, StoredFigure]] = {}
        written: set[Column] = set()
        for table in self._tables:
            columns = {column for column in table.columns if self._leads or not _yearly(column.period, self._one)}
            written |= columns
            number = source(table.sheet)
            subjects = [self._numbers[uid] for uid in table.uids]
            for one in table.filled:
                if one.column in columns:
                    figures = zip(one.values, repeat(number), table.cells(one), strict=False)
                    wanted.setdefault(one.line, {}).update(zip([subjects[at] for at in one.at], figures, strict=False))
        self._done.figures += self._edit.set_stored_figures(wanted, self._blanked(wanted, written))

    def _blanked(
        self, wanted: Mapping[StoredLine, Container[int]], written: AbstractSet[tuple[str, int, int]]
    ) -> list[StoredPlace]:
        """Figures of the unit's earlier rows, in the columns of this return, that it leaves blank."""
        if not self._own:
            return []
        subjects = [row.id for row in self._own.values() if row.listed or not self._leads]
        lines = {(period, kind) for indicator, period, kind in written if indicator == MAIN}
        mains = {
            self._numbers[uid]: main
            for table in self._tables
            for uid, main in zip(table.uids, table.mains, strict=True)
        }

        def ask(connection: Connection) -> list[StoredPlace]:
            return queries.figure_places(connection, subjects, {period for _i, period, _k in written})

        return [
            place
            for place in self._edit.ask(ask)
            if place[0] not in wanted.get(place[1:], ())
            and (place[1:] in written or (place[2:] in lines and mains.get(place[0], place[1]) == place[1]))
        ]

    def _source_of(self) -> Callable[[str], int]:
        sentence = f"{self._one.title}，校验码 {sealing.short(self._one.digest)}"
        return lambda sheet: self._edit.source(self._one.file, sheet, sentence)


def _yearly(code: int, one: Received) -> bool:
    return code % 100 == 0 and not one.period.is_year
