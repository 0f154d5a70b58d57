"""Runs the jobs and prints one table: job, ours, peer, ratio, goal, verdict."""

from __future__ import annotations

import argparse
import importlib
import statistics
import sys
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.job import FULL, SHORT, Job, Scale

MODULES = (
    "start", "commit", "bulk", "totals", "lists", "list_page", "checks", "grid", "export", "importing", "charts",
    "collation",
)  # fmt: skip
"""One module per subject; each has `jobs(scale, folder)`, a generator that cleans up behind its last job."""
_WIDTHS = (46, 12, 12, 8, 7, 5)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what was asked for and print the table."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--short", action="store_true", help="one repeat on small data: proves that the jobs run")
    parser.add_argument("only", nargs="*", help=f"some of: {' '.join(MODULES)}")
    options = parser.parse_args(arguments)
    scale = SHORT if options.short else FULL
    print(_line(("job", "ours", "peer", "ratio", "goal", "")))
    missed = 0
    with tempfile.TemporaryDirectory(prefix="qbs-bench-") as folder:
        for name in options.only or MODULES:
            for job, ours, peer in measured(name, scale, Path(folder)):
                ratio = ours / peer
                missed += ratio > job.goal
                verdict = "ok" if ratio <= job.goal else "MISS"
                print(
                    _line(
                        (
                            job.name,
                            _said(ours, job.unit),
                            _said(peer, job.unit),
                            f"{ratio:.2f}x",
                            f"{job.goal:.2f}x",
                            verdict,
                        )
                    )
                )
                print(f"    against {job.against}", flush=True)
    if not options.short:
        print(f"{missed} missed" if missed else "all goals met")


def measured(name: str, scale: Scale, folder: Path) -> Iterator[tuple[Job, float, float]]:
    """The jobs of a module with the medians of their alternating repeats."""
    module = importlib.import_module(f"benchmarks.{name}")
    for job in module.jobs(scale, folder):
        pairs = [(job.ours(), job.peer()) for _ in range(scale.repeats)]
        job.done()
        yield job, statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def _said(amount: float, unit: str) -> str:
    if unit != "s":
        return f"{amount:.1f} {unit}"
    return f"{amount * 1000:.2f} ms" if amount < 1 else f"{amount:.2f} s"


def _line(parts: Sequence[str]) -> str:
    cells = []
    for place, (text, width) in enumerate(zip(parts, _WIDTHS, strict=True)):
        room = " " * max(0, width - sum(1 + (unicodedata.east_asian_width(one) in "WF") for one in text))
        cells.append(text + room if place in (0, 5) else room + text)
    return " ".join(cells).rstrip()


if __name__ == "__main__":
    main(sys.argv[1:])
