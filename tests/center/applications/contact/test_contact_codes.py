"""Codes to the number on record: on the real center over TLS."""

from pathlib import Path

import msgspec

from kiosk.center.applications.contact.contact_codes import (
    MISSES,
    VALID,
    forget_old_codes,
)
from kiosk.center.server.serve import act_rules
from kiosk.domain.applications import ActState, CodeState, Contact, ContactProof, Reason
from kiosk.domain.region.errand_rules import ContactRules
from kiosk.sync.wire.applications_wire import CodeRequest
from tests.center.engines import asked
from tests.center.fixture import RunningCenter
from tests.sync.applications.hall import (
    CAST,
    REGION,
    Hall,
    database,
    scene,
    second,
    token_of,
)

WANG = CAST["wang-xiulan"]
CODED = msgspec.structs.replace(
    REGION,
    contact=ContactRules(
        kiosk=True, fields=("mobile", "postcode"), proof=("code_to_old_number",)
    ),
)
POSTCODE = Contact(postcode="315000")


def codes(center: RunningCenter) -> list[str]:
    """Return the codes that wait to be sent, as a city's sender finds them."""
    with database(center) as db:
        rows = asked(db, "SELECT * FROM notice WHERE message='contact_code'")
    return [str(row["number"]) for row in rows]


async def change(one: Hall, code: str) -> Reason | None:
    token = await token_of(one, WANG)
    return (
        await one.acts.change_contact(token, POSTCODE, ContactProof(code=code))
    ).reason


async def send(one: Hall) -> CodeState:
    return (await one.acts.contact_code(await token_of(one, WANG))).state


def other(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


async def test_a_code_is_good_once_and_leaves_nothing(tmp_path: Path) -> None:
    async with scene(tmp_path, CODED) as (center, one, _):
        assert await change(one, "") is Reason.NOT_ALLOWED, "the card is not enough"
        assert await change(one, "123456") is Reason.CODE_EXPIRED, "none was sent"
        assert await send(one) is CodeState.SENT
        (code,) = codes(center)
        assert await change(one, code) is None
        assert await change(one, code) is Reason.CODE_EXPIRED
        assert codes(center) == []
        with database(center) as db:
            assert asked(db, "SELECT * FROM contact_code") == []
            (act,) = asked(db, "SELECT how FROM act WHERE state='accepted'")
        assert act["how"] == "code"


async def test_a_number_of_somebody_else_does_not_use_the_code_up(
    tmp_path: Path,
) -> None:
    rules = msgspec.structs.replace(CODED.contact, in_use="refuse")
    place = msgspec.structs.replace(CODED, contact=rules)
    async with scene(tmp_path, place) as (center, one, _):
        await send(one)
        (code,) = codes(center)
        theirs = Contact(mobile=CAST["li-guoqiang"].mobile)
        proof, token = ContactProof(code=code), await token_of(one, WANG)
        told = await one.acts.change_contact(token, theirs, proof)
        assert told.reason is Reason.IN_USE
        assert await change(one, code) is None
        assert codes(center) == []


async def test_wrong_codes_end_it_and_time_does(tmp_path: Path) -> None:
    async with scene(tmp_path, CODED) as (center, one, clock):
        await send(one)
        (code,) = codes(center)
        for _ in range(MISSES - 1):
            assert await change(one, other(code)) is Reason.WRONG_CODE
        assert await change(one, other(code)) is Reason.CODE_EXPIRED
        assert await change(one, code) is Reason.CODE_EXPIRED
        await send(one)
        (code,) = codes(center)
        clock.at += VALID + 1
        assert await change(one, code) is Reason.CODE_EXPIRED


async def test_a_code_that_nobody_typed_is_forgotten_with_its_message(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path, CODED) as (center, one, clock):
        await change(one, "")
        await send(one)
        rules = act_rules(center.folder, CODED)
        for late, left in ((VALID, 1), (VALID + 61, 0)):
            with database(center) as db:
                forget_old_codes(db, rules, clock.at + late)
                assert len(asked(db, "SELECT * FROM contact_code")) == left
            assert len(codes(center)) == left


async def test_a_code_is_good_at_its_own_kiosk_and_the_newest_counts(
    tmp_path: Path,
) -> None:
    async with (
        scene(tmp_path, CODED) as (center, one, clock),
        second(center, tmp_path, clock) as two,
    ):
        await send(one)
        (first,) = codes(center)
        assert await change(two, first) is Reason.CODE_EXPIRED
        await send(one)
        (newest,) = codes(center)
        if first != newest:
            assert await change(one, first) is Reason.WRONG_CODE
        assert await change(one, newest) is None


async def test_sendings_are_few_and_one_act_sends_once(tmp_path: Path) -> None:
    async with scene(tmp_path, CODED) as (center, one, clock):
        token = await token_of(one, WANG)
        request = CodeRequest(act=one.acts._ids.next(), token=token)
        for _ in range(5):
            assert (await one.acts._client.contact_code(request)).state is (
                CodeState.SENT
            )
        (code,) = codes(center)
        for _ in range(2):
            assert await send(one) is CodeState.SENT
        locked = await one.acts.contact_code(token)
        assert (locked.state, locked.retry_after) == (CodeState.LOCKED, 60)
        assert len(codes(center)) == 1, "only the newest is to be sent"
        clock.at += 60
        assert await send(one) is CodeState.SENT
        assert code not in str(one.events("contact.code", "contact.asked"))


async def test_who_has_no_number_hears_the_same(tmp_path: Path) -> None:
    async with scene(tmp_path, CODED) as (center, one, _):
        await send(one)
        with_number = await one.acts.contact_code(await token_of(one, WANG))
        _forget_mobile(center)
        without = await one.acts.contact_code(await token_of(one, WANG))
        assert without == with_number


def _forget_mobile(center: RunningCenter) -> None:
    from sqlalchemy import text

    from kiosk.center.database.transactions import transaction

    with database(center) as db, transaction(db):
        db.execute(
            text("UPDATE person SET record='{}' WHERE number=:n"), {"n": WANG.number}
        )


async def test_where_the_region_wants_no_code_none_is_sent(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, _):
        assert await send(one) is CodeState.NOT_ALLOWED
        assert codes(center) == []
        token = await token_of(one, WANG)
        done = await one.acts.change_contact(token, POSTCODE)
        assert done.state is ActState.ACCEPTED


async def test_a_code_of_a_clock_that_was_ahead_is_none(tmp_path: Path) -> None:
    async with scene(tmp_path, CODED) as (center, one, clock):
        clock.at += 86_400
        await send(one)
        (code,) = codes(center)
        clock.at -= 86_400
        assert await change(one, code) is Reason.CODE_EXPIRED
