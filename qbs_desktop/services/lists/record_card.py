"""Everything the record panel shows for one record (记录卡): fields, figures, findings, history and the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qbs_desktop.db import list_rows, queries
from qbs_desktop.db.driver import Connection
from qbs_desktop.db.queries import Attachment
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.fields import Field, Money
from qbs_desktop.domain.figure import Figure, Kind
from qbs_desktop.domain.indicators import Indicator
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.record import Record
from qbs_desktop.services import history
from qbs_desktop.services.checks import checking
from qbs_desktop.services.checks.checking import CheckedFinding
from qbs_desktop.services.lists.listing import record_of, unit_of
from qbs_desktop.services.workspace import Workspace

HISTORY_SHOWN = 50


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field with its text; `label` carries the unit of an amount."""

    field: Field
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Point:
    """The figures of one period, each None when blank; the texts tell blank, —— and 0 apart."""

    period: Period
    label: str
    actual: Figure | None
    target: Figure | None
    actual_text: str
    target_text: str


@dataclass(frozen=True, slots=True)
class Series:
    """One indicator's figures in order of time, for a table and a small chart. Values in the unit of store (元)."""

    indicator: Indicator
    label: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Membership:
    """A record's place in a year's list."""

    year: int
    member: bool
    basis: str


@dataclass(frozen=True, slots=True)
class RecordCard:
    """All of one record."""

    record: Record
    ledger: Ledger
    parent: str
    children: tuple[str, ...]
    fields: tuple[FieldLine, ...]
    years: tuple[Series, ...]
    months: tuple[Series, ...]
    memberships: tuple[Membership, ...]
    attachments: tuple[Attachment, ...]
    findings: tuple[CheckedFinding, ...]
    history: tuple[history.Entry, ...]


def card(
    workspace: Workspace,
    record_id: int,
    period: Period | None = None,
    found: Sequence[CheckedFinding] | None = None,
) -> RecordCard:
    """Everything about a record. `found` saves the rules' run for callers that have just checked `period`.

    Raises:
        Refusal: the record is gone.
    """
    ledger = workspace.ledgers[record_of(workspace, record_id).ledger]
    checked = checking.check(workspace, period) if found is None else found
    told = history.entries(workspace, HISTORY_SHOWN, record_id)

    def ask(connection: Connection) -> RecordCard:
        record = queries.record(connection, ledger, record_id)
        if record is None:
            raise Refusal("这一行已经不在名单里，请刷新后再试。")
        keys = queries.indicator_keys(connection)
        own = queries.figures(connection, keys, subjects=[record_id]).get(record_id, {})
        kin = [record_id if record.parent_id is None else record.parent_id]
        kin += list_rows.children(connection, ledger, [record_id])
        family = queries.records(connection, ledger, only=kin)
        return RecordCard(
            record,
            ledger,
            next((one.name for one in family if one.id == record.parent_id), ""),
            tuple(one.name for one in family if one.parent_id == record_id),
            tuple(_field_line(field, record) for field in ledger.fields),
            tuple(_series(workspace, ledger, own, yearly=True)),
            tuple(_series(workspace, ledger, own, yearly=False)),
            tuple(
                Membership(year, state == "in", basis or "")
                for year, state, basis in queries.memberships(connection, record_id)
            ),
            tuple(queries.attachments(connection, record_id)),
            tuple(one for one in checked if one.finding.place.record_id == record_id),
            tuple(told),
        )

    return workspace.read(ask)


def _field_line(field: Field, record: Record) -> FieldLine:
    label = f"{field.label}（{field.unit}）" if isinstance(field, Money) else field.label
    return FieldLine(field, label, field.text(record.values.get(field.id)))


def _series(
    workspace: Workspace, ledger: Ledger, own: Mapping[tuple[str, Period, Kind], Figure], *, yearly: bool
) -> list[Series]:
    shown: dict[str, set[Period]] = {}
    for slug, period, _kind in own:
        if period.is_year if yearly else period.is_month:
            shown.setdefault(slug, set()).add(period)
    order = {slug: number for number, slug in enumerate(ledger.indicators)}
    return [
        _line(workspace.indicators[slug], sorted(shown[slug]), own)
        for slug in sorted(shown, key=lambda slug: (order.get(slug, len(order)), slug))
    ]


def _line(indicator: Indicator, periods: list[Period], own: Mapping[tuple[str, Period, Kind], Figure]) -> Series:
    unit = unit_of(indicator)

    def point(period: Period) -> Point:
        actual, target = (own.get((indicator.id, period, kind)) for kind in (Kind.ACTUAL, Kind.TARGET))
        return Point(period, period.label(), actual, target, indicator.text(actual), indicator.text(target))

    return Series(indicator, f"{indicator.label}（{unit}）" if unit else indicator.label, tuple(map(point, periods)))
