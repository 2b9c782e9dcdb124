"""Acts that a center lost with its database, and has again from the journals."""

from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Table, delete, insert, select

from kiosk.center.applications.applications_tables import (
    act,
    act_number,
    notice,
    service_pin,
)
from kiosk.center.applications.book import contact_of, state_of_act
from kiosk.center.applications.given_back import FORGED, give_back
from kiosk.center.database.transactions import every, transaction
from kiosk.center.records.card_states import set_standing
from kiosk.center.records.records_tables import card, card_record, person
from kiosk.center.server.alarms import alarms
from kiosk.center.server.refusals import Refusal
from kiosk.domain.applications import ActAnswer, ActState, Contact, LossKind
from kiosk.domain.own_records import PersonRecord
from kiosk.domain.records import CardState
from tests.center.applications.direct_acts import (
    KIOSKS,
    LI,
    WANG,
    DirectCenter,
    new_act,
)
from tests.center.engines import asked
from tests.sync.applications.hall import START

NOW = START.timestamp()
ONE, TWO = KIOSKS[:2]
TABLES = (act, act_number, card, card_record, notice, person, service_pin)
Backup = dict[Table, list[dict[str, Any]]]


@pytest.fixture
def center(center_folder: Path) -> DirectCenter:
    return DirectCenter(center_folder)


def backup(db: Connection) -> Backup:
    """Return what the tables hold."""
    return {
        table: [dict(row) for row in every(db, select(table).order_by(*key))]
        for table, key in ((each, each.primary_key.columns) for each in TABLES)
    }


def restore(db: Connection, kept: Backup) -> None:
    """Make the tables what they were."""
    with transaction(db):
        for table, rows in kept.items():
            db.execute(delete(table))
            if rows:
                db.execute(insert(table), rows)


def give(db: Connection, center: DirectCenter, kiosk: str, answer: ActAnswer) -> None:
    """Hand an act's evidence in, as the event of a journal does."""
    told = b64encode(answer.evidence).decode()
    with transaction(db):
        give_back(db, center.rules.keys, kiosk, answer.act, told, NOW)


def test_a_report_is_in_force_again(center: DirectCenter, db: Connection) -> None:
    kept = backup(db)
    answer = center.loss(db, NOW)
    before, said = backup(db), state_of_act(db, answer.act, NOW)
    restore(db, kept)
    assert center.card(db, NOW).state is CardState.NORMAL
    assert state_of_act(db, answer.act, NOW) is None
    give(db, center, ONE, answer)
    assert center.card(db, NOW).state is CardState.TEMPORARY_LOSS
    assert state_of_act(db, answer.act, NOW) == said == "accepted"
    after = backup(db)
    assert after[notice] == [], "the person was told when it was made"
    assert {**after, notice: []} == {**before, notice: []}
    assert center.loss(db, NOW + 60, act=answer.act) == answer


def test_a_report_that_was_taken_back_comes_as_taken_back(
    center: DirectCenter, db: Connection
) -> None:
    kept = backup(db)
    report = center.loss(db, NOW)
    undone = center.undo(db, NOW + 5, report.act)
    for order in ((report, undone), (undone, report)):
        restore(db, kept)
        for answer in order:
            give(db, center, ONE, answer)
        assert center.card(db, NOW).state is CardState.NORMAL
        assert state_of_act(db, report.act, NOW) == "undone"


def test_a_report_that_was_released_elsewhere_stays_released(
    center: DirectCenter, db: Connection
) -> None:
    kept = backup(db)
    report = center.loss(db, NOW)
    released = center.release(db, NOW + 5, kiosk=TWO)
    restore(db, kept)
    give(db, center, TWO, released)
    give(db, center, ONE, report)
    assert center.card(db, NOW).state is CardState.NORMAL
    assert state_of_act(db, report.act, NOW) == "released"


