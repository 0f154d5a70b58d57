"""Who the rows of a return are (行的身份), for the office that takes it in.

A sheet prints an 其中 row's number together with its name and shows few fields. The machine part therefore says of
every record its own name, number and parent, and the codes by which two rows are known to be one enterprise or project.
"""

from __future__ import annotations

from collections.abc import Iterable

from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.forms.filled import FilledForm

IDENTITY = ("name", "serial", "sector", "lead_unit", "credit_code", "project_code", "industry", "measure")
"""Fields that travel for every row, whether its sheet shows them or not; blank ones are left out."""
COUNTED = ("category", "start_actual", "finish_actual", "listed_since", "statistics_class")
"""Fields by which the office above counts and cuts its forms over units; said of a list in which any row has them."""


def of(forms: Iterable[FilledForm], data: Dataset) -> dict[str, dict[str, str]]:
    """Permanent id → ledger, parent's permanent id and identity, for every row of filled forms."""
    found: dict[str, dict[str, str]] = {}
    for row in (row for form in forms for row in form.rows):
        record = data.record(row.record_id) if row.record_id is not None else None
        if record is None or record.uid in found:
            continue
        parent = data.record(record.parent_id) if record.parent_id is not None else None
        said = {name: text for name in (*IDENTITY, *COUNTED) if (text := record.text(name))}
        found[record.uid] = {"ledger": record.ledger, **({"parent": parent.uid} if parent else {}), **said}
    return found
