"""Layouts → .xlsx bytes. Text stays text whatever it begins with; formulas carry their cached values.

XlsxWriter makes the package, styles and page set-up. The cells themselves are written by `_RowSheet`, because a
generic writer decides per cell what a value might be, and here that was decided long before.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from decimal import Decimal
from html import escape

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from qbs_desktop.domain.amount import exact
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.forms.cells import letters
from qbs_desktop.exchange.author import CREATOR
from qbs_desktop.exchange.layout import Layout

MAX_TEXT = 32_767
"""Characters (UTF-16 units) that a spreadsheet cell takes."""
MAX_CHOICES = 250
"""Characters of a drop-down list written in place."""
SONG, HEI = "宋体", "黑体"

_RICH = re.compile(r"<r>.*</r>", re.DOTALL)
_CONTROL = re.compile(r"_x[0-9A-Fa-f]{4}_|[\x00-\x08\x0b-\x1f￾￿]")

_BASE: dict[str, object] = {"font_name": SONG, "font_size": 10, "valign": "vcenter"}
_GRID: dict[str, object] = _BASE | {"border": 1}
STYLES: dict[str, dict[str, object]] = {
    "title": _BASE | {"font_name": HEI, "font_size": 18, "align": "center"},
    "label": _BASE | {"font_name": HEI, "font_size": 14, "align": "left"},
    "info": _BASE | {"align": "left"},
    "info_centre": _BASE | {"align": "center"},
    "info_right": _BASE | {"align": "right"},
    "info_block": _BASE | {"align": "left"},
    "head": _GRID | {"font_name": HEI, "align": "center", "text_wrap": True},
    "guide": _GRID | {"font_size": 9, "align": "center"},
    "centre": _GRID | {"align": "center", "text_wrap": True},
    "text": _GRID | {"align": "left", "text_wrap": True},
    "shrink": _GRID | {"align": "left", "shrink": True},
    "number": _GRID | {"align": "right", "shrink": True},
    "annex": _GRID | {"font_size": 11, "align": "center", "text_wrap": True},
    "annex_text": _GRID | {"font_size": 11, "align": "left", "text_wrap": True},
    "annex_head": _GRID | {"font_name": HEI, "font_size": 11, "align": "center", "text_wrap": True},
    "note": _BASE | {"font_size": 9, "align": "left", "valign": "top", "text_wrap": True},
}
"""Style name → XlsxWriter properties; ``_bold`` behind a name is the 合计 row's, ``_indent`` a later 其中 row's."""


class _RowSheet(Worksheet):  # type: ignore[misc]
    """A worksheet whose rows were written beforehand."""

    prepared: list[str]

    def _write_rows(self) -> None:
        self.fh.writelines(self.prepared)


class _Styles:
    """Style index of a (style, number format), and a format object where XlsxWriter asks for one."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._formats: dict[tuple[str, str], Format] = {}
        self._known: dict[tuple[str, str], str] = {("", ""): ""}

    def attribute(self, style: str, code: str) -> str:
        """`` s="3"``, or nothing for an unstyled cell."""
        found = self._known.get((style, code))
        if found is None:
            index = self.format(style, code)._get_xf_index()  # noqa: SLF001
            found = self._known[style, code] = f' s="{index}"'
        return found

    def format(self, style: str, code: str) -> Format:
        """The format object."""
        if (style, code) not in self._formats:
            name = style.removesuffix("_bold").removesuffix("_indent")
            look = dict(STYLES[name])
            if style.endswith("_indent"):
                look |= {"indent": 2}
            elif name != style:
                look |= {"font_name": HEI, "bg_color": "#F2F2F2"}
            if code:
                look["num_format"] = code
            self._formats[style, code] = self._book.add_format(look)
        return self._formats[style, code]


