from __future__ import annotations

import pytest


def line(values, growth=None, first=2021):
    figures = {f"{first + n}": value for n, value in enumerate(values) if value}
    return figures | ({f"growth@{first + len(values) - 1}": growth} if growth else {})


@pytest.mark.parametrize(
    ("values", "growth", "numbers"),
    [
        (["129", "144", "162", "181", "203"], "11%", {"stated": "11", "computed": "12"}),
        (["168", "178", "188", "198", "208"], "6%", None),
        (["10", "——", "20"], "41%", None),
        (["10", "20"], "——", None),
        (["0", "20"], "5%", None),
        (["", "20"], "5%", None),
        (["1.00", "1.11"], "11%", None),
    ],
)
def test_a_stated_growth_is_compared_with_its_line(book, row, found, values, growth, numbers):
    one = found(book("enterprise", row(name="甲", figures=line(values, growth))), "growth_stated")
    assert [{key: f.numbers[key] for key in numbers or ()} for f in one] == ([numbers] if numbers else [])


def test_counts_have_no_rounding_tolerance(book, row, found):
    data = book(
        "project_group", row(name="甲", figures=line(["64", "71", "79", "86"], "11%", 2022)), indicator="project_count"
    )
    assert [f.message for f in found(data, "growth_stated")] == [
        "年均增速填11%，按2022年64到2025年86计算为10.35%，两者不符。"
    ]
    assert found(data, "growth_last_year") == []


def test_a_growth_without_values_in_its_year_is_left_alone(book, row, found):
    figures = {"2021": "1", "2022": "2", "growth@2023": "5%"}
    assert found(book("enterprise", row(name="甲", figures=figures)), "growth_stated") == []


def test_a_last_year_off_the_line_is_mentioned(book, row, found):
    rows = [
        row(name="甲", figures=line(["1377", "1542", "1727", "1934", "2147"], "12%")),
        row(name="乙", figures=line(["10", "11", "12"], "10%")),
    ]
    one = found(book("industry", *rows, indicator="output"), "growth_last_year")
    assert [(f.subject, f.numbers) for f in one] == [("甲", {"expected": "2166", "stated": "2147"})]


def test_equal_steps_are_linear_not_compound(book, row, found):
    rows = [
        row(name="甲", figures=line(["168", "178", "188", "198", "208"], "6%")),
        row(name="乙", figures=line(["168", "168", "168", "168", "168"], "0%")),
        row(name="丙", figures=line(["168", "178", "", "188", "198"], "4%")),
        row(name="丁", figures=line(["168", "178", "188"], "6%")),
    ]
    assert [(f.subject, f.numbers["step"]) for f in found(book("enterprise", *rows), "growth_linear")] == [("甲", "10")]


def test_a_value_only_in_the_target_year_is_mentioned(book, row, found):
    rows = [
        row(name="甲", figures=line(["——", "——", "100"])),
        row(name="乙", figures=line(["", "", "100"])),
        row(name="丙", figures=line(["100", "——", "——"])),
        row(name="丁", figures={"tax@2025": "1"}),
    ]
    assert [(f.subject, f.numbers["marked"]) for f in found(book("enterprise", *rows), "only_target_year")] == [
        ("甲", "2")
    ]


def test_a_thousandfold_step_between_years_looks_like_a_wrong_unit(book, row, found):
    rows = [
        row(name="甲", figures=line(["1.2", "12000"])),
        row(name="乙", figures=line(["0", "12000"])),
        row(name="丙", figures=line(["1", "2"])),
    ]
    assert [f.subject for f in found(book("enterprise", *rows), "year_jump")] == ["甲"]
    counts = book("project_group", row(name="甲", figures=line(["1", "2000"])), indicator="project_count")
    assert "2022年为2,000个，2021年为1个" in found(counts, "year_jump")[0].message
