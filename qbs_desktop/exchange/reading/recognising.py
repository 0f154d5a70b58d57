"""Recognising (识别): sheets of a workbook as rows of ledgers, every value right or named in a finding.

The result says what the file contains; what it would change in a data file is the service's business. Nothing is
guessed silently: what is not understood is a finding with its cell, its content, the reason and what to do.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace

from qbs_desktop.domain.amount import AMOUNT_UNITS
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.long_work import Progress
from qbs_desktop.domain.profile import Profile
from qbs_desktop.exchange.locating.correcting import Corrected, tables_of
from qbs_desktop.exchange.locating.no_table import is_passed_over, left_out, passed_over, unknown
from qbs_desktop.exchange.locating.own_heads import with_own_heads
from qbs_desktop.exchange.reading.readings import TableRead, Wish
from qbs_desktop.exchange.reading.steps import Step
from qbs_desktop.exchange.reading.table_reader import read_table
from qbs_desktop.exchange.sheets.cells import Sheet, Workbook
from qbs_desktop.exchange.sheets.formulas import computed
from qbs_desktop.exchange.words.around import Beyond
from qbs_desktop.exchange.words.heads import Vocabulary


def recognise(
    book: Workbook,
    profile: Profile,
    wish: Wish | None = None,
    *,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> list[TableRead]:
    """Read every table of a workbook.

    Raises:
        Refusal: a ledger, sheet or unit that does not exist was asked for, nothing is in it, or it was cancelled.
    """
    wish = with_own_heads(book, wish or Wish())
    ledgers = [one for one in profile.ledgers() if wish.ledger in (None, one.id)]
    if not ledgers:
        raise Refusal(f"没有名为“{wish.ledger}”的台账，可选：{'、'.join(one.id for one in profile.ledgers())}。")
    if wish.amount_unit is not None and wish.amount_unit not in AMOUNT_UNITS:
        raise Refusal(f"不认识计量单位“{wish.amount_unit}”，可选：{'、'.join(AMOUNT_UNITS)}。")
    words = [Vocabulary(one, profile, wish.year) for one in ledgers]
    chosen = _chosen(book, wish)
    step = Step(sum(len(sheet.rows) for sheet in chosen), progress, cancel)
    tables: list[TableRead] = []
    for sheet in chosen:
        whole, worked = computed(sheet)
        found = tables_of(whole, words, wish, Beyond((sheet.name, book.name.rpartition(".")[0]), wish.year))
        tables += [_read(one, whole, n, wish, step, worked) for n, one in enumerate(found)] or [unknown(sheet)]
    if wish.sheet is None:
        tables += [passed_over(one) for one in book.sheets if is_passed_over(one) and one not in chosen]
    if not tables:
        raise Refusal(f"“{book.name}”是空白工作簿，没有可导入的内容。请检查是不是选错了文件。")
    return tables


def _chosen(book: Workbook, wish: Wish) -> list[Sheet]:
    if wish.sheet is not None:
        sheet = book.sheet(wish.sheet)
        if sheet is None:
            names = "、".join(one.name for one in book.sheets if not one.hidden)
            raise Refusal(f"“{book.name}”里没有工作表“{wish.sheet}”，可选：{names}。")
        return [sheet]
    unhidden = {name for (name, _ordinal), one in wish.corrections.items() if one.taken}
    return [one for one in book.sheets if (not one.hidden or one.name in unhidden) and one.last_row]


def _read(one: Corrected, sheet: Sheet, ordinal: int, wish: Wish, step: Step, worked: Mapping[str, str]) -> TableRead:
    """One table of a sheet, or what is left of it: left out by the clerk, or still without head or name column."""
    if one.corrections.taken is False:
        return replace(left_out(sheet), ordinal=ordinal)
    if one.table is None:
        return replace(unknown(sheet), ordinal=ordinal)
    return replace(read_table(one.table, one.corrections, wish, step, worked), ordinal=ordinal, layout=one.layout)
