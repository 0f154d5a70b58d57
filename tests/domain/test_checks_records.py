from __future__ import annotations

import pytest

from qbs_desktop.domain.finding import Grade

GOOD, OTHER = "914300007808508659", "91110000600037341L"


def test_a_row_without_a_name_blocks_the_return(book, row, found):
    one = found(book("enterprise", row(name="甲"), row(park="园")), "required")
    assert [(f.grade, f.message) for f in one] == [(Grade.ERROR, "企业名单第2行没有填企业名称。")]
    assert one[0].place.field == "name"


def test_a_target_needs_its_number(book, row, found):
    one = found(book("target", row(name="目标甲", horizon="2025")), "required")
    assert [f.message for f in one] == ["目标第1行“目标甲”没有填目标值。"]


def test_a_name_twice_among_the_same_rows_is_asked(book, row, found):
    data = book("enterprise", row(row(name="乙"), name="甲"), row(name="甲"), row(name="乙"))
    assert [f.subject for f in found(data, "same_name")] == ["甲"]


def test_a_credit_code_twice_blocks_unless_one_row_is_part_of_the_other(book, row, found):
    parent = row(row(name="分部", credit_code=GOOD), name="甲", credit_code=GOOD)
    assert found(book("enterprise", parent), "same_credit_code") == []
    twice = found(book("enterprise", parent, row(name="乙", credit_code=GOOD)), "same_credit_code")
    assert [(f.grade, f.subject, f.numbers["first"]) for f in twice] == [(Grade.ERROR, "乙", "甲")]


def test_a_project_code_twice_is_asked(book, row, found):
    code = "2020-430200-35-03-000001"
    data = book("project", row(name="甲", project_code=code), row(name="乙", project_code=code), row(name="丙"))
    assert [(f.grade, f.subject) for f in found(data, "same_project_code")] == [(Grade.QUERY, "乙")]


@pytest.mark.parametrize(
    ("ledger", "field", "good", "bad"),
    [
        ("enterprise", "credit_code", GOOD, GOOD[:-1] + "8"),
        ("project", "credit_code", OTHER, "911"),
        ("project", "project_code", "2111-522323-04-01-342068", "123"),
        ("enterprise", "industry_code", "3073", "9903"),
    ],
)
def test_codes_are_checked_and_never_block(book, row, found, ledger, field, good, bad):
    data = book(ledger, row(name="甲", **{field: good}), row(name="乙", **{field: bad}), row(name="丙"))
    one = found(data, field)
    assert [(f.grade, f.subject, f.place.field, f.numbers["code"]) for f in one] == [(Grade.QUERY, "乙", field, bad)]


def test_a_word_outside_the_list_is_mentioned(book, row, found):
    rows = [
        row(name="甲", sector="工信"),
        row(name="乙", sector="服务业"),
        row(name="丙", sector="其他"),
        row(name="丁"),
    ]
    assert [f.numbers["word"] for f in found(book("industry", *rows), "choice")] == ["其他"]
    assert found(book("industry", *rows, aliases={"其他": "服务业"}), "choice") == []


def test_the_lead_unit_stands_first_among_the_responsible(book, row, found):
    rows = [
        row(name="甲", lead_unit="工信局", responsible_units="工信局、发改局"),
        row(name="乙", lead_unit="发改局", responsible_units="工信局、发改局"),
        row(name="丙", lead_unit="发改局"),
    ]
    assert [(f.subject, f.numbers["first"]) for f in found(book("industry", *rows), "lead_is_first")] == [
        ("乙", "工信局")
    ]
