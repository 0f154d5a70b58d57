"""Signatures (签名): who sealed a workbook. Keys are made here, kept wrapped, known to others by a fingerprint.

A signature names its algorithm, so that another one (SM2 with SM3, a hardware key) is one more signer and one more
entry in `_VERIFIERS`; what is not in that table is refused, never passed over.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from qbs_desktop.domain.errors import Refusal

ED25519 = "ed25519+sha256"
"""Ed25519 (RFC 8032) over a message that holds the SHA-256 of the sealed content."""
FINGERPRINT_DIGITS = 24
"""About 80 bits, in six groups of four: short enough for the telephone, too long to be met by trying."""
SCRYPT = {"n": 2**15, "r": 8, "p": 1}
"""32 MiB and about a tenth of a second for each password tried."""
_SCRYPT_MEMORY = 2**26


class Signer(Protocol):
    """Whatever can sign: a key of this program, later a card or a stick."""

    @property
    def key(self) -> PublicKey:
        """The public half."""

    def sign(self, message: bytes) -> bytes:
        """The signature of a message."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The public half of a key: its algorithm and the key itself in base64."""

    algorithm: str
    text: str

    @property
    def fingerprint(self) -> str:
        """What two people compare over the telephone: ``4821-0937-…``, from the SHA-256 of algorithm and key."""
        digest = hashlib.sha256(f"{self.algorithm}\n{self.text}".encode()).digest()
        digits = f"{int.from_bytes(digest[:16], 'big') % 10**FINGERPRINT_DIGITS:0{FINGERPRINT_DIGITS}d}"
        return "-".join(digits[at : at + 4] for at in range(0, FINGERPRINT_DIGITS, 4))


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature as it stands in a file: by which key, and its bytes in base64."""

    key: PublicKey
    text: str


class UnknownAlgorithm(Exception):
    """The signature is of an algorithm that this program does not know."""


class WrongPassword(Refusal):
    """The private key is kept under a password, and this is not it."""


def signed(signer: Signer, purpose: str, subject: str) -> Signature:
    """Sign a text for a purpose; a signature made for one purpose does not hold for another."""
    raw = signer.sign(_message(signer.key, purpose, subject))
    return Signature(signer.key, base64.b64encode(raw).decode())


def holds(signature: Signature, purpose: str, subject: str) -> bool:
    """Whether the signature is of this key, purpose and text.

    Raises:
        UnknownAlgorithm: nobody here can tell.
    """
    verifier = _VERIFIERS.get(signature.key.algorithm)
    if verifier is None:
        raise UnknownAlgorithm(signature.key.algorithm)
    try:
        public = base64.b64decode(signature.key.text, validate=True)
        raw = base64.b64decode(signature.text, validate=True)
    except (ValueError, binascii.Error):
        return False
    return verifier(public, raw, _message(signature.key, purpose, subject))


def _message(key: PublicKey, purpose: str, subject: str) -> bytes:
    return f"qbs signature 1\n{purpose}\n{key.algorithm}\n{key.text}\n{subject}".encode()


# --- Ed25519 -----------------------------------------------------------------------------------------------------


class Ed25519Signer:
    """A private key of this program, unlocked."""

    def __init__(self, seed: bytes) -> None:
        """From the 32 bytes of the private key."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        public = self._private.public_key().public_bytes_raw()
        self._key = PublicKey(ED25519, base64.b64encode(public).decode())

    @property
    def key(self) -> PublicKey:
        """The public half."""
        return self._key

    def sign(self, message: bytes) -> bytes:
        """The signature, the same for the same message."""
        return self._private.sign(message)


def verify_ed25519(public: bytes, signature: bytes, message: bytes) -> bool:
    """RFC 8032, as OpenSSL does it."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


_VERIFIERS: Mapping[str, Callable[[bytes, bytes, bytes], bool]] = {ED25519: verify_ed25519}


# --- keeping the private half ------------------------------------------------------------------------------------


def new_key(password: str | None = None) -> tuple[Ed25519Signer, bytes]:
    """A new key, and its private half as it is kept: under a password if one is given."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    seed = Ed25519PrivateKey.generate().private_bytes_raw()
    signer = Ed25519Signer(seed)
    return signer, _wrapped(seed, signer.key, password)


def _wrapped(seed: bytes, key: PublicKey, password: str | None) -> bytes:
    import os

    kept: dict[str, object] = {"algorithm": key.algorithm}
    if password:
        salt, nonce = os.urandom(16), os.urandom(12)
        sealed = _cipher(password, salt, **SCRYPT).encrypt(nonce, seed, key.text.encode())
        texts = {"salt": salt, "nonce": nonce, "sealed": sealed}
        kept |= {"kdf": "scrypt", **SCRYPT, **{name: base64.b64encode(raw).decode() for name, raw in texts.items()}}
    else:
        kept |= {"kdf": "none", "seed": base64.b64encode(seed).decode()}
    return json.dumps(kept).encode()


def has_password(wrapped: bytes) -> bool:
    """Whether the kept private key has a password."""
    return bool(json.loads(wrapped)["kdf"] != "none")


def unwrapped(wrapped: bytes, key: PublicKey, password: str | None = None) -> Ed25519Signer:
    """The private key, ready to sign.

    Raises:
        WrongPassword: it is kept under another password, or was tampered with.
    """
    from cryptography.exceptions import InvalidTag

    kept = json.loads(wrapped)
    raw = partial(base64.b64decode, validate=True)
    if kept["kdf"] == "none":
        return Ed25519Signer(raw(kept["seed"]))
    cipher = _cipher(password or "", raw(kept["salt"]), n=kept["n"], r=kept["r"], p=kept["p"])
    try:
        return Ed25519Signer(cipher.decrypt(raw(kept["nonce"]), raw(kept["sealed"]), key.text.encode()))
    except InvalidTag:
        raise WrongPassword("签名口令不对，请核对大小写后重新输入。") from None


class _Cipher(Protocol):
    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...
    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...


def _cipher(password: str, salt: bytes, *, n: int, r: int, p: int) -> _Cipher:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=_SCRYPT_MEMORY, dklen=32))
