"""A device that an operator was let in with before: a signed cookie, one for a name.

It opens nothing. It only gives its operator a count of misses that strangers cannot
fill, and it is over when the account changes.
"""

import hmac
import secrets
from collections.abc import Mapping
from hashlib import sha256

from kiosk.center.database.schema import Row
from kiosk.center.desk.desk_keys import DeskKeys

DAYS = 180
_PARTS = 3


def cookie_of(keys: DeskKeys, name: str) -> str:
    """Return the name of an operator's cookie; it does not show whose it is."""
    return f"__Host-desk-device-{keys.hashing('device-name')(name)[:12]}"


def new_device(keys: DeskKeys, row: Row, now: float) -> str:
    """Return what a device is known by from now on."""
    mark = secrets.token_urlsafe(12)
    return f"{mark}.{int(now)}.{_signature(keys, row, mark, int(now))}"


def device_of(
    keys: DeskKeys, row: Row | None, cookies: Mapping[str, str], now: float
) -> str:
    """Return a known device's mark; empty: it is not known."""
    if row is None:
        return ""
    parts = cookies.get(cookie_of(keys, row["name"]), "").split(".")
    if len(parts) != _PARTS or not (parts[1].isascii() and parts[1].isdecimal()):
        return ""
    mark, made, signature = parts
    expected = _signature(keys, row, mark, int(made[:12]))
    young = now - int(made[:12]) < DAYS * 86400
    fits = hmac.compare_digest(signature.encode("utf-8", "replace"), expected.encode())
    return mark if fits and young else ""


def _signature(keys: DeskKeys, row: Row, mark: str, made: int) -> str:
    said = f"{row['name']}|{row['changed']!r}|{mark}|{made}".encode()
    return hmac.digest(keys.of("device"), said, sha256).hex()
