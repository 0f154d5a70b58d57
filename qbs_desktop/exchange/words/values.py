"""Values (取值): one cell's content as a field's value or a figure, exactly, or a finding that says why not."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from qbs_desktop.domain import amount
from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.fields import Code, Field, LongText, Money, Month, Number, Units, Value, Year
from qbs_desktop.domain.figure import Figure
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.indicators import Indicator, Quantity
from qbs_desktop.exchange.sheets.cells import Cell, CellError, Doubt, Style
from qbs_desktop.exchange.words.said import operator_of
from qbs_desktop.exchange.words.units import fold

NO_UNIT = "import.no_unit"
"""Rule of the one finding for a table whose amounts have no unit; its cells carry no finding of their own."""


class CellProblem(Exception):
    """A cell that cannot be taken; caught by the row reader and turned into a finding."""

    def __init__(self, rule: str, message: str) -> None:
        """Keep the rule beside the sentence."""
        super().__init__(message)
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say about a cell that is taken all the same."""

    grade: Grade
    rule: str
    message: str


_SAFE = Decimal(10) ** 12
"""Below this any value fits the store at its finest scale (millionths)."""
_STEPS = tuple(Decimal(1).scaleb(-scale) for scale in range(10))
"""The smallest amount at each scale."""
_SAFE_DIGITS, _CENTS = 12, 2
_LONGEST_SHOWN = 40
"""Characters of a number in a sentence; 1E-300 has three hundred noughts."""
_HUGE = Decimal(10) ** 20
"""From here on no scale fits the store, and rounding would need more digits than arithmetic carries."""
_UNIT_SHOWN = re.compile(r'[0#?l]\s*"?\s*([千百]?万元?|亿元?|千元)')
"""A unit that a number format writes behind the number: ``0.0"万元"``."""
_VAGUE_DATE = re.compile(
    r"(?:预计|计划|力争|拟|争取)?(?:20\d\d)年?度?(?:[底末初中内]|年[底末初中内]|[上下]半年|第?[一二三四1-4]季度|-|以?前|以?后|左右|\d{1,2}月[底末初中上下]旬?)"
)
"""A time that a clerk may well mean, but not to a month: told, and the rest of the row is taken."""
_PART_OF_MONTH = re.compile(r"((?:19|20)\d\d年\d{1,2}月)(?:[底末初中]|[上中下]旬)")
"""``2026年12月底``: the month is said, and the list keeps no more."""
_NOT_YET = re.compile(r"[尚还暂]?未(?:正式)?(?:开工|动工|竣工|完工|建成|投产|定)|待定|在建|建设中|无")
"""Words in a date's place that say that there is none yet."""
Tell = Callable[[Remark], None]


def is_picture(cell: Cell, tell: Tell) -> bool:
    """Whether WPS keeps a picture in the cell (嵌入单元格的图片); told, because its place is read as blank."""
    if not isinstance(cell.value, str) or not cell.value.startswith(("=DISPIMG(", "=_xlfn.DISPIMG(")):
        return False
    tell(Remark(Grade.HINT, "import.picture", "这一格是图片，不能读入，按空白处理。"))
    return True


def check_readable(cell: Cell) -> None:
    """Refuse what is no value at all.

    Raises:
        CellProblem: an error value, or a formula without a result.
    """
    if isinstance(cell.value, CellError):
        raise CellProblem("import.error_value", f"公式出错（{cell.value.code}），请改正公式或直接填数。")
    if isinstance(cell.value, Doubt):
        first, second = cell.value.first or "空白", cell.value.second
        message = f"这一格有两种读法：“{first}”和“{second}”，没有导入。请在 Excel 或 WPS 中重新键入这一格。"
        raise CellProblem("import.two_readings", message)
    if cell.formula and cell.value is None:
        raise CellProblem("import.not_calculated", "公式没有算出的结果，请用 Excel 或 WPS 打开文件、保存后再导入。")


def figure_of(
    cell: Cell, indicator: Indicator, unit: str | None, *, percent_head: bool, tell: Tell, target: bool = False
) -> Figure | None:
    """The figure in a cell; None when the cell is blank.

    Args:
        cell: the cell.
        indicator: what the column measures.
        unit: the amount unit of the column, None when nothing names one.
        percent_head: whether the head itself says %.
        tell: takes remarks about a value that is taken.
        target: whether it is a target, which may bind by 以上 or 左右.

    Raises:
        CellProblem: the content cannot become a figure; nothing is guessed.
    """
    if type(cell.value) is not Decimal:
        check_readable(cell)
        if cell.blank or is_picture(cell, tell):
            return None
    if isinstance(cell.value, str):
        op, text = operator_of(cell.value) if target else (None, cell.value)
        figure = _text_figure(text, indicator, unit, percent_head=percent_head, whole=cell.value)
        return dataclasses.replace(figure, op=op) if op is not None and figure is not None else figure
    plain = plain_money(cell, unit) if indicator.quantity is Quantity.MONEY else None
    if plain is not None:
        return Figure(plain)
    number = _number(cell, tell)
    match indicator.quantity:
        case Quantity.MONEY:
            return Figure(_money(cell, number, unit, tell))
        case Quantity.PERCENT:
            shown = number * 100 if cell.style.percent else number
            _sure_percent(shown, marked=cell.style.percent or percent_head)
            return Figure(_fitted(shown, indicator.scale, "%", tell))
        case Quantity.COUNT:
            if cell.style.percent or number != number.to_integral_value():
                raise CellProblem(
                    "import.not_whole", f"“{cell.text}”不是整数，{indicator.label}按{indicator.unit}填报。"
                )
            return Figure(amount.trim(number))
        case Quantity.AREA:
            return Figure(_fitted(number, indicator.scale, indicator.unit, tell))


