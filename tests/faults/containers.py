# ruff: noqa: E501, ISC004 - one attack, one line
"""Ways to build a workbook that programs may read differently (T3): each turns the bytes of a sound one."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable

Parts = dict[str, bytes]
Attack = Callable[[bytes], bytes]

MONTH = "xl/worksheets/sheet3.xml"
BOOK = "xl/workbook.xml"
LINKS = "xl/_rels/workbook.xml.rels"
TEXTS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"
TYPES = "[Content_Types].xml"
OLD, NEW = b"<v>3.5407</v>", b"<v>9.5407</v>"
"""A reported number and what a forger would like it to be."""


def parts_of(body: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Parts | Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w", method) as archive:
        warnings.simplefilter("ignore")
        for name, content in parts.items() if isinstance(parts, dict) else parts:
            archive.writestr(name, content)
    return target.getvalue()


def forged(part: bytes) -> bytes:
    """The part with another number in it."""
    assert OLD in part
    return part.replace(OLD, NEW, 1)


# --- twins of parts ----------------------------------------------------------------------------------------------


def _twin(name: Callable[[str], str], part: str = MONTH, *, first: bool = False) -> Attack:
    def attack(body: bytes) -> bytes:
        parts = list(parts_of(body).items())
        content = dict(parts)[part]
        changed = forged(content) if part == MONTH else content.replace("甲".encode(), "乙".encode())
        twin = (name(part), changed)
        return packed([twin, *parts] if first else [*parts, twin])

    return attack


def _same(name: str) -> str:
    return name


# --- what the parts say ------------------------------------------------------------------------------------------


def _sub(part: str, pattern: str, new: str) -> Attack:
    def attack(body: bytes) -> bytes:
        parts = parts_of(body)
        text, count = re.subn(pattern, new, parts[part].decode(), count=1)
        assert count == 1, (part, pattern)
        return packed(parts | {part: text.encode()})

    return attack


def _cell(new: str) -> Attack:
    """Another element in place of the cell K11."""
    return _sub(MONTH, r'<c r="K11" s="(\d+)"><v>3\.5407</v></c>', new)


def _with(added: Parts, *changes: tuple[str, str, str]) -> Attack:
    def attack(body: bytes) -> bytes:
        parts = parts_of(body)
        for part, pattern, new in changes:
            text, count = re.subn(pattern, new, parts[part].decode(), count=1)
            assert count == 1, (part, pattern)
            parts[part] = text.encode()
        other = {name: content or forged(parts[MONTH]) for name, content in added.items()}
        return packed(parts | other)

    return attack


def _coded(part: str, codec: str, label: str) -> Attack:
    """A part in another encoding, or under the name of another one."""

    def attack(body: bytes) -> bytes:
        parts = parts_of(body)
        text = parts[part].decode().replace('encoding="UTF-8"', f'encoding="{label}"')
        return packed(parts | {part: text.encode(codec)})

    return attack


def _relation(kind: str, target: str, number: str = "rId77", more: str = "") -> tuple[str, str, str]:
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return (
        LINKS,
        "</Relationships>",
        f'<Relationship Id="{number}" Type="{base}/{kind}" Target="{target}"{more}/></Relationships>',
    )


# --- the archive itself ------------------------------------------------------------------------------------------


def _central(change: Callable[[bytearray, int], None]) -> Attack:
    """Change the directory entry of the sheet."""

    def attack(body: bytes) -> bytes:
        found = bytearray(body)
        at = found.index(MONTH.encode(), found.rindex(b"PK\x05\x06") - 4000 if len(body) > 4100 else 0)
        while found[at - 46 : at - 42] != b"PK\x01\x02":
            at = found.index(MONTH.encode(), at + 1)
        change(found, at - 46)
        return bytes(found)

    return attack


def _local(change: Callable[[bytearray, int], None]) -> Attack:
    """Change the header in front of the sheet."""

    def attack(body: bytes) -> bytes:
        found = bytearray(body)
        at = found.index(MONTH.encode())
        assert found[at - 30 : at - 26] == b"PK\x03\x04"
        change(found, at - 30)
        return bytes(found)

    return attack


def _put(offset: int, pack: str, value: int) -> Callable[[bytearray, int], None]:
    return lambda body, at: struct.pack_into(pack, body, at + offset, value)


def _renamed_locally(body: bytearray, at: int) -> None:
    body[at + 30 : at + 30 + len(MONTH)] = MONTH.replace("3", "9").encode()


def _extra(name: str) -> Attack:
    """A field that gives the sheet another name to programs that know it (Info-ZIP Unicode path)."""

    def attack(body: bytes) -> bytes:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, content in parts_of(body).items():
                entry = zipfile.ZipInfo(part)
                entry.compress_type = zipfile.ZIP_DEFLATED
                if part == MONTH:
                    words = struct.pack("<BI", 1, zlib.crc32(part.encode())) + name.encode()
                    entry.extra = struct.pack("<HH", 0x7075, len(words)) + words
                archive.writestr(entry, content)
            archive.writestr("xl/worksheets/sheet9.xml", forged(parts_of(body)[MONTH]))
        return target.getvalue()

    return attack


def _described(body: bytes) -> bytes:
    """Sizes behind the data instead of before them, as programs write that stream."""

    class Stream(io.BytesIO):
        def seek(self, *_where: int) -> int:
            raise OSError

    target = Stream()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts_of(body).items():
            archive.writestr(name, content)
    return target.getvalue()


def _described_wrongly(body: bytes) -> bytes:
    found = bytearray(_described(body))
    at = found.index(b"PK\x07\x08")
    struct.pack_into("<III", found, at + 4, 0, 7, 7)
    return bytes(found)


def _large(body: bytes) -> bytes:
    """Headers of zip64, which small files need not have."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts_of(body).items():
            with archive.open(name, "w", force_zip64=True) as stream:
                stream.write(content)
    return target.getvalue()


