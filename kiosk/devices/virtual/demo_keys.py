"""The demo's card keys, all derived from a public text; real keys live in a PSAM.

Whoever reads this file can compute every one of them, which is the point: the demo
proves the protocol, never a card. A demo center checks demo cards with it.
"""

from kiosk.devices.card.keys.authentication import (
    Algorithm,
    answer,
    derive,
    pin_reload,
    region_factor,
    sm4_encrypt,
)
from kiosk.devices.card.keys.key_provider import KeyName

PUBLIC_TEXT = b"social-security-kiosk: demonstration keys, not a secret"


def algorithm_of_generation(generation: int) -> Algorithm:
    """Return the algorithm of the demo's cards: SM4 from the third generation on."""
    return Algorithm.SM4 if generation >= 3 else Algorithm.DES


def master_key(key_name: str) -> bytes:
    """Return a demo issuer's 16-byte master key.

    The public text and the key's name are folded block by block with SM4, each block
    encrypted under the result so far, beginning with a key of zeros.
    """
    text = PUBLIC_TEXT + b"/" + key_name.encode("ascii")
    key = bytes(16)
    for at in range(0, len(text), 16):
        key = sm4_encrypt(key, text[at : at + 16].ljust(16, b"\x00"))
    return key


def card_key(card_id: str, key_name: str, algorithm: Algorithm) -> bytes:
    """Return the 16-byte key of one demo card.

    The scheme: master, then the region's level-2 factor, then the card's own factor.
    A real issuer takes the ATR's serial for the last step; the demo takes the last
    eight bytes of the card id (serial and authentication code), because the center
    knows the card id and never sees an ATR.

    :param card_id: 32 hexadecimal digits.
    :raises ValueError: when it is not.
    """
    raw = bytes.fromhex(card_id)
    if len(raw) != 16 or not card_id[:6].isdecimal():
        raise ValueError("A card id is 32 hexadecimal digits, the first six decimal.")
    of_region = derive(algorithm, master_key(key_name), region_factor(card_id[:6]))
    return derive(algorithm, of_region, raw[8:])


def expected_internal_answer(
    card_id: str, algorithm: Algorithm, factor: bytes, original: bytes
) -> bytes:
    """Return the 8 bytes that the demo card of that id must answer.

    :param factor: 8 bytes, chosen by the center.
    :param original: 8 bytes, chosen by the center.
    :raises ValueError: when the card id is not one.
    """
    key = card_key(card_id, KeyName.INTERNAL, algorithm)
    return answer(algorithm, key, factor, original)


def external_data(
    card_id: str, algorithm: Algorithm, key_name: str, challenge: bytes, original: bytes
) -> bytes:
    """Return what EXTERNAL AUTHENTICATE brings to a demo card: 8 + 8 bytes.

    :param challenge: the card's own; its first eight bytes count.
    :param original: 8 bytes, chosen at random.
    :raises ValueError: when the card id is not one.
    """
    key = card_key(card_id, key_name, algorithm)
    return answer(algorithm, key, challenge[:8], original) + original


def pin_reload_data(
    card_id: str, algorithm: Algorithm, challenge: bytes, pin: bytes | None
) -> bytes:
    """Return what PIN RELOAD brings to a demo card, or PIN UNBLOCK for None.

    :raises ValueError: when the card id is not one or the PIN does not fit.
    """
    key = card_key(card_id, KeyName.MAINTENANCE, algorithm)
    return pin_reload(algorithm, key, challenge[:8], pin)
