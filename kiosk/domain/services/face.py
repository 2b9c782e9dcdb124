"""What a certified camera module says of a face: its verdict, and what it signs.

The kiosk recognises nobody. The module sees the person, compares by its own means, and
gives a word and a token; no picture ever leaves it.
"""

from enum import StrEnum

NONCE_LENGTH = 32
MOST_TOKEN = 4096
"""Bytes of a token; to the kiosk it is opaque."""


class FaceVerdict(StrEnum):
    """The module's word; words `face__<verdict>`."""

    PASSED = "passed"
    FAILED = "failed"
    """A living person, but not this one, or no living person."""
    UNSURE = "unsure"
    """Too dark, too far, two faces: one more look may help."""
    AWAY = "away"
    """The module is not there, or broken."""
    TIMEOUT = "timeout"
    """Nobody looked into it in time."""


def statement(nonce: bytes, verdict: FaceVerdict) -> bytes:
    """Return the bytes that the reference module signs with its own Ed25519 key."""
    return b"kiosk-face-1\0" + nonce + b"\0" + verdict.encode("ascii")
