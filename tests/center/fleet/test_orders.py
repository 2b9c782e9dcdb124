"""Orders at the desk: numbers, who they are for, and how many may wait."""

import msgspec
import pytest
from sqlalchemy import Connection

from kiosk.center.database.transactions import transaction
from kiosk.center.fleet.orders import (
    MOST_WAITING,
    OrderNotGiven,
    cancel_order,
    give_order,
    order_of,
    orders_of,
)
from kiosk.center.identity.registry import change_key
from kiosk.sync.wire.downward.orders_wire import Order
from kiosk.sync.wire.downward.signed_message import machine_mark

NOW = 1_800_000_000.0
KEY, NEXT_KEY = b"1" * 32, b"2" * 32


def enrolled(db: Connection, kiosk: str = "hall-1", key: bytes = KEY) -> None:
    """Let a kiosk have a key, as an enrolment does."""
    with transaction(db):
        change_key(db, kiosk, key, NOW)


def state_of(db: Connection, number: int, kiosk: str = "hall-1") -> tuple[str, str]:
    row = order_of(db, kiosk, number)
    assert row is not None
    return row["state"], row["told"]


def test_an_order_is_for_the_machine_that_has_the_name_now(db: Connection) -> None:
    enrolled(db)
    given = give_order(db, "hall-1", "restart", "li", NOW)
    assert (given.number, given.expires) == (1, NOW + 600)
    row = order_of(db, "hall-1", 1)
    assert row is not None
    order = msgspec.json.decode(row["body"], type=Order)
    assert order.machine == machine_mark(KEY)
    assert (order.kiosk, order.act, order.by, order.number) == (
        *("hall-1", "restart", "li"),
        1,
    )
    enrolled(db, key=NEXT_KEY)
    assert state_of(db, 1) == ("dropped", "machine")


def test_the_same_key_again_drops_nothing_and_a_revoked_name_takes_nothing(
    db: Connection,
) -> None:
    enrolled(db)
    give_order(db, "hall-1", "stop", "li", NOW)
    enrolled(db)
    assert state_of(db, 1) == ("waiting", "")
    enrolled(db, key=b"")
    assert state_of(db, 1) == ("dropped", "machine")
    for kiosk in ("hall-1", "hall-9"):
        with pytest.raises(OrderNotGiven) as refused:
            give_order(db, kiosk, "stop", "li", NOW)
        assert refused.value.why == "unknown"


def test_numbers_grow_and_only_so_many_wait(db: Connection) -> None:
    enrolled(db)
    enrolled(db, "hall-2", NEXT_KEY)
    for number in range(1, MOST_WAITING + 1):
        assert give_order(db, "hall-1", "logs", "li", NOW).number == number
    with pytest.raises(OrderNotGiven) as refused:
        give_order(db, "hall-1", "logs", "li", NOW)
    assert refused.value.why == "many"
    assert give_order(db, "hall-2", "logs", "li", NOW).number == 1
    with transaction(db):
        assert cancel_order(db, "hall-1", 1, NOW)
        assert not cancel_order(db, "hall-1", 1, NOW)
    assert state_of(db, 1) == ("dropped", "cancelled")
    assert give_order(db, "hall-1", "logs", "li", NOW).number == MOST_WAITING + 1
    assert len(orders_of(db, "hall-1")) == MOST_WAITING + 1
    assert "body" not in orders_of(db)[0]


@pytest.mark.parametrize(
    ("act", "by", "text", "until", "why"),
    [
        ("explode", "li", "", None, "act"),
        ("stop", " ", "", None, "by"),
        ("stop", "l\x00i", "", None, "by"),
        ("stop", "l" * 65, "", None, "by"),
        ("message", "li", "a\x1b[2J", NOW + 60, "text"),
        ("message", "li", "a" * 121, NOW + 60, "text"),
        ("restart", "li", "now", None, "text"),
        ("message", "li", "早上好", None, "until"),
        ("message", "li", "早上好", NOW, "until"),
        ("message", "li", "早上好", NOW + 31 * 86400, "until"),
    ],
)
def test_what_cannot_be_given(
    db: Connection, act: str, by: str, text: str, until: float | None, why: str
) -> None:
    enrolled(db)
    with pytest.raises(OrderNotGiven) as refused:
        give_order(db, "hall-1", act, by, NOW, text=text, until=until)
    assert refused.value.why == why


def test_a_message_may_come_as_long_as_it_would_stand(db: Connection) -> None:
    enrolled(db)
    until = NOW + 7200
    told = give_order(db, "hall-1", "message", "li", NOW, text="早上好", until=until)
    assert told.expires == until
