"""A kiosk seals with the key it has, and promises nothing with one that ended."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.domain.faults import Fault
from kiosk.settings.state.store import Store
from kiosk.sync.clock.clock import Certainty
from kiosk.sync.line.https import CenterError
from kiosk.sync.receipts.receipt_keeper import MIGRATIONS, OFTEN, ReceiptKeeper
from kiosk.sync.wire.kept_receipts import MAX_SEALED, ReceiptKey, open_receipt
from kiosk.sync.wire.sealing import key_id
from tests.session.hall import NOW, OneClock

PRIVATE = X25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key().public_bytes_raw()
KEY = ReceiptKey(key_id(PUBLIC), PUBLIC, NOW + timedelta(days=14))


class Center:
    """Gives a key, or fails."""

    def __init__(self) -> None:
        self.key: ReceiptKey | None = KEY
        self.asked = 0

    async def __call__(self) -> ReceiptKey:
        self.asked += 1
        if self.key is None:
            raise CenterError("no such route", Fault.CENTER_ERROR)
        return self.key


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "kiosk.sqlite", MIGRATIONS)
    yield opened
    opened.close()


async def test_what_is_sealed_opens_at_the_center_only(store: Store) -> None:
    keeper = ReceiptKeeper("K-1", store, OneClock(), Center())
    assert not keeper.can_keep(b"receipt")
    await keeper.fresh()
    assert keeper.can_keep(b"receipt")
    key, sealed = keeper.seal("C", "N", b"receipt")
    assert key == KEY.id
    assert b"receipt" not in sealed
    assert open_receipt(PRIVATE, "K-1", "C", "N", sealed) == b"receipt"


async def test_a_receipt_that_is_too_long_is_not_promised(store: Store) -> None:
    keeper = ReceiptKeeper("K-1", store, OneClock(), Center())
    await keeper.fresh()
    fits = MAX_SEALED - 128
    assert keeper.can_keep(bytes(fits))
    assert len(keeper.seal("C", "N", bytes(fits)).sealed) <= MAX_SEALED
    assert not keeper.can_keep(bytes(fits + 1))


async def test_a_key_that_ended_or_a_time_that_nobody_knows(store: Store) -> None:
    center, clock = Center(), OneClock()
    keeper = ReceiptKeeper("K-1", store, clock, center)
    await keeper.fresh()
    clock.certainty = Certainty.UNSURE
    assert not keeper.can_keep(b"")
    clock.certainty = Certainty.AGREED
    assert keeper.can_keep(b"")
    ended = ReceiptKey(KEY.id, KEY.public, datetime(2024, 12, 31, tzinfo=UTC))
    center.key = ended
    clock.boot += OFTEN
    await keeper.fresh()
    assert not keeper.can_keep(b"")


async def test_an_older_center_is_not_asked_again_and_again(store: Store) -> None:
    center, clock = Center(), OneClock()
    center.key = None
    keeper = ReceiptKeeper("K-1", store, clock, center)
    with pytest.raises(CenterError):
        await keeper.fresh()
    await keeper.fresh()
    assert center.asked == 1
    assert not keeper.can_keep(b"")


async def test_a_key_that_is_not_what_its_id_says_is_not_kept(store: Store) -> None:
    center = Center()
    center.key = ReceiptKey("0" * 16, PUBLIC, KEY.until)
    keeper = ReceiptKeeper("K-1", store, OneClock(), center)
    with pytest.raises(CenterError):
        await keeper.fresh()
    assert not keeper.can_keep(b"")
