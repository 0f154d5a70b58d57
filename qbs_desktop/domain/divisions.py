"""Division codes (行政区划代码) of Hunan: GB/T 2260, and the NBS codes of functional areas (功能区) beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from qbs_desktop.domain.code_table import CodeTable, Entry

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


def covers(outer: str, inner: str) -> bool:
    """Whether a division contains another one or is it: 430000 and 430200 cover 430281."""
    level = 2 if outer.endswith("0000") else 4 if outer.endswith("00") else len(outer)
    return inner[:level] == outer[:level]
