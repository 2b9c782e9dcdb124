"""Which orders a machine takes, once each, and what a crash leaves of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from kiosk.settings.state.store import Store
from kiosk.sync.downward import order_book
from kiosk.sync.downward.order_book import MOST_OPEN, OrderBook
from kiosk.sync.journal import journal_tables
from kiosk.sync.journal.journal import Journal
from kiosk.sync.wire.downward.orders_wire import Order, OrderEnd
from kiosk.sync.wire.downward.signed_message import Purpose, SignedMessage
from tests.sync.downward.orders import NOW, SigningDesk, order
from tests.sync.samples import journal_in

MIGRATIONS = (*journal_tables.MIGRATIONS, *order_book.MIGRATIONS)


@dataclass
class Machine:
    """A machine with a book, and the desk that it trusts."""

    folder: Path
    desk: SigningDesk
    journal: Journal
    book: OrderBook

    def take(self, message: SignedMessage, minutes: float = 0) -> None:
        trusted = [self.desk.authority.certificate]
        self.book.take(message, trusted, NOW + timedelta(minutes=minutes))

    def given(self, number: int = 1, act: str = "restart", text: str = "") -> Order:
        return order(self.journal.keys.signing_public, number, act, text)

    def told(self) -> list[tuple[object, ...]]:
        """Return what the journal says of orders."""
        found = []
        for entry in self.journal.entries():
            payload = entry.payload
            end = (payload["end"], payload["why"]) if "end" in payload else ()
            found.append((entry.kind, payload["number"], *end))
        return found

    def crash(self) -> None:
        """Begin anew with what is durable."""
        self.journal.store.close()
        self.journal = journal_in(self.folder, migrations=MIGRATIONS)
        key = self.journal.keys.signing_public
        self.book = OrderBook(self.journal, key, lambda: None)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    journal = journal_in(tmp_path, migrations=MIGRATIONS)
    book = OrderBook(journal, journal.keys.signing_public, lambda: None)
    found = Machine(tmp_path, SigningDesk(tmp_path / "center"), journal, book)
    yield found
    found.journal.store.close()


def test_an_order_is_taken_once_and_kept_over_a_crash(machine: Machine) -> None:
    message = machine.desk.sign(machine.given(7))
    for _ in range(2):
        machine.take(message)
        machine.crash()
    assert [each.number for each in machine.book.open] == [7]
    assert machine.book.last == 7
    assert machine.told() == [("order.taken", 7)]
    machine.book.end(machine.book.open[0], OrderEnd.DONE)
    machine.take(message)
    machine.take(machine.desk.sign(machine.given(6)))
    machine.crash()
    assert machine.book.open == ()
    assert machine.told() == [("order.taken", 7), ("order.ended", 7, "done", "")]


def test_what_is_too_late_or_not_known_is_told_and_not_done(machine: Machine) -> None:
    machine.take(machine.desk.sign(machine.given(1)), minutes=10)
    machine.take(machine.desk.sign(machine.given(2, "explode")))
    machine.take(machine.desk.sign(machine.given(3, "message", "a\x1b[2J")))
    assert machine.book.open == ()
    assert machine.told()[1::2] == [
        ("order.ended", 1, "expired", ""),
        ("order.ended", 2, "refused", "act"),
        ("order.ended", 3, "refused", "text"),
    ]


def test_what_the_desk_did_not_say_to_this_machine_is_nothing(
    machine: Machine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    own, stranger = machine.desk, SigningDesk(tmp_path / "other")
    good = machine.given(5)
    replace = msgspec.structs.replace
    for message in (
        stranger.sign(good),
        own.sign(good, Purpose.EDITION),
        own.sign(replace(good, kiosk="hall-2")),
        own.sign(replace(good, machine=bytes(32))),
        replace(own.sign(good), body=b"{}"),
        replace(own.sign(good), signature=bytes(64)),
    ):
        machine.take(message)
        machine.take(message)
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == len(set(said)), "a log is filled by nobody"
    assert (machine.book.open, machine.book.last, machine.told()) == ((), 0, [])
    machine.take(own.sign(good))
    assert machine.book.last == 5


def test_only_so_many_are_open(machine: Machine) -> None:
    for number in range(1, MOST_OPEN + 2):
        machine.take(machine.desk.sign(machine.given(number)))
    assert len(machine.book.open) == MOST_OPEN
    assert machine.told()[-1] == ("order.ended", MOST_OPEN + 1, "refused", "many")


def test_an_end_and_what_it_does_are_one_step(machine: Machine) -> None:
    machine.take(machine.desk.sign(machine.given(1)))
    (only,) = machine.book.open

    def broken(store: Store) -> None:
        store.execute("CREATE TABLE done (x)")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        machine.book.end(only, OrderEnd.DONE, "", broken)
    assert machine.book.open == (only,)
    assert (
        machine.journal.store.all("SELECT * FROM sqlite_schema WHERE name='done'") == []
    )
    assert not machine.book.is_begun(only)
    machine.book.begin(only)
    machine.crash()
    assert machine.book.is_begun(machine.book.open[0])