def test_what_is_known_is_not_done_again(center: DirectCenter, db: Connection) -> None:
    report = center.loss(db, NOW)
    center.release(db, NOW + 5)
    before = backup(db)
    give(db, center, ONE, report)
    assert backup(db) == before
    with transaction(db):
        give_back(db, center.rules.keys, ONE, report.act, "not even base64", NOW)
    assert backup(db) == before


def test_nobody_invents_an_act(center: DirectCenter, db: Connection) -> None:
    kept = backup(db)
    report = center.loss(db, NOW)
    restore(db, kept)
    own = b64encode(report.evidence).decode()
    for kiosk, act_id, told in (
        (TWO, report.act, own),
        (ONE, new_act(), own),
        (ONE, report.act, own[:-8]),
        (ONE, report.act, "\N{SNOWMAN}"),
        (ONE, report.act, ""),
        (ONE, report.act, "A" * 200_000),
    ):
        with transaction(db):
            give_back(db, center.rules.keys, kiosk, act_id, told, NOW)
    assert backup(db) == kept
    assert {(a.kiosk, a.subject, a.times) for a in alarms(db)} == {
        (ONE, FORGED, 5),
        (TWO, FORGED, 1),
    }


def test_contact_data_come_back_field_by_field(
    center: DirectCenter, db: Connection
) -> None:
    kept = backup(db)
    first = center.contact(db, NOW, Contact(mobile="10011112222", postcode="111111"))
    second = center.contact(db, NOW + 1, Contact(postcode="222222"), TWO)
    restore(db, kept)
    third = center.contact(db, NOW + 2, Contact(address="新区一号"))
    assert third.state is ActState.ACCEPTED
    give(db, center, TWO, second)
    give(db, center, ONE, first)
    found = contact_of(db, WANG.number)
    assert (found.mobile, found.postcode) == ("10011112222", "222222")
    assert found.address == "新区一号"


def test_the_newest_pin_is_the_pin(center: DirectCenter, db: Connection) -> None:
    kept = backup(db)
    first = center.pin(db, NOW, WANG.card.pin, "111333")
    second = center.pin(db, NOW + 1, "111333", "864209", TWO)
    verifier = center.rules.pins.kept(db, WANG.number)
    restore(db, kept)
    for kiosk, answer in ((TWO, second), (ONE, first)):
        give(db, center, kiosk, answer)
    assert center.rules.pins.kept(db, WANG.number) == verifier


def test_a_card_that_a_desk_ended_stays_ended(
    center: DirectCenter, db: Connection
) -> None:
    kept = backup(db)
    report = center.loss(db, NOW)
    restore(db, kept)
    set_standing(db, WANG.card.id, CardState.CANCELLED)
    give(db, center, ONE, report)
    assert center.card(db, NOW).state is CardState.CANCELLED
    assert len(asked(db, "SELECT id FROM act")) == 1


def test_a_card_that_is_in_no_register_any_more(
    center: DirectCenter, db: Connection
) -> None:
    kept = backup(db)
    report = center.loss(db, NOW, LI)
    ids = {**kept, card: [r for r in kept[card] if r["holder"] != LI.number]}
    restore(db, ids)
    give(db, center, ONE, report)
    assert len(asked(db, "SELECT id FROM act")) == 1
    assert state_of_act(db, report.act, NOW) is None


def test_a_number_is_not_given_twice(center: DirectCenter, db: Connection) -> None:
    center.loss(db, NOW)
    kept = backup(db)
    center.release(db, NOW + 1)
    last = center.loss(db, NOW + 2)
    restore(db, kept)
    give(db, center, ONE, last)
    following = center.release(db, NOW + 3)
    assert (last.number, following.number) == ("25011000003", "25011000004")


# Any history, any backup, any order.


class Step(NamedTuple):
    """One act of a history, and how everything stood after it."""

    kind: str
    kiosk: str
    answer: ActAnswer
    after: Backup


Act = Callable[[], ActAnswer]
KINDS = (
    *("lost", "lost", "release", "release", "formal", "undo"),
    *("postcode", "postcode", "mobile", "pin", "pin"),
)


