"""Contact data and a card's progress on the real center over TLS."""

from pathlib import Path

import msgspec
import pytest

from kiosk.center.keys.key_service import release_pin
from kiosk.center.server.operations import allow_part
from kiosk.domain.applications import (
    ActState,
    ByIdCard,
    Contact,
    NewPin,
    ProgressState,
    Reason,
)
from kiosk.domain.faults import Fault
from kiosk.domain.own_records import CardStep
from kiosk.domain.records import CardState
from kiosk.domain.region.errand_rules import ContactRules
from kiosk.domain.secret import Pin
from kiosk.sync.applications.applications_client import ActsClient
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.applications_wire import ContactRequest
from kiosk.sync.wire.keys_wire import PinReloadRequest
from tests.center.engines import asked
from tests.sync.applications.hall import (
    CAST,
    REGION,
    Hall,
    database,
    region,
    report,
    scene,
    token_of,
)

WANG, LI = CAST["wang-xiulan"], CAST["li-guoqiang"]


async def test_what_is_given_is_changed_and_the_rest_is_not(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, _):
        token = await token_of(one, WANG)
        before = (await one.line.client.person(token)).person
        new = Contact(mobile="10099887766", address="甬江示例路 20 号")
        answer = await one.acts.change_contact(token, new)
        assert answer.state is ActState.ACCEPTED
        assert answer.number
        after = (await one.line.client.person(token)).person
        assert after == msgspec.structs.replace(
            before, mobile=new.mobile, address=new.address
        )
        with database(center) as db:
            (notice,) = asked(db, "SELECT * FROM notice")
        assert notice["message"] == "contact_changed"
        assert before.mobile is not None
        assert notice["mobile"] == before.mobile, "only here the old number is left"
        events = one.events("contact.asked", "contact.answered")
        assert "10099887766" not in str(events)


@pytest.mark.parametrize(
    ("contact", "reason"),
    [
        (Contact(), Reason.INVALID),
        (Contact(mobile="1009988776"), Reason.INVALID),
        (Contact(mobile="10099887766", postcode="31500"), Reason.INVALID),
        (Contact(phone="0000-1234567"), Reason.NOT_ALLOWED),
    ],
)
async def test_what_is_not_changed(
    tmp_path: Path, contact: Contact, reason: Reason
) -> None:
    rules = msgspec.structs.replace(
        REGION, contact=ContactRules(kiosk=True, fields=("mobile", "postcode"))
    )
    async with scene(tmp_path, rules) as (_, one, _):
        token = await token_of(one, WANG)
        before = await one.line.client.person(token)
        assert (await one.acts.change_contact(token, contact)).reason is reason
        assert await one.line.client.person(token) == before


async def test_the_region_may_forbid_all_of_it(tmp_path: Path) -> None:
    rules = msgspec.structs.replace(REGION, contact=ContactRules())
    async with scene(tmp_path, rules) as (_, one, _):
        token = await token_of(one, WANG)
        answer = await one.acts.change_contact(token, Contact(postcode="315000"))
        assert answer.reason is Reason.NOT_ALLOWED


async def test_only_a_proved_card_in_use_changes_anything(tmp_path: Path) -> None:
    async with scene(tmp_path) as (_, one, _):
        new = Contact(postcode="315000")
        with pytest.raises(CenterError) as caught:
            await one.acts.change_contact("no-token", new)
        assert caught.value.fault is Fault.CENTER_PROOF
        token = await token_of(one, WANG)
        await report(one, WANG)
        with pytest.raises(CenterError) as caught:
            await one.acts.change_contact(token, new)
        assert caught.value.fault is Fault.CARD_REPORTED_LOST
        states = [e.payload["state"] for e in one.events("contact.answered")]
        assert states == ["refused", "refused"]


async def test_a_change_whose_answer_was_lost_is_made_once(tmp_path: Path) -> None:
    async with scene(tmp_path) as (_, one, _):
        token = await token_of(one, WANG)
        one.line.lose = ["/acts/contact"]
        answer = await one.acts.change_contact(token, Contact(postcode="315000"))
        assert answer.state is ActState.ACCEPTED
        assert one.line.posted[-1] == "/acts/status"
        request = ContactRequest(
            act=answer.act, token=token, contact=Contact(postcode="315999")
        )
        again = await ActsClient(one.line).change_contact(request)
        assert again == answer
        assert (await one.line.client.person(token)).person.postcode == "315000"


async def test_progress_is_told_to_who_knows_the_name(tmp_path: Path) -> None:
    async with scene(tmp_path) as (_, one, _):
        found = await one.acts.progress(ByIdCard(WANG.number, f" {WANG.name} "))
        assert found.state is ProgressState.FOUND
        assert found.card_state is CardState.NORMAL
        assert all(step.step in CardStep for step in found.steps)
        nobody = await one.acts.progress(ByIdCard("990199199001010014", WANG.name))
        wrong = await one.acts.progress(ByIdCard(WANG.number, LI.name))
        assert nobody == wrong
        assert wrong.state is ProgressState.NOT_FOUND
        assert wrong.steps == ()


async def test_names_are_not_tried_out(tmp_path: Path) -> None:
    async with scene(tmp_path) as (_, one, clock):
        for _ in range(3):
            await one.acts.progress(ByIdCard(WANG.number, LI.name))
        locked = await one.acts.progress(ByIdCard(WANG.number, WANG.name))
        assert (locked.state, locked.retry_after) == (ProgressState.LOCKED, 60)
        clock.at += 60
        found = await one.acts.progress(ByIdCard(WANG.number, WANG.name))
        assert found.state is ProgressState.FOUND
        assert (await report(one, WANG)).state is ActState.ACCEPTED