def _commented(words: bytes) -> Attack:
    def attack(body: bytes) -> bytes:
        found = bytearray(body)
        at = found.rindex(b"PK\x05\x06")
        struct.pack_into("<H", found, at + 20, len(words))
        return bytes(found) + words

    return attack


def _two_archives(body: bytes) -> bytes:
    """A forged package in front of the sound one."""
    parts = parts_of(body)
    return packed(parts | {MONTH: forged(parts[MONTH])}) + body


def _two_archives_turned(body: bytes) -> bytes:
    parts = parts_of(body)
    return body + packed(parts | {MONTH: forged(parts[MONTH])})


def _hidden_by_comment(body: bytes) -> bytes:
    """A forged package in the comment of the sound one: the first directory is another than the last."""
    parts = parts_of(body)
    return _commented(packed({TYPES: parts[TYPES], MONTH: forged(parts[MONTH])}))(body)


ATTACKS: dict[str, Attack] = {
    # twins
    **{f"twice: {part}": _twin(_same, part) for part in (MONTH, TEXTS)},
    "twice, the forged one first": _twin(_same, first=True),
    "other case": _twin(lambda name: name.replace("sheet3", "Sheet3")),
    "other case, first": _twin(lambda name: name.replace("sheet3", "Sheet3"), first=True),
    "other case of a folder": _twin(lambda name: name.replace("xl/", "XL/")),
    "other case of the texts": _twin(str.upper, TEXTS),
    "backslashes": _twin(lambda name: name.replace("/", "\\")),
    "a slash in front": _twin(lambda name: f"/{name}"),
    "a dot in front": _twin(lambda name: f"./{name}"),
    "two slashes": _twin(lambda name: name.replace("xl/", "xl//")),
    "way up and down": _twin(lambda name: f"xl/worksheets/../worksheets/{name.rpartition('/')[2]}"),
    "full-width name": _twin(lambda name: name.replace("sheet3", "\uff53heet3")),
    "coded name": _twin(lambda name: name.replace("sheet3", "%73heet3")),
    "a folder of that name": _twin(lambda name: f"{name}/"),
    "a part beyond the package": _twin(lambda _name: "../../sheet3.xml"),
    # relations
    "a link to a forged sheet": _with({"xl/worksheets/sheet9.xml": b""}, (LINKS, r"worksheets/sheet3\.xml", "worksheets/sheet9.xml")),
    "a link given twice": _with(
        {"xl/worksheets/sheet9.xml": b""},
        (LINKS, "</Relationships>",
         '<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"'
         ' Target="worksheets/sheet9.xml"/></Relationships>'),
    ),
    "a link by an absolute way": _sub(LINKS, r"worksheets/sheet3\.xml", "/xl/worksheets/sheet3.xml"),
    "a link by a crooked way": _sub(LINKS, r"worksheets/sheet3\.xml", "../xl/worksheets/./sheet3.xml"),
    "a link in other case": _sub(LINKS, r"worksheets/sheet3\.xml", "worksheets/SHEET3.xml"),
    "a link with backslashes": _sub(LINKS, r"worksheets/sheet3\.xml", r"worksheets\\\\sheet3.xml"),
    "a link out of the package": _sub(LINKS, r'Target="worksheets/sheet3\.xml"', 'Target="http://x/sheet3.xml" TargetMode="External"'),
    "a link to nothing": _sub(LINKS, r"worksheets/sheet3\.xml", "worksheets/sheet33.xml"),
    "another table of texts": _with({"xl/sharedStrings2.xml": b"<sst/>"}, _relation("sharedStrings", "sharedStrings2.xml")),
    "another table of styles": _with({"xl/styles2.xml": b"<styleSheet/>"}, _relation("styles", "styles2.xml")),
    "two workbooks": _with(
        {"xl/workbook2.xml": b"<workbook/>"},
        ("_rels/.rels", "</Relationships>",
         '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
         ' Target="xl/workbook2.xml"/></Relationships>'),
    ),
    "two workbooks, the other first": _with(
        {"xl/workbook2.xml": b"<workbook/>"},
        ("_rels/.rels", "(<Relationships[^>]*>)",
         r'\1<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
         ' Target="xl/workbook2.xml"/>'),
    ),
    "an outside workbook": _with({"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}, _relation("externalLink", "externalLinks/externalLink1.xml")),
    "a sheet of macros": _with({"xl/macrosheets/sheet1.xml": b"<xm/>"}, _relation("xlMacrosheet", "macrosheets/sheet1.xml")),
    # the list of sheets
    "a sheet listed twice": _sub(BOOK, r'(<sheet name="企业月报"[^>]*/>)', r"\1\1"),
    "a sheet under two names": _sub(BOOK, r'(<sheet name=")企业月报("[^>]*/>)', r"\1企业月报\2\1附表\2"),
    "two lists of sheets": _sub(BOOK, r"(<sheets>.*?</sheets>)", r"\1\1"),
    "a deeply hidden sheet more": _with(
        {"xl/worksheets/sheet9.xml": b""},
        _relation("worksheet", "worksheets/sheet9.xml"),
        (BOOK, "</sheets>", '<sheet name="底稿" sheetId="77" state="veryHidden" r:id="rId77"/></sheets>'),
    ),
    "a second machine part": _with(
        {"xl/worksheets/sheet9.xml": b""},
        _relation("worksheet", "worksheets/sheet9.xml"),
        (BOOK, "</sheets>", '<sheet name="_QBS" sheetId="77" state="veryHidden" r:id="rId77"/></sheets>'),
    ),
    "a second machine part of the same name": _with(
        {"xl/worksheets/sheet9.xml": b""},
        _relation("worksheet", "worksheets/sheet9.xml"),
        (BOOK, "</sheets>", '<sheet name="_qbs" sheetId="77" state="veryHidden" r:id="rId77"/></sheets>'),
    ),
    "a page of charts more": _with(
        {"xl/chartsheets/sheet1.xml": b'<chartsheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'},
        _relation("chartsheet", "chartsheets/sheet1.xml"),
        (BOOK, "</sheets>", '<sheet name="图" sheetId="77" r:id="rId77"/></sheets>'),
    ),
    "days counted from 1904": _sub(BOOK, "<workbookPr", '<workbookPr date1904="1"'),
    "manual calculation": _sub(BOOK, "<calcPr", '<calcPr calcMode="manual"'),
    # the sheet
    "two tables of cells": _sub(MONTH, "</sheetData>", '</sheetData><sheetData><row r="11"><c r="K11"><v>9</v></c></row></sheetData>'),
    "an empty table of cells first": _sub(MONTH, "<sheetData>", "<sheetData/><sheetData>"),
    "cells of another language": _sub(MONTH, "</sheetData>", '</sheetData><x:sheetData xmlns:x="urn:x"><x:row r="11"><x:c r="K11"><x:v>9</x:v></x:c></x:row></x:sheetData>'),
    "a choice between two": _sub(
        MONTH, "</sheetData>",
        '</sheetData><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice Requires="x14"><c r="K11"><v>9</v></c></mc:Choice></mc:AlternateContent>',
    ),
    "a row in a row": _sub(MONTH, r'(<row r="11"[^>]*>)', r'\1<row r="12"><c r="K12"><v>9</v></c></row>'),
    "a row without number": _sub(MONTH, r'<row r="11"', "<row"),
    "a cell without place": _cell(r'<c s="\1"><v>3.5407</v></c>'),
    "a cell twice": _cell(r'<c r="K11" s="\1"><v>9</v></c><c r="K11" s="\1"><v>3.5407</v></c>'),
    "a cell in small letters": _cell(r'<c r="k11" s="\1"><v>3.5407</v></c>'),
    "a cell with dollar signs": _cell(r'<c r="$K$11" s="\1"><v>3.5407</v></c>'),
    "two values": _cell(r'<c r="K11" s="\1"><v>9</v><v>3.5407</v></c>'),
    "a value in a value": _cell(r'<c r="K11" s="\1"><v>3.5407<v>9</v></v></c>'),
    "a comment in the number": _cell(r'<c r="K11" s="\1"><v>3.54<!-- -->07</v></c>'),
    "an instruction in the number": _cell(r'<c r="K11" s="\1"><v>3.54<?a b?>07</v></c>'),
    "CDATA in the number": _cell(r'<c r="K11" s="\1"><v>3.<![CDATA[5407]]></v></c>'),
    "coded digits": _cell(r'<c r="K11" s="\1"><v>3&#46;5407</v></c>'),
    "blanks around the number": _cell(r'<c r="K11" s="\1"><v> 3.5407 </v></c>'),
    "another writing of the number": _cell(r'<c r="K11" s="\1"><v>35407E-4</v></c>'),
    "a plus sign": _cell(r'<c r="K11" s="\1"><v>+3.5407</v></c>'),
    "full-width digits": _cell(r'<c r="K11" s="\1"><v>３.5407</v></c>'),
    "digits of another script": _cell(r'<c r="K11" s="\1"><v>٣.5407</v></c>'),
    "an underscore in the number": _cell(r'<c r="K11" s="\1"><v>3.54_07</v></c>'),
    "hexadecimal": _cell(r'<c r="K11" s="\1"><v>0x3</v></c>'),
    "infinity": _cell(r'<c r="K11" s="\1"><v>INF</v></c>'),
    "not a number": _cell(r'<c r="K11" s="\1"><v>NaN</v></c>'),
    "a number and a text": _cell(r'<c r="K11" s="\1" t="inlineStr"><v>3.5407</v><is><t>9</t></is></c>'),
    "a text cell with the number": _cell(r'<c r="K11" s="\1" t="str"><v>3.5407</v></c>'),
    "a date cell": _cell(r'<c r="K11" s="\1" t="d"><v>2026-10-01</v></c>'),
    "an unknown kind of cell": _cell(r'<c r="K11" s="\1" t="q"><v>3.5407</v></c>'),
    "a style that is not there": _cell(r'<c r="K11" s="99999"><v>3.5407</v></c>'),
    "a style below zero": _cell(r'<c r="K11" s="-1"><v>3.5407</v></c>'),
    "a formula with the number": _cell(r'<c r="K11" s="\1"><f>9</f><v>3.5407</v></c>'),
    "an array formula": _cell(r'<c r="K11" s="\1"><f t="array" ref="K11:K12">9</f><v>3.5407</v></c>'),
    "a table of data": _cell(r'<c r="K11" s="\1"><f t="dataTable" ref="K11:K12" r1="A1"/><v>3.5407</v></c>'),
    "a shared formula of nobody": _cell(r'<c r="K11" s="\1"><f t="shared" si="9"/><v>3.5407</v></c>'),
    "a wrong extent": _sub(MONTH, r'<dimension ref="[^"]*"', '<dimension ref="A1"'),
    "an extent too large": _sub(MONTH, r'<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"'),
    "a far cell": _sub(MONTH, "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
    "a document type": _sub(MONTH, "<worksheet", "<!DOCTYPE x [<!ENTITY n '9'>]><worksheet"),
    "an outside entity": _sub(MONTH, "<worksheet", '<!DOCTYPE x SYSTEM "file:///etc/hostname"><worksheet'),
    "text between cells": _sub(MONTH, r'(<row r="11"[^>]*>)', r"\g<1>9"),
    "joined areas over each other": _sub(MONTH, "</mergeCells>", '<mergeCell ref="A1:C4"/><mergeCell ref="B2:D5"/></mergeCells>'),
    # texts and encodings
    "UTF-16": _coded(MONTH, "utf-16", "UTF-16"),
    "UTF-16 under the name of UTF-8": _coded(MONTH, "utf-16", "UTF-8"),
    "GB18030": _coded(TEXTS, "gb18030", "GB18030"),
    "UTF-8 under the name of Latin 1": _coded(TEXTS, "utf-8", "ISO-8859-1"),
    "UTF-7": _coded(TEXTS, "utf-7", "UTF-7"),
    "UTF-8 with a mark": _coded(TEXTS, "utf-8-sig", "UTF-8"),
    "two tables of texts in one": _sub(TEXTS, "</sst>", "</sst><sst/>"),
    "a text in a text": _sub(TEXTS, r"<si><t>([^<]*)</t></si>", r"<si><t>\1</t><t>9</t></si>"),
    "a reading above a text": _sub(TEXTS, r"<si><t>([^<]*)</t></si>", r'<si><t>\1</t><rPh sb="0" eb="1"><t>9</t></rPh></si>'),
    "runs of a text": _sub(TEXTS, r"<si><t>([^<]+)</t></si>", r"<si><r><t>\1</t></r><r><t></t></r></si>"),
    "coded signs in a text": _sub(TEXTS, r"<si><t>([^<]+)</t></si>", r"<si><t>\1_x0041_</t></si>"),
    # the archive
    "nothing but storing": lambda body: packed(parts_of(body), zipfile.ZIP_STORED),
    "another way of packing (BZIP2)": lambda body: packed(parts_of(body), zipfile.ZIP_BZIP2),
    "another way of packing (LZMA)": lambda body: packed(parts_of(body), zipfile.ZIP_LZMA),
    "parts in another order": lambda body: packed(list(reversed(parts_of(body).items()))),
    "sizes behind the data": _described,
    "wrong sizes behind the data": _described_wrongly,
    "zip64": _large,
    "an unknown way of packing": _central(_put(10, "<H", 97)),
    "two ways of packing": _local(_put(8, "<H", 0)),
    "said to be ciphered": _central(_put(8, "<H", 1)),
    "said to be ciphered, in front": _local(_put(6, "<H", 1)),
    "a wrong sum": _central(_put(16, "<I", 1)),
    "a wrong sum in front": _local(_put(14, "<I", 1)),
    "a wrong size": _central(_put(24, "<I", 77)),
    "a wrong size in front": _local(_put(22, "<I", 77)),
    "a wrong packed size": _central(_put(20, "<I", 77)),
    "a wrong packed size in front": _local(_put(18, "<I", 77)),
    "a wrong place": _central(_put(42, "<I", 7)),
    "another name in front": _local(_renamed_locally),
    "another name for some": _extra("xl/worksheets/sheet77.xml"),
    "the forged sheet under the name for some": _extra("xl/worksheets/sheet9.xml"),
    "junk in front": lambda body: b"\0" * 77 + body,
    "a program in front": lambda body: b"MZ" + bytes(4094) + body,
    "junk behind": lambda body: body + b"\0" * 77,
    "much junk behind": lambda body: body + b"\0" * 70000,
    "a note": _commented("说明".encode()),
    "a note like a directory": _commented(b"PK\x05\x06" + bytes(18)),
    "a package in the note": _hidden_by_comment,
    "two packages": _two_archives,
    "two packages, turned": _two_archives_turned,
    "cut off": lambda body: body[:-30],
    "cut in the middle": lambda body: body[: len(body) // 2],
    "no list of kinds": lambda body: packed({name: part for name, part in parts_of(body).items() if name != TYPES}),
    "another kind for the sheet": _sub(TYPES, r'(PartName="/xl/worksheets/sheet3\.xml" ContentType=")[^"]*', r"\1text/plain"),
    "another kind for the workbook": _sub(TYPES, r"spreadsheetml\.sheet\.main\+xml", "spreadsheetml.template.main+xml"),
    "the strict dialect": _sub(BOOK, "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"),
}  # fmt: skip
