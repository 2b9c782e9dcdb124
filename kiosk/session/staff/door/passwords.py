"""The technician's password: Argon2id, made and checked; nothing is stored here."""

import os

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from kiosk.domain.secret import Pin

# Second choice of RFC 9106 section 4: for machines with little memory to spare.
_ITERATIONS, _LANES, _MEMORY_KIB, _LENGTH = 3, 4, 64 * 1024, 32


def password_hash(password: Pin) -> str:
    """Return the text that goes into `maintenance.password_hash` (PHC form)."""
    kdf = Argon2id(
        salt=os.urandom(16),
        length=_LENGTH,
        iterations=_ITERATIONS,
        lanes=_LANES,
        memory_cost=_MEMORY_KIB,
    )
    return kdf.derive_phc_encoded(password.reveal().encode())


def password_matches(password: Pin, hashed: str) -> bool:
    """Tell whether the password is the one behind the hash; takes a tenth second.

    A hash that is none matches nothing.
    """
    try:
        Argon2id.verify_phc_encoded(password.reveal().encode(), hashed)
    except (InvalidKey, ValueError):
        return False
    return True
