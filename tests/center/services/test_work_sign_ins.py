"""Signing in as unemployed on the real center: once, on its days, or why not."""

from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection, delete

from kiosk.center.applications.applications_tables import act
from kiosk.center.applications.given_back import give_back
from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import put, transaction
from kiosk.center.server.serve import act_rules
from kiosk.center.services.work_answers import due_sign_in, record_of
from kiosk.center.services.work_tables import unemployed, work_sign_in
from kiosk.domain.applications import ActAnswer, ActState, Reason
from kiosk.domain.china_time import CHINA, china_date
from kiosk.domain.faults import Fault
from kiosk.domain.region.work_rules import UnemploymentRules
from kiosk.domain.services.due import Due, DueKind
from kiosk.domain.services.work import WorkState
from kiosk.sync.applications.applications_client import ActsClient
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.events.application_events import evidence_of
from kiosk.sync.wire.services.work_wire import SignInRequest
from tests.center.engines import asked
from tests.center.fixture import KIOSK
from tests.every import every
from tests.sync.applications.hall import (
    CAST,
    REGION,
    Hall,
    TestClock,
    database,
    report,
    scene,
    token_of,
)

WANG = CAST["wang-xiulan"]
TEN = UnemploymentRules(
    source="甲", kiosk=True, sign_in="monthly", first_day=1, last_day=10, ends_after=3
)
RULES = replace(REGION, unemployment=TEN)


def noon(day: str) -> float:
    return datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=CHINA).timestamp()


def register(
    db: Connection, state: WorkState = WorkState.REGISTERED, signed: str = "2026-02-03"
) -> None:
    row = {"registered": "2025-11-20", "cause": "other", "state": str(state)}
    with transaction(db):
        put(db, unemployed, holder=WANG.number, ended=None, **row)
        put(db, work_sign_in, holder=WANG.number, day=signed, number="")


async def signed_in(one: Hall, clock: TestClock, day: str) -> ActAnswer:
    clock.at = noon(day)
    return await one.acts.sign_in(await token_of(one, WANG))


async def test_who_is_registered_signs_in_once_in_the_window(tmp_path: Path) -> None:
    async with scene(tmp_path, RULES) as (center, one, clock):
        with database(center) as db:
            register(db)
        first = await signed_in(one, clock, "2026-03-10")
        assert first.state is ActState.ACCEPTED
        days = (date(2026, 4, 1), date(2026, 4, 10))
        assert (first.next_from, first.next_until) == days
        again = await signed_in(one, clock, "2026-03-10")
        assert (again.state, again.number) == (ActState.ALREADY, first.number)
        early = await signed_in(one, clock, "2026-03-11")
        assert early.reason is Reason.NOT_IN_WINDOW
        assert (early.next_from, early.next_until) == days
        token = await token_of(one, WANG)
        told = await one.line.client.unemployment(token)
        assert told.today == date(2026, 3, 11)
        assert told.registration is not None
        assert told.registration.last_sign_in == date(2026, 3, 10)
        assert told.standing is not None
        assert told.standing.open is None
        with database(center) as db:
            rows = asked(db, "SELECT * FROM work_sign_in ORDER BY day")
        assert [row["number"] for row in rows] == ["", first.number]


async def test_a_sign_in_whose_answer_was_lost_is_made_once(tmp_path: Path) -> None:
    async with scene(tmp_path, RULES) as (center, one, clock):
        with database(center) as db:
            register(db)
        one.line.lose = ["/acts/sign-in"]
        answer = await signed_in(one, clock, "2026-03-04")
        assert answer.state is ActState.ACCEPTED
        assert one.line.posted[-1] == "/acts/status"
        request = SignInRequest(act=answer.act, token=await token_of(one, WANG))
        assert await ActsClient(one.line).sign_in(request) == answer
        states = [e.payload["state"] for e in one.events("sign_in.answered")]
        assert states == ["accepted"]


CANNOT = (
    (WorkState.REGISTERED, "2025-11-20", Reason.ENDED),
    (WorkState.SUSPENDED, "2026-02-03", Reason.SUSPENDED),
    (WorkState.EMPLOYED, "2026-02-03", Reason.EMPLOYED),
    (WorkState.ENDED, "2026-02-03", Reason.ENDED),
)


