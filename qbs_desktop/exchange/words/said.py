"""What a cell says beside its value (格内附言): 以上 and 左右 with a target, a span of dates, a person after a unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from qbs_desktop.domain import dates
from qbs_desktop.domain.amount import normalise
from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.figure import Op
from qbs_desktop.exchange.words.units import fold

_BEHIND = (
    (re.compile(r"(?:及|或)?以上$|\+$"), Op.AT_LEAST),
    (re.compile(r"(?:左右|上下)$"), Op.ABOUT),
)
_BEFORE = (
    (re.compile(r"^(?:不低于|不少于|不小于|至少|≥|>=|≧)"), Op.AT_LEAST),
    (re.compile(r"^(?:约|大约|近似|大概)"), Op.ABOUT),
    (re.compile(r"^(?:超过|大于|高于|>)"), Op.OVER),
    (re.compile(r"^(?:突破)"), Op.SURPASS),
    (re.compile(r"^(?:达到|达)"), Op.REACH),
    (re.compile(r"^(?:过|超)"), Op.BEYOND),
)
_EFFORT = re.compile(r"^(?:力争|争取|确保|预计|计划|目标)")


@lru_cache(maxsize=5_000)
def operator_of(text: str) -> tuple[Op | None, str]:
    """The word that binds a target, and the text without it: ``超过1000`` → 超过, 1000."""
    folded = _EFFORT.sub("", normalise(text))
    for pattern, op in _BEHIND:
        if found := pattern.search(folded):
            return op, folded[: found.start()]
    for pattern, op in _BEFORE:
        if found := pattern.search(folded):
            return op, folded[found.end() :]
    return None, text


@dataclass(frozen=True, slots=True)
class Span:
    """Begin and end of a span (起止年限), as far as they are written; `other` is the other way to read it."""

    start: str | None
    finish: str | None
    other: str = ""


_SPAN = re.compile(r"(.*?\d[年月日]*)(?:[-~至到]+|--)(.*)")
_SHORT = re.compile(r"(\d{2})[./年](\d{1,2})月?")
_LATER_MONTH = re.compile(r"(\d{1,2})月?")


@lru_cache(maxsize=5_000)
def span_of(text: str) -> Span | None:
    """``2025-2027``, ``2021.9-2026.12``, ``2026-``, ``2026年3月至2027年6月``, ``09.10-11.3``; None for anything else.

    Years of two digits are read as years only where both ends have them and rise; the other reading is told.
    """
    folded = fold(text)
    if re.fullmatch(r"(?:19|20)\d{2}[-./年]\d{1,2}月?(?:[-./]\d{1,2}日?)?", folded):
        return None
    found = _SPAN.fullmatch(folded)
    if not found:
        return None
    first, last = found[1], found[2].strip("-~至到今")
    if short := _short(first, last):
        return short
    start = _date(first)
    if start is None:
        return None
    if not last:
        return Span(start, None)
    finish = _date(last)
    if finish is None and len(start) == 7 and (month := _LATER_MONTH.fullmatch(last)) and 1 <= int(month[1]) <= 12:
        finish = f"{start[:4]}-{int(month[1]):02d}"
    if finish is None or finish[: len(start)] < start[: len(finish)]:
        return None
    return Span(start, finish)


def _short(first: str, last: str) -> Span | None:
    one, two = _SHORT.fullmatch(first), _SHORT.fullmatch(last)
    if one is None or (two is None and last):
        return None
    start = _full(one)
    finish = _full(two) if two else None
    if start is None or (two and (finish is None or finish < start)):
        return None
    other = f"{int(one[1])}月{int(one[2])}日" + (f"至{int(two[1])}月{int(two[2])}日" if two else "起")
    return Span(start, finish, other if int(one[1]) <= 12 else "")


def _full(found: re.Match[str]) -> str | None:
    year, month = int(found[1]), int(found[2])
    return f"{2000 + year if year < 70 else 1900 + year}-{month:02d}" if 1 <= month <= 12 else None


def _date(text: str) -> str | None:
    try:
        return dates.parse(text)
    except ValueProblem:
        return None


_PHONE = re.compile(r"(?<!\d)(?:1\d{10}|0\d{2,3}-?\d{7,8}|\d{7,8})(?!\d)")
_WIDE_GAP = re.compile(r"(?:　+|[ \u00a0]{2,}|\t+)\s*|\n+\s*")
_PERSON = re.compile(r"[一-鿿·]{2,4}(?:\([^()]*\))?")
_OFFICE = re.compile(
    r"(?:局|委|办|公司|集团|厂|镇|乡|街道|园区|开发区|中心|院|厅|部|会|组|处|科|站|所|社|县|市|区|州|村|府|队|行|校|馆|库|场)$"
)


def _gap_behind_office(text: str) -> re.Match[str] | None:
    """A single blank parts a person from a unit only where the unit plainly ends: ``县交通局 王五``."""
    gap = re.search(r"[ \u00a0]", text)
    return gap if gap is not None and _OFFICE.search(text[: gap.start()]) else None


@lru_cache(maxsize=5_000)
def unit_and_person(text: str) -> tuple[str, str]:
    """A unit, and whoever is written behind it in the same cell: ``市工信局　　张三 13800000000``."""
    stripped = text.strip()
    phone = _PHONE.search(stripped)
    gap = _WIDE_GAP.search(stripped) or _gap_behind_office(stripped)
    if gap is not None and stripped[: gap.start()].strip():
        unit, rest = stripped[: gap.start()].strip(), stripped[gap.end() :].strip()
        name = fold(_PHONE.sub("", rest))
        if (_PERSON.fullmatch(name) and not _OFFICE.search(name)) or (phone and not name):
            before, person = unit_and_person(unit) if not name else (unit, "")
            return before, f"{person} {rest}".strip()
    if phone is not None:
        before = stripped[: phone.start()].rstrip(" 　:：,，、")
        words = re.split(r"[ 　]+", before)
        if len(words) > 1 and _PERSON.fullmatch(words[-1]) and not _OFFICE.search(words[-1]):
            return " ".join(words[:-1]), stripped[before.rfind(words[-1]) :].strip()
        return before, stripped[phone.start() :].strip()
    return stripped, ""
