"""Codes of reporting units."""

from __future__ import annotations

import pytest

from qbs_desktop.domain.codes.divisions import unit_code_problem


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("430225", None),
        ("HN01", None),
        ("a1", None),
        ("", "请填写"),
        ("43022", "现在是 5 位"),
        ("4302251", "现在是 7 位"),
        ("43022X", "以字母开头"),
        ("A", "以字母开头"),
        ("炎陵县", "以字母开头"),
        ("４３０２２５", "以字母开头"),
    ],
)
def test_a_unit_code_is_a_division_code_or_begins_with_a_letter(code: str, said: str | None) -> None:
    found = unit_code_problem(code)
    assert (found is None) if said is None else (found is not None and said in found)
