"""The seal: it opens at its own place, with its own head, and nowhere else."""

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.sync.journal.seal import (
    SealBroken,
    new_wrapped_key,
    seal,
    unseal,
    unwrap_key,
)
from kiosk.sync.wire.chain import EventHead, EventPlace

HEAD = EventHead("hall-1", b"\x01" * 16, "test.event", 5, 6, "boot")
PLACE, PREV = EventPlace(2, 7), b"\x09" * 32
CIPHER = AESGCM(b"\x03" * 32)
SEALED = seal(CIPHER, HEAD.canonical(), PLACE, PREV, b"payload")


def test_it_opens_where_it_was_sealed() -> None:
    assert unseal(CIPHER, HEAD.canonical(), PLACE, PREV, SEALED) == b"payload"


@pytest.mark.parametrize(
    "head",
    [
        HEAD._replace(kiosk="hall-2"),
        HEAD._replace(id=b"\x02" * 16),
        HEAD._replace(kind="test.other"),
        HEAD._replace(wall_us=6),
        HEAD._replace(mono_us=7),
        HEAD._replace(boot_id="other"),
    ],
)
def test_another_head_does_not_open_it(head: EventHead) -> None:
    with pytest.raises(SealBroken):
        unseal(CIPHER, head.canonical(), PLACE, PREV, SEALED)


@pytest.mark.parametrize(
    "place", [EventPlace(2, 8), EventPlace(3, 7), EventPlace(7, 2)]
)
def test_another_place_does_not_open_it(place: EventPlace) -> None:
    with pytest.raises(SealBroken):
        unseal(CIPHER, HEAD.canonical(), place, PREV, SEALED)


def test_another_chain_or_a_changed_byte_does_not_open_it() -> None:
    with pytest.raises(SealBroken):
        unseal(CIPHER, HEAD.canonical(), PLACE, b"\x08" * 32, SEALED)
    for at in range(len(SEALED)):
        changed = bytearray(SEALED)
        changed[at] ^= 1
        with pytest.raises(SealBroken):
            unseal(CIPHER, HEAD.canonical(), PLACE, PREV, bytes(changed))
    with pytest.raises(SealBroken):
        unseal(CIPHER, HEAD.canonical(), PLACE, PREV, b"")


def test_a_wrapped_key_is_of_one_kiosk_and_one_epoch() -> None:
    wrapping = b"\x04" * 32
    wrapped = new_wrapped_key(wrapping, "hall-1", 3)
    cipher = unwrap_key(wrapping, "hall-1", 3, wrapped)
    assert unseal(
        cipher,
        HEAD.canonical(),
        PLACE,
        PREV,
        seal(cipher, HEAD.canonical(), PLACE, PREV, b"x"),
    )
    strangers = [
        (b"\x05" * 32, "hall-1", 3),
        (wrapping, "hall-2", 3),
        (wrapping, "hall-1", 4),
    ]
    for key, kiosk, epoch in strangers:
        with pytest.raises(SealBroken):
            unwrap_key(key, kiosk, epoch, wrapped)


def test_what_older_versions_sealed_still_opens() -> None:
    """The bytes of both formats, put together here by hand."""
    wrapping, key, nonce = b"\x04" * 32, b"\x06" * 32, bytes(range(12))
    scope = b"kiosk-epoch-1" + bytes.fromhex("0000000000000003") + b"hall-1"
    wrapped = nonce + AESGCM(wrapping).encrypt(nonce, key, scope)
    cipher = unwrap_key(wrapping, "hall-1", 3, wrapped)
    place = (2).to_bytes(8, "big") + (7).to_bytes(8, "big")
    position = b"kiosk-seal-1" + place + PREV + HEAD.canonical()
    sealed = nonce + AESGCM(key).encrypt(nonce, b"payload", position)
    assert unseal(cipher, HEAD.canonical(), PLACE, PREV, sealed) == b"payload"


def test_a_seal_is_a_nonce_the_text_and_a_tag() -> None:
    assert len(SEALED) == 12 + len(b"payload") + 16
    assert len(new_wrapped_key(b"\x04" * 32, "hall-1", 3)) == 12 + 32 + 16
