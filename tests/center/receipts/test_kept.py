"""Kept receipts over real TLS: for their holder, sealed, and forgotten in time."""

from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection

from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import every
from kiosk.center.receipts import kept
from kiosk.center.receipts.kept_keys import DAY, FILE, GONE_AFTER, NEW_AFTER, KeptKeys
from kiosk.center.receipts.kept_tables import kept_receipt, receipt_key
from kiosk.center.server import alarms
from kiosk.center.server.backup import backup
from kiosk.devices.virtual.people.cast import load_people
from kiosk.machine.demo.demo_center import DemoKeys
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.events.receipt_events import ReceiptKept, ReceiptPrintedLater
from kiosk.sync.wire.kept_receipts import (
    KEEP_DAYS,
    MOST_KEPT,
    ReceiptKey,
    ReceiptRequest,
    open_receipt,
    seal_receipt,
)
from kiosk.sync.wire.sealing import SealUnreadable
from kiosk.sync.wire.visit_wire import CardProof
from tests.center.fixture import RunningCenter, enrolled, item_of, running_center

CAST = load_people()
MINE, OTHER = CAST["zhou-yuzhen"].card, CAST["wang-xiulan"].card
NUMBER = "5F0A1C3E-103000"
CONTENT = b"what another kiosk wrote"


class Time:
    """The center's clock, moved by hand."""

    now = 1_735_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def center(tmp_path: Path, time: Time) -> Iterator[RunningCenter]:
    with running_center(tmp_path / "center", now=time) as running:
        yield running


@pytest.fixture
async def client(center: RunningCenter, tmp_path: Path) -> AsyncIterator[CenterClient]:
    async with enrolled(center, tmp_path) as ready:
        yield ready


async def session(client: CenterClient, card: object = MINE, pin: bool = True) -> str:
    """Return a token, with the PIN proved or without."""
    found = next(p.card for p in CAST.values() if p.card == card)
    challenge = await client.challenge(found.id)
    answer = DemoKeys().answer(
        *(found.id, found.generation), challenge.factor, challenge.original
    )
    item = item_of(found) if pin else None
    proof = CardProof(challenge.id, found.id, answer, item)
    return (await client.open_session(proof)).token


def event(
    key: ReceiptKey,
    number: str = NUMBER,
    card: str = MINE.id,
    copies: int = 0,
) -> ReceiptKept:
    sealed = seal_receipt(key, "K-2", card, number, CONTENT)
    return ReceiptKept(
        "0" * 32,
        number=number,
        receipt="guide",
        card=card,
        copies=copies,
        key=key.id,
        sealed=sealed,
    )


async def test_the_holder_gets_it_and_nobody_else(
    client: CenterClient, db: Connection, time: Time
) -> None:
    kept.keep(db, "K-2", event(await client.receipt_key()), time.now)
    token = await session(client)
    (one,) = (await client.kept_receipts(token)).receipts
    assert (one.number, one.kind, one.kiosk) == ("5F0A1C3E-103000", "guide", "K-2")
    assert (one.until - one.kept).days == KEEP_DAYS
    told = await client.kept_receipt(ReceiptRequest(token, "K-2", one.number))
    assert (told.content, told.copies) == (CONTENT, 0)
    stranger = await session(client, OTHER)
    assert (await client.kept_receipts(stranger)).receipts == ()
    with pytest.raises(CenterError):
        await client.kept_receipt(ReceiptRequest(stranger, "K-2", one.number))
    finder = await session(client, pin=False)
    for ask in (
        client.kept_receipts(finder),
        client.kept_receipt(ReceiptRequest(finder, "K-2", one.number)),
    ):
        with pytest.raises(CenterError):
            await ask


async def test_prints_are_counted(
    client: CenterClient, db: Connection, time: Time
) -> None:
    kept.keep(db, "K-2", event(await client.receipt_key(), copies=1), time.now)
    number = "5F0A1C3E-103000"
    for copy, expected in ((3, 3), (2, 3), (4, 4)):
        done = ReceiptPrintedLater("0" * 32, number=number, origin="K-2", copy=copy)
        kept.printed(db, "K-9", done, time.now)
        token = await session(client)
        (one,) = (await client.kept_receipts(token)).receipts
        assert one.copies == expected


async def test_the_oldest_gives_way(
    client: CenterClient, db: Connection, time: Time
) -> None:
    key = await client.receipt_key()
    for n in range(MOST_KEPT + 3):
        kept.keep(db, "K-2", event(key, f"N-{n}"), time.now + n)
    kept.keep(db, "K-2", event(key, "X-1", OTHER.id), time.now)
    kept.keep(db, "K-2", event(key, "X-2", "F" * 32), time.now)
    found = (await client.kept_receipts(await session(client))).receipts
    assert [one.number for one in found] == [
        f"N-{n}" for n in reversed(range(3, MOST_KEPT + 3))
    ]
    rows = len(every(db, kept_receipt.select()))
    assert rows == MOST_KEPT + 1, "of an unknown card nothing is kept"


