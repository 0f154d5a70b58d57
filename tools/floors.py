"""Hold each layer to its coverage floor (branches counted), from the data of the last measured test run.

Only what a test does in its own process counts.

Floors are a little below what is reached, so that they fail on a real loss and not on a rarely taken branch. They only
rise; that of exchange was set anew once, when reading foreign tables made that room twice as large, and rose since.
"""

from __future__ import annotations

import io
import sys

import coverage

FLOORS = {"domain": 98.8, "services": 96.3, "db": 98.3, "exchange": 95.5, "cli": 90.0, "ui": 89.0}


def main() -> int:
    """Print what each layer reaches; fail if one is below its floor."""
    data = coverage.Coverage()
    data.load()
    below = []
    for room, floor in FLOORS.items():
        reached = data.report(include=[f"*/qbs_desktop/{room}/*"], file=io.StringIO())
        print(f"{room:9} {reached:5.1f} %  (floor {floor:.1f} %)")
        if reached < floor:
            below.append(room)
    if below:
        print(f"below the floor: {', '.join(below)}", file=sys.stderr)
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
