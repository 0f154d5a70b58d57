"""What HTML says of a cell beside its text (网页单元格): the stored number, the indentation, spans, and what is hidden.

Excel and WPS write it on the clipboard and into pages that they save; report systems write less of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Context, Decimal, DecimalException
from functools import lru_cache

_SPAN = 1_000
_INDENT_PX = 12
_FAR = 40
_SHEET = Context(prec=15)
"""A spreadsheet keeps 15 digits; what it writes behind them is noise of its binary numbers."""
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_RULE = re.compile(r"\.([\w-]+)\s*\{([^}]*)\}")
_LENGTH = re.compile(r"([\d.]+)\s*(px|pt|em)?")
_PX = {"pt": Decimal(4) / 3, "em": Decimal(_INDENT_PX)}
_NOTHING_EXACT = ("", "-", "—", "－", "–")


def exact(shown: str, number: Decimal | None) -> str | None:
    """The stored number as text where the shown text says less; None where the shown text stays.

    Dates, amounts shown in another unit and anything else that the number does not round to stay as shown.
    """
    if number is None or number.adjusted() >= _SHEET.prec:  # a code as a number: its last digits are lost already
        return None
    bare = shown.strip()
    if bare in _NOTHING_EXACT:
        return "0" if not number else None  # a zero shown as a dash or as nothing is a zero
    if set(bare) == {"#"}:
        return _plain(number)
    percent = bare.endswith("%")
    body = bare.removesuffix("%").replace(",", "").replace("¥", "").replace("￥", "").strip()
    negative = body.startswith("(") and body.endswith(")")
    try:
        said = Decimal(body.strip("()"))
        stored = number.scaleb(2) if percent else number
        if negative:
            said = said.copy_negate()
        if not said.is_finite() or said == stored:
            return None
        half = Decimal(1).scaleb(int(said.as_tuple().exponent)) / 2
    except DecimalException:
        return None
    return _plain(stored) + ("%" if percent else "") if abs(stored - said) <= half else None


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def classes(sheet: str) -> dict[str, str]:
    """The declarations of the classes of a style sheet."""
    return dict(_RULE.findall(sheet))


def style_of(found: Mapping[str, str], known: Mapping[str, str]) -> str:
    """What the classes of a cell and its own attribute declare, the nearer one last."""
    named = [known.get(one, "") for one in found.get("class", "").split()]
    return ";".join([*named, found.get("style", "")])


def unbroken(text: str) -> str:
    """Text without the line breaks and runs of blanks of the source; they mean nothing in HTML."""
    return _BLANKS.sub(" ", text)


def tidy(text: str) -> str:
    """Blanks of the source at the ends of lines go; blanks written as such (&nbsp;) stay, as ordinary ones."""
    lines = [_BLANKS.sub(" ", line).strip(" ") for line in text.split("\n")]
    return "\n".join(lines).strip("\n").replace("\xa0", " ")


def hidden(found: Mapping[str, str]) -> bool:
    """Whether a row or cell is not shown."""
    return "display:none" in found.get("style", "").replace(" ", "").lower()


def span(found: Mapping[str, str], name: str) -> int:
    """``colspan`` or ``rowspan`` of a cell; what is no sensible number is 1."""
    text = found.get(name, "")
    return max(1, min(int(text), _SPAN)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def number(found: Mapping[str, str]) -> Decimal | None:
    """The stored number: ``x:num`` of Excel and WPS, ``sdval`` of LibreOffice."""
    for name in ("x:num", "sdval"):
        if text := found.get(name, "").strip():
            try:
                number = _SHEET.create_decimal(text)
            except DecimalException:
                return None
            return number if number.is_finite() and abs(number.adjusted()) < _FAR else None
    return None


@lru_cache(1024)
def depth(style: str) -> int:
    """The indentation of a cell in steps; a margin of a pixel or two is none."""
    said = dict(_declarations(style))
    if (count := said.get("mso-char-indent-count", "")).isdigit():
        return int(count)
    for name in ("padding-left", "mso-text-indent", "text-indent", "margin-left"):
        if (found := _LENGTH.match(said.get(name, ""))) is not None:
            px = Decimal(found.group(1)) * _PX.get(found.group(2) or "px", Decimal(1))
            if px >= _INDENT_PX * Decimal("0.6"):
                return max(1, round(px / _INDENT_PX))
    return 0


def _declarations(style: str) -> list[tuple[str, str]]:
    pairs = (one.partition(":") for one in style.split(";"))
    return [(name.strip().lower(), value.strip().lower()) for name, _colon, value in pairs if value.strip()]
