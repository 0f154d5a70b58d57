"""Reliability test X8: text tables in every encoding, with every delimiter, quoted every way, are read right or asked.

The control: a reader that takes everything for GBK.
"""

from __future__ import annotations

import csv
import io
import random
from collections import Counter

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.exchange.sheets.gate import Kind, Source, kind_of
from qbs_desktop.exchange.sheets.text_book import read_text
from tests.faults.trials import SEED, counted

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030", "big5")
DELIMITERS = (",", "\t", ";", "|", "，")
WORDS = "湖南株洲炎陵陶瓷竹业食品机械电子新材料医药纺织有限公司股份集团项目建设改造扩建产业园污水处理道路提质冷链物流"
TRADITIONAL = "湖南株洲炎陵陶瓷竹業食品機械電子新材料醫藥紡織有限公司股份集團項目建設改造擴建產業園污水處理道路提質"
ODD = (
    "=1+1",
    "@SUM(A1)",
    "-",
    "——",
    "１２３，４５６．７",
    "1,234.5",
    "(300)",
    "3亿元",
    " 12 ",
    "甲；乙",
    "第一行\n第二行",
    '说“好”"引"',
    "a\tb",
)


def table(chance: random.Random, words: str) -> list[list[str]]:
    """A list as offices keep it: serial, name, numbers, and cells that trouble a reader."""
    wide = chance.randrange(3, 9)
    rows = [["序号", "企业名称" if words is WORDS else "企業名稱", *(f"{2020 + at}年" for at in range(wide - 2))]]
    for number in range(chance.randrange(3, 40)):
        name = "".join(chance.choices(words, k=chance.randrange(4, 16)))
        cells = [
            chance.choice(ODD) if chance.random() < 0.1 else str(chance.randrange(10**7) / 100) for _ in range(wide - 2)
        ]
        rows.append([str(number + 1), name, *cells])
    return rows


def written(rows: list[list[str]], delimiter: str, chance: random.Random) -> str:
    stream = io.StringIO()
    quoting = chance.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
    end = chance.choice(["\r\n", "\n"])
    csv.writer(stream, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(rows)
    return (f"sep={delimiter}{end}" if chance.random() < 0.1 else "") + stream.getvalue()


def test_a_text_table_is_read_right_or_asked_about() -> None:
    chance = random.Random(SEED)
    outcomes: Counter[str] = Counter()
    wrong = []
    for number in range(counted(200, 5000)):
        encoding, delimiter = ENCODINGS[number % len(ENCODINGS)], chance.choice(DELIMITERS)
        rows = table(chance, TRADITIONAL if encoding == "big5" else WORDS)
        text = written(rows, delimiter, chance)
        try:
            body = text.encode(encoding)
        except UnicodeEncodeError:
            body = text.replace("——", "-").encode(encoding, "replace")
            rows = [[cell.replace("——", "-") for cell in row] for row in rows]
        outcome = judged(body, rows)
        outcomes[f"{outcome} {encoding if outcome != 'right' else ''}".strip()] += 1
        if outcome == "wrong":
            wrong.append((encoding, delimiter, text[:120]))
        plain = [
            [cell.strip() for cell in line]
            for line in csv.reader(io.StringIO(body.decode("gbk", "replace"), newline=""))
        ]
        outcomes["control wrong"] += plain != [[cell.strip() for cell in row] for row in rows]
    print(dict(outcomes))
    assert not wrong, wrong[:5]
    assert outcomes["right"] > 0.75 * counted(200, 5000)
    assert outcomes["control wrong"]


def judged(body: bytes, rows: list[list[str]]) -> str:
    try:
        assert kind_of("表.csv", body) is Kind.TEXT
        sheet = read_text(Source("表.csv", body, Kind.TEXT))
    except Refusal:
        return "refused"
    found = [
        [sheet.cell(number, column).text.strip() for column in range(1, len(rows[0]) + 1)] for number in sheet.rows
    ]
    if found == [[cell.strip() for cell in row] for row in rows]:
        return "right"
    return "asked" if sheet.doubt else "wrong"


def test_random_bytes_never_end_the_reader() -> None:
    chance = random.Random(SEED)
    for _ in range(counted(100, 2000)):
        body = chance.choice([chance.randbytes, lambda n: bytes(chance.choices(b'1,\n"\x00\xc4\xe3;\t', k=n))])(
            chance.randrange(1, 400)
        )
        try:
            if kind_of("表.csv", body) is Kind.TEXT:
                read_text(Source("表.csv", body, Kind.TEXT))
        except Refusal:
            continue
