"""Industry codes (行业代码) of GB/T 4754-2017: sections, divisions, groups and classes (门类、大类、中类、小类).

Codes of the 2011 edition also occur in real lists, so an unknown code asks and never blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypedDict

from qbs_desktop.domain.codes import shapes
from qbs_desktop.domain.codes.table import CodeTable, Entry, Suggestion

SECTION, DIVISION, GROUP, CLASS = "门类", "大类", "中类", "小类"
_LETTERED = re.compile(r"[A-T](\d{2,4})")


class GroupData(TypedDict):
    """A group (中类) of the file of codes, with its classes as pairs of code and name."""

    code: str
    name: str
    classes: list[tuple[str, str]]


class DivisionData(TypedDict):
    """A division (大类)."""

    code: str
    name: str
    groups: list[GroupData]


class SectionData(TypedDict):
    """A section (门类)."""

    code: str
    name: str
    divisions: list[DivisionData]


def table(sections: list[SectionData]) -> CodeTable:
    """The table of all levels from `resources/codes/gb4754_2017.json`."""
    return CodeTable(_entries(sections), CLASS)


def _entries(sections: list[SectionData]) -> Iterator[Entry]:
    for section in sections:
        top = f"{section['code']} {section['name']}"
        yield Entry(section["code"], section["name"], (), SECTION)
        for division in section["divisions"]:
            middle = f"{division['code']} {division['name']}"
            yield Entry(division["code"], division["name"], (top,), DIVISION)
            for group in division["groups"]:
                yield Entry(group["code"], group["name"], (top, middle), GROUP)
                for code, name in group["classes"]:
                    yield Entry(code, name, (top, middle), CLASS)


def bare(code: str) -> str:
    """``C3511`` → ``3511``: the letter of the section is often written in front."""
    found = _LETTERED.fullmatch(code.strip().upper())
    return found.group(1) if found else code.strip().upper()


def entry(known: CodeTable, code: str) -> Entry | None:
    """The entry of a code, written with or without the letter of its section."""
    return known.entry(bare(code))


def search(known: CodeTable, typed: str) -> list[Entry]:
    """Entries that fit a code (``3511``, ``C3511``), a name (``矿山机械``) or initials (``ksjx``)."""
    return known.search(bare(typed))


def problem(known: CodeTable, code: str) -> str | None:
    """What seems wrong with an industry code, or None for a class of the 2017 edition."""
    told = shapes.industry_code_problem(code)
    found = entry(known, code)
    if found is None:
        return told or "GB/T 4754—2017 里没有这个代码，可能是2011版代码或抄写有误"
    if told:
        return told
    if found.level != CLASS:
        full = _with_zero(known, code)
        lost = f"；也可能是“{full.text}”丢了开头的 0" if full is not None else ""
        return f"这是{found.level}“{found.name}”的代码，小类代码为4位{lost}"
    return None


def _with_zero(known: CodeTable, code: str) -> Entry | None:
    """The entry of a code that lost its leading zero, as a spreadsheet drops it."""
    digits = bare(code)
    return known.entry("0" + digits) if digits.isdecimal() and len(digits) in (1, 3) else None


def suggestions(known: CodeTable, code: str) -> tuple[Suggestion, ...]:
    """``0111 稻谷种植`` for 111."""
    found = _with_zero(known, code)
    return (Suggestion(found.code, f"{found.name}：补上开头的 0"),) if found is not None else ()
