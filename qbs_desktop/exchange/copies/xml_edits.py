"""Editing a part of a workbook without rewriting it (原位改写): elements by their bytes, and bytes put in between.

Whatever is not named by an edit stays byte for byte as Excel or WPS wrote it, whichever extensions it uses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from qbs_desktop.exchange.sheets.gate import parse_xml, xml_parser

_CONTROL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class Element:
    """One element by its bytes: start tag from `start` to `inside`, end tag from `close` to `after`."""

    tag: str
    attributes: Mapping[str, str]
    start: int
    inside: int
    close: int = 0
    after: int = 0
    depth: int = 0

    @property
    def empty(self) -> bool:
        """Whether it is written as one tag, ``<row/>``."""
        return self.inside == self.after


@dataclass
class Edits:
    """Bytes to put in place of others; applied at once, so that places are those of the original."""

    body: bytes
    _wanted: list[tuple[int, int, int, bytes]] = field(default_factory=list)

    def replace(self, start: int, end: int, new: bytes) -> None:
        """Put bytes in place of a stretch; a stretch of no length inserts, in the order of asking."""
        self._wanted.append((start, end, len(self._wanted), new))

    def done(self) -> bytes:
        """The part with all edits."""
        pieces: list[bytes] = []
        at = 0
        for start, end, _order, new in sorted(self._wanted):
            pieces += [self.body[at:start], new]
            at = end
        return b"".join([*pieces, self.body[at:]])


def walk(
    name: str,
    body: bytes,
    want: Callable[[str, int, Mapping[str, str]], bool],
    seen: Callable[[str, Mapping[str, str]], None] | None = None,
) -> list[Element]:
    """The wanted elements in order; `want` gets local name, depth and attributes, `seen` every start.

    Raises:
        Refusal: the part is not well-formed.
    """
    parser = xml_parser(name)
    found: list[Element] = []
    stack: list[Element | None] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(" ")[2]
        if seen is not None:
            seen(local, attributes)
        one = None
        if want(local, len(stack), attributes):
            begin = parser.CurrentByteIndex
            one = Element(local, dict(attributes), begin, _tag_end(body, begin), depth=len(stack))
            found.append(one)
        stack.append(one)

    def end(_tag: str) -> None:
        one = stack.pop()
        if one is None:
            return
        if body[one.inside - 2 : one.inside] == b"/>":
            one.close = one.after = one.inside
        else:
            one.close = parser.CurrentByteIndex
            one.after = _tag_end(body, one.close)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parse_xml(name, parser, body)
    return found


def _tag_end(body: bytes, start: int) -> int:
    """Behind the ``>`` of a tag; one inside a quoted attribute does not count."""
    quote = 0
    for at in range(start, len(body)):
        sign = body[at]
        if quote:
            quote = 0 if sign == quote else quote
        elif sign in (34, 39):
            quote = sign
        elif sign == 62:
            return at + 1
    raise expat.ExpatError


def prefix(body: bytes, element: Element) -> str:
    """The namespace prefix an element is written with, such as ``x:``; empty for none."""
    name = re.match(rb"<([^\s/>]+)", body[element.start : element.inside])
    found = name.group(1).decode() if name else ""
    return found.rpartition(":")[0] + ":" if ":" in found else ""


def with_attributes(tag: bytes, new: Mapping[str, str], drop: Iterable[str] = ()) -> bytes:
    """A start tag with other values of some attributes."""
    for name in (*new, *drop):
        tag = re.sub(rf"\s{name}\s*=\s*(\"[^\"]*\"|'[^']*')".encode(), b"", tag)
    shut = b"/>" if tag.endswith(b"/>") else b">"
    words = "".join(f" {name}={quoteattr(value)}" for name, value in new.items())
    return tag.removesuffix(shut).rstrip() + words.encode() + shut


def text(words: str) -> str:
    """A text for XML: escaped, without characters that XML cannot hold."""
    return escape(_CONTROL.sub("", words))
