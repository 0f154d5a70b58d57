from __future__ import annotations

from decimal import Decimal

import pytest

from qbs_desktop.domain.checks import terms
from qbs_desktop.domain.checks.relations import holds
from qbs_desktop.domain.checks.terms import Range
from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.finding import Grade


@pytest.fixture
def data(book, row):
    def make(*relations, **changes):
        children = [row(name="子甲", figures={"2025": "30"}), row(name="子乙", figures={"2025": "70"})]
        rows = [
            row(*children, name="甲", sector="服务业", figures={"2024": "90", "2025": "100"}),
            row(name="乙", sector="建筑业", figures={"2025": "40"}),
            row(name="丙"),
        ]
        goals = (
            row(serial="T1", name="目标一", op="以上", value="2", unit="个", horizon="2025"),
            row(serial="T2", name="目标二", op="range", value="3", value_to="4", unit="个", horizon="2025"),
            row(serial="T3", name="目标三", horizon="2025"),
        )
        groups = (row(name="组", figures={"2025": "6", "2024": "5"}),)
        others = [("target", "", goals), ("project_group", "project_count", groups)]
        return book("industry", *rows, indicator="output", others=others, relations=relations, **changes)

    return make


@pytest.mark.parametrize(
    ("term", "value"),
    [
        ({"target": "T1"}, "2"),
        ({"target": "T1", "bound": "high"}, "2"),
        ({"target": "T2"}, "3—4"),
        ({"target": "T2", "bound": "low"}, "3"),
        ({"target": "T2", "bound": "high"}, "4"),
        ({"target": "T3"}, None),
        ({"target": "T9"}, None),
        ({"figure": "industry", "name": "甲", "indicator": "output", "period": "2025"}, "100"),
        ({"figure": "industry", "name": "甲", "indicator": "output", "period": "2024+2025"}, "190"),
        ({"figure": "industry", "name": "乙", "indicator": "output", "period": "2024+2025"}, None),
        ({"figure": "industry", "name": "丁", "indicator": "output", "period": "2025"}, None),
        ({"figure": "project_group", "name": "组", "indicator": "project_count", "period": "2025"}, "6"),
        ({"count": "industry"}, "3"),
        ({"count": "industry", "indicator": "output", "period": "2025"}, "2"),
        ({"count": "industry", "indicator": "output", "period": "2025", "at_least": "100"}, "1"),
        ({"count": "industry", "indicator": "output", "period": "2025", "more_than": "100"}, "0"),
        ({"count": "industry", "indicator": "output", "period": "2025", "level": "leaf"}, "3"),
        ({"count": "industry", "parent": "甲"}, "2"),
        ({"count": "industry", "parent": "丁"}, "0"),
        ({"count": "industry", "sector": "建筑业"}, "1"),
        ({"count": "project"}, None),
        ({"sum": "industry", "indicator": "output", "period": "2025"}, "140"),
        ({"sum": "industry", "indicator": "output", "period": "2025", "sector": "服务业"}, "100"),
        ({"sum": "industry", "indicator": "output", "period": "2020"}, None),
        ({"words": "ladder"}, "3"),
        ({"words": "no such list"}, "0"),
        ({"number": "37"}, "37"),
    ],
)
def test_terms_read_the_data(data, term, value):
    found = terms.value(data(), term)
    assert (None if found is None else str(found)) == value


def test_a_repeated_word_can_be_counted_once(printed):
    five = printed("zhuzhou-2020")
    assert str(terms.value(five, {"words": "five_pushes"})) == "6"
    assert str(terms.value(five, {"words": "five_pushes", "distinct": "true"})) == "5"


def test_terms_are_added_and_subtracted(data):
    both = [{"number": "10"}, {"target": "T2", "times": "-1"}]
    assert str(terms.total(data(), both)) == "6—7"
    assert terms.total(data(), [{"number": "10"}, {"target": "T9"}]) is None


def test_an_unknown_term_or_operator_is_refused(data, relation):
    with pytest.raises(ValueProblem, match="不认识"):
        terms.value(data(), {"guess": "1"})
    with pytest.raises(ValueProblem, match="比较符"):
        holds(relation(op="~"), terms.exactly(Decimal(1)), terms.exactly(Decimal(1)))