def test_what_is_no_receipt_is_told_once_however_often_it_comes(
    db: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    none = ReceiptKept(
        "0" * 32,
        number="no number" * 9,
        receipt="guide",
        card=MINE.id,
        copies=0,
        key="k",
        sealed=b"",
    )
    for second in range(20):
        kept.keep(db, "K-2", none, 1000.0 + second)
    assert every(db, kept_receipt.select()) == []
    assert len(caplog.records) == 1
    (told,) = alarms.alarms(db)
    assert (told.kiosk, told.subject, told.times) == ("K-2", kept.NO_RECEIPT, 20)


async def test_after_thirty_days_it_is_forgotten(
    client: CenterClient, db: Connection, time: Time
) -> None:
    kept.keep(db, "K-2", event(await client.receipt_key()), time.now)
    time.now += KEEP_DAYS * DAY - 60
    assert (await client.kept_receipts(await session(client))).receipts
    time.now += 61
    token = await session(client)
    assert not (await client.kept_receipts(token)).receipts
    with pytest.raises(CenterError):
        await client.kept_receipt(ReceiptRequest(token, "K-2", "5F0A1C3E-103000"))
    assert every(db, kept_receipt.select()) == []


def test_a_key_ends_and_takes_along_what_the_journal_holds(
    center_folder: Path, db: Connection
) -> None:
    begun = 1_735_000_000.0
    keys = KeptKeys(center_folder)
    first = keys.present(db, begun)
    assert keys.present(db, begun + NEW_AFTER - 1).id == first.id
    second = keys.present(db, begun + NEW_AFTER)
    assert second.id != first.id
    sealed = seal_receipt(first, "K-2", "C", "N", CONTENT)
    private = keys.private(db, first.id, begun + GONE_AFTER - 1)
    assert open_receipt(private, "K-2", "C", "N", sealed) == CONTENT
    again = KeptKeys(center_folder)
    assert set(again.ends(db, begun + GONE_AFTER - 1)) == {first.id, second.id}
    with pytest.raises(SealUnreadable):
        again.private(db, first.id, begun + GONE_AFTER)
    assert first.id not in keys.ends(db, begun + GONE_AFTER)
    assert [row["id"] for row in every(db, receipt_key.select())] == [second.id]


def test_two_nodes_give_out_one_key(center_folder: Path, db: Connection) -> None:
    nodes = [KeptKeys(center_folder) for _ in range(4)]

    def ask(keys: KeptKeys) -> str:
        with closing(connect(center_folder)) as own:
            return keys.present(own, 5.0).id

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(ask, nodes))) == 1
    assert len(every(db, receipt_key.select())) == 1


@pytest.mark.parametrize(
    "place", [("K-3", "C", "N"), ("K-2", "D", "N"), ("K-2", "C", "M")]
)
def test_a_receipt_opens_in_its_own_place_only(
    center_folder: Path, db: Connection, place: tuple[str, str, str]
) -> None:
    keys = KeptKeys(center_folder)
    key = keys.present(db, 0.0)
    sealed = seal_receipt(key, "K-2", "C", "N", CONTENT)
    with pytest.raises(SealUnreadable):
        open_receipt(keys.private(db, key.id, 0.0), *place, sealed)


def test_an_older_center_s_keys_are_taken_over(
    center_folder: Path, db: Connection
) -> None:
    raw = bytes(range(32))
    old = msgspec.json.encode([{"raw": raw, "since": 7.0}])
    (center_folder / FILE).parent.mkdir(exist_ok=True)
    (center_folder / FILE).write_bytes(old)
    assert list(KeptKeys(center_folder).ends(db, 8.0).values()) == [7.0 + GONE_AFTER]
    assert not (center_folder / FILE).exists()
    (row,) = every(db, receipt_key.select())
    assert raw not in row["sealed"]
    assert KeptKeys(center_folder).private(db, row["id"], 8.0)


def test_a_broken_file_of_keys_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"{}")
    with pytest.raises(ValueError, match="not the file"):
        KeptKeys(tmp_path)
    assert (tmp_path / FILE).read_bytes() == b"{}"


@pytest.mark.engine("sqlite")
def test_no_copy_holds_a_key_of_receipts(tmp_path: Path) -> None:
    folder = tmp_path / "center"
    with closing(connect(folder)) as db:
        key = KeptKeys(folder).present(db, 0.0)
        (row,) = every(db, receipt_key.select())
    backup(folder, tmp_path / "copy")
    with closing(connect(tmp_path / "copy")) as copy:
        assert every(copy, receipt_key.select()) == []
    raw = (tmp_path / "copy" / "center.sqlite").read_bytes()
    assert row["sealed"] not in raw
    assert key.id.encode() not in raw
