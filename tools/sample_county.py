"""Write the made-up demonstration county (示例县): resources/sample/hunan-county.toml.

Every name, code and figure is invented. Names follow the sexagenary cycle (甲子, 乙丑 …) and credit codes
use a region (439999) that does not exist, so that nobody real is meant. Figures are computed with integers
from row numbers: running the script again writes the same file. A few rows are wrong on purpose, one for each
kind of finding that a clerk will meet; they are listed in `SLIPS`, which heads the file.

    python tools/sample_county.py            write the file
    python tools/sample_county.py --check    exit code 1 when the file is out of date
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from qbs_desktop.domain.codes import shapes

OUT = Path(__file__).resolve().parent.parent / "resources" / "sample" / "hunan-county.toml"
YEAR = 2026
LAST_MONTH = 10

SLIPS = """\
# 故意留下的问题（供练习审核）：
#   企业 示例丁卯：10月产值少了四位（按亿元填进了万元列）；示例己巳：信用代码校验码不对；
#   企业 示例辛未：主营业务收入大于营业收入；示例壬申：称“十亿级”而数值不足；
#   企业 示例癸酉：1—10月累计比1—9月少；示例乙亥：10月缺数；
#   企业 示例丁丑：所属领域不在名单；示例戊寅：行业代码大类不存在；
#   产业 示例竹木加工：其中行之和大于本行；示例文旅康养：10月缺数；示例绿色食品：年均增速与数值不符；
#   项目 06：竣工早于开工（强制）；09：未开工已有投资；12：累计投资比上月减少；
#   项目 15：年度计划大于剩余投资；18：总投资不足1亿元；21：计划开工已过未开工；
#   项目 24：新开工项目有上年底累计；27：10月缺数。
"""

INDUSTRIES = (
    # name, sector, measure, output two years ago in 万元, growth of last year and of the plan in ‰
    ("示例特色陶瓷", "工业和信息化", "产值", 962_000, 96, 110),
    ("示例绿色食品", "工业和信息化", "产值", 874_500, 104, 120),
    ("示例竹木加工", "工业和信息化", "产值", 431_800, 128, 130),
    ("示例装备配套", "工业和信息化", "产值", 615_300, 83, 100),
    ("示例电子元件", "工业和信息化", "产值", 287_600, 157, 160),
    ("示例现代种养", "农林牧渔", "产值", 508_900, 52, 60),
    ("示例装配建筑", "建筑业", "产值", 342_700, 41, 60),
    ("示例文旅康养", "服务业", "营业收入", 226_400, 118, 120),
)
LAGS = (0, 20, 0, 90, 10, 0, 160, 30)
"""How far each industry is behind its plan, in ‰."""
PARTS = (("示例毛竹初加工", 55), ("示例竹制家居", 62))
"""其中 rows of 示例竹木加工, in % of the parent: together more than the whole."""

STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
TRADES = (
    ("陶瓷", 0, "3073"),
    ("食品", 1, "1453"),
    ("竹业", 2, "2041"),
    ("机械", 3, "3484"),
    ("电子", 4, "3981"),
    ("农牧", 5, "0313"),
    ("建设", 6, "4710"),
    ("文旅", 7, "7861"),
)
PARKS = ("示例高新技术产业园", "示例食品工业园", "示例镇工业集中区")
KINDS = (
    "产业升级项目",
    "新旧动能转换项目",
    "“工业五基”强基项目",
    "创新平台项目",
    "科技成果产业化项目",
    "产业项目",
)
NATURES = ("新建", "扩建", "改建和技术改造")


def yi(wan: int) -> str:
    """万元 → 亿元, exact."""
    whole, rest = divmod(wan, 10_000)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".")


def pace(month: int) -> int:
    """How much of a year's sum is reached by the end of a month, in ‰: slow at first, fast at the end."""
    return (0, 58, 128, 214, 296, 380, 472, 553, 634, 722, 808, 902, 1000)[month]


def inline(values: Mapping[str, str]) -> str:
    """A TOML inline table."""
    cells = (
        f"{key if key.isidentifier() else json.dumps(key)} = {json.dumps(value, ensure_ascii=False)}"
        for key, value in values.items()
    )
    return "{ " + ", ".join(cells) + " }"


def row(fields: Mapping[str, str], figures: Mapping[str, str], level: int = 1) -> Iterator[str]:
    """One row of the file."""
    yield f"\n[[tables{'.rows' * level}]]"
    yield f"fields = {inline(fields)}"
    if figures:
        yield f"figures = {inline(figures)}"


def table(name: str, ledger: str, title: str, indicator: str, unit: str) -> Iterator[str]:
    """The head of one table."""
    yield f'\n[[tables]]\nid = "sample.{name}"\nledger = "{ledger}"\ntitle = "{title}"\ndoc = ""'
    yield f'indicator = "{indicator}"\nunit = "{unit}"\nnote = "示例数据，全部虚构"'


