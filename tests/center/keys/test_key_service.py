"""The key service, and whose records a token opens: on a real center over TLS."""

import logging
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import every
from kiosk.center.keys import key_service
from kiosk.center.keys.key_service import RELEASE_SECONDS
from kiosk.center.keys.keys_tables import key_use
from kiosk.center.server.operations import release_pin
from kiosk.center.server.refusals import Refusal
from kiosk.devices.card.keys import authentication as crypto
from kiosk.devices.card.keys.key_provider import KeyName
from kiosk.devices.virtual.demo_keys import (
    algorithm_of_generation,
    card_key,
    expected_internal_answer,
    pin_reload_data,
)
from kiosk.devices.virtual.people.cast import load_people
from kiosk.domain.faults import Fault
from kiosk.domain.records import Insurance
from kiosk.machine.demo.demo_center import DemoKeys
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.keys_wire import ExternalKeyRequest, PinReloadRequest
from kiosk.sync.wire.visit_wire import CardProof
from tests.center.applications.direct_acts import at_once
from tests.center.fixture import RunningCenter, enrolled, item_of, running_center

CAST = load_people()
CHALLENGE = b"12345678"
PERSON = "chen-jianhua"
PIN = bytes.fromhex("907163")


class Time:
    """A clock that a test sets."""

    now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def center(tmp_path: Path, clock: Time) -> Iterator[RunningCenter]:
    import time

    clock.now = time.time()
    with running_center(tmp_path / "center", now=clock) as running:
        yield running


async def token_of(client: CenterClient, key: str = PERSON) -> str:
    card = CAST[key].card
    challenge = await client.challenge(card.id)
    answer = expected_internal_answer(
        card.id,
        algorithm_of_generation(card.generation),
        challenge.factor,
        challenge.original,
    )
    proof = CardProof(challenge.id, card.id, answer, item_of(card))
    return (await client.open_session(proof)).token


async def refused(work: object) -> Fault:
    with pytest.raises(CenterError) as caught:
        await work  # type: ignore[misc]
    return caught.value.fault


def uses(center: RunningCenter) -> list[tuple[str, str, str]]:
    with closing(connect(center.folder)) as db:
        rows = every(db, key_use.select().order_by(key_use.c.at))
    return [(row["kiosk"], row["card"], row["key"]) for row in rows]


@pytest.mark.parametrize("key", ["li-guoqiang", "wang-xiulan", PERSON])
async def test_a_key_is_used_for_the_proved_card(
    center: RunningCenter, tmp_path: Path, key: str
) -> None:
    card = CAST[key].card
    algorithm = algorithm_of_generation(card.generation)
    async with enrolled(center, tmp_path / "a") as client:
        token = await token_of(client, key)
        data = await client.use_key(ExternalKeyRequest(token, "RKSSSE", CHALLENGE))
    own = card_key(card.id, KeyName.HOLDER_READ, algorithm)
    assert crypto.answer(algorithm, own, CHALLENGE, data[8:]) == data[:8]
    assert uses(center) == [("hall-1", card.id, "RKSSSE")]


async def test_without_a_session_no_key_is_used(
    center: RunningCenter, tmp_path: Path, clock: Time
) -> None:
    async with enrolled(center, tmp_path / "a") as client:
        for token in ("", "made-up"):
            request = ExternalKeyRequest(token, "RKSSSE", CHALLENGE)
            assert await refused(client.use_key(request)) is Fault.CENTER_PROOF
        token = await token_of(client)
        clock.now += 3600
        request = ExternalKeyRequest(token, "RKSSSE", CHALLENGE)
        assert await refused(client.use_key(request)) is Fault.CENTER_PROOF
    assert uses(center) == []


async def test_a_lost_card_gets_no_key(center: RunningCenter, tmp_path: Path) -> None:
    async with enrolled(center, tmp_path / "a") as client:
        token = await token_of(client, "feng-juan")
        request = ExternalKeyRequest(token, "RKSSSE", CHALLENGE)
        assert await refused(client.use_key(request)) is Fault.CARD_REPORTED_LOST


async def test_a_pin_is_replaced_only_after_staff_released_it(
    center: RunningCenter, tmp_path: Path, clock: Time
) -> None:
    card = CAST[PERSON].card
    async with enrolled(center, tmp_path / "a") as client:
        token = await token_of(client)
        key = ExternalKeyRequest(token, "PUK", CHALLENGE)
        load = PinReloadRequest(token, CHALLENGE, PIN)
        assert await refused(client.use_key(key)) is Fault.CARD_LOCKED
        assert await refused(client.reload_pin(load)) is Fault.CARD_LOCKED
        release_pin(center.folder, card.id)
        await client.use_key(key)
        data = await client.reload_pin(load)
        algorithm = algorithm_of_generation(card.generation)
        assert data == pin_reload_data(card.id, algorithm, CHALLENGE, PIN)
        # Once is once, and a release does not last.
        assert await refused(client.reload_pin(load)) is Fault.CARD_LOCKED
        release_pin(center.folder, card.id)
        # The release was made by the wall's clock, however long the test took so far.
        clock.now = time.time() + RELEASE_SECONDS + 1
        assert await refused(client.use_key(key)) is Fault.CARD_LOCKED
    assert {key for _, _, key in uses(center)} == {KeyName.UNLOCK, "STKSSSE"}


