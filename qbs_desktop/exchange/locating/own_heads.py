"""What the columns of a return mean, from its machine part: an office may have renamed and moved them (本单位的表式).

Shipped forms are recognised by their heads like any table. A form that was changed says under the seal what each of
its columns is, so that a head “主营收入” is read as what it was filled from.
A form over groups (汇总表) holds no records and is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from qbs_desktop.domain.amount import AMOUNT_UNITS
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.locating.corrections import IGNORE, Corrections, TableKey
from qbs_desktop.exchange.reading.readings import Wish
from qbs_desktop.exchange.sheets.cells import Workbook, column_letters


def with_own_heads(book: Workbook, wish: Wish) -> Wish:
    """The wish with what a sealed return says of its changed forms; the clerk's own words go before."""
    if not any(one.hidden for one in book.sheets):  # then nothing of sealed returns need be imported
        return wish
    from qbs_desktop.exchange.sealed.unrounded import machine_part

    sealed = machine_part(book.sheets)
    if sealed is None:
        return wish
    return replace(wish, corrections=dict(_said(sealed.manifest)) | dict(wish.corrections))


def _said(manifest: Mapping[str, object]) -> Iterator[tuple[TableKey, Corrections]]:
    forms = manifest.get("forms")
    for form in forms if isinstance(forms, list) else ():
        if form.get("sections"):
            yield (str(form["sheet"]), 0), Corrections(taken=False)
            continue
        if not form.get("own"):
            continue
        columns = {column_letters(at): one for at, one in enumerate(form["columns"], 1)}
        first, last = form["head"]
        yield (
            (str(form["sheet"]), 0),
            Corrections(
                ledger=str(form["ledger"]),
                head=(int(first), int(last)),
                columns={at: target for at, one in columns.items() if (target := _target(one))},
                units={at: one["unit"] for at, one in columns.items() if one["unit"] in AMOUNT_UNITS},
                period=Period.parse(str(form["period"])),
            ),
        )


def _target(column: Mapping[str, Any]) -> str:
    """The column as corrections name it; empty for a record's own yearly line, which its head tells."""
    if column["source"] in {"name", "field"}:
        return str(column["field"])
    if column["source"] == "serial" or column.get("compute") not in {None, "", "month"}:
        return IGNORE
    if column["indicator"] in {"", "main"}:
        return ""
    kind = "month" if column.get("compute") == "month" else column["kind"]
    return f"{column['indicator']}@{column['period']}/{kind}"