def workbook(layouts: Sequence[Layout], *, footer: str = "", hidden: Sequence[Sequence[str]] = ()) -> bytes:
    """The workbook's bytes.

    Args:
        layouts: the visible sheets in order.
        footer: text at the right foot of every page (the return's short code).
        hidden: rows of texts of the machine part, put on a sheet that only a program sees.

    Raises:
        Refusal: a text is longer than a cell takes.
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    book.set_properties({"author": CREATOR, "comments": footer})
    styles = _Styles(book)
    for layout in layouts:
        sheet = book.add_worksheet(layout.name, _RowSheet)
        _cells(book, sheet, layout, styles)
        _page(sheet, layout, footer)
        _choices(sheet, layout)
    if hidden:
        add_machine_part(book, hidden)
    book.close()
    return stream.getvalue()


def _cells(book: xlsxwriter.Workbook, sheet: _RowSheet, layout: Layout, styles: _Styles) -> None:
    names = [letters(place) for place in range(len(layout.widths))]
    share, attribute = book.str_table._get_shared_string_index, styles.attribute  # noqa: SLF001
    prepared: list[str] = []
    for at, row in enumerate(layout.rows, 1):
        prepared.append(f'<row r="{at}" ht="{row.height:g}" customHeight="1">')
        for name, cell, style in zip(names, row.cells, row.styles, strict=True):
            value, code, formula = cell
            look = attribute(style, code)
            if value is None:
                if look:
                    prepared.append(f'<c r="{name}{at}"{look}/>')
            elif formula:
                prepared.append(_formula(f"{name}{at}", look, formula, value))
            elif isinstance(value, Decimal):
                prepared.append(f'<c r="{name}{at}"{look}><v>{value:f}</v></c>')
            elif len(value) > MAX_TEXT // 2:
                raise _too_long(layout.name, f"{name}{at}", value)
            elif _RICH.fullmatch(value):
                prepared.append(f'<c r="{name}{at}"{look} t="inlineStr"><is><t>{_text(value)}</t></is></c>')
            else:
                prepared.append(f'<c r="{name}{at}"{look} t="s"><v>{share(value)}</v></c>')
        prepared.append("</row>")
    sheet.prepared = prepared
    sheet.dim_rowmin, sheet.dim_rowmax = 0, max(len(layout.rows) - 1, 0)
    sheet.dim_colmin, sheet.dim_colmax = 0, max(len(names) - 1, 0)
    sheet.merge = [list(merge) for merge in layout.merges]


def _formula(place: str, look: str, formula: str, value: str | Decimal) -> str:
    text = escape(formula, quote=False)
    if isinstance(value, Decimal):
        return f'<c r="{place}"{look}><f>{text}</f><v>{exact(value)}</v></c>'
    return f'<c r="{place}"{look} t="str"><f>{text}</f><v>{_text(value)}</v></c>'


def _text(value: str) -> str:
    coded = _CONTROL.sub(lambda found: f"_x{ord(found.group()[0]):04X}_{found.group()[1:]}", value)
    return escape(coded, quote=False)


def _too_long(sheet: str, place: str, value: str) -> Refusal:
    return Refusal(f"“{sheet}”{place} 的文字有 {len(value)} 个字，电子表格的一格放不下，请缩短：{value[:20]}……")


def _page(sheet: _RowSheet, layout: Layout, footer: str) -> None:
    for place, width in enumerate(layout.widths):
        sheet.set_column(place, place, width)
    sheet.set_paper(8 if layout.paper == "A3" else 9)  # Excel's numbers of A3 and A4
    if layout.landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
    code = f"&R{footer.replace('&', '&&')}" if footer else ""
    sheet.set_footer(f"&C第&P页 共&N页{code}", {"scale_with_doc": False})  # legible on a page made smaller
    sheet.hide_gridlines(2)
    if layout.repeat:
        sheet.repeat_rows(*layout.repeat)
    if layout.freeze:
        sheet.freeze_panes(*layout.freeze)


def _choices(sheet: _RowSheet, layout: Layout) -> None:
    """Drop-downs of the profile's words; other words may be typed, as in the program."""
    for first, last, column, options in layout.choices:
        if len(",".join(options)) > MAX_CHOICES or any("," in word for word in options):
            continue
        rule = {"validate": "list", "source": list(options), "error_type": "information", "show_error": False}
        sheet.data_validation(first, column, last, column, rule)


def add_machine_part(book: xlsxwriter.Workbook, rows: Sequence[Sequence[str]]) -> None:
    """Put the rows of a machine part on a sheet that only a program sees (`sealing.MACHINE_SHEET`)."""
    sheet = book.add_worksheet("_qbs")
    for at, texts in enumerate(rows):
        for column, text in enumerate(texts):
            sheet.write_string(at, column, text)
    sheet.very_hidden()
