"""Card cryptography: session keys, answers to a challenge, derived keys.

Pure functions after LD/T 32.4 and 32.9; no key lives here and no card is spoken to.
The center imports this file too, so it needs nothing but `cryptography`.
"""

from enum import IntEnum

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4


class Algorithm(IntEnum):
    """The card's algorithm as its SELECT answer gives it (9F0C, element 86)."""

    DES = 1
    SSF33 = 2
    SM4 = 3


class AlgorithmNotAvailable(Exception):
    """SSF33 was never published, so no program can compute it."""


def sm4_encrypt(key: bytes, block: bytes) -> bytes:
    """Encrypt one 16-byte block."""
    encryptor = Cipher(SM4(key), modes.ECB()).encryptor()  # noqa: S305
    return encryptor.update(block) + encryptor.finalize()


def des_encrypt(key: bytes, block: bytes) -> bytes:
    """Encrypt one 8-byte block: an 8-byte key is DES, a 16-byte key 3DES.

    Single DES is 3DES with three equal keys, which is how the library offers it.
    """
    whole = key * 3 if len(key) == 8 else key + key[:8]
    encryptor = Cipher(TripleDES(whole), modes.ECB()).encryptor()  # noqa: S305
    return encryptor.update(block) + encryptor.finalize()


def session_key(algorithm: Algorithm, key: bytes, factor: bytes) -> bytes:
    """Make the key of one exchange from a card key and the 8-byte factor.

    :raises AlgorithmNotAvailable: for SSF33.
    """
    if algorithm is Algorithm.DES:
        return des_encrypt(key, factor.ljust(8, b"\x00"))
    _require_sm4(algorithm)
    return sm4_encrypt(key, factor.ljust(16, b"\x00"))


def authentication_data(algorithm: Algorithm, session: bytes, original: bytes) -> bytes:
    """Compute the 8-byte answer to the 8-byte original.

    :raises AlgorithmNotAvailable: for SSF33.
    """
    if algorithm is Algorithm.DES:
        return des_encrypt(session, original)
    _require_sm4(algorithm)
    block = sm4_encrypt(session, original.ljust(16, b"\x00"))
    return _xor(block[:8], block[8:])


def answer(algorithm: Algorithm, key: bytes, factor: bytes, original: bytes) -> bytes:
    """Compute what the holder of a card key answers to factor and original.

    :raises AlgorithmNotAvailable: for SSF33.
    """
    return authentication_data(algorithm, session_key(algorithm, key, factor), original)


def derive(algorithm: Algorithm, key: bytes, factor: bytes) -> bytes:
    """Derive the 16-byte key of the next level from an 8-byte factor.

    :raises AlgorithmNotAvailable: for SSF33.
    """
    complement = bytes(byte ^ 0xFF for byte in factor)
    if algorithm is Algorithm.DES:
        return des_encrypt(key, factor) + des_encrypt(key, complement)
    _require_sm4(algorithm)
    return sm4_encrypt(key, factor + complement)


def province_factor(region: str) -> bytes:
    """Return the level-1 factor: two digits of the region, then `0000sh`."""
    return region[:2].encode("ascii") + b"0000sh"


def region_factor(region: str) -> bytes:
    """Return the level-2 factor: the region's six digits, then `sx`.

    Regions that begin with 33 use four digits and `00`.
    """
    digits = region[:4] + "00" if region.startswith("33") else region[:6]
    return digits.encode("ascii") + b"sx"


def card_factor(atr_history: bytes) -> bytes:
    """Return the level-3 factor: bytes 6 to 13 of the ATR's historical bytes."""
    return atr_history[5:13]


def algorithm_of_region(region: str) -> Algorithm:
    """Return the algorithm of a card that does not name one itself."""
    return Algorithm.SSF33 if region.startswith("11") else Algorithm.DES


def _require_sm4(algorithm: Algorithm) -> None:
    if algorithm is not Algorithm.SM4:
        raise AlgorithmNotAvailable(f"{algorithm.name} cannot be computed.")


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
