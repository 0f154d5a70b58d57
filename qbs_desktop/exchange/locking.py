"""Giving a workbook an open password (打开密码) that Excel, WPS and LibreOffice ask for: ECMA-376 agile, AES-256."""

from __future__ import annotations

import io

from qbs_desktop.domain.errors import Refusal

MAX_PASSWORD = 255
"""What Excel takes."""


def locked(content: bytes, password: str) -> bytes:
    """The workbook under a password.

    Raises:
        Refusal: no program takes such a password.
    """
    if not password or password != password.strip() or len(password) > MAX_PASSWORD or not password.isprintable():
        raise Refusal("打开密码不能空着，前后不能有空格，最长 255 个字，不能有换行等看不见的字符。")
    from msoffcrypto.format.ooxml import OOXMLFile

    target = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, target)
    return target.getvalue()
