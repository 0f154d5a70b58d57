"""Blocks on the clipboard as Excel, WPS and LibreOffice write them: tab-separated rows, quoted where needed."""

from __future__ import annotations

from collections.abc import Sequence


def read_block(text: str) -> list[list[str]]:
    """Split clipboard text into rows of cells; the line break that closes the last row adds no row.

    A quoted cell is only taken as one when its quotes close before a tab or line break and it needed them: a
    name such as ``"千百十"工程`` is copied by Excel as it stands.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text:
        return []
    rows: list[list[str]] = [[]]
    at = 0
    while True:
        cell, at = _cell(text, at)
        rows[-1].append(cell)
        if at >= len(text):
            return rows
        if text[at] == "\n":
            if at + 1 >= len(text):
                return rows
            rows.append([])
        at += 1


def _cell(text: str, at: int) -> tuple[str, int]:
    if at < len(text) and text[at] == '"':
        quoted = _quoted(text, at)
        if quoted is not None:
            return quoted
    end = min(place for place in (text.find("\t", at), text.find("\n", at), len(text)) if place >= 0)
    return text[at:end], end


def _quoted(text: str, start: int) -> tuple[str, int] | None:
    at = start + 1
    while True:
        close = text.find('"', at)
        if close < 0:
            return None
        if text[close + 1 : close + 2] == '"':
            at = close + 2
            continue
        body = text[start + 1 : close]
        ends = close + 1 >= len(text) or text[close + 1] in "\t\n"
        needed = any(mark in body for mark in ("\t", "\n", '""'))
        return (body.replace('""', '"'), close + 1) if ends and needed else None


def write_block(rows: Sequence[Sequence[str]]) -> str:
    """The text that Excel and WPS paste as the same block."""
    return "".join("\t".join(_written(cell) for cell in row) + "\r\n" for row in rows)


def _written(cell: str) -> str:
    if not cell.startswith('"') and not any(mark in cell for mark in ("\t", "\n", "\r")):
        return cell
    return '"' + cell.replace("\r\n", "\n").replace('"', '""') + '"'


def spread(block: Sequence[Sequence[str]], rows: int, columns: int) -> list[list[str]]:
    """Repeat a block over a selection that is a whole multiple of it, as Excel does; otherwise leave it as it is."""
    height, width = len(block), max((len(row) for row in block), default=0)
    square = [[*row, *[""] * (width - len(row))] for row in block]
    if not height or not width:
        return []
    down = rows // height if rows % height == 0 and rows > height else 1
    across = columns // width if columns % width == 0 and columns > width else 1
    return [row * across for _ in range(down) for row in square]
