"""What a real center says is due, and to whom it says how much."""

from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import update

from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import transaction
from kiosk.center.records.card_states import set_standing
from kiosk.center.records.records_tables import card_record
from kiosk.center.services.due_things import CARD_DAYS
from kiosk.devices.virtual.people.cast import load_people
from kiosk.devices.virtual.people.registers import card_of
from kiosk.domain.faults import Fault
from kiosk.domain.records import CardState
from kiosk.domain.services.due import Due, DueKind
from kiosk.machine.demo.demo_center import DemoKeys
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.visit_wire import CardProof
from tests.center.fixture import RunningCenter, enrolled, item_of, running_center
from tests.center.records.test_own_records_answers import Time

CAST = load_people()
WHO = "zhou-yuzhen"
TODAY = date(2025, 3, 4)
"""In China, half a minute before midnight."""


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


async def token_of(client: CenterClient, *, pin: bool = True) -> str:
    card = CAST[WHO].card
    challenge = await client.challenge(card.id)
    answer = DemoKeys().answer(
        card.id, card.generation, challenge.factor, challenge.original
    )
    item = item_of(card) if pin else None
    proof = CardProof(challenge.id, card.id, answer, item)
    return (await client.open_session(proof)).token


@pytest.mark.parametrize("days", [-1, 0, CARD_DAYS, CARD_DAYS + 1])
async def test_the_end_of_a_card_is_due_some_months_before(
    client: CenterClient, center: RunningCenter, days: int
) -> None:
    until = TODAY + timedelta(days=days)
    record = replace(card_of(CAST[WHO]), valid_until=until)
    written = msgspec.json.encode(record).decode()
    with closing(connect(center.folder)) as db, transaction(db):
        of_card = update(card_record).where(card_record.c.card == CAST[WHO].card.id)
        db.execute(of_card.values(record=written))
    due = Due(kind=DueKind.CARD_EXPIRING, until=until)
    things = (await client.due(await token_of(client))).things
    assert things == ((due,) if days <= CARD_DAYS else ())


async def test_before_the_pin_a_stopped_card_hears_of_its_own_report_only(
    client: CenterClient, center: RunningCenter, time: Time
) -> None:
    ends = time.now + 3 * 86_400
    with closing(connect(center.folder)) as db, transaction(db):
        set_standing(db, CAST[WHO].card.id, CardState.TEMPORARY_LOSS, ends)
    told = await client.due(await token_of(client, pin=False))
    assert told.things == (Due(kind=DueKind.REPORT_ENDING, until=date(2025, 3, 7)),)
    time.now = ends
    assert (await client.due(await token_of(client, pin=False))).things == ()


async def test_a_token_of_nobody_is_told_nothing(client: CenterClient) -> None:
    with pytest.raises(CenterError) as refused:
        await client.due("x" * 43)
    assert refused.value.fault is Fault.CENTER_PROOF
