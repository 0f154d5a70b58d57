"""Comments of a marked copy (批注): a comments part and the drawing that holds their boxes, new or added to."""

from __future__ import annotations

import re
from collections.abc import Mapping

from qbs_desktop.exchange.copies.xml_edits import Edits, prefix, text, walk
from qbs_desktop.exchange.sheets.cells import parse_coordinate

AUTHOR = "千百十填报"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_FIRST_SHAPE = 9001
_SPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)


def new_comments(notes: Mapping[str, str]) -> bytes:
    """A comments part; notes by cell."""
    entries = "".join(_comment("", place, words, 0) for place, words in notes.items())
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<comments xmlns="{_MAIN}"><authors><author>{AUTHOR}</author></authors>'
        f"<commentList>{entries}</commentList></comments>"
    ).encode()


def _comment(p: str, place: str, words: str, author: int) -> str:
    run = f'<{p}r><{p}rPr><{p}sz val="9"/></{p}rPr><{p}t xml:space="preserve">{text(words)}</{p}t></{p}r>'
    return f'<{p}comment ref="{place}" authorId="{author}"><{p}text>{run}</{p}text></{p}comment>'


def added_comments(name: str, body: bytes, notes: Mapping[str, str]) -> tuple[bytes, list[str]]:
    """An existing comments part with more notes; returns it and the cells that had no comment before."""
    wanted = ("authors", "author", "commentList", "comment", "text", "t")
    found = walk(name, body, lambda tag, _d, _a: tag in wanted)
    listed = next(one for one in found if one.tag == "commentList")
    authors = next(one for one in found if one.tag == "authors")
    number = sum(one.tag == "author" for one in found)
    p, edits = prefix(body, listed), Edits(body)
    edits.replace(authors.close, authors.close, f"<{p}author>{AUTHOR}</{p}author>".encode())
    here = {one.attributes.get("ref", ""): one for one in found if one.tag == "comment"}
    texts = [one for one in found if one.tag == "text"]
    for place, words in notes.items():
        old = here.get(place)
        own = next((one for one in texts if old is not None and old.start < one.start < old.after), None)
        if own is not None:
            for bare in (one for one in found if one.tag == "t" and one.depth == own.depth + 1):
                if own.start < bare.start < own.after:  # a text without runs must become one beside ours
                    edits.replace(bare.start, bare.start, f"<{p}r>".encode())
                    edits.replace(bare.after, bare.after, f"</{p}r>".encode())
            run = f'<{p}r><{p}t xml:space="preserve">\n{text(words)}</{p}t></{p}r>'
            edits.replace(own.close, own.close, run.encode())
    fresh = [place for place in notes if place not in here]
    entries = "".join(_comment(p, place, notes[place], number) for place in fresh)
    edits.replace(listed.close, listed.close, entries.encode())
    return edits.done(), fresh


def new_drawing(places: list[str]) -> bytes:
    """A drawing with one hidden box for each comment."""
    shapes = "".join(_shape(number, place) for number, place in enumerate(places, _FIRST_SHAPE))
    layout = '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="9"/></o:shapelayout>'
    return f"<xml {_SPACES}>{layout}{_SHAPE_TYPE}{shapes}</xml>".encode()


def added_drawing(body: bytes, places: list[str]) -> bytes | None:
    """An existing drawing with more boxes; None when it does not end as one."""
    end = body.rfind(b"</xml>")
    if end < 0:
        return None
    used = [int(one) for one in re.findall(rb'id="_x0000_s(\d+)"', body)]
    first = max([*used, _FIRST_SHAPE - 1]) + 1
    kind = "" if b'id="_x0000_t202"' in body else _SHAPE_TYPE
    shapes = kind + "".join(_shape(number, place) for number, place in enumerate(places, first))
    for tag in ("<v:shapetype ", "<v:shape "):  # other programs write other prefixes
        shapes = shapes.replace(tag, f"{tag}{_SPACES} ")
    return body[:end] + shapes.encode() + body[end:]


def _shape(number: int, place: str) -> str:
    row, column = parse_coordinate(place)
    anchor = f"{column}, 15, {max(row - 2, 0)}, 10, {column + 4}, 15, {row + 3}, 4"
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" '
        'style="position:absolute;margin-left:80pt;margin-top:5pt;width:240pt;height:90pt;z-index:1;visibility:hidden" '
        'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
        '</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row>"
        f"<x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
    )