async def test_who_cannot_is_told_why(tmp_path: Path) -> None:
    async with scene(tmp_path, RULES) as (center, one, clock):
        answer = await signed_in(one, clock, "2026-03-04")
        assert answer.reason is Reason.NOT_REGISTERED
        for state, signed, reason in every(CANNOT):
            with database(center) as db:
                register(db, state, signed)
            answer = await signed_in(one, clock, "2026-03-04")
            assert (answer.state, answer.reason) == (ActState.REFUSED, reason)
        with database(center) as db:
            assert not asked(db, "SELECT * FROM work_sign_in WHERE act IS NOT NULL")


async def test_without_a_rule_or_a_proved_card_nothing_is_done(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, clock):
        with database(center) as db:
            register(db)
        assert (await signed_in(one, clock, "2026-03-04")).reason is Reason.NOT_ALLOWED
        with pytest.raises(CenterError) as caught:
            await one.acts.sign_in(await token_of(one, WANG, pin=False))
        assert caught.value.fault is Fault.CARD_PIN_UNPROVED
        token = await token_of(one, WANG)
        await report(one, WANG)
        with pytest.raises(CenterError) as caught:
            await one.acts.sign_in(token)
        assert caught.value.fault is Fault.CARD_REPORTED_LOST


async def test_a_center_from_a_backup_learns_it_from_the_kiosk(tmp_path: Path) -> None:
    async with scene(tmp_path, RULES) as (center, one, clock):
        with database(center) as db:
            register(db)
        answer = await signed_in(one, clock, "2026-03-04")
        told = evidence_of(answer)
        assert isinstance(told, str)
        with closing(connect(center.folder)) as db:
            with transaction(db):
                db.execute(delete(act))
                db.execute(delete(work_sign_in))
            keys = act_rules(center.folder, RULES).keys
            for _ in range(2):
                with transaction(db):
                    give_back(db, keys, KIOSK, answer.act, told, clock.at)
            (row,) = asked(db, "SELECT * FROM work_sign_in")
        assert (row["day"], row["number"]) == ("2026-03-04", answer.number)


async def test_a_sign_in_by_a_clock_that_was_ahead_stands_for_no_other(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path, RULES) as (center, one, clock):
        with database(center) as db:
            register(db)
        assert (await signed_in(one, clock, "2026-05-05")).state is ActState.ACCEPTED
        right = await signed_in(one, clock, "2026-03-05")
        assert right.state is ActState.ACCEPTED
        for day in ("2026-03-05", "2026-03-06"):
            again = await signed_in(one, clock, day)
            assert (again.state, again.number) == (ActState.ALREADY, right.number)
        with database(center) as db:
            assert due_sign_in(db, TEN, WANG.number, noon("2026-03-06")) is None
            days = asked(db, "SELECT day FROM work_sign_in ORDER BY day")
        assert [row["day"] for row in days] == ["2026-02-03", "2026-03-05"]
        may = await signed_in(one, clock, "2026-05-05")
        assert may.state is ActState.ACCEPTED


def test_what_is_due_is_the_open_window_until_it_was_done(
    center_folder: Path,
) -> None:
    with closing(connect(center_folder)) as db:
        assert due_sign_in(db, TEN, WANG.number, noon("2026-03-04")) is None
        register(db)
        until = date(2026, 3, 10)
        found = due_sign_in(db, TEN, WANG.number, noon("2026-03-04"))
        assert found == Due(kind=DueKind.SIGN_IN, until=until)
        assert due_sign_in(db, TEN, WANG.number, noon("2026-03-11")) is None
        no_rule = UnemploymentRules(kiosk=True)
        assert due_sign_in(db, no_rule, WANG.number, noon("2026-03-04")) is None
        register(db, signed="2026-03-02")
        assert due_sign_in(db, TEN, WANG.number, noon("2026-03-04")) is None
        record = record_of(db, WANG.number, date(2026, 3, 4))
        assert record is not None
        assert record.last_sign_in == date(2026, 3, 2)


def test_the_day_is_chinas() -> None:
    late = datetime.fromisoformat("2026-02-28T16:00:00+00:00").timestamp()
    assert china_date(late) == date(2026, 3, 1)
    assert china_date(late - 1) == date(2026, 2, 28)
