"""Exact amounts (金额): `Decimal` in 元 in code, integers of 分 in the store; units are a display matter.

No float touches a reported figure. The parser accepts what clerks type and paste: full-width digits, thousands
separators of both widths, a unit suffix (``1.2亿``, ``3000万元``), brackets for negatives. It guesses nothing.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException, Inexact, InvalidOperation

from qbs_desktop.domain.errors import ValueProblem

EXACT = Context(prec=60, traps=[InvalidOperation, Inexact])
"""Arithmetic context that raises instead of rounding."""

_ONE = Decimal(1)
INT64_MAX = 2**63 - 1
LONGEST = 40
"""Characters of the longest number read; far more than the store keeps, and within `EXACT` in every unit."""

AMOUNT_UNITS: dict[str, Decimal] = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10) ** 4,
    "百万元": Decimal(10) ** 6,
    "亿元": Decimal(10) ** 8,
}
"""Amount unit (计量单位) → its size in 元."""

_TENS = (("千", 3), ("百", 2), ("十", 1), ("", 0))
_SUFFIXES: dict[str, Decimal] = {
    **{
        tens + word + yuan: Decimal(10) ** (power + more)
        for word, power in (("亿", 8), ("万", 4))
        for tens, more in _TENS
        for yuan in ("元", "")
    },
    "千元": Decimal(1000),
    "元": Decimal(1),
}
"""Units as written behind a number, each before those it ends with: 千万元, 万元, 万, 千元, 元."""
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_GROWN = re.compile(r"(同比)?(增长|上升|提高|增加|下降|减少|降低|回落)(\d+(?:\.\d+)?)%")
_UPWARDS = frozenset({"增长", "上升", "提高", "增加"})
_UNCHANGED = frozenset({"持平", "同比持平", "与上年持平", "与上年同期持平"})
NA_MARKS = frozenset({"——", "—", "--", "－－", "–", "-", "/", "…", "……", "×"})
"""Texts that stand for 不适用. A single hyphen or slash is read so only in a figure column."""


_NOTE_MARKS = re.compile("[¹²³⁰-₟⅐-↉①-⓿❶-➓㉈-㉟㊱-㊿¼-¾]")
"""Footnote marks and vulgar fractions. Folded to plain digits, ``1377①`` would read 13771."""
_TWO_NUMBERS = re.compile(r"[\d.][\n\r]\s*[\d.+-]|\d[^\S\n\r]+(?!\d{3}(?!\d))\d")
"""Digits parted by a line break, or by a blank that is no thousands separator: two numbers in one cell."""


def normalise(text: str) -> str:
    """Fold full-width forms (NFKC), drop blanks of every kind, unify the minus sign.

    Texts that folding would turn into another number stay as they are, and so are no number.
    """
    stripped = text.strip()
    if _NOTE_MARKS.search(stripped) or _TWO_NUMBERS.search(stripped):
        return stripped
    folded = unicodedata.normalize("NFKC", stripped)
    folded = re.sub(r"[\s\u200b\ufeff]+", "", folded)
    return folded.replace("−", "-").replace("﹣", "-").replace("，", ",")


def parse_number(text: str, typed: str = "") -> Decimal:
    """Read one plain number exactly; `typed` is the whole text to be quoted, where a unit was taken off it.

    Raises:
        ValueProblem: the text is not a number, or its thousands separators stand in the wrong place.
    """
    folded = normalise(text)
    negative = folded.startswith("(") and folded.endswith(")") and len(folded) > 2
    body = folded[1:-1] if negative else folded
    if not (_PLAIN.fullmatch(body) or _GROUPED.fullmatch(body)):
        raise ValueProblem(f"“{(typed or text).strip()}”不是数字，请只填数字（可带千分位逗号和小数点）。")
    if len(body) > LONGEST:
        raise ValueProblem(f"“{body[:12]}…”的位数太多，请核对后再填。")
    number = EXACT.create_decimal(body.replace(",", ""))
    return EXACT.minus(number) if negative else number  # a bare minus would round to 28 digits


def parse_amount(text: str, unit: str) -> Decimal:
    """Read an amount typed in a column whose unit is `unit`; a unit written in the cell wins.

    Returns:
        The amount in 元, exact to 分.

    Raises:
        ValueProblem: not a number, or finer than 分, or too large for the store.
    """
    number, size = _without_suffix(normalise(text))
    yuan = EXACT.multiply(parse_number(number, text), size if size is not None else AMOUNT_UNITS[unit])
    to_scaled(yuan, 2, typed=text.strip() + (unit if size is None else ""))
    return yuan


def _without_suffix(folded: str) -> tuple[str, Decimal | None]:
    """The number, and the size of the unit written behind it, if there is one."""
    for suffix, size in _SUFFIXES.items():
        if folded.endswith(suffix) and len(folded) > len(suffix):
            return folded[: -len(suffix)], size
    return folded, None


def reading(unit: str, text: str) -> str:
    """How an amount with a unit of its own is understood in a column: ``1.2亿 = 12,000 万元``; else nothing."""
    if _without_suffix(normalise(text))[1] is None:
        return ""
    try:
        return f"{text.strip()} = {grouped(in_unit(parse_amount(text, unit), unit))} {unit}"
    except ValueProblem:
        return ""


def parse_percent(text: str) -> Decimal:
    """Read a percentage; ``12%``, ``12`` and ``12.0`` all give 12. ``百分点`` is refused: it is another quantity.

    Said in words: ``增长12%`` is 12, ``下降5%`` is -5, ``持平`` is 0. ``下降-5%`` says two things and is refused.
    """
    folded = normalise(text)
    if folded in _UNCHANGED:
        return Decimal(0)
    if folded.endswith("百分点"):
        raise ValueProblem(f"“{text.strip()}”是百分点，不是百分数，请填增速本身（如 12%）。")
    if found := _GROWN.fullmatch(folded):
        size = parse_number(found[3], text)
        return size if found[2] in _UPWARDS else EXACT.minus(size)
    return parse_number(folded.removesuffix("%"), text)


def to_scaled(value: Decimal, scale: int, typed: str = "") -> int:
    """Turn an exact value into the store's integer with `scale` decimals.

    `typed` is an amount as the clerk wrote it, with its unit: a refusal speaks of that text, not of 元.

    Raises:
        ValueProblem: more decimals than the store keeps, or beyond 64 bits. Nothing is rounded silently.
    """
    try:
        whole = EXACT.scaleb(value, scale).to_integral_exact(context=EXACT)
    except DecimalException:
        limit = f"“{typed}”最多保留到分" if typed else f"{plain(value)} 的小数位超过可保存的精度（{scale} 位）"
        raise ValueProblem(f"{limit}，请核对后再填。") from None
    number = int(whole)
    if abs(number) > INT64_MAX:
        raise ValueProblem(f"{f'“{typed}”' if typed else f'{plain(value)} '}超出可保存的范围，请核对单位。")
    return number


def from_scaled(number: int, scale: int) -> Decimal:
    """Inverse of `to_scaled`."""
    return EXACT.scaleb(Decimal(number), -scale)


def in_unit(yuan: Decimal, unit: str) -> Decimal:
    """Express an amount in 元 in another unit, exactly."""
    return trim(EXACT.divide(yuan, AMOUNT_UNITS[unit]))


def trim(value: Decimal) -> Decimal:
    """Drop trailing zeros after the point, never before it."""
    if value == 0:
        return Decimal(0)
    cut = value.normalize(EXACT)
    if "E+" not in str(cut):
        return cut
    return cut.quantize(_ONE) if cut.adjusted() < 28 else Decimal(format(cut, "f"))


def exact(value: Decimal) -> str:
    """The decimal text with every figure the number has, without an exponent, as it goes into a workbook."""
    return format(value, "f")


def plain(value: Decimal) -> str:
    """The shortest exact decimal text without an exponent: ``1377``, ``0.5``."""
    return format(trim(value), "f")


def shown(number: int, places: int) -> str:
    """An integer of so many decimals as `grouped` shows it; without a `Decimal`, since whole lists are shown so."""
    if not places:
        return f"{number:,}"
    whole, rest = divmod(abs(number), 10**places)
    sign = "-" if number < 0 else ""
    return f"{sign}{whole:,}" if not rest else f"{sign}{whole:,}.{rest:0{places}d}".rstrip("0")


def rounded(value: Decimal, places: int) -> Decimal:
    """Round half up for display and rule texts only; never for what is stored or returned as reported."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def grouped(value: Decimal, places: int | None = None) -> str:
    """Text with thousands separators; `places` rounds for display, None keeps every digit."""
    shown = trim(value) if places is None else rounded(value, places)
    return format(shown, ",f")
