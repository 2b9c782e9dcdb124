"""The six digits of a person's own app (RFC 6238): which is good now, and once.

Pure: the time, the last step that was good, and how far the app's clock is off are
handed in.
"""

import base64
import hmac
import os
from typing import NamedTuple
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

DIGITS, STEP, SECRET_BYTES = 6, 30, 20
AROUND, PAIRING = 1, 10
"""How many steps before and after the expected one are good: always, and the first
time, when nobody knows yet how far the app's clock is off."""
MOST_DRIFT = 20
NEVER = -1
"""The last step of an account that nobody has come in with."""


class GoodStep(NamedTuple):
    """The step that a code belongs to, and by how many the app is ahead."""

    step: int
    drift: int


def new_secret() -> bytes:
    """Return a secret for an app."""
    return os.urandom(SECRET_BYTES)


def code_at(secret: bytes, step: int) -> str:
    """Return the code of one step."""
    # Every app knows this hash and many no other; RFC 6238 needs nothing of it that is
    # broken.
    totp = TOTP(secret, DIGITS, SHA1(), STEP)  # noqa: S303
    return totp.generate(step * STEP).decode()


def good_step(
    secret: bytes, code: str, at: float, drift: int, last: int
) -> GoodStep | None:
    """Return which step a code is good for; None: none, or one that was used.

    It is looked for where the app was the last time, and where it is when both clocks
    are right: else a machine whose clock was mended would know nobody. Every step is
    computed, whatever was found before it.

    :param at: seconds since 1970 as the machine believes.
    :param last: the last step that somebody came in with; older ones are dead.
    """
    now = int(at // STEP)
    around = PAIRING if last == NEVER else AROUND
    found = None
    window = range(-around, around + 1)
    ahead = {*window, *(drift + each for each in window)}
    for place in sorted(now + each for each in ahead):
        if place < 0:
            continue
        fits = hmac.compare_digest(code_at(secret, place).encode(), code.encode())
        if fits and found is None and place > last and abs(place - now) <= MOST_DRIFT:
            found = GoodStep(place, place - now)
    return found


def secret_text(secret: bytes) -> str:
    """Return a secret as people type it into an app."""
    return base64.b32encode(secret).decode()


def app_address(secret: bytes, number: str, kiosk: str) -> str:
    """Return the address that an app reads, as text or as a QR code."""
    label, issuer = quote(f"{kiosk}:{number}"), quote(kiosk)
    text = secret_text(secret)
    return f"otpauth://totp/{label}?secret={text}&issuer={issuer}&digits={DIGITS}"
