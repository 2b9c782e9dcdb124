"""Orders on their way: handed over until taken, ended by the journal, over in time."""

import msgspec
import pytest
from sqlalchemy import Connection

from kiosk.center.database.transactions import transaction
from kiosk.center.events.effects import take_effect
from kiosk.center.fleet.handing_over import (
    KEEP_S,
    UNHEARD_S,
    due_orders,
    expire_orders,
)
from kiosk.center.fleet.orders import give_order, order_of, orders_of
from kiosk.center.identity.registry import change_key
from kiosk.sync.wire.downward.orders_wire import ORDERS_AT_ONCE
from kiosk.sync.wire.events.journal_event import JournalEvent
from kiosk.sync.wire.events.order_events import OrderEnded, OrderTaken
from tests.center.engines import force

NOW = 1_800_000_000.0


@pytest.fixture
def fleet(db: Connection) -> Connection:
    for number, kiosk in enumerate(("a", "b")):
        with transaction(db):
            change_key(db, kiosk, bytes([number + 1]) * 32, NOW)
    return db


def due(db: Connection, now: float = NOW, **taken: int) -> list[tuple[str, int]]:
    with transaction(db):
        return [(each.kiosk, each.number) for each in due_orders(db, taken, now)]


def told(db: Connection, event: JournalEvent, kiosk: str = "a") -> tuple[str, str]:
    with transaction(db):
        payload = msgspec.json.encode(event)
        take_effect(db, kiosk, event.about.name, payload, NOW + 5)
    return state(db, 1)


def state(db: Connection, number: int, kiosk: str = "a") -> tuple[str, str]:
    row = order_of(db, kiosk, number)
    assert row is not None
    return row["state"], row["told"]


def test_only_those_asked_for_and_only_some_at_once(fleet: Connection) -> None:
    for _ in range(ORDERS_AT_ONCE + 1):
        give_order(fleet, "a", "logs", "li", NOW)
    give_order(fleet, "b", "logs", "li", NOW)
    first = [("a", number) for number in range(1, ORDERS_AT_ONCE + 1)]
    assert due(fleet, a=0) == first
    assert state(fleet, ORDERS_AT_ONCE + 1) == ("waiting", "")
    assert due(fleet, a=0) == first  # its answer was lost
    assert due(fleet, a=ORDERS_AT_ONCE, b=0) == [("a", ORDERS_AT_ONCE + 1), ("b", 1)]
    assert due(fleet, NOW + 601, a=0, b=0) == []


def test_an_order_for_the_machine_before_is_dropped(fleet: Connection) -> None:
    give_order(fleet, "a", "restart", "li", NOW)
    force(fleet, "UPDATE kiosk SET signing_key = :key WHERE id = 'a'", key=b"9" * 32)
    fleet.commit()
    assert due(fleet, a=0) == []
    assert state(fleet, 1) == ("dropped", "machine")


def test_how_it_ended_is_what_the_journal_says(fleet: Connection) -> None:
    give_order(fleet, "a", "restart", "li", NOW)
    order = {"act": "restart", "by": "li"}
    done = OrderEnded(number=1, end="done", why="", **order)
    assert told(fleet, done) == ("waiting", "")  # it was never handed over
    due(fleet, a=0)
    assert told(fleet, done, "b") == ("sent", "")
    assert told(fleet, OrderTaken(number=1, **order)) == ("taken", "")
    strange = OrderEnded(number=1, end="exploded", why="", **order)
    assert told(fleet, strange) == ("taken", "")
    for number in (0, -1, 2**70):
        far = OrderEnded(number=number, end="done", why="", **order)
        assert told(fleet, far) == ("taken", "")
    failed = OrderEnded(number=1, end="failed", why="x\x1b" * 99, **order)
    assert told(fleet, failed) == ("failed", "x" * 64)
    assert told(fleet, OrderTaken(number=1, **order)) == ("failed", "x" * 64)


def test_what_nobody_did_is_over_and_a_late_word_counts(fleet: Connection) -> None:
    give_order(fleet, "a", "restart", "li", NOW)
    give_order(fleet, "b", "restart", "li", NOW)
    due(fleet, a=0)
    assert expire_orders(fleet, NOW + 599) == 0
    assert expire_orders(fleet, NOW + 601) == 1
    assert (state(fleet, 1), state(fleet, 1, "b")) == (("sent", ""), ("expired", ""))
    assert expire_orders(fleet, NOW + 601 + UNHEARD_S) == 1
    assert state(fleet, 1) == ("expired", "unheard")
    late = OrderEnded(number=1, act="restart", by="li", end="done", why="")
    assert told(fleet, late) == ("done", "")
    assert expire_orders(fleet, NOW + KEEP_S + 1) == 2
    assert orders_of(fleet) == []
