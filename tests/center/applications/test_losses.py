"""Loss reports on the real center over TLS: each rule of a region, each refusal."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.center.records.card_states import set_standing
from kiosk.center.server.operations import allow_part
from kiosk.domain.applications import ActState, ByIdCard, LossKind, Reason
from kiosk.domain.records import CardState
from kiosk.domain.region.region import Region
from tests.center.fixture import KIOSK
from tests.sync.applications.hall import (
    CAST,
    START,
    database,
    region,
    report,
    scene,
    state_of,
)

WANG, LI, CHEN = CAST["wang-xiulan"], CAST["li-guoqiang"], CAST["chen-jianhua"]
TEMPORARY, FORMAL = LossKind.TEMPORARY, LossKind.FORMAL


async def test_a_report_holds_until_its_end_and_then_the_card_works(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as (center, one, clock):
        answer = await report(one, WANG)
        assert answer.state is ActState.ACCEPTED
        assert answer.reason is None
        assert answer.number == "25011000001"
        assert answer.effective_from == START
        assert answer.until == START + timedelta(days=15)
        assert answer.undo_until == START + timedelta(minutes=10)
        assert answer.card_number == "A0*****02"
        assert answer.card_state is CardState.TEMPORARY_LOSS
        clock.at += 15 * 86400 - 1
        assert state_of(center, WANG, clock.at) is CardState.TEMPORARY_LOSS
        again = await report(one, WANG)
        assert (again.state, again.reason) == (ActState.ALREADY, Reason.ALREADY_LOST)
        assert (again.number, again.until) == (answer.number, answer.until)
        assert again.undo_until is None
        clock.at += 1
        assert state_of(center, WANG, clock.at) is CardState.NORMAL
        third = await report(one, WANG)
        assert third.state is ActState.ACCEPTED
        assert third.until == START + timedelta(days=30)


async def test_a_region_without_an_end_gives_none(tmp_path: Path) -> None:
    rules = region(temporary_days=None, releases_itself=False, undo_minutes=0)
    async with scene(tmp_path, rules) as (center, one, clock):
        answer = await report(one, WANG)
        assert answer.state is ActState.ACCEPTED
        assert (answer.until, answer.undo_until) == (None, None)
        clock.at += 400 * 86400
        assert state_of(center, WANG, clock.at) is CardState.TEMPORARY_LOSS


async def test_an_end_that_frees_nothing_frees_nothing(tmp_path: Path) -> None:
    async with scene(tmp_path, region(releases_itself=False)) as (center, one, clock):
        answer = await report(one, WANG)
        assert answer.until == START + timedelta(days=15)
        clock.at += 16 * 86400
        assert state_of(center, WANG, clock.at) is CardState.TEMPORARY_LOSS


async def test_nobody_learns_who_exists(tmp_path: Path) -> None:
    nobody = msgspec.structs.replace(WANG, number="990199199001010014")
    async with scene(tmp_path) as (_, one, _):
        answers = []
        for person in (WANG, nobody):
            for _ in range(3):
                answers.append(await report(one, person, "777777"))
            answers.append(await report(one, person, "777777"))
        own: dict[str, Any] = {"act": "", "number": "", "decided": None}
        lengths = [len(answer.evidence) for answer in answers]
        seen = [
            msgspec.structs.replace(answer, **own, evidence=b"") for answer in answers
        ]
        assert lengths[:4] == lengths[4:], "what is sealed tells nothing either"
        assert seen[:4] == seen[4:]
        assert [a.reason for a in seen[:4]] == [Reason.NOT_RECOGNISED] * 3 + [
            Reason.LOCKED
        ]
        assert seen[3].retry_after == 60


async def test_the_right_pin_waits_too_and_then_opens(tmp_path: Path) -> None:
    async with scene(tmp_path) as (_, one, clock):
        for _ in range(3):
            await report(one, WANG, "777777")
        assert (await report(one, WANG)).reason is Reason.LOCKED
        clock.at += 60
        assert (await report(one, WANG, "777777")).reason is Reason.NOT_RECOGNISED
        locked = await report(one, WANG)
        assert (locked.reason, locked.retry_after) == (Reason.LOCKED, 300)
        clock.at += 300
        assert (await report(one, WANG)).state is ActState.ACCEPTED
        assert (await report(one, WANG, "777777")).reason is Reason.NOT_RECOGNISED


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("xu-dehua", Reason.CANCELLED),
        ("zheng-wei", Reason.NOT_ENABLED),
    ],
)
async def test_states_that_allow_no_report(
    tmp_path: Path, key: str, reason: Reason
) -> None:
    async with scene(tmp_path) as (center, one, clock):
        person = CAST[key]
        answer = await report(one, person, person.card.pin or "000000")
        assert (answer.state, answer.reason) == (ActState.REFUSED, reason)
        assert answer.number
        assert state_of(center, person, clock.at) is person.card.state


async def test_a_card_that_is_being_made_cannot_be_lost(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, _):
        with database(center) as db:
            set_standing(db, WANG.card.id, CardState.MAKING)
        assert (await report(one, WANG)).reason is Reason.NOT_ISSUED


async def test_lost_elsewhere_is_already_lost(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, clock):
        with database(center) as db:
            set_standing(db, WANG.card.id, CardState.TEMPORARY_LOSS, clock.at + 3600)
        answer = await report(one, WANG)
        assert (answer.state, answer.reason) == (ActState.ALREADY, Reason.ALREADY_LOST)
        assert answer.until == START + timedelta(hours=1)
        clock.at += 3600
        assert (await report(one, WANG)).state is ActState.ACCEPTED


async def test_who_never_changed_the_initial_pin_sees_a_person(tmp_path: Path) -> None:
    async with scene(tmp_path, region(requires_changed_pin=True)) as (
        center,
        one,
        clock,
    ):
        first_pin = CAST["he-mingyuan"]
        answer = await report(one, first_pin)
        assert answer.reason is Reason.INITIAL_PIN
        assert state_of(center, first_pin, clock.at) is CardState.NORMAL
        assert (await report(one, WANG)).state is ActState.ACCEPTED


@pytest.mark.parametrize(
    "rules",
    [
        region(kiosk=False),
        region(kiosk=None),
        region(without_card=False),
    ],
)
async def test_the_region_forbids(tmp_path: Path, rules: Region) -> None:
    async with scene(tmp_path, rules) as (center, one, clock):
        assert (await report(one, WANG)).reason is Reason.NOT_ALLOWED
        assert state_of(center, WANG, clock.at) is CardState.NORMAL


async def test_an_id_card_counts_only_where_there_is_a_reader(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, clock):
        shown = ByIdCard(WANG.number, WANG.name)
        refused = (await one.acts.report_loss(TEMPORARY, shown)).answer
        assert refused is not None
        assert refused.reason is Reason.NOT_ALLOWED
        allow_part(center.folder, KIOSK, "id_card")
        wrong = ByIdCard(WANG.number, LI.name)
        stranger = (await one.acts.report_loss(TEMPORARY, wrong)).answer
        assert stranger is not None
        assert stranger.reason is Reason.NOT_RECOGNISED
        lodged = await one.acts.report_loss(TEMPORARY, shown)
        assert lodged.state is ActState.ACCEPTED
        assert state_of(center, WANG, clock.at) is CardState.TEMPORARY_LOSS


async def test_wrong_pins_do_not_lock_out_the_real_id_card(tmp_path: Path) -> None:
    """The number is printed on the card: its finder can type wrong PINs behind it."""
    async with scene(tmp_path) as (center, one, _):
        allow_part(center.folder, KIOSK, "id_card")
        for _ in range(3):
            await report(one, WANG, "777777")
        assert (await report(one, WANG)).reason is Reason.LOCKED
        for person in (LI, WANG):
            shown = ByIdCard(person.number, person.name)
            lodged = await one.acts.report_loss(TEMPORARY, shown)
            assert lodged.state is ActState.ACCEPTED
        wrong = ByIdCard(LI.number, CHEN.name)
        for _ in range(3):
            await one.acts.report_loss(TEMPORARY, wrong)
        locked = (await one.acts.report_loss(TEMPORARY, wrong)).answer
        assert locked is not None
        assert locked.reason is Reason.LOCKED, "names are counted too"
        assert (await report(one, LI)).state is ActState.ALREADY
