"""What a form (表式) is: its title, its columns, its page. The dataclasses are the schema of `resources/forms/*.toml`.

A column names where its cells come from; the texts of its heads may carry ``{year}``, ``{indicator}``, ``{unit}``
(the amount unit or the indicator's own), ``{month}`` (10月) and ``{span}`` (1—10月).
"""

from __future__ import annotations

import re
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.forms.counting import COUNTS
from qbs_desktop.domain.profile import build

_PLACE = re.compile(r"\{(\w+)\}")
SOURCES = frozenset({"serial", "name", "field", "figure", "computed", "count"})
SPANS = frozenset({"year", "period", "last_year", "year_before", "horizon", "each"})
KINDS = frozenset({"plan", "actual", "target"})
COMPUTES = frozenset({"", "month", "growth", "rate", "progress", "points", "rank"})
SHEET_NAME_LENGTH = 31
_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", ""))


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column of a form.

    Attributes:
        heads: head texts from the top level down; equal neighbours are joined.
        source: "serial" (序号), "name" (with 其中 before the first child), "field", "figure", "computed" or "count"
            (how many records of a group, see `counting`).
        field: the ledger's field, for "field".
        indicator: an indicator id, "main" (the record's own yearly line) or "each" (the block's).
        span: which period the figure is of: "each" (the block's year), "year" (the year reported), "period",
            "last_year" (上年同期), "year_before" (上年全年) or "horizon" (the profile's target year).
        kind: "actual", "target", or "plan": actual up to the base year and target from then on, as plans print.
        compute: "month" (本月, from two 累计), "growth" (同比), "rate" (完成率), "progress" (序时进度), "points"
            (百分点 between two rates) or "rank" (名次, of the column `of`, in sections that rank).
        count: which records a "count" column counts.
        id, of, base: a computed column names the columns it divides by their ids within its block.
        width: in Chinese characters; 0 takes the field's own.
        total: whether the 合计 row sums it.
        wrap: long text that breaks over lines.
        decimals: decimals of an amount column when printed (舍位平衡); None as the whole return.
        adds: ids of the columns that a reported total adds up (合计 column), so that rounding keeps them equal.
        hidden: left out of the sheet, though a rate may still be worked out from it.
    """

    heads: tuple[str, ...]
    source: str = "figure"
    field: str = ""
    indicator: str = ""
    span: str = "year"
    kind: str = "actual"
    compute: str = ""
    count: str = ""
    id: str = ""
    of: str = ""
    base: str = ""
    width: int = 0
    total: bool = True
    wrap: bool = False
    decimals: int | None = None
    adds: tuple[str, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Columns that stand together; repeated for each indicator of `each`, or for each year of `years`.

    `years`: "plan" (base year to target year), "later" (the years behind the base year), or "open" (as "plan", and
    on to the year reported where that lies behind the target year).
    """

    columns: tuple[ColumnSpec, ...]
    each: tuple[str, ...] = ()
    years: str = ""


@dataclass(frozen=True, slots=True)
class Where:
    """Only records whose field has one of these words."""

    field: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One cut of a form over groups (按……分): its rows are sums of the records that say the same.

    `by` is a field of the ledger, "unit" (报送单位), "lead" (牵头单位, else the first 责任单位) or "band" (投资规模档);
    `rank` says whether its groups have places (名次).
    """

    by: str
    title: str
    rank: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One form.

    Attributes:
        id: promised by the command line and the machine part of a return.
        version: raised when a column changes.
        sheet: name of the sheet and of the form in lists.
        label: printed above the title (附件1).
        period: "year" or "month", what the form reports.
        scheme: "statistics" (1—2月 first) or "dispatch" (January too), for month forms.
        style: "annex" (as printed in the texts) or "return" (统计报表: 填报单位, 表号, footer).
        unit: "amount" for the amount unit asked for, else the printed unit (个), which may name it (个、{unit}).
        total: whether a 合计 row stands first, summing top-level rows only.
        guide: whether a row 甲 乙 1 2 3 stands below the heads.
        note_table: id of the printed table whose note stands below, if the data came from it.
        source: document the form is taken from.
        amount_unit, decimals: of this form where it differs from the return's.
        own: "" as shipped, "changed" where this file has columns, order or words of its own, "extra" for a form
            made in this file (临时报表), which is no part of the usual return.
        where, records: which records stand in it: all that fit every `where`, or those with these permanent ids.
        children: whether 其中 rows stand in it.
        sections: for a form over groups (汇总表); every section cuts the same records, so all have one 合计.
    """

    id: str
    version: int
    title: str
    sheet: str
    ledger: str
    period: str
    blocks: tuple[Block, ...]
    label: str = ""
    scheme: str = "dispatch"
    style: str = "return"
    unit: str = "amount"
    total: bool = False
    guide: bool = False
    paper: str = "A4"
    orientation: str = "landscape"
    freeze_columns: int = 2
    notes: tuple[str, ...] = ()
    source: str = ""
    amount_unit: str = ""
    decimals: int | None = None
    own: str = ""
    where: tuple[Where, ...] = ()
    records: tuple[str, ...] = ()
    children: bool = True
    sections: tuple[Section, ...] = ()

    def __post_init__(self) -> None:
        """Refuse words that mean nothing, so that a slip is found when the form is loaded.

        Raises:
            ValueProblem: names the form and the column.
        """
        for column in (column for block in self.blocks for column in block.columns):
            where = f"表式“{self.title}”的列“{'/'.join(column.heads)}”"
            for word, known in (
                (column.source, SOURCES),
                (column.span, SPANS),
                (column.kind, KINDS),
                (column.compute, COMPUTES),
            ):
                if word not in known:
                    raise ValueProblem(f"{where}：不认识“{word}”。")
            if column.source == "count" and (column.count not in COUNTS or not self.sections):
                raise ValueProblem(f"{where}：不认识“{column.count}”，或不是汇总表。")
            if column.source == "computed" and not column.compute:
                raise ValueProblem(f"{where}：没有写明怎样计算。")


def fitting(form: Form, has: Callable[[str], bool]) -> Form:
    """The form without columns of fields that are not there: 报送单位 stands in the lists of a city alone."""
    gone = {c.field for block in form.blocks for c in block.columns if c.source == "field" and not has(c.field)}
    if not gone:
        return form
    blocks = (replace(b, columns=tuple(c for c in b.columns if c.field not in gone)) for b in form.blocks)
    return replace(form, blocks=tuple(block for block in blocks if block.columns))


def sheet_name(text: str) -> str:
    """A text as Excel takes it for the name of a sheet; empty if nothing is left of it."""
    return text.translate(_NOT_IN_SHEET_NAMES).strip()[:SHEET_NAME_LENGTH]


def spelled(text: str, words: Mapping[str, str]) -> str:
    """A text with its ``{year}``-like places filled; what is no such place stays, for clerks write texts too."""
    return _PLACE.sub(lambda found: words.get(found[1], found[0]), text)


def read(data: Mapping[str, object]) -> Form:
    """Build a form from a parsed file; unknown keys are refused."""
    return typing.cast("Form", build(Form, data, "表式"))
