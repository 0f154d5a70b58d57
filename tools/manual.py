"""Write the table of keys into docs/使用手册.md from the program's own list. `--check` only compares."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from qbs_desktop.ui.help.key_list import keys_markdown

TARGET = Path(__file__).resolve().parent.parent / "docs" / "使用手册.md"
BEGIN, END = "<!-- keys -->\n", "<!-- /keys -->\n"


def filled(text: str) -> str:
    """The manual with the keys of now between its two marks."""
    before, _begin, rest = text.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    return f"{before}{BEGIN}\n{keys_markdown()}\n{END}{after}"


def main() -> int:
    """Write the manual, or with --check say whether it is up to date."""
    text = TARGET.read_text(encoding="utf-8")
    if "--check" in sys.argv[1:]:
        return 0 if filled(text) == text else 1
    TARGET.write_text(filled(text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
