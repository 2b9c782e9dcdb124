"""The seal: opens at the center for its one purpose, tells nothing to anybody else."""

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.applications import ByIdCard, ByNumber, NewPin, Who
from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.secret import Pin
from kiosk.sync.wire.applications_wire import (
    IdCardIdentity,
    Identity,
    NumberIdentity,
    PinIdentity,
    Sealed,
    SealingKey,
)
from kiosk.sync.wire.sealing import (
    Binding,
    SealUnreadable,
    key_id,
    open_identity,
    seal_identity,
)

PRIVATE = X25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key().public_bytes_raw()
KEY = SealingKey(key_id(PUBLIC), PUBLIC)
BINDING = Binding("hall-1", "01944df0950070739121b0f1668006f4", "loss.temporary")
NUMBER = "990101198403120427"


@pytest.mark.parametrize(
    ("who", "inside"),
    [
        (ByNumber(NUMBER, Pin("13579X")), NumberIdentity(NUMBER, "13579X")),
        (ByIdCard(NUMBER, "𠮷·㼆"), IdCardIdentity(NUMBER, "𠮷·㼆")),
        (NewPin(Pin("864209")), PinIdentity("864209")),
    ],
)
def test_the_center_reads_what_was_sealed(who: Who | NewPin, inside: Identity) -> None:
    sealed = seal_identity(KEY, BINDING, who)
    assert sealed.key == KEY.id
    assert open_identity(PRIVATE, BINDING, sealed) == inside


@pytest.mark.parametrize("field", Binding._fields)
def test_it_opens_for_nothing_else(field: str) -> None:
    sealed = seal_identity(KEY, BINDING, NewPin(Pin("864209")))
    with pytest.raises(SealUnreadable):
        open_identity(PRIVATE, BINDING._replace(**{field: "other"}), sealed)
    with pytest.raises(SealUnreadable):
        open_identity(X25519PrivateKey.generate(), BINDING, sealed)


def test_moving_text_between_the_parts_of_a_binding_opens_nothing() -> None:
    one = Binding("hall", "-1act", "x")
    sealed = seal_identity(KEY, one, NewPin(Pin("864209")))
    with pytest.raises(SealUnreadable):
        open_identity(PRIVATE, Binding("hall-1", "act", "x"), sealed)


@given(st.integers(0, 303), st.integers(1, 255))
def test_a_changed_bit_opens_nothing(place: int, flip: int) -> None:
    sealed = seal_identity(KEY, BINDING, ByNumber(NUMBER, Pin("135790")))
    data = bytearray(sealed.data)
    assert len(data) == 304, "32 of key, 256 of text, 16 of tag"
    data[place] ^= flip
    with pytest.raises(SealUnreadable):
        open_identity(PRIVATE, BINDING, Sealed(KEY.id, bytes(data)))


def test_neither_length_nor_text_tells_anything() -> None:
    short = seal_identity(KEY, BINDING, ByNumber(NUMBER, Pin("1357")))
    long = seal_identity(KEY, BINDING, ByNumber(NUMBER, Pin("135790135790")))
    assert len(short.data) == len(long.data)
    again = seal_identity(KEY, BINDING, ByNumber(NUMBER, Pin("1357")))
    assert again.data != short.data
    assert NUMBER.encode() not in short.data


def test_a_key_under_another_name_is_not_used() -> None:
    false = msgspec.structs.replace(KEY, id="0" * 16)
    with pytest.raises(SealUnreadable):
        seal_identity(false, BINDING, NewPin(Pin("864209")))


def test_a_point_of_low_order_is_no_key() -> None:
    """With it every seal would have the same secret, so whoever sent it reads all."""
    nothing = SealingKey(key_id(bytes(32)), bytes(32))
    with pytest.raises(KioskError) as caught:
        seal_identity(nothing, BINDING, ByNumber(NUMBER, Pin("135790")))
    assert caught.value.fault is Fault.CENTER_BAD_ANSWER


def test_nothing_shows_itself() -> None:
    for value in (
        ByNumber(NUMBER, Pin("135790")),
        ByIdCard(NUMBER, "王秀兰"),
        NumberIdentity(NUMBER, "135790"),
        IdCardIdentity(NUMBER, "王秀兰"),
        NewPin(Pin("135790")),
        PinIdentity("135790"),
    ):
        text = repr(value) + str(value)
        for secret in (NUMBER, "135790", "王秀兰"):
            assert secret not in text
