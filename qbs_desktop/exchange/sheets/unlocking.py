"""Opening a workbook that has a password (打开密码), with the password the clerk gives.

The bytes are deciphered in memory and then pass the gate like any other file's; nothing deciphered is written to disk.
"""

from __future__ import annotations

import io

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.exchange.sheets.gate import MAX_FILE, Kind, Source, damaged, kind_of


class PasswordWanted(Refusal):
    """The file has a password and none was given, or the one given is wrong."""


def unlocked(source: Source, password: str | None) -> Source:
    """The file without its password.

    Raises:
        PasswordWanted: no password, or a wrong one.
        Refusal: ciphered in a way that cannot be read here, or broken.
    """
    if not password:
        raise PasswordWanted(f"“{source.name}”加了打开密码，请输入密码；不知道密码时，请向报送单位索取没有密码的文件。")
    return _deciphered(source, password)


def _deciphered(source: Source, password: str) -> Source:
    import msoffcrypto
    from msoffcrypto.exceptions import InvalidKeyError

    plain = io.BytesIO()
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(source.content))
        how = {"verify_password": True} if source.kind is Kind.LOCKED else {}  # the .xls kinds always verify
        file.load_key(password=password, **how)
        file.decrypt(plain)
    except MemoryError:
        raise
    except InvalidKeyError:
        raise PasswordWanted(f"密码不对，“{source.name}”没有打开。请核对大小写后重新输入。") from None
    except Exception:  # noqa: BLE001 - a broken file ends it in every kind of error
        raise Refusal(f"“{source.name}”的加密方式不能识别，请在 Excel 或 WPS 中取消密码并保存后再导入。") from None
    content = plain.getvalue()
    if not content or len(content) > MAX_FILE:
        raise damaged(source.name)
    kind = kind_of(source.name, content)
    if kind is Kind.LOCKED:
        raise damaged(source.name)
    return Source(source.name, content, kind)


def has_biff_password(source: Source) -> bool:
    """Whether an .xls workbook has a password."""
    import msoffcrypto

    try:
        return bool(msoffcrypto.OfficeFile(io.BytesIO(source.content)).is_encrypted())
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a broken file ends it in every kind of error; what reads it then says so
        return False
