"""Codes (代码) and their own checks: 统一社会信用代码 GB 32100-2015, 项目代码, 行业代码 GB/T 4754-2017.

A code is never corrected. Each function says what is wrong with it in Chinese, or None; real lists hold codes
that fail, so a failed check asks and never blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qbs_desktop.domain.codes.divisions import covers
from qbs_desktop.domain.codes.table import Suggestion

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Without I, O, S, V, Z (GB 32100-2015)."""
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORG_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_PROJECT = re.compile(r"(\d{4})-(\d{6})-(\d{2})-(\d{2})-(\d{6})")
_INDUSTRY = re.compile(r"[A-T]?(\d{2})\d{0,2}")

SECTIONS: tuple[tuple[str, int, int], ...] = (
    ("A", 1, 5),
    ("B", 6, 12),
    ("C", 13, 43),
    ("D", 44, 46),
    ("E", 47, 50),
    ("F", 51, 52),
    ("G", 53, 60),
    ("H", 61, 62),
    ("I", 63, 65),
    ("J", 66, 69),
    ("K", 70, 70),
    ("L", 71, 72),
    ("M", 73, 75),
    ("N", 76, 79),
    ("O", 80, 82),
    ("P", 83, 83),
    ("Q", 84, 85),
    ("R", 86, 90),
    ("S", 91, 96),
    ("T", 97, 97),
)
"""Sections (门类) of GB/T 4754-2017 with their first and last division (大类)."""


def credit_check_digit(body: str) -> str:
    """The 18th character for the first 17 of a 统一社会信用代码."""
    return CREDIT_ALPHABET[-_weighted(body, CREDIT_ALPHABET, _CREDIT_WEIGHTS) % 31]


def organisation_check_digit(body: str) -> str:
    """The ninth character of the old 组织机构代码, which is positions 9-17 of the credit code."""
    return "0123456789X0"[11 - _weighted(body, _ORG_ALPHABET, _ORG_WEIGHTS) % 11]


def _weighted(body: str, alphabet: str, weights: tuple[int, ...]) -> int:
    return sum(alphabet.index(char) * weight for char, weight in zip(body, weights, strict=True))


def credit_code_problem(code: str) -> str | None:
    """What is wrong with a 统一社会信用代码, or None."""
    if len(code) != 18:
        return f"应为18位，现为{len(code)}位"
    strange = [char for char in code if char not in CREDIT_ALPHABET]
    if strange:
        return f"含有不使用的字符“{strange[0]}”"
    if code.endswith("000") and code.isdecimal() and credit_check_digit(code[:17]) != code[17]:
        return "末三位都是 0 且校验码不符，可能被表格软件当成数字丢了位，请对照执照重新填写"
    if credit_check_digit(code[:17]) != code[17]:
        return f"第18位校验码应为“{credit_check_digit(code[:17])}”，现为“{code[17]}”"
    if organisation_check_digit(code[8:16]) != code[16]:
        return f"第17位（组织机构代码校验码）应为“{organisation_check_digit(code[8:16])}”，现为“{code[16]}”"
    return None


def credit_code_suggestions(code: str, most: int = 4) -> tuple[Suggestion, ...]:
    """Spellings of a failing code that pass, for the clerk to choose from: blanks, letters that look like digits.

    The expected check character comes last: it is right only when all the others are.
    """
    squeezed = re.sub(r"\s+", "", code)
    if len(squeezed) != 18 or credit_code_problem(code) is None:
        return ()
    found: dict[str, str] = {}
    for candidate, reason in _alike(squeezed):
        if credit_code_problem(candidate) is None:
            found.setdefault(candidate, reason)
    last = squeezed[:17].translate(_LOOKS_LIKE)
    if set(last) <= set(CREDIT_ALPHABET) and organisation_check_digit(last[8:16]) == last[16]:
        digit = credit_check_digit(last)
        found.setdefault(last + digit, f"第18位改为 {digit}，其余各位请先对照执照")
    return tuple(Suggestion(text, reason) for text, reason in list(found.items())[:most])


