"""Forms as a file changes them (本单位的表式): columns off, moved, renamed; and forms made from a list (临时报表).

A form under change is a row of items: one block for each column, so that any can stand anywhere. Columns of a block
that was repeated for several indicators become columns of their own; the years of a plan stay one item.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from qbs_desktop.domain.fields import Money, Number
from qbs_desktop.domain.forms.form import Block, ColumnSpec, Form, Where
from qbs_desktop.domain.indicators import Flow, Indicator, Quantity
from qbs_desktop.domain.ledger import Ledger

CHANGED, EXTRA = "changed", "extra"
UPRIGHT = 48
"""Characters side by side that an upright page shows at full size."""
SERIAL = Block((ColumnSpec(("序号",), source="serial", id="serial", width=3),))
FIGURES: Mapping[str, tuple[str, str, str]] = {
    "sum": ("{span}\n累计", "period", "actual"),
    "before": ("上年同期\n累计", "last_year", "actual"),
    "target": ("年度计划", "year", "target"),
    "year": ("{year}年实际", "year", "actual"),
}
"""Columns of an indicator that show a figure: id → head, span, kind."""
COMPUTED: Mapping[str, tuple[str, str, str]] = {
    "month": ("本月", "", ""),
    "growth": ("同比", "sum", "before"),
    "rate": ("完成率", "sum", "target"),
}
"""Columns that are worked out: id → head, and the two that a rate divides."""
MONTHLY = ("month", "sum", "growth", "before", "target", "rate")
YEARLY = ("year", "target")


def items(form: Form) -> tuple[Block, ...]:
    """The form as single columns, in order."""
    return tuple(item for block in form.blocks for item in _items(block))


def _items(block: Block) -> Iterator[Block]:
    if not block.each:
        yield from (replace(block, columns=(column,)) for column in block.columns)
        return
    for slug in block.each:
        for column in block.columns:
            own = replace(
                column,
                id=_own(slug, column.id),
                of=_own(slug, column.of),
                base=_own(slug, column.base),
                adds=tuple(_own(slug, one) for one in column.adds),
                indicator=slug if column.indicator == "each" else column.indicator,
            )
            yield Block((own,))


def _own(slug: str, name: str) -> str:
    return f"{slug}.{name}" if name else ""


def changed(form: Form, wanted: Sequence[Block], **words: object) -> Form:
    """The form with other items and words; a shipped form is then marked as changed here."""
    made = replace(form, blocks=tuple(wanted), own=form.own or CHANGED, **words)  # type: ignore[arg-type]
    way = form.orientation
    if form.own == EXTRA:
        way = "portrait" if _width(made.blocks) <= UPRIGHT else "landscape"
    return replace(made, freeze_columns=_frozen(made.blocks), orientation=way)


def _width(blocks: Sequence[Block]) -> int:
    return sum(column.width or 7 for block in blocks for column in block.columns if not column.hidden)


def _frozen(blocks: Sequence[Block]) -> int:
    """Columns that stay in view: up to the name, if that stands among the first ones."""
    shown = [column for block in blocks for column in block.columns if not column.hidden]
    at = next((place for place, column in enumerate(shown) if column.source == "name"), None)
    return at + 1 if at is not None and at < 3 else 0


def new_form(form_id: str, ledger: Ledger, *, monthly: bool) -> Form:
    """A new form of a list (临时报表) with 序号 and the names, to which columns are added."""
    name = Block((ColumnSpec((ledger.field("name").label,), source="name", id="name", width=14),))
    return Form(
        id=form_id,
        version=1,
        title=f"{ledger.label}情况表",
        sheet=f"{ledger.label}情况表",
        ledger=ledger.id,
        period="month" if monthly else "year",
        blocks=(SERIAL, name),
        total=True,
        own=EXTRA,
        children=False,
    )


def field_item(ledger: Ledger, field: str) -> Block:
    """A column with a field of the record."""
    spec = ledger.field(field)
    head = f"{spec.label}\n（{{unit}}）" if isinstance(spec, Money) else spec.label
    width = min(max(spec.width, 4), 14)
    wrap = not isinstance(spec, Money | Number)
    return Block((ColumnSpec((head,), source="field", field=field, id=field, width=width, wrap=wrap),))


def indicator_columns(indicator: Indicator, *, monthly: bool) -> tuple[str, ...]:
    """Which columns an indicator can give, by id."""
    if not monthly:
        return YEARLY
    if indicator.flow is not Flow.CUMULATIVE or indicator.quantity is Quantity.PERCENT:
        return ("sum", "before", "target")
    return MONTHLY


def indicator_item(indicator: Indicator, column: str) -> Block:
    """A column of an indicator; `column` as in `indicator_columns`."""
    slug = indicator.id
    group = "{indicator}（{unit}）"
    if column in FIGURES:
        head, span, kind = FIGURES[column]
        return Block((ColumnSpec((group, head), id=f"{slug}.{column}", indicator=slug, span=span, kind=kind, width=5),))
    head, of, base = COMPUTED[column]
    spec = ColumnSpec(
        (group, head),
        source="computed",
        id=f"{slug}.{column}",
        compute=column,
        indicator=slug,
        span="period",
        of=f"{slug}.{of}" if of else "",
        base=f"{slug}.{base}" if base else "",
        width=4,
    )
    return Block((spec,))


def needed(wanted: Sequence[Block], indicators: Mapping[str, Indicator]) -> tuple[Block, ...]:
    """The items with the amounts, hidden, that a rate is worked out from and that are not among them."""
    there = {column.id for block in wanted for column in block.columns}
    made = list(wanted)
    for column in [column for block in wanted for column in block.columns]:
        for part in (column.of, column.base):
            slug, _, name = part.partition(".")
            if part and part not in there and slug in indicators:
                spec = indicator_item(indicators[slug], name).columns[0]
                made.append(Block((replace(spec, hidden=True),)))
                there.add(part)
    return tuple(made)


def narrowed(where: Sequence[Where], field: str, words: Sequence[str]) -> tuple[Where, ...]:
    """The conditions with another one for a field; without words it is taken off."""
    kept = [one for one in where if one.field != field]
    return (*kept, Where(field, tuple(words))) if words else tuple(kept)
