"""Where a data file keeps layouts (记住的版式), and how the history tells it; loaded without what reads workbooks."""

from __future__ import annotations

import json

PREFIX = "layout/"
"""Keys of these facts: ``layout/`` and a digest of the head's look."""


def fact_words(_key: str, text: str) -> tuple[str, str]:
    """The name of a layout and how many columns it gives a meaning; an empty text says nothing."""
    read = json.loads(text) if text else {}
    return (str(read["name"]), f"记住 {len(read['columns'])} 列的对应关系") if read else ("", "")
