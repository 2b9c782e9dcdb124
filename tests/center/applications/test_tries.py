"""A row of the table in docs/acts.md for each test: who fills a counter, what stays."""

import secrets
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection

from bench import guessing
from kiosk.center.applications.kiosk_tries import kiosk_tried, kiosk_wait
from kiosk.center.applications.tries import (
    CHALLENGE,
    LOSS,
    TriedNumber,
    number_missed,
    number_wait,
    owner_seen,
)
from kiosk.center.database.transactions import transaction
from kiosk.center.server.alarms import alarms
from kiosk.center.server.operations import allow_part
from kiosk.devices.virtual.people.cast import Person
from kiosk.domain.applications import (
    ActState,
    ByIdCard,
    LossKind,
    NewPin,
    ProgressState,
    Reason,
)
from kiosk.domain.secret import Pin
from kiosk.sync.applications.pending import MAX_BY_NUMBER, MAX_WAITING, QueueFull
from kiosk.sync.line.https import CenterError
from tests.center.engines import asked
from tests.center.fixture import KIOSK
from tests.sync.applications.hall import (
    CAST,
    Hall,
    database,
    hall,
    region,
    report,
    scene,
    second,
    token_of,
)

WANG, LI = CAST["wang-xiulan"], CAST["li-guoqiang"]
TEMPORARY = LossKind.TEMPORARY
DAY = 86400.0
WRONG = "777777"


def at(kiosk: str) -> TriedNumber:
    return TriedNumber(LOSS, b"wang", kiosk)


def fill(db: Connection, kiosk: str, days: float) -> int:
    """Guess at one kiosk at every moment that is left; return how often."""
    now, judged = 0.0, 0
    with transaction(db):
        while now < days * DAY:
            wait = number_wait(db, at(kiosk), now)
            if wait is None:
                number_missed(db, at(kiosk), now)
                judged += 1
            now += wait or 1
    return judged


def invented(place: int) -> Person:
    return msgspec.structs.replace(WANG, number=f"9901991990010100{place:02}")


async def by_id_card(one: Hall, person: Person, name: str = "") -> Reason | None:
    shown = ByIdCard(person.number, name or person.name)
    answer = (await one.acts.report_loss(TEMPORARY, shown)).answer
    assert answer is not None
    return answer.reason


# One number at one kiosk.


def test_a_stranger_at_one_kiosk_never_reaches_another(db: Connection) -> None:
    assert 365 <= fill(db, "a", 365) <= 375
    assert number_wait(db, at("a"), 365 * DAY) is not None
    assert number_wait(db, at("b"), 365 * DAY) is None


def test_two_strangers_at_two_kiosks_never_reach_a_third(
    db: Connection,
) -> None:
    for day in range(20):
        with transaction(db):
            for kiosk in ("a", "b"):
                for hour in range(24):
                    now = (day * 24 + hour) * 3600.0
                    if number_wait(db, at(kiosk), now) is None:
                        number_missed(db, at(kiosk), now)
            assert number_wait(db, at("c"), (day + 1) * DAY) is None


def test_waits_grow_and_a_day_forgets_one(db: Connection) -> None:
    now, waits = 0.0, []
    for _ in range(9):
        number_missed(db, at("a"), now)
        wait = number_wait(db, at("a"), now) or 0
        waits.append(wait)
        now += wait
    assert waits == [0, 0, 60, 300, 1800, 7200, 21600, 86400, 21600 + 64800]
    assert number_wait(db, at("a"), now + 9 * DAY) is None


async def test_28_wrong_tries_over_a_day_leave_the_owner_a_way(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, clock):
        allow_part(center.folder, KIOSK, "id_card")
        for _ in range(28):
            await report(one, WANG, WRONG)
            clock.at += DAY / 28
        assert (await report(one, WANG)).reason is Reason.LOCKED
        async with second(center, tmp_path, clock) as two:
            assert (await report(two, WANG)).state is ActState.ACCEPTED
        assert await by_id_card(one, WANG) is Reason.ALREADY_LOST


# One number at all kiosks, and the owner's own.


