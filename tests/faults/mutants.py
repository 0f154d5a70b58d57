"""Damaged workbooks: raw bytes, the XML inside, and the structure of the package."""

from __future__ import annotations

import io
import random
import re
import struct
import warnings
import zipfile
from collections.abc import Callable

Parts = dict[str, bytes]


def raw(body: bytes, chance: random.Random) -> bytes:
    """Bytes turned over, cut out, put in, cut off or moved, wherever they are."""
    mutant = bytearray(body)
    for _ in range(chance.choice([1, 1, 1, 2, 8])):
        at = chance.randrange(len(mutant))
        match chance.randrange(6):
            case 0 | 1:
                mutant[at] ^= 1 << chance.randrange(8)
            case 2:
                mutant[at] = chance.randrange(256)
            case 3:
                del mutant[at : at + chance.randrange(1, 40)]
            case 4:
                mutant[at:at] = chance.randbytes(chance.randrange(1, 40))
            case 5:
                del mutant[at:]
        if not mutant:
            mutant += b"P"
    return bytes(mutant)


def directory(body: bytes, chance: random.Random) -> bytes:
    """Bytes of the package's directory and local heads, which no check sum protects."""
    mutant = bytearray(body)
    heads = [found.start() for found in re.finditer(rb"PK\x01\x02|PK\x03\x04|PK\x05\x06|PK\x07\x08", body)]
    for _ in range(chance.choice([1, 1, 2, 4])):
        at = min(chance.choice(heads) + chance.randrange(4, 60), len(mutant) - 1)
        mutant[at] = chance.choice([0, 1, 255, mutant[at] ^ 1, mutant[at] ^ 0x20, chance.randrange(256)])
    return bytes(mutant)


def parts_of(body: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Parts | list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", method) as archive:
        warnings.simplefilter("ignore")  # a part twice is what we want
        for name, content in parts.items() if isinstance(parts, dict) else parts:
            archive.writestr(name, content)
    return stream.getvalue()


_PIECES = (
    b"<", b">", b'"', b"/", b"&", b"<!-- x -->", b"<?x y?>", b"<![CDATA[1]]>", b"&#48;", b"&#x30;", b"&amp;", b" ",
    b"\n",
    b"9", b"-", b".", b"e5", b"E-3", b",", b"<v>1</v>", b"<c><v>7</v></c>", b'<row r="3"/>', b"</c>", b"</row>",
    b"<is>",
    b"<t>1</t>", b"<f>1+1</f>", b' t="s"', b' t="str"', b' t="b"', b' t="e"', b' s="1"', b' r="B2"', b' hidden="1"',
    b"\xef\xbb\xbf", b"\xff", b"\x00", b"<x:v xmlns:x='u'>1</x:v>", b"<sheetData/>", b"<rPh><t>1</t></rPh>",
    b'<mergeCell ref="A1:B3"/>', b"_x0031_", b" xml:space='preserve'", b"<extLst><ext><v>5</v></ext></extLst>",
)  # fmt: skip
_ELEMENT = re.compile(
    rb"<(c|row|si|v|t|xf|numFmt|sheet|Relationship|Override|f|mergeCell)\b[^>]*?(?:/>|>.*?</\1>)", re.DOTALL
)
_ATTRIBUTE = re.compile(rb'(\w+)="([^"]*)"')
_NUMBER = re.compile(rb"(?<=<v>)[^<]*(?=</v>)")


def xml(part: bytes, chance: random.Random) -> bytes:
    """One part changed: bytes, numbers, attributes, whole elements doubled, moved or taken away."""
    mutant = part
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        mutant = chance.choice(_WAYS)(mutant, chance) or mutant
    return mutant


def _bytes(part: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(part) + 1)
    if chance.random() < 0.4:
        return part[:at] + part[at + chance.randrange(1, 8) :]
    return part[:at] + chance.choice(_PIECES) + part[at:]


def _number(part: bytes, chance: random.Random) -> bytes:
    found = list(_NUMBER.finditer(part))
    if not found:
        return part
    one = chance.choice(found)
    at = one.start() + chance.randrange(len(one[0]) + 1)
    return part[:at] + chance.choice(_PIECES) + part[at:]


def _attribute(part: bytes, chance: random.Random) -> bytes:
    found = list(_ATTRIBUTE.finditer(part))
    if not found:
        return part
    one, other = chance.choice(found), chance.choice(found)
    value = chance.choice(
        [b"", b"0", b"1", b"-1", b"99999", b"A1", b"XFD1048576", b"s", b"n", b"str", b"1e3", b" 1 ", other[2]]
    )
    return part[: one.start(2)] + value + part[one.end(2) :]


def _element(part: bytes, chance: random.Random) -> bytes:
    found = list(_ELEMENT.finditer(part))
    if not found:
        return part
    one, other = chance.choice(found), chance.choice(found)
    match chance.randrange(3):
        case 0:
            return part[: one.start()] + part[one.end() :]
        case 1:
            return part[: other.start()] + one[0] + part[other.start() :]
    first, second = sorted((one, other), key=re.Match.start)
    if first.end() > second.start():
        return part
    return part[: first.start()] + second[0] + part[first.end() : second.start()] + first[0] + part[second.end() :]


_WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _bytes,
    _number,
    _number,
    _attribute,
    _attribute,
    _element,
)


