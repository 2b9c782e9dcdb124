"""Both ends compute the same secret, and nobody else's digits fit."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.sync.wire.phone_code import (
    center_secret,
    challenge_of,
    counter_in,
    machine_secret,
    phone_code,
)

SEEDS = st.binary(min_size=32, max_size=32)
SECRET = bytes(range(32))


@given(SEEDS, SEEDS)
def test_both_ends_know_one_secret(machine: bytes, center: bytes) -> None:
    signing = Ed25519PrivateKey.from_private_bytes(machine)
    sealing = X25519PrivateKey.from_private_bytes(center)
    at_machine = machine_secret(signing, sealing.public_key().public_bytes_raw())
    public = signing.public_key().public_bytes_raw()
    assert at_machine == center_secret(sealing, public)
    other = Ed25519PrivateKey.from_private_bytes(bytes([machine[0] ^ 1]) + machine[1:])
    stranger = center_secret(sealing, other.public_key().public_bytes_raw())
    assert stranger != at_machine


@pytest.mark.parametrize("public", [bytes(32), b"\x01" + bytes(31)])
def test_a_key_that_is_none_makes_no_secret(public: bytes) -> None:
    signing = Ed25519PrivateKey.from_private_bytes(SECRET)
    with pytest.raises(ValueError, match="shared key"):
        machine_secret(signing, bytes(32))
    with pytest.raises(ValueError, match=r"shared key|invertible"):
        center_secret(X25519PrivateKey.from_private_bytes(SECRET), public)


@given(st.integers(0, 10**9))
def test_a_challenge_is_known_again(counter: int) -> None:
    told = challenge_of(SECRET, "hall-1", counter)
    assert counter_in(told, SECRET, "hall-1") == counter
    code = phone_code(SECRET, "hall-1", counter)
    assert (len(code), code.isdecimal()) == (9, True)
    assert code != phone_code(SECRET, "hall-2", counter)
    assert code != phone_code(SECRET, "hall-1", counter + 1)


@given(st.text(max_size=20))
def test_what_was_misheard_is_no_challenge(text: str) -> None:
    found = counter_in(text, SECRET, "hall-1")
    assert found is None or challenge_of(SECRET, "hall-1", found) == text
