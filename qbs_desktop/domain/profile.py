"""A profile (方案): everything that differs between cities and counties, as data with its source sentence.

The dataclasses below are the one schema of `resources/profiles/*.toml`; `read` turns a parsed file into a `Profile`
and refuses unknown keys, so that a misspelt key is found when the profile is loaded and not when it is missed.
"""

from __future__ import annotations

import contextlib
import dataclasses
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from qbs_desktop.domain import fields as field_types
from qbs_desktop.domain import thresholds
from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.fields import Field
from qbs_desktop.domain.indicators import BY_ID, Indicator
from qbs_desktop.domain.ledger import REPORTING_UNIT, Ledger
from qbs_desktop.domain.ledgers import LEDGERS

COLLATING = frozenset({"市", "省"})
"""Levels of the profiles whose files take in returns of other units."""


@dataclass(frozen=True, slots=True)
class Document:
    """A policy document (政策文件)."""

    id: str
    title: str
    issuer: str
    doc_no: str = ""
    date: str = ""
    status: str = ""
    level: str = ""
    implements: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """Base of values taken from a text: `doc` is a document id, `sentence` its words."""

    doc: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Step(Cited):
    """A rung of a tier ladder (级别台阶). `bound` in 亿元; reached at `bound` or above."""

    label: str = ""
    bound: Decimal = Decimal(0)
    role: str = ""


@dataclass(frozen=True, slots=True)
class Band(Cited):
    """A half-open project band (投资规模档) [lower, upper) in 亿元; no upper means unbounded."""

    label: str = ""
    lower: Decimal = Decimal(0)
    upper: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Promotion(Cited):
    """Which enterprises a level lifts (培育区间), bounds in 亿元."""

    level: str = ""
    lower: Decimal = Decimal(0)
    upper: Decimal = Decimal(0)
    goal: str = ""


@dataclass(frozen=True, slots=True)
class Sector(Cited):
    """A sector (领域) with its lead bureaus; the first leads."""

    name: str = ""
    leads: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WordList(Cited):
    """A list of words for choice fields: categories, 四个一批, libraries, problem steps and the like."""

    id: str = ""
    label: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Beat(Cited):
    """One act of the rhythm (调度节奏) in the text's own word; `every` in months, 0 = no fixed interval.

    `due_day` is the day of the month by which the period is to be reported, `due_months` how many months after the
    period's last one (0: within it). No policy text names a day, so no shipped profile does either.
    """

    word: str = ""
    every: int = 0
    due_day: int | None = None
    due_months: int = 1


@dataclass(frozen=True, slots=True)
class Standard(Cited):
    """A per-亩 standard (亩均标准)."""

    indicator: str = ""
    label: str = ""
    value: Decimal = Decimal(0)
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Lights:
    """Thresholds of the lights in percentage points behind 序时进度; a place's own rule, so data."""

    yellow: Decimal = Decimal(10)
    red: Decimal = Decimal(30)
    source: str = "银川 2025 规则作默认值，可改"


@dataclass(frozen=True, slots=True)
class OwnThreshold(Cited):
    """A threshold (阈值) of a rule that this place sets itself; `note` says who set it where no document does."""

    id: str = ""
    value: Decimal = Decimal(0)
    note: str = ""


@dataclass(frozen=True, slots=True)
class ExtraField:
    """A column of its own that a city adds to a ledger without a release."""

    ledger: str
    id: str
    label: str
    type: str = "Text"
    width: int = 8
    options: tuple[str, ...] = ()

    def as_field(self) -> Field:
        """The field object. Only the plain types may be added."""
        kinds: dict[str, type[Field]] = {
            "Text": field_types.Text,
            "LongText": field_types.LongText,
            "Month": field_types.Month,
            "Year": field_types.Year,
            "Money": field_types.Money,
            "Number": field_types.Number,
        }
        if self.type == "Choice":
            return field_types.Choice(self.id, self.label, self.width, options=self.options)
        if self.type not in kinds:
            raise ValueProblem(f"方案附加字段“{self.label}”的类型 {self.type} 不认识。")
        return kinds[self.type](self.id, self.label, self.width)


