"""The chain's bytes are part of the wire: fixed for ever, and unambiguous."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.sync.clock.uuid7 import next_uuid7
from kiosk.sync.wire.chain import (
    ZERO_HASH,
    EventHead,
    EventPlace,
    event_digest,
    link_hash,
)

HEADS = st.builds(
    EventHead,
    st.text(max_size=8),
    st.binary(min_size=16, max_size=16),
    st.text(max_size=8),
    st.integers(-(2**63), 2**63 - 1),
    st.integers(0, 2**63 - 1),
    st.text(max_size=8),
)


def test_the_bytes_are_those_of_the_document() -> None:
    head = EventHead(
        "hall-1", bytes(range(16)), "visit.end", 1_700_000_000_000_000, 5, "b"
    )
    assert head.canonical().hex() == (
        "0000000668616c6c2d31"
        "000102030405060708090a0b0c0d0e0f"
        "0000000976697369742e656e64"
        "00060a24181e4000"
        "0000000000000005"
        "0000000162"
    )
    digest = event_digest(head, b'{"n":1}')
    linked = link_hash(ZERO_HASH, EventPlace(1, 1), digest)
    assert digest.hex() == DIGEST
    assert linked.hex() == LINK


DIGEST = "a1cbaaa116b6f8b214caa7da43bd2111f3a7e64c8532f42b563458b80e35fca5"
LINK = "b5710c90bf24453455e37b9e697bf437a80c61e516795fbc439f835e790cd078"


@given(HEADS, HEADS, st.binary(max_size=20), st.binary(max_size=20))
def test_different_events_have_different_digests(
    one: EventHead, two: EventHead, first: bytes, second: bytes
) -> None:
    same = (one, first) == (two, second)
    assert (event_digest(one, first) == event_digest(two, second)) == same


@pytest.mark.parametrize(
    "other",
    [
        link_hash(ZERO_HASH, EventPlace(1, 2), bytes(32)),
        link_hash(ZERO_HASH, EventPlace(2, 1), bytes(32)),
        link_hash(b"\x01" * 32, EventPlace(1, 1), bytes(32)),
        link_hash(ZERO_HASH, EventPlace(1, 1), b"\x01" * 32),
    ],
)
def test_a_link_depends_on_everything(other: bytes) -> None:
    assert link_hash(ZERO_HASH, EventPlace(1, 1), bytes(32)) != other


@given(st.lists(st.integers(0, 2**48 - 1), min_size=1, max_size=60))
def test_ids_grow_whatever_the_clock_says(times: list[int]) -> None:
    last: bytes | None = None
    # Far from the end of the 48 bits, which is the year 10889.
    for ms in (time % 2**47 for time in times):
        fresh = next_uuid7(ms, last)
        assert last is None or fresh > last
        assert (fresh[6] >> 4, fresh[8] >> 6) == (7, 0b10)
        last = fresh


def test_a_full_counter_borrows_the_next_millisecond() -> None:
    last = next_uuid7(1000, None)
    for _ in range(5000):
        fresh = next_uuid7(1000, last)
        assert fresh > last
        last = fresh
