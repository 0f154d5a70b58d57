"""Workbooks made to harm: they unpack to gigabytes, expand, reach far, contradict themselves or point elsewhere."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.faults.mutants import packed, parts_of
from tests.fixtures import workbooks

SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
DEFLATED = zipfile.ZIP_DEFLATED
LONG = frozenset(
    {
        "two hundred megabytes of shared texts",
        "a million formatted rows",
        "a text of two gigabytes",
        "twenty parts of thirty megabytes",
    }
)
"""Those that take seconds to make."""
Change = Callable[[str], str]


def base(folder: Path) -> dict[str, bytes]:
    """A sound little list."""
    rows: list[list[object]] = [["产业名称", "2025年产值（亿元）"], ["甲产业", 10], ["乙产业", 20]]
    return parts_of(workbooks.table_book(folder / "好.xlsx", rows).read_bytes())


def changed(parts: dict[str, bytes], name: str, change: Change) -> bytes:
    return packed({**parts, name: change(parts[name].decode()).encode()})


def in_rows(rows: str) -> Change:
    return lambda xml: xml.replace("</sheetData>", rows + "</sheetData>")


def _declared(doctype: str, use: str = "") -> Change:
    return lambda xml: doctype + xml[xml.find("<worksheet") :].replace("<v>10</v>", f"<v>10{use}</v>")


_LAUGHS = "<!DOCTYPE l [<!ENTITY a '1'>" + "".join(
    f"<!ENTITY {new} '{f'&{old};' * 10}'>" for old, new in zip("abcdefghi", "bcdefghij", strict=True)
)


def refused(folder: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Those that must not be read."""
    parts = base(folder)
    zeros = b"0" * 2**20
    yield "zip 1:1000", lambda: _filled(parts, SHEET, zeros, 60)
    yield "zip 1:1000 in the shared texts", lambda: _filled(parts, "xl/sharedStrings.xml", zeros, 60)
    yield "zip 1:1000 in the styles", lambda: _filled(parts, "xl/styles.xml", zeros, 60)
    yield "a text of two gigabytes", lambda: _filled(parts, SHEET, b" " * 2**20, 2040)
    yield (
        "two hundred megabytes of shared texts",
        lambda: _texts(parts, 180),
    )
    yield "twenty parts of thirty megabytes", lambda: _many(parts, 20, 30)
    yield "five thousand parts", lambda: _many(parts, 5000, 0)
    yield "a workbook within a workbook", lambda: packed({"a.xlsx": packed(parts)})
    yield (
        "a package that holds itself thrice",
        lambda: packed({f"{n}.zip": packed({"b.zip": packed(parts)}) for n in range(3)}),
    )
    yield "a million laughs", lambda: changed(parts, SHEET, _declared(_LAUGHS + "]>", "&j;"))
    yield (
        "quadratic",
        lambda: changed(parts, SHEET, _declared(f"<!DOCTYPE l [<!ENTITY a '{'1' * 50_000}'>]>", "&a;" * 1000)),
    )
    yield (
        "an outside file",
        lambda: changed(parts, SHEET, _declared("<!DOCTYPE l [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>", "&a;")),
    )
    yield (
        "an outside address",
        lambda: changed(parts, SHEET, _declared("<!DOCTYPE l [<!ENTITY a SYSTEM 'http://127.0.0.1:9/'>]>", "&a;")),
    )
    yield (
        "an outside declaration",
        lambda: changed(parts, SHEET, _declared("<!DOCTYPE l SYSTEM 'http://127.0.0.1:9/a.dtd'>")),
    )
    yield (
        "a parameter entity",
        lambda: changed(parts, SHEET, _declared("<!DOCTYPE l [<!ENTITY % a SYSTEM 'file:///etc/passwd'> %a;]>")),
    )
    for name in (
        "xl/workbook.xml",
        "xl/styles.xml",
        "_rels/.rels",
        "xl/_rels/workbook.xml.rels",
    ):
        yield (
            f"laughs in {name.replace('/', ' ')}",
            lambda name=name: changed(
                parts, name, lambda xml: f"{_LAUGHS}]>{xml[xml.find('?>') + 2 :] if '?>' in xml else xml}"
            ),
        )
    yield (
        "a text longer than a cell",
        lambda: changed(
            parts, SHEET, in_rows(f'<row r="4"><c r="A4" t="inlineStr"><is><t>{"长" * 40_000}</t></is></c></row>')
        ),
    )
    yield (
        "a hundred thousand sheets",
        lambda: changed(
            parts,
            "xl/workbook.xml",
            lambda xml: xml.replace("<sheets>", "<sheets>" + '<sheet name="甲" sheetId="1"/>' * 100_000),
        ),
    )
    yield (
        "the far corner",
        lambda: changed(parts, SHEET, in_rows('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    )
    yield "the last row", lambda: changed(parts, SHEET, in_rows('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'))
    yield "the last column", lambda: changed(parts, SHEET, in_rows('<row r="4"><c r="XFD4"><v>1</v></c></row>'))
    yield (
        "a far used area",
        lambda: changed(parts, SHEET, in_rows('<row r="900000"><c r="ALL900000"><v>1</v></c></row>')),
    )
    yield "a row beyond all", lambda: changed(parts, SHEET, in_rows(f'<row r="{10**30}"><c><v>1</v></c></row>'))
    yield (
        "a number of ten thousand digits",
        lambda: changed(parts, SHEET, lambda xml: xml.replace("<v>10<", f"<v>{'9' * 10_000}<")),
    )
    yield (
        "two bodies",
        lambda: changed(parts, SHEET, lambda xml: xml.replace("</sheetData>", "</sheetData><sheetData/>")),
    )
    yield "a row twice", lambda: changed(parts, SHEET, in_rows('<row r="2"><c r="B2"><v>999</v></c></row>'))
    yield (
        "a cell twice",
        lambda: changed(parts, SHEET, lambda xml: xml.replace('<c r="B2"', '<c r="B2"><v>999</v></c><c r="B2"', 1)),
    )
    yield (
        "cells out of order",
        lambda: changed(parts, SHEET, in_rows('<row r="9"><c r="C9"><v>1</v></c><c r="B9"><v>2</v></c></row>')),
    )
    yield "a comment in a number", lambda: changed(parts, SHEET, lambda xml: xml.replace("<v>10<", "<v>1<!-- -->0<"))
    yield (
        "merges over each other",
        lambda: changed(
            parts,
            SHEET,
            lambda xml: xml.replace(
                "</sheetData>", "</sheetData><mergeCells>" + '<mergeCell ref="A1:CV900"/>' * 500 + "</mergeCells>"
            ),
        ),
    )
    yield "deep nesting", lambda: changed(parts, SHEET, in_rows("<x>" * 200_000))
    yield "a part twice", lambda: packed([*parts.items(), (SHEET, parts[SHEET].replace(b"<v>10<", b"<v>99<"))])
    yield (
        "a case twin",
        lambda: packed(
            [*parts.items(), (SHEET.replace("sheet1", "Sheet1"), parts[SHEET].replace(b"<v>10<", b"<v>99<"))]
        ),
    )
    yield (
        "a backslash twin",
        lambda: packed([*parts.items(), (SHEET.replace("/", "\\"), parts[SHEET].replace(b"<v>10<", b"<v>99<"))]),
    )
    yield (
        "a link to nowhere",
        lambda: changed(parts, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace("sheet1.xml", "sheet7.xml")),
    )
    yield (
        "a link above the package",
        lambda: changed(
            parts,
            "xl/_rels/workbook.xml.rels",
            lambda xml: xml.replace("worksheets/sheet1.xml", "../../../etc/passwd").replace("/xl/", ""),
        ),
    )
    yield (
        "a link to an address",
        lambda: changed(
            parts,
            "xl/_rels/workbook.xml.rels",
            lambda xml: xml.replace("/xl/worksheets/sheet1.xml", 'http://127.0.0.1:9/a.xml" TargetMode="External'),
        ),
    )
    yield "an enciphered part", lambda: _flagged(packed(parts))
    yield "sizes that lie", lambda: _sized(packed(parts), 24, 10)
    yield "a size of nothing", lambda: _sized(packed(parts), 24, 0)
    yield "a false check sum", lambda: _sized(packed(parts), 16, 1)
    yield "cut in the middle", lambda: packed(parts)[: len(packed(parts)) // 2]
    yield "sixty-four bits of nonsense", lambda: _zip64(packed(parts))


def readable(folder: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Odd ones that must be read, and right."""
    parts = base(folder)
    row = '<row r="{0}" s="1" customFormat="1" ht="15.6" customHeight="1"/>'
    yield (
        "a million formatted rows",
        lambda: changed(parts, SHEET, in_rows("".join(row.format(n) for n in range(4, 1_048_577)))),
    )
    yield (
        "a far formatted corner",
        lambda: changed(parts, SHEET, in_rows('<row r="1048576"><c r="XFD1048576" s="0"/></row>')),
    )
    yield "a wrong dimension", lambda: changed(parts, SHEET, lambda xml: xml.replace('ref="A1:B3"', 'ref="A1"'))
    yield (
        "a dimension of everything",
        lambda: changed(parts, SHEET, lambda xml: xml.replace('ref="A1:B3"', 'ref="A1:XFD1048576"')),
    )
    yield "other order of parts", lambda: packed(list(reversed(parts.items())))
    yield "not packed", lambda: packed(parts, zipfile.ZIP_STORED)
    yield "descriptors after the parts", lambda: _streamed(parts)
    yield "a comment at the end", lambda: _commented(packed(parts))
    yield (
        "absolute links",
        lambda: changed(
            parts,
            "xl/_rels/workbook.xml.rels",
            lambda xml: xml.replace('Target="worksheets/', 'Target="/xl/worksheets/'),
        ),
    )
    yield "a huge picture", lambda: _filled(parts, "xl/media/image1.png", b"\0" * 2**20, 30)


def _filled(parts: dict[str, bytes], name: str, block: bytes, blocks: int) -> bytes:
    """A package whose named part goes on with blocks of the same, written without holding it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", DEFLATED, compresslevel=1 if blocks > 1000 else 9) as archive:
        for other, content in parts.items():
            if other != name:
                archive.writestr(other, content)
        with archive.open(name, "w") as part:
            part.write(parts.get(name, b"<a>"))
            for _ in range(blocks):
                part.write(block)
    return stream.getvalue()


def _texts(parts: dict[str, bytes], megabytes: int) -> bytes:
    """A well-formed table of shared texts of so many megabytes, each text another one."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            if name != "xl/sharedStrings.xml":
                archive.writestr(name, content)
        with archive.open("xl/sharedStrings.xml", "w") as part:
            part.write(f"<sst {MAIN}>".encode())
            for block in range(megabytes):
                part.write(b"".join(b"<si><t>%d-%05d</t></si>" % (block, number) for number in range(50_000)))
            part.write(b"</sst>")
    return stream.getvalue()


def _many(parts: dict[str, bytes], count: int, megabytes: int) -> bytes:
    blanks = b"<a>" + b" " * (megabytes * 2**20) + b"</a>"
    return packed(parts | {f"xl/worksheets/sheet{number}.xml": blanks for number in range(2, count + 2)})


def _streamed(parts: dict[str, bytes]) -> bytes:
    class Forward(io.RawIOBase):
        """A stream that cannot go back, so that sizes come behind the parts."""

        def __init__(self) -> None:
            self.body = b""

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            self.body += bytes(data)  # type: ignore[call-overload]
            return len(bytes(data))  # type: ignore[call-overload]

    stream = Forward()
    with zipfile.ZipFile(stream, "w", DEFLATED) as archive:  # type: ignore[arg-type]
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.body


def _commented(body: bytes) -> bytes:
    stream = io.BytesIO(body)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.comment = b"made by hand"
    return stream.getvalue()


def _directory(body: bytes) -> tuple[bytearray, int]:
    """The bytes, and where the directory's entry of the sheet begins."""
    mutant, at = bytearray(body), 0
    while True:
        at = body.index(b"PK\x01\x02", at + 1)
        (length,) = struct.unpack_from("<H", body, at + 28)
        if body[at + 46 : at + 46 + length] == SHEET.encode():
            return mutant, at


def _sized(body: bytes, field: int, value: int) -> bytes:
    mutant, at = _directory(body)
    struct.pack_into("<I", mutant, at + field, value)
    return bytes(mutant)


def _flagged(body: bytes) -> bytes:
    mutant, at = _directory(body)
    mutant[at + 8] |= 1
    return bytes(mutant)


def _zip64(body: bytes) -> bytes:
    mutant, at = _directory(body)
    struct.pack_into("<II", mutant, at + 20, 2**32 - 1, 2**32 - 1)
    return bytes(mutant)