@pytest.mark.parametrize(
    ("left", "op", "right", "expected"),
    [
        ((3, 4), "=", (4, 5), True),
        ((3, 4), "=", (5, 5), False),
        ((82, 82), "about", (80, 80), True),
        ((83, 83), "about", (80, 80), False),
        ((8, 9), ">=", (8, 8), True),
        ((7, 9), ">=", (8, 8), False),
        ((7, 8), "<=", (8, 8), True),
        ((7, 9), "<=", (8, 8), False),
        ((6, 8), ">", (7, 7), False),
        ((8, 9), ">", (7, 7), True),
        ((1, 2), "<", (3, 3), True),
        ((1, 3), "<", (3, 3), False),
    ],
)
def test_a_comparison_holds_for_whole_ranges(relation, left, op, right, expected):
    one = relation(op=op, tolerance=2)
    assert (
        holds(one, Range(Decimal(left[0]), Decimal(left[1])), Range(Decimal(right[0]), Decimal(right[1]))) is expected
    )


def test_a_relation_that_does_not_hold_is_a_finding_with_its_numbers(data, relation, found):
    one = relation(
        left=[{"count": "industry", "indicator": "output", "period": "2025"}],
        right=[{"target": "T2"}],
        shown=[[{"number": "1"}, {"number": "2"}]],
        message="{left}个，目标{right}个，差{diff}，另{shown1}，占{ratio}%",
        doc="hn22",
        sentence="原句",
    )
    finding = found(data(one), "relation")[0]
    assert finding.message == "2个，目标3—4个，差1，另3，占50%"
    assert finding.numbers["relation"] == "r"
    assert finding.source == "湘政办发〔2022〕4号：原句"
    assert (finding.grade, finding.subject, finding.place.field) == (Grade.QUERY, "目标二", "value")


def test_a_relation_points_at_the_figure_it_names(data, relation, found):
    term = {"figure": "industry", "name": "甲", "indicator": "output", "period": "2025"}
    one = relation(
        left=[
            {"number": "1"},
            {"figure": "industry", "name": "丁", "indicator": "output", "period": "2025", "times": "0"},
        ],
        right=[term],
    )
    assert found(data(one), "relation") == []
    finding = found(data(relation(left=[{"number": "1"}], right=[term], grade="hint")), "relation")[0]
    assert (finding.subject, finding.place.indicator, finding.place.field, finding.grade) == (
        "甲",
        "output",
        None,
        Grade.HINT,
    )


def test_a_relation_that_holds_is_silent_unless_it_is_a_note(data, relation, found):
    plain = {"left": [{"number": "1"}], "right": [{"number": "1"}]}
    assert found(data(relation(**plain)), "relation") == []
    finding = found(data(relation(**plain, note=True, message="{left}相合，差{diff}")), "relation")[0]
    assert finding.message == "1相合，差0"
    assert finding.place.record_id is None


def test_a_ratio_to_nothing_is_not_computed(data, relation, found):
    finding = found(data(relation(left=[{"number": "1"}], right=[{"number": "0"}], doc="none")), "relation")[0]
    assert "ratio" not in finding.numbers
    assert finding.source == "none"


def test_a_relation_whose_rows_are_missing_is_silent(data, relation, found):
    for left, right, shown in (("T9", "T1", "T1"), ("T1", "T9", "T1"), ("T1", "T2", "T9")):
        one = relation(left=[{"target": left}], right=[{"target": right}], shown=[[{"target": shown}]])
        assert found(data(one), "relation") == []


def test_two_targets_that_should_read_the_same(data, relation, found):
    same = {"op": "same", "message": "“{left}”与“{right}”"}
    differ = relation(left=[{"target": "T1"}], right=[{"target": "T2"}], **same)
    assert [f.message for f in found(data(differ), "relation")] == ["“2个以上”与“3—4个”"]
    assert found(data(relation(left=[{"target": "T1"}], right=[{"target": "T1"}], **same)), "relation") == []
    assert found(data(relation(left=[{"target": "T1"}], right=[{"target": "T9"}], **same)), "relation") == []


def test_one_relation_can_be_switched_off(data, relation, found):
    one = relation(left=[{"number": "1"}], right=[{"number": "2"}])
    assert found(data(one, rules_off=("r",)), "relation") == []
