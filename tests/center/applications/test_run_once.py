"""Acts that come twice, at once, late, or for something else: real center, TLS."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from kiosk.center.applications.book import state_of_act
from kiosk.center.applications.losses import CLOCK_SKEW
from kiosk.devices.virtual.people.cast import Person
from kiosk.domain.applications import STALE_DAYS, ActState, LossKind, Reason
from kiosk.domain.records import CardState
from kiosk.sync.applications.applications_client import ActsClient
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.applications_wire import LossRequest
from kiosk.sync.wire.sealing import Binding, loss_purpose, seal_identity
from tests.center.engines import asked, force
from tests.center.fixture import KIOSK
from tests.sync.applications.hall import (
    CAST,
    START,
    Hall,
    database,
    report,
    scene,
    second,
    state_of,
    who,
)

WANG, LI, CHEN = CAST["wang-xiulan"], CAST["li-guoqiang"], CAST["chen-jianhua"]
TEMPORARY, FORMAL = LossKind.TEMPORARY, LossKind.FORMAL


async def test_two_kiosks_at_once_are_one_report(tmp_path: Path) -> None:
    async with (
        scene(tmp_path) as (center, one, clock),
        second(center, tmp_path, clock) as two,
    ):
        for person in (WANG, LI, CHEN):
            answers = await asyncio.gather(report(one, person), report(two, person))
            states = sorted(answer.state for answer in answers)
            assert states == [ActState.ACCEPTED, ActState.ALREADY]
            assert len({answer.until for answer in answers}) == 1
            assert len({answer.number for answer in answers}) == 1


def request_of(one: Hall, person: Person) -> LossRequest:
    """Return a report as the desk would make it, to be sent by hand."""
    act = "01944df0950070739121b0f1668006f4"
    key = one.acts._keys.key()
    assert key is not None
    binding = Binding(KIOSK, act, loss_purpose(TEMPORARY))
    sealed = seal_identity(key, binding, who(person))
    return LossRequest(act=act, kind=TEMPORARY, identity=sealed, claimed=START)


async def test_the_same_act_is_counted_once(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, clock):
        await one.acts._keys.fetch()
        request = request_of(one, WANG)
        client = ActsClient(one.line)
        answers = await asyncio.gather(*(client.report_loss(request) for _ in range(5)))
        assert len(set(map(msgspec.json.encode, answers))) == 1
        clock.at += 3600
        late = msgspec.structs.replace(request, queued=True)
        assert await client.report_loss(late) == answers[0]
        with database(center) as db:
            assert len(asked(db, "SELECT id FROM act")) == 1
            assert len(asked(db, "SELECT act FROM notice")) == 1
        async with second(center, tmp_path, clock) as two:
            with pytest.raises(CenterError):
                await ActsClient(two.line).report_loss(request)
            assert await ActsClient(two.line).status(request.act) is None
        assert await client.status(request.act) == answers[0]


async def test_a_seal_is_good_for_one_act_at_one_kiosk(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, clock):
        await one.acts._keys.fetch()
        request = request_of(one, WANG)
        client = ActsClient(one.line)
        for changed in (
            msgspec.structs.replace(request, kind=FORMAL),
            msgspec.structs.replace(request, act=request.act[:-1] + "0"),
        ):
            answer = await client.report_loss(changed)
            assert answer.reason is Reason.UNREADABLE
        async with second(center, tmp_path, clock) as two:
            other = msgspec.structs.replace(request, act=request.act[:-1] + "1")
            answer = await ActsClient(two.line).report_loss(other)
            assert answer.reason is Reason.UNREADABLE
        assert state_of(center, WANG, clock.at) is CardState.NORMAL


@pytest.mark.parametrize(
    ("waited", "reason"),
    [(STALE_DAYS * 86400, None), (STALE_DAYS * 86400 + 1, Reason.STALE)],
)
async def test_a_report_that_waited_too_long(
    tmp_path: Path, waited: float, reason: Reason | None
) -> None:
    async with scene(tmp_path) as (center, one, clock):
        await one.acts._keys.fetch()
        request = request_of(one, WANG)
        clock.at += waited
        late = msgspec.structs.replace(request, queued=True)
        answer = await ActsClient(one.line).report_loss(late)
        assert answer.reason is reason
        assert answer.undo_until is None, "the person is gone"
        if answer.effective_from:
            assert answer.effective_from.timestamp() == clock.at, "from now on"
        with database(center) as db:
            (row,) = asked(db, "SELECT * FROM notice")
        word = "refused" if reason else "accepted"
        assert row["message"] == f"loss_{word}"
        assert row["mobile"].count("*") == 4


async def test_a_report_older_than_the_release_does_nothing(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, clock):
        await one.acts._keys.fetch()
        request = request_of(one, WANG)
        clock.at += 60
        await report(one, WANG)
        clock.at += 60
        await one.acts.release(who(WANG))
        clock.at += 60
        late = msgspec.structs.replace(request, queued=True)
        answer = await ActsClient(one.line).report_loss(late)
        assert answer.reason is Reason.STALE
        assert state_of(center, WANG, clock.at) is CardState.NORMAL


@pytest.mark.parametrize(
    ("ahead", "reason"), [(CLOCK_SKEW, None), (CLOCK_SKEW + 1, Reason.STALE)]
)
async def test_a_report_out_of_the_future(
    tmp_path: Path, ahead: float, reason: Reason | None
) -> None:
    async with scene(tmp_path) as (_, one, clock):
        await one.acts._keys.fetch()
        request = request_of(one, WANG)
        clock.at -= ahead
        late = msgspec.structs.replace(request, queued=True)
        answer = await ActsClient(one.line).report_loss(late)
        assert answer.reason is reason


async def test_a_fast_clock_does_not_go_round_a_release(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, clock):
        await one.acts._keys.fetch()
        request = request_of(one, WANG)
        clock.at -= CLOCK_SKEW / 2
        await report(one, WANG)
        await one.acts.release(who(WANG))
        late = msgspec.structs.replace(request, queued=True)
        answer = await ActsClient(one.line).report_loss(late)
        assert answer.reason is Reason.STALE
        assert state_of(center, WANG, clock.at) is CardState.NORMAL


async def test_an_old_receipt_does_not_take_over_a_new_report(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, clock):

        def said(act: str) -> str | None:
            with database(center) as db:
                return state_of_act(db, act, clock.at)

        first = await report(one, WANG)
        clock.at += 1
        await one.acts.release(who(WANG))
        clock.at += 1
        second = await report(one, WANG)
        assert (said(first.act), said(second.act)) == ("released", "accepted")
        clock.at += 16 * 86400
        third = await report(one, WANG)
        assert (said(second.act), said(third.act)) == ("ended", "accepted")
        clock.at += 1
        formal = await report(one, WANG, kind=FORMAL)
        assert (said(third.act), said(formal.act)) == ("accepted", "accepted")
        clock.at += 1
        await one.acts.release(who(WANG))
        assert [said(a.act) for a in (first, second, third, formal)] == [
            *("released", "ended", "released", "released")
        ]


async def test_a_receipt_of_a_card_that_is_gone(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, clock):
        first = await report(one, WANG)
        with database(center) as db:
            force(db, "DELETE FROM card WHERE id=:id", id=WANG.card.id.upper())
            assert state_of_act(db, first.act, clock.at) is None


async def test_midnight_in_china_changes_the_number_and_nothing_else(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as (_, one, clock):
        before = datetime(2025, 1, 10, 15, 59, 58, tzinfo=UTC)
        clock.at = before.timestamp()
        first = await report(one, WANG)
        clock.at += 4
        second = await report(one, LI)
        assert (first.number, second.number) == ("25011000001", "25011100001")
        assert first.until == before + timedelta(days=15)
        assert (await one.acts.undo(first.act, who(WANG))).state is ActState.ACCEPTED


async def test_what_a_receipt_check_says_of_an_act(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, clock):

        def said(act: str) -> str | None:
            with database(center) as db:
                return state_of_act(db, act, clock.at)

        assert said("nothing") is None
        first = await report(one, WANG)
        again = await report(one, WANG)
        refused = await report(one, WANG, "777777")
        assert [said(a.act) for a in (first, again, refused)] == [
            "accepted",
            "accepted",
            "refused",
        ]
        await one.acts.undo(first.act, who(WANG))
        assert said(first.act) == "undone"
        second = await report(one, WANG)
        released = await one.acts.release(who(WANG))
        assert (said(second.act), said(released.act)) == ("released", "accepted")
        third = await report(one, WANG)
        clock.at += 16 * 86400
        assert said(third.act) == "ended"