@dataclass(frozen=True, slots=True)
class ExtraIndicator:
    """An indicator of its own."""

    id: str
    label: str
    quantity: str
    unit: str
    flow: str = "cumulative"


@dataclass(frozen=True, slots=True)
class Relation(Cited):
    """A sum, count or comparison between printed numbers (文字与表格的勾稽), checked by `checks.relations`.

    `left` and `right` are lists of terms that are added up; `op` compares left with right. A term is one of::

        {target = "serial"}                              the target row with this serial; 3—4 个 is a range
        {target = "serial", bound = "high"}              one end (low, high) of a range target
        {figure = "ledger", name = "…", indicator = "…", period = "2025"}
        {count = "ledger", indicator = "…", period = "2025", at_least = "1000"}   rows ≥ bound (亿元)
        {sum = "ledger", indicator = "…", period = "2025", sector = "…", level = "top"|"leaf"}
        {words = "list id"}                              how many words a list of the profile has
        {number = "12", text = "…words where it stands"} a number printed in running text

    `count` and `sum` take top rows unless `level` says leaf, and also know `at_least`, `more_than`, `sector`
    and `parent` (the 其中 rows of the row with this name); `count` without an indicator counts rows; `words`
    with `distinct = "true"` counts a repeated word once. `period` may join periods with ``+``. Amounts are in
    亿元. Any term may carry `times = "-1"` to be subtracted.

    `op`: "=", ">=", "<=", ">", "<", "about" (within `tolerance`), "same" (two target rows agree in number,
    限定词 and unit). Ranges are equal when they overlap; other comparisons must hold for all of both ranges.
    `grade` is the grade of the finding when the relation does not hold; `message` its Chinese sentence, in
    which ``{left}``, ``{right}``, ``{diff}``, ``{ratio}`` (left in % of right) and ``{shown1}`` … (further
    sums of terms, shown only) are filled in. With `note` the finding stands even when the relation holds
    (口径存疑).
    """

    id: str = ""
    title: str = ""
    left: tuple[Mapping[str, str], ...] = ()
    right: tuple[Mapping[str, str], ...] = ()
    shown: tuple[tuple[Mapping[str, str], ...], ...] = ()
    op: str = "="
    tolerance: Decimal = Decimal(0)
    grade: str = "query"
    message: str = ""
    unit: str = ""
    note: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile; see the module text. Lists are ordered as printed."""

    id: str
    title: str
    level: str
    region_code: str
    region: str
    programme: str
    meaning: str
    horizon: int
    base_year: int
    check_year: int | None = None
    main_document: str = ""
    receiving_office: str = ""
    office_source: str = ""
    documents: tuple[Document, ...] = ()
    industry_steps: tuple[Step, ...] = ()
    enterprise_steps: tuple[Step, ...] = ()
    project_bands: tuple[Band, ...] = ()
    promotions: tuple[Promotion, ...] = ()
    sectors: tuple[Sector, ...] = ()
    lists: tuple[WordList, ...] = ()
    rhythm: tuple[Beat, ...] = ()
    standards: tuple[Standard, ...] = ()
    lights: Lights = field(default_factory=Lights)
    forms: tuple[str, ...] = ()
    extra_fields: tuple[ExtraField, ...] = ()
    indicators: tuple[ExtraIndicator, ...] = ()
    relations: tuple[Relation, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    rules_off: tuple[str, ...] = ()
    thresholds: tuple[OwnThreshold, ...] = ()

    def words(self, list_id: str) -> tuple[str, ...]:
        """The words of a list; `sectors` gives the sectors' names."""
        if list_id == "sectors":
            return tuple(sector.name for sector in self.sectors)
        return next((one.words for one in self.lists if one.id == list_id), ())

    def threshold(self, threshold_id: str) -> Decimal:
        """The value of a rule's threshold here: this place's own, else the usual one."""
        own = next((one.value for one in self.thresholds if one.id == threshold_id), None)
        return thresholds.BY_ID[threshold_id].usual if own is None else own

    def ledgers(self) -> tuple[Ledger, ...]:
        """All ledgers with the profile's extra fields; only who collates returns has the field 报送单位."""
        shipped = LEDGERS if self.collates else tuple(ledger.without(REPORTING_UNIT) for ledger in LEDGERS)
        return tuple(
            ledger.with_extra(tuple(x.as_field() for x in self.extra_fields if x.ledger == ledger.id))
            for ledger in shipped
        )

    @property
    def collates(self) -> bool:
        """Whether a file of this profile takes in returns of units below (汇总): cities and the province do."""
        return self.level in COLLATING

    def all_indicators(self) -> dict[str, Indicator]:
        """Built-in and own indicators by id."""
        from qbs_desktop.domain.indicators import Flow, Quantity

        own = {x.id: Indicator(x.id, x.label, Quantity(x.quantity), x.unit, Flow(x.flow)) for x in self.indicators}
        return BY_ID | own

    def document(self, doc_id: str) -> Document | None:
        """The document with this id."""
        return next((one for one in self.documents if one.id == doc_id), None)


