"""The technician's password: Argon2id, made and checked; nothing is stored here."""

import os
import threading

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from kiosk.domain.secret import Password

# Second choice of RFC 9106 section 4: for machines with little memory to spare.
_ITERATIONS, _LANES, _MEMORY_KIB, _LENGTH = 3, 4, 64 * 1024, 32
_ONE = threading.Lock()
"""Two at once wait for each other for ever: OpenSSL's lanes share one pool of threads
(seen with cryptography 50.0.2)."""
NOBODYS = (
    "$argon2id$v=19$m=65536,t=3,p=4$hY0s6L+LQ0O6c/t83eY1RA"
    "$LWdwT9Ijoyx3+L+RbyKeFpPqEV6v3MqiLKFQNq7u9VM"
)
"""A hash of the same cost, for a number that nobody has: its answer takes as long."""


def password_hash(password: Password) -> str:
    """Return what is kept of a password (PHC form)."""
    kdf = Argon2id(
        salt=os.urandom(16),
        length=_LENGTH,
        iterations=_ITERATIONS,
        lanes=_LANES,
        memory_cost=_MEMORY_KIB,
    )
    with _ONE:
        return kdf.derive_phc_encoded(password.reveal().encode())


def password_matches(password: Password, hashed: str) -> bool:
    """Tell whether the password is the one behind the hash; takes a tenth second.

    A hash that is none matches nothing.
    """
    try:
        with _ONE:
            Argon2id.verify_phc_encoded(password.reveal().encode(), hashed)
    except (InvalidKey, ValueError):
        return False
    return True