async def test_a_new_pin_of_the_card_is_the_new_pin_of_the_center(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path, region(requires_changed_pin=True)) as (center, one, _):
        first_pin = CAST["he-mingyuan"]
        assert (await report(one, first_pin)).reason is Reason.INITIAL_PIN
        token = await token_of(one, first_pin)
        told = await one.acts.change_pin(token, NewPin(Pin("864209"), Pin("000000")))
        assert told.state is ActState.ACCEPTED
        assert (await report(one, first_pin)).reason is Reason.NOT_RECOGNISED
        assert (await report(one, first_pin, "864209")).state is ActState.ACCEPTED
        with database(center) as db:
            kept = [dict(row) for row in asked(db, "SELECT * FROM service_pin")]
        assert "864209" not in str(kept)


@pytest.mark.parametrize(
    ("change", "unlock", "taken"),
    [(False, False, False), (False, True, True), (True, False, True)],
)
async def test_the_region_says_whether_a_kiosk_sets_pins(
    tmp_path: Path, change: bool, unlock: bool, taken: bool
) -> None:
    rules = msgspec.structs.replace(
        REGION.pin, change_on_kiosk=change, unlock_on_kiosk=unlock
    )
    place = msgspec.structs.replace(REGION, pin=rules)
    async with scene(tmp_path, place) as (_, one, _):
        token = await token_of(one, WANG)
        new = NewPin(Pin("864209"), Pin(WANG.card.pin))
        told = await one.acts.change_pin(token, new)
        assert told.reason is (None if taken else Reason.NOT_ALLOWED)
        after = await report(one, WANG, "864209" if taken else None)
        assert after.state is ActState.ACCEPTED


NEW = Pin("864209")
OLD = Pin(WANG.card.pin)


async def keeps(one: Hall, pin: str) -> bool:
    """Tell whether a loss is reported with this PIN."""
    return (await report(one, WANG, pin)).state is not ActState.REFUSED


@pytest.mark.parametrize("old", [None, Pin("111111"), NEW])
async def test_the_card_alone_sets_no_pin(tmp_path: Path, old: Pin | None) -> None:
    async with scene(tmp_path) as (_, one, _):
        token = await token_of(one, WANG)
        told = await one.acts.change_pin(token, NewPin(NEW, old))
        assert told.reason is Reason.NOT_RECOGNISED
        assert await keeps(one, WANG.card.pin)


async def test_an_old_pin_without_a_proved_one_of_the_card_sets_none(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as (_, one, _):
        token = await token_of(one, WANG, pin=False)
        with pytest.raises(CenterError) as caught:
            await one.acts.change_pin(token, NewPin(NEW, OLD))
        assert caught.value.fault is Fault.CARD_PIN_UNPROVED
        with pytest.raises(CenterError) as caught:
            await one.acts.change_contact(token, Contact(postcode="315000"))
        assert caught.value.fault is Fault.CARD_PIN_UNPROVED
        assert await keeps(one, WANG.card.pin)


async def test_wrong_old_pins_wait_and_stop_no_loss_report(tmp_path: Path) -> None:
    async with scene(tmp_path) as (_, one, clock):
        token = await token_of(one, WANG)
        for _ in range(3):
            await one.acts.change_pin(token, NewPin(NEW, Pin("111111")))
        locked = await one.acts.change_pin(token, NewPin(NEW, OLD))
        assert (locked.reason, locked.retry_after) == (Reason.LOCKED, 60)
        assert await keeps(one, WANG.card.pin)
        clock.at += 60
        token = await token_of(one, CAST["li-guoqiang"])
        old = Pin(CAST["li-guoqiang"].card.pin)
        told = await one.acts.change_pin(token, NewPin(NEW, old))
        assert told.state is ActState.ACCEPTED


@pytest.mark.parametrize(
    ("allowed", "name", "reason"),
    [
        (True, WANG.name, None),
        (True, LI.name, Reason.NOT_RECOGNISED),
        (False, WANG.name, Reason.NOT_ALLOWED),
    ],
)
async def test_the_id_card_at_the_machine_sets_it(
    tmp_path: Path, allowed: bool, name: str, reason: Reason | None
) -> None:
    async with scene(tmp_path) as (center, one, _):
        if allowed:
            allow_part(center.folder, "hall-1", "id_card")
        token = await token_of(one, WANG)
        shown = ByIdCard(WANG.number, name)
        told = await one.acts.change_pin(token, NewPin(NEW, id_card=shown))
        assert told.reason is reason
        assert await keeps(one, "864209" if reason is None else WANG.card.pin)


async def test_a_desk_that_released_the_card_sets_it_once(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, clock):
        token = await token_of(one, WANG, pin=False)
        with database(center) as db:
            release_pin(db, WANG.card.id, clock.seconds())
        request = PinReloadRequest(token, b"12345678", b"\x86\x42\x09")
        await one.line.client.reload_pin(request)
        told = await one.acts.change_pin(token, NewPin(NEW))
        assert told.state is ActState.ACCEPTED
        again = await one.acts.change_pin(token, NewPin(Pin("975312")))
        assert again.reason is Reason.NOT_RECOGNISED
        assert await keeps(one, "864209")


async def test_only_a_proved_card_tells_a_new_pin(tmp_path: Path) -> None:
    async with scene(tmp_path) as (_, one, _):
        with pytest.raises(CenterError) as caught:
            await one.acts.change_pin("no-token", NewPin(Pin("864209"), Pin("1")))
        assert caught.value.fault is Fault.CENTER_PROOF
        assert (await report(one, WANG)).state is ActState.ACCEPTED