def read(data: Mapping[str, object]) -> Profile:
    """Build a profile from a parsed file.

    Raises:
        ValueProblem: an unknown or missing key, or a value of the wrong type, named with its place.
    """
    found = typing.cast("Profile", build(Profile, data, "方案"))
    for own in found.thresholds:
        if own.id not in thresholds.BY_ID:
            raise ValueProblem(f"方案里有不认识的阈值“{own.id}”。")
    return found


@cache
def _hints(cls: type) -> dict[str, object]:
    """A class's types; reading a profile asks for those of one class many times."""
    return typing.get_type_hints(cls)


def build(cls: type, data: Mapping[str, object], where: str) -> object:
    """Turn a mapping into a dataclass, recursively; numbers may be written as integers or decimal texts."""
    hints = _hints(cls)
    known = {f.name for f in dataclasses.fields(cls)}
    for key in data:
        if key not in known:
            raise ValueProblem(f"{where}里有不认识的键“{key}”。")
    values = {key: _convert(hints[key], value, f"{where}.{key}") for key, value in data.items()}
    try:
        return cls(**values)
    except TypeError as missing:
        raise ValueProblem(f"{where}缺少必填的键：{missing}。") from None


def _convert(hint: object, value: object, where: str) -> object:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        inner = next(one for one in args if one is not type(None))
        return None if value is None else _convert(inner, value, where)
    if origin is tuple:
        if not isinstance(value, list | tuple):
            raise ValueProblem(f"{where}应是列表。")
        return tuple(_convert(args[0], one, f"{where}[{n}]") for n, one in enumerate(value, 1))
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        if not isinstance(value, Mapping):
            raise ValueProblem(f"{where}应是一组键值。")
        return build(hint, value, where)
    if origin is not None:
        if not isinstance(value, Mapping):
            raise ValueProblem(f"{where}应是一组键值。")
        return {str(k): str(v) for k, v in value.items()}
    return _scalar(hint, value, where)


def _scalar(hint: object, value: object, where: str) -> object:
    if hint is Decimal and isinstance(value, str | int) and not isinstance(value, bool):
        with contextlib.suppress(ArithmeticError):
            if (number := Decimal(value)).is_finite():
                return number
    if hint is int and isinstance(value, int) and not isinstance(value, bool):
        return value
    if hint is bool and isinstance(value, bool):
        return value
    if hint is str and isinstance(value, str):
        return value
    raise ValueProblem(f"{where}的值 {value!r} 类型不对（小数请写成带引号的文字）。")