async def test_a_release_is_for_one_card(center: RunningCenter, tmp_path: Path) -> None:
    async with enrolled(center, tmp_path / "a") as client:
        token = await token_of(client)
        release_pin(center.folder, CAST["wang-xiulan"].card.id)
        key = ExternalKeyRequest(token, "PUK", CHALLENGE)
        assert await refused(client.use_key(key)) is Fault.CARD_LOCKED


async def test_a_card_can_be_unlocked_with_its_own_pin(
    center: RunningCenter, tmp_path: Path
) -> None:
    async with enrolled(center, tmp_path / "a") as client:
        token = await token_of(client)
        release_pin(center.folder, CAST[PERSON].card.id)
        assert (
            len(await client.reload_pin(PinReloadRequest(token, CHALLENGE, b""))) == 4
        )


async def test_a_pin_too_long_for_the_block_is_refused(
    center: RunningCenter, tmp_path: Path
) -> None:
    async with enrolled(center, tmp_path / "a") as client:
        token = await token_of(client, "wang-xiulan")
        release_pin(center.folder, CAST["wang-xiulan"].card.id)
        request = PinReloadRequest(token, CHALLENGE, b"\x12" * 8)
        assert await refused(client.reload_pin(request)) is Fault.CENTER_BAD_ANSWER


async def test_a_token_is_for_one_kiosk_and_one_person(
    center: RunningCenter, tmp_path: Path
) -> None:
    """What one kiosk proved opens nothing at another, and nobody else's records."""
    async with (
        enrolled(center, tmp_path / "a", "hall-1") as first,
        enrolled(center, tmp_path / "b", "hall-2") as second,
    ):
        token = await token_of(first)
        answer = await first.contributions(token, Insurance.PENSION)
        assert answer.holder_name == CAST[PERSON].name
        for work in (
            second.contributions(token, Insurance.PENSION),
            second.use_key(ExternalKeyRequest(token, "RKSSSE", CHALLENGE)),
            second.reload_pin(PinReloadRequest(token, CHALLENGE, PIN)),
        ):
            assert await refused(work) is Fault.CENTER_PROOF
        other = await token_of(second, "wang-xiulan")
        answer = await second.contributions(other, Insurance.PENSION)
        assert answer.holder_name == CAST["wang-xiulan"].name


async def test_a_challenge_is_for_one_kiosk_and_used_up(
    center: RunningCenter, tmp_path: Path
) -> None:
    async with (
        enrolled(center, tmp_path / "a", "hall-1") as first,
        enrolled(center, tmp_path / "b", "hall-2") as second,
    ):
        card = CAST[PERSON].card
        challenge = await first.challenge(card.id)
        answer = expected_internal_answer(
            card.id,
            algorithm_of_generation(card.generation),
            challenge.factor,
            challenge.original,
        )
        proof = CardProof(challenge.id, card.id, answer)
        assert await refused(second.open_session(proof)) is Fault.CENTER_PROOF
        # The try of the other kiosk takes nothing from the first one.
        assert await first.open_session(proof)
        assert await refused(first.open_session(proof)) is Fault.CENTER_PROOF


async def test_no_pin_and_no_key_is_kept(
    center: RunningCenter, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    request = PinReloadRequest("token", CHALLENGE, PIN)
    assert "90" not in repr(request)
    async with enrolled(center, tmp_path / "a") as client:
        token = await token_of(client)
        release_pin(center.folder, CAST[PERSON].card.id)
        await client.reload_pin(PinReloadRequest(token, CHALLENGE, PIN))
    raw = b"".join(path.read_bytes() for path in center.folder.glob("center.sqlite*"))
    for canary in (PIN, b"907163", b"kHFj"):
        assert canary not in raw
    assert "907163" not in caplog.text
    assert "kHFj" not in caplog.text


async def test_of_many_at_once_one_gets_the_new_pin(
    center: RunningCenter, tmp_path: Path
) -> None:
    async with enrolled(center, tmp_path / "a") as client:
        token = await token_of(client)
        release_pin(center.folder, CAST[PERSON].card.id)
    request, clock = PinReloadRequest(token, CHALLENGE, PIN), time.time()

    def work(db: Connection, place: int) -> str:
        try:
            key_service.reload_pin(db, DemoKeys(), "hall-1", request, clock)
        except Refusal as refusal:
            return refusal.code
        return "done"

    found = at_once(center.folder, 6, work)
    assert sorted(found) == ["done", *["not_released"] * 5]
