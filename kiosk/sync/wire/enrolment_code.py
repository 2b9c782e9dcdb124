"""The one-time enrolment code: its letters, its two parts, the fingerprint in it.

Part of the wire, used by both ends; nothing is stored or sent here.
"""

from typing import NamedTuple

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U to misread."""
SECRET_LENGTH = 12
FINGERPRINT_LENGTH = 20
_MISREAD = str.maketrans("ILO", "110", "- \t\r\n")


class CodeParts(NamedTuple):
    """A one-time code taken apart."""

    secret: str
    """12 characters, 60 random bits."""
    fingerprint: str
    """20 characters, the first 100 bits of SHA-256 over the authority's DER."""

    def __repr__(self) -> str:
        return "CodeParts(hidden)"


def split_code(code: str) -> CodeParts:
    """Return the parts of a code as a person typed it.

    :raises ValueError: when it is no code; the text does not show it.
    """
    text = code.upper().translate(_MISREAD)
    whole = len(text) == SECRET_LENGTH + FINGERPRINT_LENGTH
    if not whole or any(c not in ALPHABET for c in text):
        raise ValueError("A code has 32 letters and digits.")
    return CodeParts(text[:SECRET_LENGTH], text[SECRET_LENGTH:])


def base32(data: bytes, length: int) -> str:
    """Return the first `length` * 5 bits as Crockford's base 32."""
    number = int.from_bytes(data, "big") >> (len(data) * 8 - length * 5)
    return "".join(ALPHABET[number >> 5 * i & 31] for i in reversed(range(length)))
