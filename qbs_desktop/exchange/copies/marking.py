"""Marking a workbook in place (标错副本): every part that no mark touches stays byte for byte as it was.

Pictures, charts, drop-downs, conditional formats, macros: whatever the clerk has in the workbook is in the copy too.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from qbs_desktop.domain.finding import SheetFinding
from qbs_desktop.exchange.copies import mark_notes
from qbs_desktop.exchange.copies.mark_sheet import MarkedSheet, Marks, Unmarkable
from qbs_desktop.exchange.copies.mark_styles import MarkStyles
from qbs_desktop.exchange.copies.xml_edits import Edits, prefix, walk
from qbs_desktop.exchange.sheets.cells import column_letters, parse_area
from qbs_desktop.exchange.sheets.gate import Package, Source, unpack
from qbs_desktop.exchange.sheets.parts import contents, related

_TYPES = "[Content_Types].xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING = "application/vnd.openxmlformats-officedocument.vmlDrawing"

_OTHER_ENCODING = re.compile(rb"<\?xml[^>]*encoding=[\"'](?!utf-8)", re.IGNORECASE)


def marked(source: Source, findings: Sequence[SheetFinding], heads: Mapping[str, tuple[int, int]]) -> bytes:
    """The workbook's bytes with the findings in it.

    Args:
        source: the workbook, a package.
        findings: what to mark.
        heads: sheet → its head rows, beside which the heading 错误说明 stands.

    Raises:
        Refusal: it is no sound workbook.
        Unmarkable: it is sound, but cannot be added to.
    """
    package = unpack(source)
    return _Marker(package, source.content).run(findings, heads)


@dataclass
class _Marker:
    """The parts that change, by name; None for none."""

    package: Package
    content: bytes
    changed: dict[str, bytes] = field(default_factory=dict)
    filters: dict[int, tuple[str, str]] = field(default_factory=dict)

    def run(self, findings: Sequence[SheetFinding], heads: Mapping[str, tuple[int, int]]) -> bytes:
        """Mark every sheet that has findings."""
        path = related(self.package, "/styles")
        styles = MarkStyles(self.package.name, self.package.parts.get(path, b"") or b"<none/>") if path else None
        if styles is None or path is None or not styles.usable:
            raise Unmarkable
        for number, entry in enumerate(contents(self.package).sheets, 1):
            own = [one for one in findings if one.sheet == entry.name]
            if own:
                head = heads.get(entry.name, (1, 1))[1]
                self._sheet(number, entry.name, entry.part, Marks.of(own, head), head, styles)
        self.changed[path] = styles.done()
        self._names()
        return self._packed()

    def _part(self, path: str) -> bytes:
        """A part as it is now; drawings stay packed until they are wanted."""
        if path in self.changed:
            return self.changed[path]
        body = self.package.parts.get(path)
        if body is None:
            with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
                body = archive.read(path)
        if body.startswith((b"\xff\xfe", b"\xfe\xff")) or re.match(
            rb"<\?xml[^>]*encoding=[\"'](?!utf-8)", body, re.IGNORECASE
        ):
            raise Unmarkable
        return body

    def _sheet(self, number: int, name: str, path: str, marks: Marks, head: int, styles: MarkStyles) -> None:
        sheet = MarkedSheet(self.package.name, self._part(path), head, marks, styles)
        notes = marks.comments(sheet.head_cell)
        links = self._links(path)
        comments = next((target for kind, target in links.values() if kind.endswith("/comments")), None)
        link = None
        if comments is None:
            link = self._new_notes(number, path, notes, bare=sheet.drawing is None)
        else:
            self._more_notes(comments, links, notes)
        self.changed[path] = sheet.done(link)
        if sheet.filtered:
            self.filters[number - 1] = (name, sheet.filtered)

    # --- comments ------------------------------------------------------------------------------------------------

    def _links(self, path: str) -> dict[str, tuple[str, str]]:
        """Relations of a part: id → kind and target."""
        links = _links_of(path)
        if links not in self.package.parts:
            return {}
        found = walk(self.package.name, self._part(links), lambda tag, _d, _a: tag == "Relationship")
        folder = posixpath.dirname(path)
        return {
            one.attributes.get("Id", ""): (
                one.attributes.get("Type", ""),
                _inside(folder, one.attributes.get("Target", "")),
            )
            for one in found
        }

    def _new_notes(self, number: int, path: str, notes: Mapping[str, str], *, bare: bool) -> str:
        """A comments part and its drawing for a sheet that has none; returns the drawing's relation."""
        if not bare:  # a drawing of form controls without comments: two drawings are not allowed
            raise Unmarkable
        comments, drawing = f"xl/qbsComments{number}.xml", f"xl/drawings/qbsDrawing{number}.vml"
        self.changed[comments] = mark_notes.new_comments(notes)
        self.changed[drawing] = mark_notes.new_drawing(list(notes))
        self._link(path, {"qbsC": ("comments", f"/{comments}"), "qbsD": ("vmlDrawing", f"/{drawing}")})
        self._type({comments: _COMMENTS, drawing: _DRAWING})
        return "qbsD"

    def _more_notes(self, comments: str, links: Mapping[str, tuple[str, str]], notes: Mapping[str, str]) -> None:
        body, fresh = mark_notes.added_comments(self.package.name, self._part(comments), notes)
        drawing = next((target for kind, target in links.values() if kind.endswith("/vmlDrawing")), None)
        boxes = mark_notes.added_drawing(self._part(drawing), fresh) if drawing is not None else None
        if drawing is None or boxes is None:
            raise Unmarkable
        self.changed[comments], self.changed[drawing] = body, boxes

    def _link(self, path: str, new: Mapping[str, tuple[str, str]]) -> None:
        entries = "".join(
            f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target={quoteattr(target)}/>'
            for key, (kind, target) in new.items()
        )
        links = _links_of(path)
        if links not in self.package.parts:
            self.changed[links] = f'<Relationships xmlns="{_PACKAGE}">{entries}</Relationships>'.encode()
            return
        body = self._part(links)
        root = walk(self.package.name, body, lambda _tag, depth, _a: depth == 0)[0]
        if prefix(body, root):
            raise Unmarkable
        edits = Edits(body)
        if root.empty:
            start = body[root.start : root.inside].removesuffix(b"/>")
            edits.replace(root.start, root.inside, start + b">" + entries.encode() + b"</Relationships>")
        else:
            edits.replace(root.close, root.close, entries.encode())
        self.changed[links] = edits.done()

    def _type(self, kinds: Mapping[str, str]) -> None:
        body = self._part(_TYPES)
        root = walk(self.package.name, body, lambda _tag, depth, _a: depth == 0)[0]
        if prefix(body, root):
            raise Unmarkable
        entries = "".join(f'<Override PartName="/{path}" ContentType="{kind}"/>' for path, kind in kinds.items())
        edits = Edits(body)
        edits.replace(root.close, root.close, entries.encode())
        self.changed[_TYPES] = edits.done()

    # --- the workbook --------------------------------------------------------------------------------------------

    def _names(self) -> None:
        """The hidden name by which Excel knows a sheet's filter goes with the filter."""
        main = self._main()
        body = self._part(main)
        found = walk(self.package.name, body, lambda tag, _d, _a: tag == "definedName")
        edits = Edits(body)
        for one in found:
            at = one.attributes.get("localSheetId", "")
            known = self.filters.get(int(at)) if at.isdecimal() else None
            if one.attributes.get("name") == "_xlnm._FilterDatabase" and known is not None and not one.empty:
                edits.replace(one.inside, one.close, escape(_absolute(*known)).encode())
        self.changed[main] = edits.done()

    def _main(self) -> str:
        links = self._links("")
        return next((target for kind, target in links.values() if kind.endswith("/officeDocument")), "xl/workbook.xml")

    def _packed(self) -> bytes:
        out = io.BytesIO()
        left = dict(self.changed)
        with (
            zipfile.ZipFile(io.BytesIO(self.content)) as archive,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
        ):
            for one in archive.infolist():
                if not one.is_dir():
                    body = left.pop(one.filename, None)
                    target.writestr(one.filename, archive.read(one) if body is None else body)
            for path, body in left.items():
                target.writestr(path, body)
        return out.getvalue()


def _links_of(path: str) -> str:
    folder, leaf = posixpath.split(path)
    return posixpath.join(folder, "_rels", f"{leaf}.rels")


def _inside(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _absolute(sheet: str, area: str) -> str:
    one = parse_area(area)
    quoted = sheet.replace("'", "''")
    first, last = column_letters(one.left), column_letters(one.right)
    return f"'{quoted}'!${first}${one.top}:${last}${one.bottom}"