def test_all_kiosks_together_wait_but_not_the_owners_own(
    db: Connection,
) -> None:
    owner_seen(db, b"wang", "home", 0.0)
    for place in range(20):
        assert number_wait(db, at(f"k{place}"), 1.0) is None
        number_missed(db, at(f"k{place}"), 1.0)
    assert number_wait(db, at("elsewhere"), 1.0) == pytest.approx(DAY / 2, abs=2)
    assert number_wait(db, at("home"), 1.0) is None
    for _ in range(5):
        assert number_wait(db, at("home"), 1.0) is None
        number_missed(db, at("home"), 1.0)
    assert number_wait(db, at("home"), 1.0) == pytest.approx(DAY / 2, abs=2)
    assert number_wait(db, at("home"), 1.0 + DAY / 2) is None


def test_only_the_last_three_kiosks_are_the_owners(db: Connection) -> None:
    for day, kiosk in enumerate("abcd"):
        owner_seen(db, b"wang", kiosk, day * DAY)
    kept = asked(db, "SELECT kiosk FROM own_place ORDER BY kiosk")
    assert [row["kiosk"] for row in kept] == ["b", "c", "d"]
    owner_seen(db, b"wang", "d", 500 * DAY)
    assert len(asked(db, "SELECT kiosk FROM own_place")) == 1


async def test_a_card_with_its_pin_makes_a_kiosk_the_owners(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, clock):
        await token_of(one, WANG, pin=False)
        with database(center) as db:
            assert asked(db, "SELECT * FROM own_place") == []
        await token_of(one, WANG)
        with database(center) as db:
            assert len(asked(db, "SELECT * FROM own_place")) == 1
        for _ in range(3):
            await report(one, WANG, WRONG)
        assert (await report(one, WANG)).state is ActState.ACCEPTED
        async with second(center, tmp_path, clock) as two:
            for _ in range(3):
                await report(two, LI, WRONG)
            assert (await report(two, LI)).reason is Reason.LOCKED


# One kiosk, many numbers.


async def test_thirty_invented_numbers_lock_nobody_out(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, _):
        allow_part(center.folder, KIOSK, "id_card")
        for place in range(31):
            answer = await report(one, invented(place))
            assert answer.reason is Reason.NOT_RECOGNISED
        assert (await report(one, WANG)).state is ActState.ACCEPTED
        assert await by_id_card(one, LI) is None
        with database(center) as db:
            assert [(a.kiosk, a.subject) for a in alarms(db)] == [(KIOSK, LOSS)]


def test_a_machine_that_guesses_gets_one_try_in_two_seconds(
    db: Connection,
) -> None:
    for _ in range(30):
        kiosk_tried(db, LOSS, "a", 0.0)
    assert kiosk_wait(db, LOSS, "a", 0.5) == 2
    assert kiosk_wait(db, LOSS, "a", 2.0) is None
    assert kiosk_wait(db, LOSS, "b", 0.5) is None
    assert kiosk_wait(db, LOSS, "a", 601.0) is None


# ID cards.


