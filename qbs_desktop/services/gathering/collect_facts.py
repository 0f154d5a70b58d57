"""Where a data file notes what was issued and handed in (采集表的下发、收表记录), and how the history tells it."""

from __future__ import annotations

import json

PREFIX = "collect/"
ISSUED = "collect/issued/"
"""Keys of what was issued: ``collect/issued/enterprise_month/2026-10``."""
HANDED_IN = "collect/in/"
"""Keys of what was handed in: ``collect/in/enterprise_month/2026-10/`` and the recipient's key."""


def fact_words(key: str, text: str) -> tuple[str, str]:
    """What such a fact is about and what it says; an empty text says nothing."""
    read = json.loads(text) if text else {}
    if key.startswith(ISSUED):
        words = f"第 {read['issue']} 次，{len(read['recipients'])} 份" if read else ""
        return f"发采集表 {key.removeprefix(ISSUED)}", words
    return f"收采集表 {key.removeprefix(HANDED_IN)}", str(read.get("file", ""))
