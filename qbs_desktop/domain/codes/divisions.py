"""Division codes (行政区划代码) of Hunan: GB/T 2260, and the NBS codes of functional areas (功能区) beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypedDict

from qbs_desktop.domain.codes.table import CodeTable, Entry

_FIGURES = {6, 9, 12}
_OWN = re.compile(r"[A-Za-z][0-9A-Za-z]{1,11}")
PROVINCE, CITY, COUNTY, AREA = "省", "市州", "县市区", "功能区"


class DivisionsData(TypedDict):
    """The file of codes."""

    province: dict[str, str]
    cities: dict[str, str]
    counties: dict[str, str]
    nbs_functional_areas: dict[str, str]


def table(data: DivisionsData) -> CodeTable:
    """The table of all levels from `resources/codes/hunan_divisions.json`."""
    return CodeTable(sorted(_entries(data), key=lambda entry: entry.code), COUNTY)


def _entries(data: DivisionsData) -> Iterator[Entry]:
    for code, name in data["province"].items():
        yield Entry(code, name, (), PROVINCE)
    for code, name in data["cities"].items():
        yield Entry(code, name, tuple(data["province"].values()), CITY)
    for level, found in ((COUNTY, data["counties"]), (AREA, data["nbs_functional_areas"])):
        for code, name in found.items():
            yield Entry(code, name, (data["cities"][f"{code[:4]}00"],), level)


def unit_code_problem(code: str) -> str | None:
    """Why a text is no code of a reporting unit (单位代码), as a sentence; None for a good one.

    A code of figures only is a division code: six of them down to the county (GB/T 2260), nine or twelve below (统计用
    区划代码). An office that is no division makes one of its own, which begins with a letter.
    """
    if not code:
        return "请填写单位代码（报表以它区分单位）。"
    if code.isascii() and code.isdecimal():
        if len(code) in _FIGURES:
            return None
        return f"行政区划代码是 6 位数字（乡镇 9 位、村 12 位），如 430221；现在是 {len(code)} 位。"
    if _OWN.fullmatch(code):
        return None
    return "单位代码填 6 位行政区划代码，如 430221；自编的代码以字母开头，只用字母和数字，如 HN01。"


def covers(outer: str, inner: str) -> bool:
    """Whether a division contains another one or is it: 430000 and 430200 cover 430281."""
    level = 2 if outer.endswith("0000") else 4 if outer.endswith("00") else len(outer)
    return inner[:level] == outer[:level]
