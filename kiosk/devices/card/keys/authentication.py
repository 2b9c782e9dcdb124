"""Card cryptography: session keys, answers to a challenge, derived keys, MACs.

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
    encryptor = Cipher(TripleDES(_whole(key)), modes.ECB()).encryptor()  # noqa: S305
    return encryptor.update(block) + encryptor.finalize()


def _whole(key: bytes) -> bytes:
    return key * 3 if len(key) == 8 else key + key[:8]


def encipher(algorithm: Algorithm, session: bytes, block: bytes) -> bytes:
    """Encrypt one block of the algorithm: 8 bytes for DES, 16 for SM4.

    :raises AlgorithmNotAvailable: for SSF33.
    """
    if algorithm is Algorithm.DES:
        return des_encrypt(session, block)
    _require_sm4(algorithm)
    return sm4_encrypt(session, block)


def decipher(algorithm: Algorithm, session: bytes, block: bytes) -> bytes:
    """Decrypt one block that `encipher` made.

    :raises AlgorithmNotAvailable: for SSF33.
    """
    if algorithm is Algorithm.DES:
        cipher = Cipher(TripleDES(_whole(session)), modes.ECB())  # noqa: S305
    else:
        _require_sm4(algorithm)
        cipher = Cipher(SM4(session), modes.ECB())  # noqa: S305
    decryptor = cipher.decryptor()
    return decryptor.update(block) + decryptor.finalize()


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
    return folded(sm4_encrypt(session, original.ljust(16, b"\x00")))


def folded(block: bytes) -> bytes:
    """Return the eight bytes that stand for an encrypted original of 8 or 16 bytes."""
    return _xor(block[:8], block[8:]) if len(block) == 16 else block


def answer(algorithm: Algorithm, key: bytes, factor: bytes, original: bytes) -> bytes:
    """Compute what the holder of a card key answers to factor and original.

    :raises AlgorithmNotAvailable: for SSF33.
    """
    return authentication_data(algorithm, session_key(algorithm, key, factor), original)


def padded(algorithm: Algorithm, message: bytes) -> bytes:
    """Append 80 and zeros up to whole blocks; 80 is never left out."""
    size = block_size(algorithm)
    filled = message + b"\x80"
    return filled.ljust(-(-len(filled) // size) * size, b"\x00")


def block_size(algorithm: Algorithm) -> int:
    """Return how many bytes one encryption takes."""
    return 8 if algorithm is Algorithm.DES else 16


def mac(algorithm: Algorithm, session: bytes, message: bytes) -> bytes:
    """Return the 4-byte MAC of a message that is not padded yet.

    CBC from a block of zeros; DES keeps the left four bytes of the last block, SM4
    the XOR of its four words (LD/T 32.4).

    :raises AlgorithmNotAvailable: for SSF33.
    """
    return mac_of_blocks(algorithm, session, padded(algorithm, message))


def mac_of_blocks(algorithm: Algorithm, session: bytes, blocks: bytes) -> bytes:
    """Return the 4-byte MAC of a message that is whole blocks already."""
    size = block_size(algorithm)
    state = bytes(size)
    for at in range(0, len(blocks), size):
        state = encipher(algorithm, session, _xor(state, blocks[at : at + size]))
    if size == 8:
        return state[:4]
    return _xor(_xor(state[:4], state[4:8]), _xor(state[8:12], state[12:]))


def pin_block(algorithm: Algorithm, pin: bytes) -> bytes:
    """Return the one plain block that brings a new PIN: length, PIN, 80, zeros.

    :raises ValueError: when the PIN does not fit; the text does not show it.
    """
    size = block_size(algorithm)
    if len(pin) >= size:
        raise ValueError("The PIN does not fit into one block.")
    return (bytes((len(pin),)) + pin + b"\x80").ljust(size, b"\x00")[:size]


def pin_reload(
    algorithm: Algorithm, key: bytes, challenge: bytes, pin: bytes | None
) -> bytes:
    """Return the data field of PIN RELOAD (a new PIN) or PIN UNBLOCK (None).

    `84 24 00 01 Lc` takes the encrypted block and the MAC, `84 24 00 00 04` the MAC
    alone; both are made under the session key of the maintenance key. The MAC counts
    the five bytes of the header too, with its own four in Lc.

    :raises AlgorithmNotAvailable: for SSF33.
    :raises ValueError: when the PIN does not fit into one block.
    """
    session = session_key(algorithm, key, challenge)
    plain = b"" if pin is None else pin_block(algorithm, pin)
    secret = encipher(algorithm, session, plain) if plain else b""
    header = pin_reload_header(pin is not None, len(secret))
    return secret + mac(algorithm, session, header + secret)


def pin_reload_header(reload: bool, length: int) -> bytes:
    """Return CLA INS P1 P2 Lc for that many bytes before the MAC."""
    return bytes((0x84, 0x24, 0x00, int(reload), length + 4))


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
