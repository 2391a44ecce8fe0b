"""How the office file is locked: one random data key, wrapped once for each way in.

The passphrase's key is Argon2id (RFC 9106, second recommended choice: 64 MiB, 3 passes,
4 lanes); the recovery key is 160 random bits, so HKDF-SHA256 is enough. Both wrap the data
key by AES key wrap (RFC 3394), which tells a wrong key. Changing a passphrase rewraps; the
file itself keeps its key.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap,
    aes_key_wrap,
)

from app.values.problem import Outside, Refused

_MEMORY_KIB, _PASSES, _LANES = 65_536, 3, 4
_MOST_KIB = 1_048_576
"""A key file comes with a backup from anywhere: it may not ask for a whole computer."""
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_OURS = str.maketrans(_STANDARD, _ALPHABET)
_TO_STANDARD = str.maketrans(_ALPHABET, _STANDARD)
_MISREAD = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """A new data key with the header that holds it wrapped, and the recovery key to print."""

    data_key: bytes
    header: dict[str, Any]
    recovery_key: str


def make_keys(passphrase: str) -> Keys:
    """Make a new office's keys.

    Raises:
        Refused: passphrase.empty.
    """
    data_key = secrets.token_bytes(32)
    header: dict[str, Any] = {"format": 1}
    header["passphrase"] = _wrap_by_passphrase(data_key, passphrase)
    return Keys(data_key, *with_recovery_key(header, data_key))


def unlock(header: dict[str, Any], passphrase: str) -> bytes:
    """Give the data key for a passphrase, or for the recovery key typed in its place.

    Raises:
        Refused: passphrase.wrong.
        Outside: office.key_damaged, when the header is not one of ours.
    """
    try:
        ways = header["passphrase"], header["recovery"]
        secret = _read(passphrase)
        if secret is not None:
            key = _try_unwrap(_derive(secret, bytes.fromhex(ways[1]["salt"])), ways[1]["key"])
            if key:
                return key
        found = _try_unwrap(_stretch(passphrase, ways[0]), ways[0]["key"])
    except (KeyError, TypeError, ValueError) as error:
        raise Outside("office.key_damaged") from error
    if found is None:
        raise Refused("passphrase.wrong")
    return found


def is_recovery_key(typed: str) -> bool:
    """Tell whether this is a whole recovery key, of whatever office, and no passphrase."""
    return _read(typed) is not None


def rewrap(header: dict[str, Any], data_key: bytes, passphrase: str) -> dict[str, Any]:
    """Give a header that opens by a new passphrase; the recovery key stays.

    Raises:
        Refused: passphrase.empty.
    """
    return {**header, "passphrase": _wrap_by_passphrase(data_key, passphrase)}


def with_recovery_key(header: dict[str, Any], data_key: bytes) -> tuple[dict[str, Any], str]:
    """Give a header that opens by a new recovery key, in place of the one before, and that key."""
    secret, salt = secrets.token_bytes(20), secrets.token_bytes(16)
    way = {
        "kdf": "hkdf-sha256",
        "salt": salt.hex(),
        "key": aes_key_wrap(_derive(secret, salt), data_key).hex(),
    }
    return {**header, "recovery": way}, _show(secret)


def read_header(path: Path) -> dict[str, Any]:
    """Read the key file beside the database.

    Raises:
        Outside: office.key_missing, office.key_damaged, or office.no_access.
    """
    try:
        header = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise Outside("office.key_missing") from error
    except PermissionError as error:
        raise Outside("office.no_access") from error
    except (OSError, ValueError) as error:
        raise Outside("office.key_damaged") from error
    if not isinstance(header, dict) or header.get("format") != 1:
        raise Outside("office.key_damaged")
    return header


def _wrap_by_passphrase(data_key: bytes, passphrase: str) -> dict[str, Any]:
    if not passphrase.strip():
        raise Refused("passphrase.empty")
    way: dict[str, Any] = {
        "kdf": "argon2id",
        "salt": secrets.token_bytes(16).hex(),
        "memory_kib": _MEMORY_KIB,
        "passes": _PASSES,
        "lanes": _LANES,
    }
    way["key"] = aes_key_wrap(_stretch(passphrase, way), data_key).hex()
    return way


def _stretch(passphrase: str, way: dict[str, Any]) -> bytes:
    memory, passes, lanes = int(way["memory_kib"]), int(way["passes"]), int(way["lanes"])
    if not (8 <= memory <= _MOST_KIB and 1 <= passes <= 16 and 1 <= lanes <= 16):
        raise ValueError("key parameters out of range")
    try:
        return hash_secret_raw(
            unicodedata.normalize("NFC", passphrase).encode(),
            bytes.fromhex(way["salt"]),
            time_cost=passes,
            memory_cost=memory,
            parallelism=lanes,
            hash_len=32,
            type=Type.ID,
        )
    except HashingError as error:
        raise ValueError("key parameters that do not go together") from error


def _derive(secret: bytes, salt: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt, b"twohats recovery key").derive(secret)


def _try_unwrap(key: bytes, wrapped: str) -> bytes | None:
    try:
        return aes_key_unwrap(key, bytes.fromhex(wrapped))
    except InvalidUnwrap:
        return None


def _show(secret: bytes) -> str:
    text = base64.b32encode(secret).decode().translate(_TO_OURS)
    check = hashlib.sha256(secret).digest()[:2].hex().upper()
    groups = [text[i : i + 4] for i in range(0, len(text), 4)]
    return "-".join([*groups, check])


def _read(typed: str) -> bytes | None:
    bare = "".join(typed.upper().split()).replace("-", "").translate(_MISREAD)
    if len(bare) != 36:
        return None
    body = bare[:32]
    if not set(body) <= set(_ALPHABET):
        return None
    secret = base64.b32decode(body.translate(_TO_STANDARD))
    return secret if hashlib.sha256(secret).digest()[:2].hex().upper() == bare[32:] else None
