"""The tables of codes that ship with the program (代码表); each is read when it is first asked for."""

from __future__ import annotations

import json
from functools import cache

from qbs_desktop import paths
from qbs_desktop.domain.codes import divisions as division_codes
from qbs_desktop.domain.codes import industries as industry_codes
from qbs_desktop.domain.codes.table import CodeTable


@cache
def industries() -> CodeTable:
    """GB/T 4754-2017, all levels."""
    return industry_codes.table(_read("gb4754_2017.json")["sections"])  # type: ignore[arg-type]


@cache
def divisions() -> CodeTable:
    """The divisions of Hunan with the functional areas."""
    return division_codes.table(_read("hunan_divisions.json"))  # type: ignore[arg-type]


def _read(name: str) -> dict[str, object]:
    path = paths.resources() / "codes" / name
    found: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return found