_LOOKS_LIKE = str.maketrans("OIZSV", "012" + "5U")
"""Letters that a credit code never has, and what they are mistaken for."""
_PAIRS = (("0", "D"), ("0", "Q"), ("8", "B"), ("1", "L"), ("1", "7"), ("2", "7"), ("6", "G"), ("5", "6"), ("U", "V"))


def _alike(code: str) -> Iterator[tuple[str, str]]:
    """Other readings of a code with the reason: without strange letters, one look-alike, two neighbours swapped."""
    plain = code.translate(_LOOKS_LIKE)
    changed = [f"{old}→{new}" for old, new in zip(code, plain, strict=True) if old != new]
    yield plain, f"{'、'.join(dict.fromkeys(changed))}，校验通过" if changed else "去掉空格，校验通过"
    for place, char in enumerate(plain):
        for one, other in _PAIRS:
            for old, new in ((one, other), (other, one)):
                if char == old:
                    yield plain[:place] + new + plain[place + 1 :], f"第{place + 1}位 {old}→{new}，校验通过"
    for place in range(17):
        first, second = plain[place], plain[place + 1]
        if first != second:
            swapped = plain[:place] + second + first + plain[place + 2 :]
            yield swapped, f"第{place + 1}、{place + 2}位对调，校验通过"


def project_code_generation(code: str) -> str | None:
    """``old`` (year first, 2013-2020), ``new`` (YYMM since 2020-11, GB/T 40058-2021), or None for neither."""
    found = _PROJECT.fullmatch(code)
    if not found:
        return None
    first = found.group(1)
    if "2013" <= first <= "2020":
        return "old"
    return "new" if first >= "2011" and 1 <= int(first[2:]) <= 12 else None


def project_code_problem(code: str) -> str | None:
    """What is wrong with a 项目代码, or None. The check digit's algorithm is not public and not verified."""
    if not _PROJECT.fullmatch(code):
        return "应为 4-6-2-2-6 位数字，中间用“-”隔开，共24位"
    if project_code_generation(code) is None:
        return f"前4位“{code[:4]}”既不是年份（2013—2020），也不是年月（如 2111 表示2021年11月）"
    return None


def project_code_suggestions(code: str) -> tuple[Suggestion, ...]:
    """The 24 characters with their dashes, for a code whose 20 digits are all there."""
    digits = re.sub(r"[\s\-‐‑–—―－_./]+", "", code.upper()).translate(str.maketrans("OIL", "011"))
    if len(digits) != 20 or not digits.isascii() or not digits.isdecimal():
        return ()
    full = "-".join((digits[:4], digits[4:10], digits[10:12], digits[12:14], digits[14:]))
    if full == code or project_code_problem(full) is not None:
        return ()
    return (Suggestion(full, "按 4-6-2-2-6 位分开"),)


def project_region_problem(code: str, unit: str) -> str | None:
    """Whether the division in a 项目代码 is another one than the reporting unit's; 省、市 codes are normal."""
    found = _PROJECT.fullmatch(code)
    if not found or not re.fullmatch(r"\d{6}", unit):
        return None
    region = found.group(2)
    if covers(region, unit) or covers(unit, region):
        return None
    return f"其中的行政区划代码 {region} 与填报单位 {unit} 不同"


def industry_section(code: str) -> str | None:
    """The section letter of a GB/T 4754-2017 code, or None when its division does not exist."""
    found = _INDUSTRY.fullmatch(code)
    if not found:
        return None
    division = int(found.group(1))
    return next((letter for letter, first, last in SECTIONS if first <= division <= last), None)


def industry_division(code: str) -> int | None:
    """The division (大类) of a GB/T 4754-2017 code, or None when there is no such division."""
    found = _INDUSTRY.fullmatch(code)
    return int(found.group(1)) if found and industry_section(code) else None


def industry_code_problem(code: str) -> str | None:
    """What is wrong with an industry code, or None. 2011 classes also occur, so only divisions count."""
    section = industry_section(code)
    if section is None:
        return "大类不在 GB/T 4754—2017 的 01—97 之内"
    if code[0].isalpha() and code[0] != section:
        return f"门类应为“{section}”，现为“{code[0]}”"
    return None
