"""Terms of relations (勾稽项): what `Profile.relations` may add up. The language is told in `profile.Relation`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from qbs_desktop.domain import amount
from qbs_desktop.domain.checks.wording import HUNDRED_MILLION, is_money
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.record import Record

Term = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Range:
    """A number or a range of numbers (3—4 个)."""

    low: Decimal
    high: Decimal

    def __add__(self, other: Range) -> Range:
        """Both ends."""
        return Range(self.low + other.low, self.high + other.high)

    def times(self, factor: Decimal) -> Range:
        """Scaled; a negative factor swaps the ends."""
        ends = sorted((self.low * factor, self.high * factor))
        return Range(ends[0], ends[1])

    def __str__(self) -> str:
        """``30`` or ``3—4``."""
        if self.low == self.high:
            return amount.plain(self.low)
        return f"{amount.plain(self.low)}—{amount.plain(self.high)}"


def exactly(value: Decimal) -> Range:
    """One number."""
    return Range(value, value)


def total(dataset: Dataset, terms: Iterable[Term]) -> Range | None:
    """The sum of terms; None when one of them has no value in this data."""
    found = exactly(Decimal(0))
    for term in terms:
        one = value(dataset, term)
        if one is None:
            return None
        found += one.times(Decimal(term.get("times", "1")))
    return found


def value(dataset: Dataset, term: Term) -> Range | None:
    """The value of one term.

    Raises:
        ValueProblem: the term is of no known kind.
    """
    for kind, read in _KINDS.items():
        if kind in term:
            return read(dataset, term)
    raise ValueProblem(f"勾稽项 {dict(term)} 不认识。")


def target(dataset: Dataset, term: Term) -> Record | None:
    """The target row a term names by its serial."""
    serial = term.get("target")
    return next((row for row in dataset.rows("target") if row.text("serial") == serial), None) if serial else None


def place(dataset: Dataset, terms: Iterable[Term]) -> tuple[Record | None, str | None]:
    """The first record that a list of terms names, with its indicator or field."""
    for term in terms:
        if record := target(dataset, term):
            return record, "value"
        if "figure" in term and (record := dataset.named(term["figure"], term["name"])):
            return record, term["indicator"]
    return None, None


def _target(dataset: Dataset, term: Term) -> Range | None:
    row = target(dataset, term)
    low = row.money("value") if row else None
    if row is None or low is None:
        return None
    high = row.money("value_to")
    match term.get("bound"):
        case "low":
            return exactly(low)
        case "high":
            return exactly(low if high is None else high)
        case _:
            return Range(low, low if high is None else high)


def _figure(dataset: Dataset, term: Term) -> Range | None:
    record = dataset.named(term["figure"], term["name"])
    found = _over_periods(dataset, record, term) if record else None
    return None if found is None else exactly(found)


def _over_periods(dataset: Dataset, record: Record, term: Term) -> Decimal | None:
    """A record's figure over one or more periods, amounts in 亿元; None when one is missing."""
    indicator = term["indicator"]
    scale = HUNDRED_MILLION if is_money(dataset, indicator) else Decimal(1)
    values = [dataset.value(record, indicator, Period.parse(text)) for text in term["period"].split("+")]
    known = [one / scale for one in values if one is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) else None


def _rows(dataset: Dataset, ledger: str, term: Term) -> list[Record]:
    if "parent" in term:
        parent = dataset.named(ledger, term["parent"])
        rows = list(dataset.children(parent)) if parent else []
    else:
        rows = list(dataset.leaves(ledger) if term.get("level") == "leaf" else dataset.top(ledger))
    return [row for row in rows if "sector" not in term or row.text("sector") == term["sector"]]


def _selected(dataset: Dataset, ledger: str, term: Term) -> list[Decimal]:
    found = []
    for row in _rows(dataset, ledger, term):
        one = _over_periods(dataset, row, term)
        if one is None or ("at_least" in term and one < Decimal(term["at_least"])):
            continue
        if "more_than" not in term or one > Decimal(term["more_than"]):
            found.append(one)
    return found


def _count(dataset: Dataset, term: Term) -> Range | None:
    if not dataset.rows(term["count"]):
        return None
    if "indicator" not in term:
        return exactly(Decimal(len(_rows(dataset, term["count"], term))))
    return exactly(Decimal(len(_selected(dataset, term["count"], term))))


def _sum(dataset: Dataset, term: Term) -> Range | None:
    values = _selected(dataset, term["sum"], term)
    return exactly(sum(values, Decimal(0))) if values else None


def _words(dataset: Dataset, term: Term) -> Range | None:
    words = dataset.profile.words(term["words"])
    return exactly(Decimal(len(set(words) if term.get("distinct") == "true" else words)))


def _number(_dataset: Dataset, term: Term) -> Range | None:
    return exactly(amount.parse_number(term["number"]))


_KINDS: dict[str, Callable[[Dataset, Term], Range | None]] = {
    "target": _target,
    "figure": _figure,
    "count": _count,
    "sum": _sum,
    "words": _words,
    "number": _number,
}
