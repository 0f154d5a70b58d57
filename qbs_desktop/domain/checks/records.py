"""Rules on the records of any ledger: required fields, duplicates, codes, words of choice fields, lead units."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from qbs_desktop.domain.checks import natures
from qbs_desktop.domain.checks.rule import STAYS, Draft, Evidence, Rule
from qbs_desktop.domain.codes import shapes
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.fields import Choice
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.ledger import REPORTING_UNIT, Ledger
from qbs_desktop.domain.record import Record

NAMED = ("industry", "enterprise", "project")
"""Ledgers in which one name is one subject."""
OWN_RULE = {("enterprise", "sector")}
"""Choice fields that have a rule of their own."""


@dataclass(frozen=True, slots=True)
class CodeKind:
    """A code field and what may be wrong with it."""

    field: str
    ledgers: tuple[str, ...]
    problem: Callable[[str], str | None]


def _required(dataset: Dataset) -> Iterator[Draft]:
    for ledger in dataset.ledgers.values():
        needed = [field for field in ledger.fields if field.required]
        for number, record in enumerate(dataset.rows(ledger.id), 1):
            for field in needed:
                if record.values.get(field.id) is None:
                    name = f"“{record.name}”" if record.name else ""
                    message = f"{ledger.label}第{number}行{name}没有填{field.label}。"
                    yield Draft(record, message, field=field.id, numbers={"row": str(number)})


def _first_seen(dataset: Dataset, ledger: str, key: Callable[[Record], object]) -> Iterator[tuple[Record, Record]]:
    """Pairs (later record, the first with the same key); keys that are empty do not count."""
    first: dict[object, Record] = {}
    for record in dataset.rows(ledger):
        own = key(record)
        if not own:
            continue
        before = first.setdefault(own, record)
        if before is not record:
            yield record, before


def _own_name(record: Record) -> object:
    """In a city every county has its 硬质合金; whether two units mean one thing is asked there (重复填报)."""
    return record.name and (record.parent_id, record.name, record.text(REPORTING_UNIT))


def _same_name(dataset: Dataset) -> Iterator[Draft]:
    for ledger in NAMED:
        for record, _first in _first_seen(dataset, ledger, _own_name):
            label = dataset.ledgers[ledger].label
            yield Draft(record, f"{label}中“{record.name}”出现不止一次。", field="name", numbers={"name": record.name})


def _same_credit_code(dataset: Dataset) -> Iterator[Draft]:
    for record, first in _first_seen(dataset, "enterprise", lambda one: one.text("credit_code")):
        if record.parent_id == first.id or first.parent_id == record.id:
            continue
        code = record.text("credit_code")
        message = f"统一社会信用代码 {code} 与“{first.name}”相同，同一家企业只能列一行。"
        yield Draft(record, message, field="credit_code", numbers={"code": code, "first": first.name})


def _same_project_code(dataset: Dataset) -> Iterator[Draft]:
    for record, first in _first_seen(dataset, "project", lambda one: one.text("project_code")):
        code = record.text("project_code")
        message = f"项目代码 {code} 与“{first.name}”相同。"
        yield Draft(record, message, field="project_code", numbers={"code": code, "first": first.name})


def _codes(kind: CodeKind) -> Callable[[Dataset], Iterator[Draft]]:
    def look(dataset: Dataset) -> Iterator[Draft]:
        for ledger in kind.ledgers:
            label = dataset.ledgers[ledger].field(kind.field).label
            for record in dataset.rows(ledger):
                code = record.text(kind.field)
                problem = kind.problem(code) if code else None
                if problem:
                    yield Draft(record, f"{label} {code}：{problem}。", field=kind.field, numbers={"code": code})

    return look


def _choice_fields(dataset: Dataset, ledger: Ledger) -> list[tuple[Choice, frozenset[str]]]:
    """Choice fields with the words they may hold; a list without words admits any."""
    found = []
    for field in ledger.fields:
        if isinstance(field, Choice) and (ledger.id, field.id) not in OWN_RULE:
            words = set(dataset.profile.words(field.profile_list)) or set(field.options)
            if field.profile_list == "sectors":
                words |= {alias for sector in dataset.profile.sectors for alias in sector.aliases}
            if (ledger.id, field.id) == ("project", "nature"):
                words |= natures.DISPATCH.keys()
            if words:
                found.append((field, frozenset(words)))
    return found


def _choices(dataset: Dataset) -> Iterator[Draft]:
    for ledger in dataset.ledgers.values():
        fields = _choice_fields(dataset, ledger)
        for record in dataset.rows(ledger.id):
            for field, words in fields:
                word = record.text(field.id)
                if word and word not in words and dataset.profile.aliases.get(word) not in words:
                    message = f"{field.label}填“{word}”，不在方案的词表内。"
                    yield Draft(record, message, field=field.id, numbers={"word": word})


def _leads(dataset: Dataset) -> Iterator[Draft]:
    for ledger in dataset.ledgers:
        for record in dataset.rows(ledger):
            units, lead = record.units(), record.text("lead_unit")
            if lead and units and units[0] != lead:
                yield Draft(
                    record,
                    f"牵头单位填“{lead}”，责任单位排第一的是“{units[0]}”。",
                    field="lead_unit",
                    numbers={"lead": lead, "first": units[0]},
                )


RULES: tuple[Rule, ...] = (
    Rule(
        "required",
        "必填项是否齐全",
        Grade.ERROR,
        "没有名称或关键数值的行无法汇总",
        "请补填；整行不用时请删除。",
        _required,
        evidence=Evidence.DEFINITION,
        example="项目名单第12行没有填项目名称。",
    ),
    Rule(
        "same_name",
        "名称是否重复",
        Grade.QUERY,
        "一个产业、企业、项目在名单中只列一行",
        f"重复的请合并或删除；确为不同对象时，{STAYS}请说明。",
        _same_name,
        evidence=Evidence.DESIGN,
        example="企业名单中“甲公司”出现不止一次。",
        ledgers=("industry", "enterprise", "project"),
    ),
    Rule(
        "same_credit_code",
        "统一社会信用代码是否重复",
        Grade.ERROR,
        "GB 32100—2015：一个主体一个代码，重复会使汇总重复计数",
        "请删除重复的行；代码填错的请改正。",
        _same_credit_code,
        evidence=Evidence.OFFICIAL,
        example="统一社会信用代码 9143020044517525X1 与“甲公司”相同，同一家企业只能列一行。",
        refs=("E5",),
        ledgers=("enterprise",),
    ),
    Rule(
        "same_project_code",
        "项目代码是否重复",
        Grade.QUERY,
        "发改投资〔2020〕1439号：一项一码",
        f"分期项目共用代码时，{STAYS}请说明；否则请改正。",
        _same_project_code,
        evidence=Evidence.OFFICIAL,
        example="项目代码 2111-430225-04-01-342068 与“甲项目一期”相同。",
        ledgers=("project",),
    ),
    Rule(
        "credit_code",
        "统一社会信用代码校验",
        Grade.QUERY,
        "GB 32100—2015 校验码",
        f"请对照营业执照核对；执照上确是这样时，{STAYS}请说明。",
        _codes(CodeKind("credit_code", ("enterprise", "project"), shapes.credit_code_problem)),
        evidence=Evidence.OFFICIAL,
        example="统一社会信用代码 9143020044517525X2：第18位校验码应为“1”，现为“2”。",
        refs=("E5",),
        ledgers=("enterprise", "project"),
    ),
    Rule(
        "project_code",
        "项目代码格式",
        Grade.QUERY,
        "发改投资〔2020〕1439号、GB/T 40058—2021；2020年11月以前为旧格式",
        f"请对照投资项目在线平台核对；{STAYS}请说明。",
        _codes(CodeKind("project_code", ("project",), shapes.project_code_problem)),
        evidence=Evidence.OFFICIAL,
        example="项目代码 9913-430225-04-01-342068：前4位“9913”既不是年份，也不是年月。",
        ledgers=("project",),
    ),
    Rule(
        "industry_code",
        "行业代码是否存在",
        Grade.QUERY,
        "GB/T 4754—2017",
        f"请核对行业代码；沿用2011版代码时，{STAYS}请说明。",
        _codes(CodeKind("industry_code", ("enterprise",), shapes.industry_code_problem)),
        evidence=Evidence.OFFICIAL,
        example="行业代码 9911：大类不在 GB/T 4754—2017 的 01—97 之内。",
        refs=("E6",),
        ledgers=("enterprise",),
    ),
    Rule(
        "choice",
        "选择项是否在词表内",
        Grade.HINT,
        "方案的词表",
        "请从词表中选，或在方案中增加这个词。",
        _choices,
        evidence=Evidence.PROFILE,
        example="项目类别填“旅游”，不在方案的词表内。",
    ),
    Rule(
        "lead_is_first",
        "牵头单位是否排第一",
        Grade.QUERY,
        "望政办函〔2022〕34号：排名第一为牵头单位；益阳市送审稿：排第一的为牵头单位",
        f"请调整责任单位的顺序或牵头单位；{STAYS}请说明。",
        _leads,
        evidence=Evidence.PROFILE,
        example="牵头单位填“县科工局”，责任单位排第一的是“县发改局”。",
    ),
)
"""Rules on records."""