def inside(body: bytes, chance: random.Random) -> bytes:
    """One part of the package changed as XML; the package itself is sound."""
    parts = parts_of(body)
    likely = [name for name in parts if "sheet" in name or "sharedStrings" in name or "styles" in name]
    name = chance.choice(likely if chance.random() < 0.8 else list(parts))
    return packed({**parts, name: xml(parts[name], chance)})


def structure(body: bytes, chance: random.Random) -> bytes:
    """The package built otherwise: parts twice, renamed, swapped, missing, in other encodings and packings."""
    entries = list(parts_of(body).items())
    at, other = chance.randrange(len(entries)), chance.randrange(len(entries))
    name, content = entries[at]
    match chance.randrange(10):
        case 0:
            chance.shuffle(entries)
        case 1:
            del entries[at]
        case 2:
            entries[at], entries[other] = (name, entries[other][1]), (entries[other][0], content)
        case 3:
            return packed(entries, chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]))
        case 4 | 5:
            junk = chance.choice([chance.randbytes(chance.randrange(1, 200)), packed([(name, xml(content, chance))])])
            return junk + packed(entries) if chance.random() < 0.5 else packed(entries) + junk
        case 6 | 7:
            return _lying(packed(entries), chance)
        case 8:
            entries.append((chance.choice([name, name.swapcase()]), xml(content, chance)))
        case 9:
            entries[at] = _named_or_coded_otherwise(name, content, chance)
    return packed(entries)


def _named_or_coded_otherwise(name: str, content: bytes, chance: random.Random) -> tuple[str, bytes]:
    match chance.randrange(4):
        case 0:
            return chance.choice(["/", "../", "./", "xl/../"]) + name, content
        case 1:
            return name.replace("/", "\\"), content
        case 2:
            return name, re.sub(rb' encoding="[^"]*"', b"", content).decode("utf-8", "replace").encode("utf-16")
    return name, content.replace(b'Target="', b'Target="/xl/', 1)


def _lying(body: bytes, chance: random.Random) -> bytes:
    """A package whose directory says other sizes, check sums or places than the heads of its parts."""
    mutant = bytearray(body)
    heads = [found.start() for found in re.finditer(rb"PK\x01\x02", body)]
    head = chance.choice(heads)
    field = chance.choice([16, 20, 24, 42])
    (value,) = struct.unpack_from("<I", mutant, head + field)
    lies = [0, value + 1, value * 2 % 2**32, 2**32 - 1, max(0, value - 1)]
    struct.pack_into("<I", mutant, head + field, chance.choice(lies))
    return bytes(mutant)
