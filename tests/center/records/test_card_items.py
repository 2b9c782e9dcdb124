"""How a session's PIN is proved, and what it opens: by what the card gave after it."""

from pathlib import Path

import msgspec
import pytest

from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import every, put
from kiosk.center.records import card_items
from kiosk.center.records import records_tables as tables
from kiosk.center.server.operations import learn_card
from kiosk.center.server.operator import learn_card_command
from kiosk.center.server.refusals import Refusal
from kiosk.center.server.serve import act_rules, region_of
from kiosk.devices.virtual.demo_keys import (
    algorithm_of_generation,
    expected_internal_answer,
)
from kiosk.devices.virtual.people.cast import load_people
from kiosk.domain.faults import Fault
from kiosk.domain.records import CardState, Insurance
from kiosk.domain.region.region import Region
from kiosk.settings.texts import load_texts
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.keys_wire import ExternalKeyRequest
from kiosk.sync.wire.visit_wire import CardItem, CardProof, PinKnown, Session
from tests.center.fixture import ITEM, enrolled, item_of, running_center

CAST = load_people()
WANG, CHEN = CAST["wang-xiulan"].card, CAST["chen-jianhua"].card
OTHER_ITEM = "DF01.EF06/phone"
ZEROS = CardItem(ITEM, None)
WRONG = CardItem(ITEM, b"\x01" * 32)
UNKNOWN = CardItem(OTHER_ITEM, b"\x02" * 32)


def region(tmp_path: Path, shown: str = "nothing") -> Region:
    found = region_of(tmp_path)
    card = msgspec.structs.replace(found.card, unproved_pin=shown)
    return msgspec.structs.replace(found, card=card)


async def opened(client: CenterClient, item: CardItem | None) -> Session:
    challenge = await client.challenge(WANG.id)
    answer = expected_internal_answer(
        WANG.id,
        algorithm_of_generation(WANG.generation),
        challenge.factor,
        challenge.original,
    )
    return await client.open_session(CardProof(challenge.id, WANG.id, answer, item))


async def fault_of(client: CenterClient, item: CardItem | None) -> Fault:
    with pytest.raises(CenterError) as caught:
        await opened(client, item)
    return caught.value.fault


async def test_a_card_alone_tells_its_state_and_no_records(tmp_path: Path) -> None:
    with running_center(tmp_path / "c") as center:
        async with enrolled(center, tmp_path / "k") as client:
            session = await opened(client, None)
            assert (session.state, session.pin) == (CardState.NORMAL, PinKnown.NONE)
            token = session.token
            for work in (
                client.contributions(token, Insurance.PENSION),
                client.person(token),
                client.statements(token),
                client.medical(token),
                client.visits(token),
                client.benefits(token),
                client.use_key(ExternalKeyRequest(token, "RKSSSE", b"12345678")),
            ):
                with pytest.raises(CenterError) as caught:
                    await work
                assert caught.value.fault is Fault.CARD_PIN_UNPROVED


async def test_the_right_item_opens_records(tmp_path: Path) -> None:
    with running_center(tmp_path / "c") as center:
        async with enrolled(center, tmp_path / "k") as client:
            session = await opened(client, item_of(WANG))
            assert session.pin is PinKnown.PROVED
            told = await client.person(session.token)
            assert told.person.name == CAST["wang-xiulan"].name


@pytest.mark.parametrize("item", [ZEROS, WRONG, CardItem(ITEM, item_of(CHEN).digest)])
async def test_what_the_center_knows_better_is_not_genuine(
    tmp_path: Path, item: CardItem
) -> None:
    with running_center(tmp_path / "c", region=region(tmp_path, "records")) as center:
        async with enrolled(center, tmp_path / "k") as client:
            for _ in range(5):
                assert await fault_of(client, item) is Fault.CARD_NOT_GENUINE
            # Whoever tried this locks nobody out.
            assert (await opened(client, item_of(WANG))).pin is PinKnown.PROVED
        db = connect(center.folder)
        (doubt,) = every(db, tables.card_doubt.select())
        db.close()
        found = (doubt["card"], doubt["kiosk"], doubt["times"])
        assert found == (WANG.id, "hall-1", 5)


