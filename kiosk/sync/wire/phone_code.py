"""The code that a center's desk reads out by telephone, as both ends compute it.

Both know a secret without having exchanged one: the machine's signing key, which the
center has had since the enrolment, and the center's sealing key, which the machine has
kept for the time without a line (X25519; the signing key in its Montgomery form). The
code depends on the machine and on a counter that the machine never goes back on.
"""

import hashlib
import hmac

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CODE_DIGITS, CHECK_DIGITS, COUNTER_DIGITS = 9, 2, 6
_P = 2**255 - 19


def machine_secret(signing: Ed25519PrivateKey, center: bytes) -> bytes:
    """Return the secret at the machine.

    :raises ValueError: when the center's key is none.
    """
    # RFC 8032: the head of this hash, clamped, is the private number itself.
    head = hashlib.sha512(signing.private_bytes_raw()).digest()[:32]
    own = X25519PrivateKey.from_private_bytes(head)
    return own.exchange(X25519PublicKey.from_public_bytes(center))


def center_secret(sealing: X25519PrivateKey, machine: bytes) -> bytes:
    """Return the secret at the center.

    :param machine: the machine's raw Ed25519 public key.
    :raises ValueError: when that key is none.
    """
    y = int.from_bytes(machine, "little") & (2**255 - 1)
    # RFC 7748, 4.1: the same point as Montgomery's u.
    u = (1 + y) * pow(1 - y, -1, _P) % _P
    return sealing.exchange(X25519PublicKey.from_public_bytes(u.to_bytes(32, "little")))


def challenge_of(secret: bytes, kiosk: str, counter: int) -> str:
    """Return what the machine shows: its counter, and digits that prove it was heard.

    They also tell the desk which of its sealing keys this machine knows.
    """
    check = _digits(secret, "check", kiosk, counter, CHECK_DIGITS)
    return f"{counter:0{COUNTER_DIGITS}}{check}"


def counter_in(challenge: str, secret: bytes, kiosk: str) -> int | None:
    """Return the counter; None: misheard, another machine's, or another key's."""
    if not (challenge.isascii() and challenge.isdecimal()) or len(challenge) > 16:
        return None
    counter = int(challenge[:-CHECK_DIGITS] or "0")
    good = challenge_of(secret, kiosk, counter)
    return counter if hmac.compare_digest(good, challenge) else None


def phone_code(secret: bytes, kiosk: str, counter: int) -> str:
    """Return the code that opens once, where the counter stands there."""
    return _digits(secret, "code", kiosk, counter, CODE_DIGITS)


def _digits(secret: bytes, what: str, kiosk: str, counter: int, many: int) -> str:
    info = f"kiosk-break-glass-1 {what} {counter} {kiosk}".encode()
    number = int.from_bytes(HKDF(SHA256(), 16, None, info).derive(secret), "big")
    return f"{number % 10**many:0{many}}"