def _text_figure(text: str, indicator: Indicator, unit: str | None, *, percent_head: bool, whole: str) -> Figure | None:
    """The figure of a text; `whole` is what stands in the cell, where a word such as 约 was taken off it."""
    own_unit = amount.normalise(text).endswith(("元", "亿", "万"))
    try:
        figure = indicator.parse(text, unit or "元")
    except ValueProblem as problem:
        where = f"“{whole.strip()}”里，" if text != whole else ""
        raise CellProblem("import.not_a_number", f"{where}{problem}") from None
    if figure is None or figure.value is None:
        return figure
    if indicator.quantity is Quantity.MONEY and unit is None and not own_unit:
        raise CellProblem(NO_UNIT, "没有写计量单位。")
    if indicator.quantity is Quantity.PERCENT:
        _sure_percent(figure.value, marked=percent_head or amount.normalise(text).endswith("%"))
    return figure


def _sure_percent(shown: Decimal, *, marked: bool) -> None:
    if not marked and 0 < abs(shown) < 1:
        raise CellProblem(
            "import.percent_unclear",
            f"增速写成 {amount.plain(shown)}，没有百分号，看不出是 {amount.plain(shown)}% 还是 "
            f"{amount.plain(shown * 100)}%，请补上百分号。",
        )


def _number(cell: Cell, tell: Tell) -> Decimal:
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, Decimal):
        what = "日期" if isinstance(value, date) else "逻辑值"
        raise CellProblem("import.not_a_number", f"这里应填数，却是{what}“{cell.text}”，请改成数字。")
    if cell.style.date and value:
        raise CellProblem("import.not_a_number", "这里应填数，单元格却是日期或时间格式，请改成“常规”格式后重新填数。")
    if cell.raw:
        tell(
            Remark(
                Grade.HINT,
                "import.long_number",
                f"文件里的数是 {cell.raw}，超过 15 位有效数字，按表格能显示的 {cell.text} 读入。",
            )
        )
    return value


def _money(cell: Cell, number: Decimal, unit: str | None, tell: Tell) -> Decimal:
    if cell.style.percent:
        raise CellProblem("import.not_an_amount", f"“{cell.text}”是百分数，这一列应填金额，请核对是否填错列。")
    if unit is None:
        raise CellProblem(NO_UNIT, "没有写计量单位。")
    shown = _unit_shown(cell.style.code)
    if shown and shown.removesuffix("元") != unit.removesuffix("元"):
        raise CellProblem(
            "import.unit_contradicted",
            f"单元格显示的单位是“{shown}”，这一列的单位却是{unit}，看不出以哪个为准，请改成一致。",
        )
    return _fitted(number * amount.AMOUNT_UNITS[unit], 2, "元", tell)


def plain_money(cell: Cell, unit: str | None) -> Decimal | None:
    """The amount of a cell about which there is nothing to say, as of nearly all; None for one to be looked at."""
    number, size = cell.value, size_behind(cell.style, unit)
    if size is None or cell.raw or type(number) is not Decimal:
        return None
    digits = plain_amount(number, size)
    return None if digits is None else Decimal(digits)


def plain_amount(number: Decimal, size: Decimal) -> str | None:
    """A number of units of a size as digits in 元; None for one that is no whole 分 or perhaps too large to store."""
    digits = format(number * size, "f")
    whole, _, cents = digits.partition(".")
    if cents:
        cents = cents.rstrip("0")
        digits = f"{whole}.{cents}" if cents else whole
    if len(cents) > _CENTS or len(whole) > _SAFE_DIGITS:
        return None
    return "0" if digits == "-0" else digits


@lru_cache(maxsize=1000)
def size_behind(style: Style, unit: str | None) -> Decimal | None:
    """The size in 元 of one in a cell of this look; None where the look says something else than the unit."""
    shown = _unit_shown(style.code)
    if unit is None or style.percent or style.date or (shown and shown.removesuffix("元") != unit.removesuffix("元")):
        return None
    return amount.AMOUNT_UNITS[unit]


@lru_cache(maxsize=1000)
def _unit_shown(code: str) -> str:
    """The unit that a number format writes behind the number."""
    found = _UNIT_SHOWN.search(code)
    return found[1] if found else ""


