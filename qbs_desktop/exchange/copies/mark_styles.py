"""Cell styles of a marked copy (标错的格式): each cell keeps its own style and gets another fill."""

from __future__ import annotations

from dataclasses import dataclass, field

from qbs_desktop.exchange.copies.xml_edits import Edits, Element, prefix, walk, with_attributes

_NOTE, _HEAD = "note", "head"


@dataclass
class MarkStyles:
    """The styles part while marks are added to it. Numbers are places in ``cellXfs``."""

    name: str
    body: bytes
    _xfs: list[bytes] = field(default_factory=list)
    _new: list[bytes] = field(default_factory=list)
    _known: dict[tuple[str, str], int] = field(default_factory=dict)
    _fills: dict[str, int] = field(default_factory=dict)
    _parents: dict[str, Element] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the lists that are added to."""
        lists = ("fonts", "fills", "cellXfs")
        found = walk(self.name, self.body, lambda tag, depth, _: (depth == 1 and tag in lists) or depth == 2)
        for one in found:
            if one.depth == 1:
                self._parents[one.tag] = one
                self._counts[one.tag] = 0
        for one in (one for one in found if one.depth == 2):
            parent = next((tag for tag, own in self._parents.items() if own.start < one.start < own.after), None)
            if parent is not None:
                self._counts[parent] += 1
                if parent == "cellXfs":
                    self._xfs.append(self.body[one.start : one.after])

    @property
    def usable(self) -> bool:
        """Whether the part has everything that a mark builds on."""
        filled = {tag for tag, one in self._parents.items() if not one.empty}
        return filled == {"fonts", "fills", "cellXfs"} and bool(self._xfs)

    def filled(self, base: int, colour: str) -> int:
        """A style like another one, with a fill."""
        key = (str(base), colour)
        if key not in self._known:
            own = self._xfs[base] if base < len(self._xfs) else self._xfs[0]
            end = own.index(b">") + 1
            tag = with_attributes(own[:end], {"fillId": str(self._fill(colour)), "applyFill": "1"})
            self._known[key] = self._add(tag + own[end:])
        return self._known[key]

    def note(self) -> int:
        """The style of an entry of 错误说明: lines that break."""
        if (_NOTE, "") not in self._known:
            self._known[_NOTE, ""] = self._add(self._xf(0, 0, '<{p}alignment vertical="top" wrapText="1"/>'))
        return self._known[_NOTE, ""]

    def head(self, colour: str) -> int:
        """The style of the heading 错误说明."""
        if (_HEAD, colour) not in self._known:
            inner = '<{p}alignment horizontal="center" vertical="center" wrapText="1"/>'
            self._known[_HEAD, colour] = self._add(self._xf(self._counts["fonts"], self._fill(colour), inner))
        return self._known[_HEAD, colour]

    def _xf(self, font: int, fill: int, inner: str) -> bytes:
        p = self._prefix()
        ids = f'numFmtId="0" fontId="{font}" fillId="{fill}" borderId="0" xfId="0"'
        applied = 'applyFont="1" applyFill="1" applyAlignment="1"'
        return f"<{p}xf {ids} {applied}>{inner.format(p=p)}</{p}xf>".encode()

    def _prefix(self) -> str:
        return prefix(self.body, self._parents["cellXfs"])

    def _add(self, xf: bytes) -> int:
        self._new.append(xf)
        return len(self._xfs) + len(self._new) - 1

    def _fill(self, colour: str) -> int:
        return self._fills.setdefault(colour, self._counts["fills"] + len(self._fills))

    def done(self) -> bytes:
        """The part with what was added."""
        edits, p = Edits(self.body), self._prefix()
        fills = "".join(
            f'<{p}fill><{p}patternFill patternType="solid"><{p}fgColor rgb="FF{colour}"/><{p}bgColor indexed="64"/>'
            f"</{p}patternFill></{p}fill>"
            for colour in self._fills
        )
        font = f'<{p}font><{p}b/><{p}sz val="11"/><{p}color rgb="FF9C0006"/></{p}font>'
        self._append(edits, "fonts", font.encode(), 1)
        self._append(edits, "fills", fills.encode(), len(self._fills))
        self._append(edits, "cellXfs", b"".join(self._new), len(self._new))
        return edits.done()

    def _append(self, edits: Edits, tag: str, inner: bytes, more: int) -> None:
        one = self._parents[tag]
        start = with_attributes(self.body[one.start : one.inside], {"count": str(self._counts[tag] + more)})
        edits.replace(one.start, one.inside, start)
        edits.replace(one.close, one.close, inner)
