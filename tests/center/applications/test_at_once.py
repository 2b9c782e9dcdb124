"""What comes at the same moment on many connections is judged one after the other."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection, event, text

from kiosk.center.applications import book, way_back
from kiosk.center.applications.applicant import ActAtWork, ActRefused
from kiosk.center.applications.kiosk_tries import kiosk_tried, kiosk_wait
from kiosk.center.applications.run_once import once
from kiosk.center.applications.tries import (
    LOSS,
    TriedNumber,
    number_missed,
    number_wait,
)
from kiosk.center.database.transactions import transaction
from kiosk.center.server.late import reserve
from kiosk.domain.applications import ActAnswer, ActState, Contact, LossKind, Reason
from kiosk.domain.records import CardState
from kiosk.domain.region.errand_rules import ContactRules
from kiosk.sync.wire.applications_wire import WaitingReport, WithdrawRequest
from kiosk.sync.wire.sealing import withdraw_purpose
from tests.center.applications.direct_acts import (
    KIOSKS,
    LI,
    PLACE,
    WANG,
    DirectCenter,
    at_once,
    new_act,
)
from tests.center.engines import asked
from tests.sync.applications.hall import START

NOW = START.timestamp()
MANY = 8


@pytest.fixture
def center(center_folder: Path) -> DirectCenter:
    return DirectCenter(center_folder)


def tries_of(folder: Path, kiosks: list[str]) -> int:
    """Try one number at once at these kiosks; return how many were let through."""

    def work(db: Connection, place: int) -> bool:
        tried = TriedNumber(LOSS, b"one", kiosks[place])
        with transaction(db):
            wait = number_wait(db, tried, NOW)
            if wait is None:
                number_missed(db, tried, NOW)
        return wait is None

    return sum(at_once(folder, len(kiosks), work))


def test_of_eight_guesses_at_one_kiosk_three_are_let_through(
    center_folder: Path, db: Connection
) -> None:
    assert tries_of(center_folder, ["a"] * MANY) == 3
    found = asked(db, "SELECT place, level FROM number_try WHERE level > 0")
    assert {row["place"]: row["level"] for row in found} == {"at a": 3.0, "all": 3.0}


def test_of_guesses_at_all_kiosks_as_many_as_the_pool_has(
    center_folder: Path, db: Connection
) -> None:
    for place in range(17):
        number_missed(db, TriedNumber(LOSS, b"one", f"b{place}"), NOW)
    assert tries_of(center_folder, [f"k{place}" for place in range(MANY)]) == 3


def test_many_at_one_kiosk_are_counted_before_the_next_is_let_through(
    center: DirectCenter, db: Connection
) -> None:
    with transaction(db):
        for _ in range(27):
            kiosk_tried(db, LOSS, KIOSKS[0], NOW)

    def work(own: Connection, _: int) -> bool:
        with transaction(own):
            wait = kiosk_wait(own, LOSS, KIOSKS[0], NOW)
            if wait is None:
                kiosk_tried(own, LOSS, KIOSKS[0], NOW)
        return wait is None

    assert sum(at_once(center.folder, MANY, work)) == 3


def test_the_line_of_a_kiosk_holds_for_all_nodes(center: DirectCenter) -> None:
    def work(db: Connection, _: int) -> float | None:
        return reserve(db, KIOSKS[0], NOW, 2.0)

    turns = at_once(center.folder, MANY, work)
    assert sorted(turn for turn in turns if turn is not None) == [2.0, 4.0, 6.0, 8.0]


def test_a_line_is_over_by_itself_and_no_clock_makes_it_long(
    center: DirectCenter, db: Connection
) -> None:
    for _ in range(4):
        assert reserve(db, KIOSKS[0], NOW, 2.0) is not None
    assert reserve(db, KIOSKS[0], NOW, 2.0) is None
    assert reserve(db, KIOSKS[1], NOW, 2.0) == 2.0, "another kiosk's is its own"
    assert reserve(db, KIOSKS[0], NOW + 2.0, 2.0) == 8.0, "one has been let in"
    assert reserve(db, KIOSKS[0], NOW + 60.0, 2.0) == 2.0
    assert reserve(db, KIOSKS[0], NOW - 9000.0, 2.0) == 2.0, "the clock was ahead"


def test_one_act_on_many_connections_is_decided_once(
    center: DirectCenter, db: Connection
) -> None:
    act, decided = new_act(), []

    def work(own: Connection, place: int) -> ActAnswer:
        at_work = ActAtWork(own, center.rules, KIOSKS[0], act, NOW + place)

        def decide() -> ActAnswer:
            decided.append(place)
            return book.write(at_work, "x", ActAnswer(act=act, state=ActState.ACCEPTED))

        return once(at_work, "x", decide)

    answers = at_once(center.folder, MANY, work)
    assert len(decided) == 1
    assert all(answer == answers[0] for answer in answers)
    assert len(asked(db, "SELECT id FROM act")) == 1


def test_of_many_reports_of_one_card_one_is_the_first(center: DirectCenter) -> None:
    def work(db: Connection, place: int) -> ActAnswer:
        return center.loss(db, NOW, kiosk=KIOSKS[place % len(KIOSKS)])

    answers = at_once(center.folder, MANY, work)
    states = sorted(answer.state for answer in answers)
    assert states == [ActState.ACCEPTED] + [ActState.ALREADY] * (MANY - 1)
    assert len({answer.number for answer in answers}) == 1


@pytest.mark.parametrize("trial", range(2))
def test_of_two_people_who_want_one_free_number_one_gets_it(
    center_folder: Path, trial: int
) -> None:
    contact = ContactRules(kiosk=True, fields=("mobile",), in_use="refuse")
    center = DirectCenter(center_folder, replace(PLACE, contact=contact))
    people, wanted = (WANG, LI), Contact(mobile=f"1009988770{trial}")

    def work(db: Connection, place: int) -> ActAnswer:
        return center.contact(db, NOW, wanted, KIOSKS[place], people[place])

    answers = at_once(center.folder, 2, work)
    assert sorted(str(a.reason) for a in answers) == ["None", str(Reason.IN_USE)]


def test_receipt_numbers_have_no_gap_and_no_twin(
    center: DirectCenter, db: Connection
) -> None:
    def work(own: Connection, place: int) -> list[str]:
        kiosk = f"other-{place}"
        found = []
        for _ in range(3):
            at_work = ActAtWork(own, center.rules, kiosk, new_act(), NOW)
            answer = ActAnswer(act=at_work.act, state=ActState.ACCEPTED)
            done = once(at_work, "x", lambda: book.write(at_work, "x", answer))  # noqa: B023
            found.append(done.number)
        return found

    numbers = sorted(n for found in at_once(center.folder, MANY, work) for n in found)
    assert numbers == [f"250110{n:05d}" for n in range(1, 3 * MANY + 1)]


def test_what_was_counted_before_a_refusal_is_kept(
    center: DirectCenter, db: Connection
) -> None:
    at_work = ActAtWork(db, center.rules, KIOSKS[0], new_act(), NOW)

    def decide() -> ActAnswer:
        number_missed(db, TriedNumber(LOSS, b"one", KIOSKS[0]), NOW)
        raise ActRefused(Reason.NOT_RECOGNISED)

    assert once(at_work, "x", decide).reason is Reason.NOT_RECOGNISED
    assert len(asked(db, "SELECT tag FROM number_try WHERE level = 1")) == 2
    assert len(asked(db, "SELECT id FROM act")) == 1


@pytest.fixture
def written(db: Connection) -> Iterator[list[bool]]:
    """Say of each transaction whether a standby would have to confirm it."""
    found: list[bool] = []

    def ends(connection: Connection) -> None:
        question = text("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
        found.append(bool(connection.execute(question).scalar_one()))

    event.listen(db, "commit", ends)
    yield found
    event.remove(db, "commit", ends)


@pytest.mark.engine("postgresql")
def test_also_a_repeated_answer_waits_for_the_standby(
    center: DirectCenter, db: Connection, written: list[bool]
) -> None:
    act = new_act()
    first = center.loss(db, NOW, act=act)
    again = center.loss(db, NOW + 5, act=act)
    assert again == first
    assert written[-2:] == [True, True]


def test_two_nodes_clocks_do_not_turn_the_order_round(
    center: DirectCenter, db: Connection
) -> None:
    center.loss(db, NOW)
    center.release(db, NOW - 0.5, kiosk=KIOSKS[1])
    rows = asked(db, "SELECT kind FROM act ORDER BY decided")
    assert [row["kind"] for row in rows] == ["loss.temporary", "release"]
    assert center.card(db, NOW).state is CardState.NORMAL


@pytest.mark.parametrize("trial", range(4))
def test_a_report_and_its_withdrawal_end_in_one_of_two_ways(
    center: DirectCenter, db: Connection, trial: int
) -> None:
    of, kiosk, act = new_act(), KIOSKS[0], new_act()
    reports = (WaitingReport(of, LossKind.TEMPORARY),)
    sealed = center.seal(kiosk, act, withdraw_purpose(reports), WANG)
    request = WithdrawRequest(act=act, reports=reports, identity=sealed, queued=True)

    def work(own: Connection, place: int) -> ActAnswer:
        if place == trial % 2:
            return center.loss(own, NOW, act=of)
        return way_back.withdraw(own, center.rules, kiosk, request, NOW)

    both = at_once(center.folder, 2, work)
    told, back = (both[trial % 2], both[1 - trial % 2])
    state = center.card(db, NOW).state
    if back.state is ActState.ACCEPTED:
        assert (told.reason, state) == (Reason.WITHDRAWN, CardState.NORMAL)
    else:
        assert back.reason is Reason.TOO_LATE
        assert told.state is ActState.ACCEPTED
        assert state is CardState.TEMPORARY_LOSS
    assert center.loss(db, NOW, act=of) == told, "the same answer for ever"