def acts_at(
    center: DirectCenter, db: Connection, kiosk: str, now: float, steps: list[Step]
) -> dict[str, Act]:
    """Return what can be done at a moment."""
    last, number = steps[-1].answer.act if steps else new_act(), len(steps)
    pin, new = center.pins.get(WANG.number, WANG.card.pin), f"86420{number}"
    post, call = (
        Contact(postcode=f"99999{number}"),
        Contact(mobile=f"1001111222{number}"),
    )
    return {
        "lost": lambda: center.loss(db, now, kiosk=kiosk),
        "formal": lambda: center.loss(db, now, kiosk=kiosk, kind=LossKind.FORMAL),
        "undo": lambda: center.undo(db, now, last, kiosk=kiosk),
        "release": lambda: center.release(db, now, kiosk=kiosk),
        "postcode": lambda: center.contact(db, now, post, kiosk),
        "mobile": lambda: center.contact(db, now, call, kiosk),
        "pin": lambda: center.pin(db, now, pin, new, kiosk),
    }


def lived(center: DirectCenter, db: Connection, data: st.DataObject) -> list[Step]:
    """Live through some acts of a person, and what they came to."""
    steps: list[Step] = []
    now = NOW
    for _ in range(data.draw(st.integers(3, 7), "acts")):
        now += data.draw(st.sampled_from((1.0, 300.0, 16 * 86400.0)), "pause")
        kiosk = data.draw(st.sampled_from(KIOSKS), "kiosk")
        acts = acts_at(center, db, kiosk, now, steps)
        kind = data.draw(st.sampled_from(KINDS), "act")
        try:
            steps.append(Step(kind, kiosk, acts[kind](), backup(db)))
        except Refusal:
            continue  # a lost card changes nothing
    return steps


def expected(first: Backup, known: list[Step]) -> tuple[object, ...]:
    """Return what these acts come to: each thing is as the last that set it left it."""
    done = [step for step in known if step.answer.state is ActState.ACCEPTED]

    def last(kinds: tuple[str, ...]) -> Backup:
        return next((s.after for s in reversed(done) if s.kind in kinds), first)

    stands = last(("lost", "formal", "undo", "release"))
    return (
        *(stands[card], stands[card_record], last(("pin",))[service_pin]),
        *(contact(last((name,)), name) for name in ("postcode", "mobile")),
    )


def contact(kept: Backup, name: str) -> str:
    (row,) = (row for row in kept[person] if row["number"] == WANG.number)
    return str(getattr(msgspec.json.decode(row["record"], type=PersonRecord), name))


def found(db: Connection) -> tuple[object, ...]:
    """Return the same as it is in the database."""
    now = backup(db)
    return (
        *(now[card], now[card_record], now[service_pin]),
        *(contact(now, name) for name in ("postcode", "mobile")),
    )


@given(data=st.data())
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_subset_in_any_order_comes_to_what_the_history_came_to(
    center: DirectCenter, db: Connection, data: st.DataObject
) -> None:
    center.pins.clear()
    first = backup(db)
    steps = lived(center, db, data)
    final = backup(db)
    try:
        cut = data.draw(st.integers(0, len(steps)), "backup after")
        kept = steps[cut - 1].after if cut else first
        places = st.lists(st.sampled_from(range(len(steps))), max_size=9)
        some = data.draw(places, "sent") if steps else []
        restore(db, kept)
        for place in some:
            give(db, center, steps[place].kiosk, steps[place].answer)
        known = [s for n, s in enumerate(steps) if n < cut or n in some]
        assert found(db) == expected(first, known)
        for place in data.draw(st.permutations(range(len(steps))), "all"):
            give(db, center, steps[place].kiosk, steps[place].answer)
        assert {**backup(db), notice: []} == {**final, notice: []}
        assert alarms(db) == []
    finally:
        restore(db, first)
