"""Years of months (月份的年份): heads such as ``1-10月`` in a table whose title names no year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.words.heads import Vocabulary
from qbs_desktop.exchange.words.meanings import Meaning
from qbs_desktop.exchange.words.spans import When, take_when
from qbs_desktop.exchange.words.units import split_head


def with_year_of_others(
    columns: Mapping[int, Meaning], heads: Mapping[int, Sequence[str]], words: Vocabulary
) -> dict[int, Meaning]:
    """Months without a year get the year that is being filled in, where no head of the table speaks against it.

    ``2025年完成 | 1-10月完成`` may mean either year, so there the column stays unknown. What is taken is told.
    """
    said = {at: _said(parts) for at, parts in heads.items()}
    years = {one.year for one in said.values() if one is not None and one.year is not None}
    found = dict(columns)
    year = words.this_year
    if year is None or (years and year not in years):
        return found
    doubt = f"没有写年份，按{'其他表头' if years else '填报年度'}取{year}年"
    for at, when in said.items():
        if columns[at].problem and _lacks_year(when):
            one = words.meaning(tuple(heads[at]), Period.of_year(year))
            found[at] = replace(one, doubt=one.doubt or doubt) if one.read else columns[at]
    return found


def _said(parts: Sequence[str]) -> When | None:
    return take_when("".join(split_head(part)[0] for part in dict.fromkeys(parts)))[0]


def _lacks_year(when: When | None) -> bool:
    return when is not None and when.year is None and when.part is not None and not when.back
