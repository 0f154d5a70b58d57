"""Reading what a return says: exactly what stood there, and no sealed nonsense brings a take-in down."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from qbs_desktop.exchange.sealed import verifying
from qbs_desktop.exchange.sealed.canonical import unfolded, words
from qbs_desktop.exchange.sealed.verifying import Verdict
from qbs_desktop.services.collating import reported
from qbs_desktop.services.collating.reported import NotReadable, Vocabulary
from qbs_desktop.services.workspace import Workspace
from tests.fixtures.county_returns import Books


@pytest.fixture
def whole(books: Books) -> Verdict:
    return verifying.verify(books.of("430202"))


def vocabulary(bench: Workspace) -> Vocabulary:
    return Vocabulary(bench.ledgers, bench.indicators)


@pytest.mark.parametrize("line", ["K10\ts\t未填", "K10\tn\t1.2.3\tnumber", "K10\tf\t", "K10"])
def test_a_sealed_cell_that_is_no_number_is_told_and_not_raised(bench: Workspace, whole: Verdict, line: str) -> None:
    """Anybody can compute a seal: what another program sealed need not be a number."""
    sheets = tuple(
        (name, [line if one.startswith("K10\t") else one for one in lines] if name == "企业月报" else lines)
        for name, lines in whole.sealed
    )
    with pytest.raises(NotReadable):
        reported.read(replace(whole, sealed=sheets), vocabulary(bench))


@pytest.mark.parametrize(
    "other",
    [{"period": "某月"}, {"rows": {}}, {"forms": [1]}, {"subjects": []}, {"revision": 0}, {"unit": None}],
)
def test_a_manifest_of_another_make_is_told_and_not_raised(
    bench: Workspace, whole: Verdict, other: dict[str, Any]
) -> None:
    with pytest.raises(NotReadable):
        reported.read(replace(whole, manifest={**whole.manifest, **other}), vocabulary(bench))


@pytest.mark.parametrize("text", ["C:\\new\\table", "一行\n二行\t三", "\\n", "\\\\n", "平常"])
def test_a_canonical_text_comes_back_as_it_stood(text: str) -> None:
    assert unfolded(words(text)) == text