async def test_an_unknown_item_shows_nothing_unless_the_region_says_so(
    tmp_path: Path,
) -> None:
    with running_center(tmp_path / "c", region=region(tmp_path)) as center:
        async with enrolled(center, tmp_path / "k") as client:
            for item in (UNKNOWN, CardItem("", None)):
                assert await fault_of(client, item) is Fault.CARD_PIN_UNPROVED
        db = connect(center.folder)
        seen = every(db, tables.card_item.select().filter_by(source="seen"))
        db.close()
        assert seen == []


async def test_what_was_seen_is_remembered_and_proves_nothing(tmp_path: Path) -> None:
    with running_center(tmp_path / "c", region=region(tmp_path, "records")) as center:
        async with enrolled(center, tmp_path / "k") as client:
            nothing = await opened(client, CardItem(OTHER_ITEM, None))
            assert nothing.pin is PinKnown.UNKNOWN
            for _ in range(2):
                session = await opened(client, UNKNOWN)
                assert session.pin is PinKnown.UNKNOWN
            await client.person(session.token)
            other = CardItem(OTHER_ITEM, b"\x03" * 32)
            # Whose value came first nobody knows: no card is called a copy for it.
            assert await fault_of(client, other) is Fault.CARD_PIN_UNPROVED
            empty = CardItem(OTHER_ITEM, None)
            assert await fault_of(client, empty) is Fault.CARD_PIN_UNPROVED


async def test_a_desk_makes_a_card_known_once(tmp_path: Path) -> None:
    with running_center(tmp_path / "c", region=region(tmp_path)) as center:
        async with enrolled(center, tmp_path / "k") as client:
            learn_card(center.folder, WANG.id)
            # An empty answer teaches nothing and uses nothing up.
            empty = CardItem(OTHER_ITEM, None)
            assert await fault_of(client, empty) is Fault.CARD_PIN_UNPROVED
            assert (await opened(client, UNKNOWN)).pin is PinKnown.PROVED
            assert (await opened(client, UNKNOWN)).pin is PinKnown.PROVED
            other = CardItem(OTHER_ITEM, b"\x03" * 32)
            assert await fault_of(client, other) is Fault.CARD_NOT_GENUINE


def test_a_desk_s_word_ends_after_ten_minutes(tmp_path: Path) -> None:
    rules = act_rules(tmp_path, region(tmp_path))
    db = connect(tmp_path)
    of = {"holder": "N", "holder_name": "name", "generation": 2, "state": "normal"}
    put(db, tables.card, id=WANG.id.upper(), **of)
    card_items.learn(db, WANG.id, 1000)
    with pytest.raises(Refusal, match="Nobody knows"):
        card_items.judge(db, rules, "hall-1", WANG.id, UNKNOWN, 1601)
    with pytest.raises(Refusal, match="does not know"):
        card_items.learn(db, "00", 1000)
    db.close()


def test_the_desk_s_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with running_center(tmp_path / "c") as center:
        assert learn_card_command(center.folder, WANG.id.lower(), load_texts("en")) == 0
        assert learn_card_command(center.folder, "00", load_texts("en")) == 2
    assert "does not know" in capsys.readouterr().err


def test_no_value_and_no_plain_digest_is_kept(tmp_path: Path) -> None:
    with running_center(tmp_path / "c") as center:
        db = connect(center.folder)
        rows = every(db, tables.card_item.select())
        db.close()
    assert len(rows) == len(CAST)
    digest = item_of(WANG).digest
    assert digest is not None
    kept = b"".join(row["tag"] for row in rows)
    assert digest not in kept
    assert WANG.account.encode() not in kept
