"""填报单位, 报告期 and 计量单位 above the head: on one line where each has room, never cut off."""

from __future__ import annotations

from itertools import pairwise

from qbs_desktop.domain.forms.filled import Line
from qbs_desktop.domain.forms.title_block import sheet_width, stretches, unit_lines

TEXTS = ("填报单位：炎陵县工业和信息化局", "2026年10月", "计量单位：万元")


def test_a_wide_form_keeps_the_three_on_one_line() -> None:
    assert unit_lines([3, 14, *[5] * 18], *TEXTS) == (Line(*TEXTS),)


def test_a_wide_form_keeps_to_the_usual_parts() -> None:
    assert stretches([10.0] * 20, Line(*TEXTS)) == (8, 14)


def test_the_line_is_split_where_its_texts_have_room() -> None:
    widths = [sheet_width(one) for one in (3, 14, 5, 5, 5)]
    places = stretches(widths, Line(*TEXTS))
    assert places is not None
    room = [sum(widths[start:end]) for start, end in pairwise((0, *places, len(widths)))]
    assert all(wide > len(text.encode("gb18030")) * 0.95 for text, wide in zip(TEXTS, room, strict=True))


def test_a_narrow_form_takes_a_line_for_each() -> None:
    for widths in ([3, 14], [3, 14, 5]):
        assert unit_lines(widths, *TEXTS) == tuple(Line(left=text) for text in TEXTS)
