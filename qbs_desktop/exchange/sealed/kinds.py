"""What a workbook is by the names of its sheets (文件种类): cheap, and no judgement of its content.

Whoever drops ten files on the window does not sort them first. A name decides only who reads the file; whether it is
what it seems is judged there.
"""

from __future__ import annotations

import zipfile
import zlib
from enum import Enum
from pathlib import Path

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.exchange.sealed import answering, enrolment, sealing, verifying
from qbs_desktop.exchange.sheets import gate

_SHEET_LIST = 65_536
"""Bytes of the workbook part in which the names of the sheets stand."""


class Kind(Enum):
    """What the program seals, and everything else. The value is how it is counted: ``回执、退回单 2 份``."""

    ANSWER = "回执、退回单"
    RETURN = "报表"
    TEMPLATE = "采集表"
    ENROLMENT = "公钥登记表"
    LOCKED = "有打开密码的工作簿"
    TABLE = "表格"


def kind_of(path: Path) -> Kind:
    """The kind of a workbook; one that cannot be opened as such is a table, and its reader says what is wrong.

    With an open password (打开密码) it may be anything: whoever brings it has to say.
    """
    try:
        with zipfile.ZipFile(path) as parts, parts.open("xl/workbook.xml") as part:
            head = part.read(_SHEET_LIST).decode("utf-8", "replace")
    except zipfile.BadZipFile:
        return Kind.LOCKED if _locked(path) else Kind.TABLE
    except (OSError, KeyError, zlib.error, RuntimeError, NotImplementedError):
        return Kind.TABLE
    if f'"{sealing.MACHINE_SHEET}"' not in head:
        return Kind.TABLE
    if any(f'"{label}"' in head for label in answering.LABELS.values()):
        return Kind.ANSWER
    if f'"{verifying.COVER}"' in head:
        return Kind.RETURN
    return Kind.ENROLMENT if f'"{enrolment.SHEET}"' in head else Kind.TEMPLATE


def _locked(path: Path) -> bool:
    try:
        return gate.take(path).kind is gate.Kind.LOCKED
    except QbsError:
        return False
