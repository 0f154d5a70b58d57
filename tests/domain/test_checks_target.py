from __future__ import annotations

import pytest

from qbs_desktop.domain.checks.target import reading


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"op": "超过", "value": "1000", "unit": "亿元"}, "超过1,000亿元"),
        ({"op": "以上", "value": "10", "unit": "家"}, "10家以上"),
        ({"op": "左右", "value": "7", "unit": "个"}, "7个左右"),
        ({"op": "=", "value": "2", "unit": "个"}, "2个"),
        ({"op": "range", "value": "3", "value_to": "4", "unit": "个"}, "3—4个"),
        ({"op": "前", "value": "5", "unit": "强"}, "前5强"),
        ({}, "？"),
    ],
)
def test_a_target_reads_as_printed(book, row, fields, text):
    assert reading(book("target", row(name="甲", **fields)).rows("target")[0]) == text


def test_one_target_with_two_numbers_is_asked(book, row, found):
    same = {"name": "百亿级企业", "scope": "全市", "horizon": "2025", "unit": "个"}
    rows = [
        row(**same, value="15"),
        row(**same, value="15"),
        row(**same, value="16"),
        row(**same | {"scope": "农业"}, value="1"),
    ]
    assert [f.numbers for f in found(book("target", *rows), "target_twice")] == [{"first": "15个", "second": "16个"}]


def test_a_range_upside_down_is_asked(book, row, found):
    rows = [row(name="甲", value="8", value_to="6"), row(name="乙", value="6", value_to="8"), row(name="丙", value="6")]
    assert [f.subject for f in found(book("target", *rows), "target_range")] == ["甲"]


def test_targets_without_a_document_are_counted(book, row, found):
    rows = [row(name="甲", value="1"), row(name="乙", value="1", document="某文"), row(name="丙", value="1")]
    assert [f.numbers for f in found(book("target", *rows), "target_source")] == [{"count": "2"}]
    assert found(book("target", rows[1]), "target_source") == []
