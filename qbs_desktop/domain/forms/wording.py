"""Words of a form under change (栏名): head texts as they will be printed, and back to what stays true next month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from qbs_desktop.domain.forms.form import Block, ColumnSpec, Form, spelled
from qbs_desktop.domain.indicators import Indicator, Quantity
from qbs_desktop.domain.period import Period, Scheme
from qbs_desktop.domain.profile import Profile

BETWEEN = "/"
"""Stands between the levels of a head where a head is one line of text."""


def words_of(
    block: Block, form: Form, period: Period, unit: str, profile: Profile, indicators: Mapping[str, Indicator]
) -> dict[str, str]:
    """What the places in the heads of an item stand for."""
    spec = block.columns[0]
    indicator = indicators.get(spec.indicator)
    year = {"last_year": period.year - 1, "horizon": profile.horizon}.get(spec.span, period.year)
    joined = form.scheme == Scheme.STATISTICS and period.is_month and period.part == 2
    month = period.last_month
    money = indicator is None or indicator.quantity is Quantity.MONEY
    return {
        "indicator": indicator.label if indicator is not None else "",
        "unit": unit if money else indicator.unit if indicator is not None else unit,
        "span": "1月" if month == 1 else f"1—{month}月",
        "month": "1—2月" if joined else f"{month}月",
        "year": "各" if block.years else str(year),
    }


def said(spec: ColumnSpec, words: Mapping[str, str]) -> str:
    """The head as one line: ``营业收入（亿元）/1—10月累计``."""
    return BETWEEN.join(spelled(head, words).replace("\n", "") for head in spec.heads)


def renamed(spec: ColumnSpec, text: str, words: Mapping[str, str]) -> ColumnSpec:
    """The column under another head; what named period, unit or indicator before goes on doing so.

    An unchanged line keeps the head as it was, with its line breaks.
    """
    typed = text.strip().strip(BETWEEN)
    if not typed or typed == said(spec, words):
        return spec
    typed = lasting(typed, "".join(spec.heads), words)
    return replace(spec, heads=tuple(part.strip() for part in typed.split(BETWEEN) if part.strip()))


def lasting(typed: str, before: str, words: Mapping[str, str]) -> str:
    """A typed text in which what the text before left open (year, period, unit) is left open again."""
    if typed == spelled(before, words):
        return before
    for word, meant in words.items():
        if meant and f"{{{word}}}" in before:
            typed = typed.replace(meant, f"{{{word}}}")
    return typed


def title_words(form: Form, period: Period, unit: str, profile: Profile) -> dict[str, str]:
    """What the places in title and notes stand for."""
    return {
        "period": period.label(Scheme(form.scheme)),
        "year": str(period.year),
        "programme": profile.programme,
        "unit": unit,
    }