def yearly(base: int, growth: int, plan: int) -> tuple[int, int, int]:
    """Actual of two years ago and last year, plan of this year, in 万元."""
    last = base * (1000 + growth) // 1000
    return base, last, last * (1000 + plan) // 1000


def industry_figures(base: int, growth: int, plan: int, indicator: str, lag: int) -> dict[str, str]:
    """Years, stated growth and months of one industry; `lag` in ‰ of the plan behind schedule."""
    before, last, goal = yearly(base, growth, plan)
    figures = {
        f"{indicator}@{YEAR - 2}:actual": yi(before),
        f"{indicator}@{YEAR - 1}:actual": yi(last),
        f"{indicator}@{YEAR}:target": yi(goal),
        f"growth@{YEAR}:target": f"{(math.isqrt(goal * 10**8 // before) - 9_950) // 100}%",
    }
    for month in range(2, 13):
        figures[f"{indicator}@{YEAR - 1}-{month:02d}"] = yi(last * pace(month) // 1000)
    for month in range(2, LAST_MONTH + 1):
        figures[f"{indicator}@{YEAR}-{month:02d}"] = yi(goal * pace(month) // 1000 * (1000 - lag) // 1000)
    return figures


def industries() -> Iterator[str]:
    """The 百亿 industries with two 其中 rows."""
    yield from table("industries", "industry", "示例县产业名单", "output", "亿元")
    for number, (name, sector, measure, base, growth, plan) in enumerate(INDUSTRIES, 1):
        indicator = "revenue" if measure == "营业收入" else "output"
        figures = industry_figures(base, growth, plan, indicator, LAGS[number - 1])
        tier = "百亿级" if yearly(base, growth, plan)[2] >= 1_000_000 else "培育百亿级"
        if name == "示例绿色食品":
            figures[f"growth@{YEAR}:target"] = "15%"
        if name == "示例文旅康养":
            del figures[f"{indicator}@{YEAR}-{LAST_MONTH}"]
        yield from row(
            {"serial": str(number), "name": name, "sector": sector, "measure": measure, "tier": tier}, figures
        )
        if name == "示例竹木加工":
            for place, (part, share) in enumerate(PARTS, 1):
                own = industry_figures(base * share // 100, growth, plan, indicator, lag=0)
                yield from row({"serial": f"{place}）", "name": part, "sector": sector, "measure": measure}, own, 2)


def credit_code(number: int) -> str:
    """A well-formed code of a region that does not exist."""
    body = f"MA{number:06d}"
    first = "91439999" + body + shapes.organisation_check_digit(body)
    return first + shapes.credit_check_digit(first)


def enterprises() -> Iterator[str]:
    """The enterprises on their way to 十亿, figures in 万元."""
    yield from table("enterprises", "enterprise", "示例县企业名单", "revenue", "万元")
    for index in range(24):
        name = STEMS[index % 10] + BRANCHES[index % 12]
        trade, industry, code = TRADES[index % 8]
        base = 9_000 + 4_300 * ((index * 7) % 24) + 61 * index
        fields = {
            "serial": str(index + 1),
            "name": f"示例{name}{trade}有限公司",
            "sector": "示例新兴领域" if name == "丁丑" else INDUSTRIES[industry][1],
            "credit_code": credit_code(index + 1),
            "industry": INDUSTRIES[industry][0],
            "industry_code": "9903" if name == "戊寅" else code,
            "park": PARKS[index % 3],
            "measure": "营业收入",
            "tier": "亿元级",
        }
        if name == "己巳":
            fields["credit_code"] = fields["credit_code"][:-1] + ("0" if fields["credit_code"][-1] != "0" else "1")
        figures = enterprise_figures(
            base, growth=60 + 9 * (index % 11), plan=80 + 7 * (index % 9), lag=(index * 37) % 190
        )
        if int(figures[f"{YEAR}:target"]) >= 100_000 or name == "壬申":
            fields["tier"] = "十亿级"
        slip(name, figures)
        yield from row(fields, figures)


def enterprise_figures(base: int, growth: int, plan: int, lag: int) -> dict[str, str]:
    """Revenue by year; revenue, main revenue, output, tax and profit by month."""
    before, last, goal = yearly(base, growth, plan)
    figures = {
        f"{YEAR - 2}:actual": str(before),
        f"{YEAR - 1}:actual": str(last),
        f"{YEAR}:target": str(goal),
    }
    figures |= {f"{YEAR - 1}-{month:02d}": str(last * pace(month) // 1000) for month in range(2, 13)}
    sum_now = 0
    for month in range(2, LAST_MONTH + 1):
        sum_now = goal * pace(month) // 1000 * (1000 - lag) // 1000
        when = f"{YEAR}-{month:02d}"
        figures[when] = str(sum_now)
        figures[f"output@{when}"] = str(sum_now * 1034 // 1000)
        figures[f"tax@{when}"] = str(sum_now * 41 // 1000)
    figures[f"main_revenue@{YEAR}-{LAST_MONTH}"] = str(sum_now * 972 // 1000)
    return figures


def slip(name: str, figures: dict[str, str]) -> None:
    """Spoil the figures of a few enterprises; see `SLIPS`."""
    now, before = f"{YEAR}-{LAST_MONTH}", f"{YEAR}-{LAST_MONTH - 1:02d}"
    if name == "丁卯":
        figures[f"output@{now}"] = yi(int(figures[f"output@{now}"]))
    if name == "辛未":
        figures[f"main_revenue@{now}"] = str(int(figures[now]) + 1_200)
    if name == "癸酉":
        figures[now] = str(int(figures[before]) - 900)
        del figures[f"main_revenue@{now}"]
    if name == "乙亥":
        del figures[now], figures[f"output@{now}"], figures[f"tax@{now}"], figures[f"main_revenue@{now}"]


def projects() -> Iterator[str]:
    """The 亿元 projects, figures in 亿元."""
    yield from table("projects", "project", "示例县项目名单", "investment", "亿元")
    for number in range(1, 31):
        yield from row(*project(number))


def project(number: int) -> tuple[dict[str, str], dict[str, str]]:
    """Fields and figures of one project."""
    trade, industry, _code = TRADES[number % 8]
    total = 10_500 + 3_100 * ((number * 11) % 30) if number % 10 else 126_000
    carried = number % 3 == 0
    before = total * 35 // 100 if carried else 0
    plan = (total - before) * 55 // 100
    start = 1 + number % 8
    fields = {
        "serial": str(number),
        "name": f"示例项目{number:02d} {trade}产业{('一期', '二期', '提质改造')[number % 3]}",
        "project_code": f"26{start:02d}-439999-04-01-{number:06d}",
        "owner": f"示例{STEMS[number % 10]}{BRANCHES[number % 12]}{trade}有限公司",
        "sector": INDUSTRIES[industry][1],
        "category": KINDS[number % 6],
        "level": "十亿级项目" if total >= 100_000 else "亿元级项目",
        "nature": NATURES[number % 3],
        "year_status": "续建" if carried else "新开工",
        "location": PARKS[number % 3],
        "total_investment": yi(total),
        "invested_before": yi(before),
        "start_planned": f"{YEAR - 1}-{start + 2:02d}" if carried else f"{YEAR}-{start:02d}",
        "start_actual": f"{YEAR - 1}-{start + 3:02d}" if carried else f"{YEAR}-{start:02d}",
        "finish_planned": f"{YEAR + 1}-{1 + number % 12:02d}",
    }
    months = project_months(plan, 0 if carried else start, lag=(number * 53) % 420)
    figures = {f"{YEAR}:target": yi(plan)} | {f"{YEAR}-{month:02d}": yi(value) for month, value in months.items()}
    project_slip(number, fields, figures)
    return fields, figures


def project_months(plan: int, start: int, lag: int) -> dict[int, int]:
    """本年累计 investment by month; nothing before the start."""
    gone = pace(start - 1) if start > 1 else 0
    return {
        month: plan * max(pace(month) - gone, 0) // (1000 - gone) * (1000 - lag) // 1000
        for month in range(1, LAST_MONTH + 1)
    }


def project_slip(number: int, fields: dict[str, str], figures: dict[str, str]) -> None:
    """Spoil a few projects; see `SLIPS`."""
    if number == 6:
        fields |= {"finish_actual": f"{YEAR - 1}-02", "year_status": "竣工"}
    if number in {9, 21}:
        del fields["start_actual"]
    if number == 12:
        figures[f"{YEAR}-{LAST_MONTH}"] = figures[f"{YEAR}-{LAST_MONTH - 2:02d}"]
    if number == 15:
        figures[f"{YEAR}:target"] = fields["total_investment"]
    if number == 18:
        fields["total_investment"], fields["invested_before"] = "0.82", "0.2"
        figures[f"{YEAR}:target"] = "0.5"
        figures |= {f"{YEAR}-{month:02d}": yi(480 * month) for month in range(1, LAST_MONTH + 1)}
    if number == 21:
        figures |= {f"{YEAR}-{month:02d}": "0" for month in range(1, LAST_MONTH + 1)}
        fields |= {"start_planned": f"{YEAR}-05", "invested_before": "0", "year_status": "新开工"}
    if number == 24:
        fields["year_status"] = "新开工"
    if number == 27:
        del figures[f"{YEAR}-{LAST_MONTH}"]


def text() -> str:
    """The whole file."""
    head = (
        "# 示例数据：示例县为虚构，名称、代码、数值都不对应任何真实的地方、企业或项目。\n"
        f"# 由 tools/sample_county.py 生成，请改脚本后重新生成。\n{SLIPS}"
        'profile = "hunan-county"\nunit_code = "439999"\nunit_name = "示例县"'
    )
    return "\n".join([head, *industries(), *enterprises(), *projects()]) + "\n"


def main() -> int:
    """Write or compare."""
    if "--check" in sys.argv[1:]:
        return int(OUT.read_text(encoding="utf-8") != text())
    OUT.write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