async def test_wrong_names_stop_neither_other_kiosks_nor_typed_numbers(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as (center, one, clock):
        for kiosk in (KIOSK, "hall-2"):
            allow_part(center.folder, kiosk, "id_card")
        for _ in range(3):
            assert await by_id_card(one, WANG, LI.name) is Reason.NOT_RECOGNISED
        assert await by_id_card(one, WANG) is Reason.LOCKED
        assert await by_id_card(one, LI) is None
        async with second(center, tmp_path, clock) as two:
            assert await by_id_card(two, WANG) is None
        assert (await report(one, WANG)).state is ActState.ALREADY


async def test_a_stolen_machine_reports_no_whole_town_by_id_card(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as (center, one, clock):
        for kiosk in (KIOSK, "hall-2"):
            allow_part(center.folder, kiosk, "id_card")
        said = [await by_id_card(one, (WANG, LI)[n % 2]) for n in range(12)]
        assert said.count(Reason.LOCKED) == 2
        with database(center) as db:
            assert [a.subject for a in alarms(db)] == ["loss.id_card.done"]
        async with second(center, tmp_path, clock) as two:
            assert await by_id_card(two, LI) is Reason.ALREADY_LOST
        clock.at += 60
        assert await by_id_card(one, LI) is Reason.ALREADY_LOST


# Questions.


async def test_questions_for_progress_come_late_and_are_told_of(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, _):
        for _ in range(21):
            found = await one.acts.progress(ByIdCard(WANG.number, WANG.name))
            assert found.state is ProgressState.FOUND
        with database(center) as db:
            assert [(a.kiosk, a.subject) for a in alarms(db)] == [(KIOSK, "progress")]


async def test_cards_that_nobody_has_are_not_asked_after_without_end(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as (center, one, _):
        for _ in range(30):
            with pytest.raises(CenterError) as refused:
                await one.line.client.challenge(secrets.token_hex(16).upper())
            assert refused.value.code == "no_record"
        assert await one.line.client.challenge(WANG.card.id), "late, and answered"
        with database(center) as db:
            assert [a.subject for a in alarms(db)] == [CHALLENGE]


# Old PINs.


async def test_wrong_old_pins_stop_no_loss_report(tmp_path: Path) -> None:
    rules = region()
    pin = msgspec.structs.replace(rules.pin, change_on_kiosk=True)
    async with scene(tmp_path, msgspec.structs.replace(rules, pin=pin)) as (_, one, _):
        token = await token_of(one, WANG)
        for _ in range(3):
            await one.acts.change_pin(token, NewPin(Pin("246802"), Pin(WRONG)))
        right = NewPin(Pin("246802"), Pin(WANG.card.pin))
        assert (await one.acts.change_pin(token, right)).reason is Reason.LOCKED
        assert (await report(one, WANG)).state is ActState.ACCEPTED


# Reports that wait.


async def test_numbers_leave_room_for_id_cards_without_a_line(tmp_path: Path) -> None:
    async with scene(tmp_path) as (_, one, _):
        await report(one, WANG)
        one.line.down = True
        one.store.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<?) "
            "INSERT INTO pending_act(act, asked_us, state) "
            "SELECT i, 1, 'waiting' FROM n",
            [MAX_BY_NUMBER],
        )
        with pytest.raises(QueueFull):
            await report(one, LI)
        shown = ByIdCard(LI.number, LI.name)
        assert (await one.acts.report_loss(TEMPORARY, shown)).answer is None
        assert MAX_BY_NUMBER < MAX_WAITING


# The bounds, by simulation.


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize(
    "kiosks", [1, *(pytest.param(many, marks=pytest.mark.long) for many in (2, 3, 20))]
)
def test_a_year_of_guessing_at_one_person_stays_under_a_thousandth(
    kiosks: int,
) -> None:
    found = guessing.aimed(kiosks)
    assert found.judged > 300
    assert found.chance <= 1e-3
    if kiosks <= 2:
        assert found.elsewhere == 0


@pytest.mark.engine("sqlite")
def test_guessing_at_everybody_delays_one_honest_person_in_a_hundred_at_most() -> None:
    found = guessing.sprayed(1, 2, 4000, 1)
    assert found.came > 300
    assert found.chance <= 1e-3
    assert found.delayed <= 0.01


async def test_the_owner_of_a_kiosk_is_a_keyed_hash(tmp_path: Path) -> None:
    async with (
        scene(tmp_path) as (center, one, clock),
        hall(center, tmp_path / "third", clock, "hall-3") as three,
    ):
        await report(one, WANG, WRONG)
        await report(three, WANG)
        with database(center) as db:
            for table in ("number_try", "own_place"):
                rows = [dict(row) for row in asked(db, f"SELECT * FROM {table}")]
                assert rows
                assert WANG.number not in str(rows)


@pytest.mark.parametrize("ahead", [3600.0, 30 * DAY, 365 * DAY, 2e9])
def test_a_clock_that_was_ahead_makes_nobody_wait_till_then(
    db: Connection, ahead: float
) -> None:
    now = 1_700_000_000.0
    here = TriedNumber(LOSS, b"one", KIOSK)
    elsewhere = TriedNumber(LOSS, b"one", "hall-2")
    for _ in range(3):
        number_missed(db, here, now + ahead)
    for _ in range(40):
        kiosk_tried(db, LOSS, KIOSK, now + ahead)
    assert number_wait(db, here, now) == 60, "the third miss, as if made now"
    assert number_wait(db, elsewhere, now) is None
    assert kiosk_wait(db, LOSS, KIOSK, now) == 2
    assert kiosk_wait(db, LOSS, KIOSK, now + 601) is None
    assert number_wait(db, here, now + 61) is None