def _fitted(value: Decimal, scale: int, unit: str, tell: Tell) -> Decimal:
    """The value within the store's precision. Only a calculated tail can be finer; it is cut and the cut is told."""
    if abs(value) < _SAFE and value == value.quantize(_STEPS[scale]):
        return amount.trim(value)
    if abs(value) >= _HUGE:
        raise CellProblem("import.too_large", "这个数大得不合理，超出可保存的范围，请核对单位和位数。")
    fitted = value.quantize(Decimal(1).scaleb(-scale), rounding=ROUND_HALF_UP)
    if fitted != value:
        whole = amount.plain(value)
        was = whole if len(whole) <= _LONGEST_SHOWN else f"{whole[:_LONGEST_SHOWN]}…"
        message = f"算出的数带有很长的小数，按 {amount.grouped(fitted)} {unit} 保存（原为 {was}）。"
        tell(Remark(Grade.HINT, "import.rounded", message))
    try:
        amount.to_scaled(fitted, scale)
    except ValueProblem as problem:
        raise CellProblem("import.too_large", str(problem)) from None
    return amount.trim(fitted)


def field_value(cell: Cell, field: Field, unit: str | None, tell: Tell) -> Value:
    """The value of a field in a cell; None when the cell is blank or says 不适用.

    Raises:
        CellProblem: the content cannot become a value of this field.
    """
    check_readable(cell)
    if cell.blank or is_picture(cell, tell):
        return None
    if isinstance(cell.value, bool):
        raise CellProblem("import.not_a_value", f"这里是逻辑值“{cell.text}”，请改成文字或数字。")
    if amount.normalise(cell.text) in amount.NA_MARKS or cell.text.strip() in amount.NA_MARKS:
        if isinstance(field, Money | Number):
            tell(Remark(Grade.QUERY, "import.mark_in_field", f"{field.label}不能记“不适用”，按空白处理。"))
        return None
    try:
        return _field_value(cell, field, unit, tell)
    except ValueProblem as problem:
        if isinstance(field, Month) and _VAGUE_DATE.fullmatch(fold(cell.text)):
            message = f"“{cell.text.strip()}”不是确定的年月，没有读入；请写成 2026.3 或 2026年3月。"
            tell(Remark(Grade.QUERY, "import.date_vague", message))
            return None
        if isinstance(field, Month) and _NOT_YET.fullmatch(fold(cell.text)):
            message = f"“{cell.text.strip()}”不是日期，{field.label}按空白处理。"
            tell(Remark(Grade.QUERY, "import.date_vague", message))
            return None
        raise CellProblem("import.not_a_value", str(problem)) from None


def _field_value(cell: Cell, field: Field, unit: str | None, tell: Tell) -> Value:
    match field:
        case Money():
            return _money_field(cell, field, unit, tell)
        case Number() if isinstance(cell.value, Decimal):
            return _fitted(_number(cell, tell), 4, "", tell)
        case Code() if isinstance(cell.value, Decimal):
            return _numeric_code(cell, field, tell)
        case Month() if isinstance(cell.value, Decimal):
            return field.parse(_month_text(cell))
        case Code():
            return field.parse("".join(cell.text.split()))
        case Month() if found := _PART_OF_MONTH.fullmatch(fold(cell.text)):
            tell(Remark(Grade.HINT, "import.date_vague", f"“{cell.text.strip()}”按{found[1]}读入，名单里只记到月。"))
            return field.parse(found[1])
        case LongText() | Units() | Year() | Month():
            return field.parse(cell.text)
    return field.parse("".join(line.strip() for line in cell.text.splitlines()))


def _money_field(cell: Cell, field: Money, unit: str | None, tell: Tell) -> Value:
    if not isinstance(cell.value, str):
        return _money(cell, _number(cell, tell), unit, tell)
    if unit is None and not amount.normalise(cell.value).endswith(("元", "亿", "万")):
        raise CellProblem(NO_UNIT, "没有写计量单位。")
    return dataclasses.replace(field, unit=unit or "元").parse(cell.value)


def _numeric_code(cell: Cell, field: Field, tell: Tell) -> Value:
    text = cell.text
    if cell.raw or len(text.lstrip("-").replace(".", "")) > 15:
        raise CellProblem(
            "import.code_as_number",
            f"{field.label}被存成了数字，15 位以后可能已变成 0，请把该列设为“文本”后重新填写。",
        )
    tell(Remark(Grade.HINT, "import.code_as_number", f"{field.label}“{text}”存成了数字，前面如有 0 已丢失，请核对。"))
    return field.parse(text)


def _month_text(cell: Cell) -> str:
    """``2022.1`` typed as a number is January or a 2022.10 that lost its 0; only a shown 0.00 tells."""
    if cell.style.code == "0.00" and isinstance(cell.value, Decimal):
        return f"{cell.value:.2f}"
    if cell.text.endswith(".1"):
        year = cell.text[:4]
        raise CellProblem(
            "import.month_unclear",
            f"“{cell.text}”看不出是1月还是10月（数字末尾的 0 会丢失），请写成 {year}年1月 或 {year}年10月。",
        )
    return cell.text
