"""A ledger (台账/名单): its fields, its indicators and what it is called. Everything else derives from it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from qbs_desktop.domain.fields import Field, LongText, Text, Units

COMMON_HEAD: tuple[Field, ...] = (Text("serial", "序号", width=4),)
REPORTING_UNIT = "reporting_unit"
"""Field of the unit that reported a record (报送单位): filled when a city adopts returns, absent from county files."""
_BY_ADOPTING = "由采用下级报表时写入（没有报表的由代录写入），不能自己填改；单位改名请在“汇总”页的“应报单位”里改"
COMMON_TAIL: tuple[Field, ...] = (
    Text(REPORTING_UNIT, "报送单位", width=8, derived=_BY_ADOPTING),
    Text("lead_unit", "牵头单位", width=9, aliases=("牵头部门",)),
    Units("responsible_units", "责任单位", width=14, aliases=("责任部门", "责任单位（排第一为牵头）")),
    Text("leader", "联系领导", width=7, aliases=("挂点领导", "链长")),
    LongText("remark", "备注", width=12),
)


@dataclass(frozen=True, slots=True)
class Ledger:
    """One ledger.

    Attributes:
        id: English slug, promised by the command line.
        label: Chinese name of the list; `noun` of one row, `counter` its measure word.
        fields: own and common fields in display order.
        indicators: ids of the indicators usually kept for its rows.
        monthly: ids of the indicators entered month by month.
        details: ids of indicators that may be entered month by month too; shown once they are asked for or in use.
        monthly_texts: ids of the fields that are rewritten with every month's figures, shown beside them.
        yearly: ids of the indicators whose yearly line a new list offers.
        line_after: id of the field behind which the list shows the yearly line, as the printed tables do.
        extra: ids of fields that the profile added; kept in one JSON column of the store.
    """

    id: str
    label: str
    noun: str
    counter: str
    fields: tuple[Field, ...]
    indicators: tuple[str, ...] = ()
    monthly: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    monthly_texts: tuple[str, ...] = ()
    yearly: tuple[str, ...] = ()
    line_after: str = "name"
    extra: frozenset[str] = frozenset()

    def field(self, field_id: str) -> Field:
        """The field with this id.

        Raises:
            KeyError: no such field.
        """
        for candidate in self.fields:
            if candidate.id == field_id:
                return candidate
        raise KeyError(field_id)

    def has(self, field_id: str) -> bool:
        """Whether the ledger has this field."""
        return any(candidate.id == field_id for candidate in self.fields)

    def without(self, field_id: str) -> Ledger:
        """The same ledger without a field that has no meaning in this file."""
        return replace(self, fields=tuple(field for field in self.fields if field.id != field_id))

    def with_extra(self, fields: tuple[Field, ...]) -> Ledger:
        """The same ledger with a profile's own fields before the remark."""
        if not fields:
            return self
        own = tuple(f for f in self.fields if f.id != "remark")
        tail = tuple(f for f in self.fields if f.id == "remark")
        return replace(self, fields=own + fields + tail, extra=self.extra | {f.id for f in fields})
