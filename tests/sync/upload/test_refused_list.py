"""Refused events: none lost, none twice, whatever is done with them."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.sync.journal.entries import UNSENDABLE
from kiosk.sync.journal.journal import Journal
from kiosk.sync.upload.outbox import Outbox
from kiosk.sync.upload.refused_list import (
    SentAgain,
    queue_numbers,
    refused_page,
    send_again,
    settle,
)
from kiosk.sync.wire.chain import NOWHERE, EventPlace
from kiosk.sync.wire.upload_wire import RejectedEvent
from tests.sync.samples import HandClock, filled, journal_in


def refused(journal: Journal, *seqs: int) -> None:
    """Let the center have everything and refuse some."""
    last = journal.pos().last
    answers = [RejectedEvent(seq, "bad_payload", "no object") for seq in seqs]
    Outbox(journal).acked(last, last, answers)


def ids(journal: Journal) -> list[bytes]:
    return [line.id for line in refused_page(journal, NOWHERE, 99)]


@given(count=st.integers(0, 12), size=st.integers(1, 5))
@settings(max_examples=15)
def test_pages_give_each_once(
    tmp_path_factory: pytest.TempPathFactory, count: int, size: int
) -> None:
    journal = journal_in(tmp_path_factory.mktemp("refused"))
    filled(journal, 12)
    refused(journal, *range(1, count + 1))
    at, found = NOWHERE, list[int]()
    while page := refused_page(journal, at, size):
        found += [line.place.seq for line in page]
        at = page[-1].place
    assert found == list(range(1, count + 1))
    assert queue_numbers(journal).refused == count
    journal.store.close()


def test_sent_again_it_is_a_new_event_with_the_same_words_and_time(
    tmp_path: Path,
) -> None:
    clock = HandClock()
    journal = journal_in(tmp_path, clock)
    filled(journal, 3)
    refused(journal, 2)
    clock.forward(5000)
    (event,) = ids(journal)
    assert send_again(journal, event) is SentAgain.SENT
    old, new = journal.entries()[1], journal.entries()[-1]
    assert (new.kind, new.payload, new.wall_us) == (old.kind, old.payload, old.wall_us)
    assert new.id not in {entry.id for entry in journal.entries()[:-1]}
    settled = journal.entries()[-2]
    assert settled.payload == {"event": event.hex(), "how": "sent_again"}
    assert journal.numbers().waiting == 2
    assert journal.verify().ok
    assert ids(journal) == []
    assert send_again(journal, event) is SentAgain.SETTLED, "a double touch"
    assert len(journal.entries()) == 5


def test_what_was_settled_is_not_sent_and_not_settled_twice(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    filled(journal, 3)
    refused(journal, 2)
    (event,) = ids(journal)
    assert settle(journal, event)
    assert not settle(journal, event)
    assert send_again(journal, event) is SentAgain.SETTLED
    assert [e.kind for e in journal.entries()[3:]] == ["refused.settled"]


def test_one_that_was_changed_stays_on_the_list(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    filled(journal, 3)
    refused(journal, 2)
    journal.store.execute("UPDATE outbox SET sealed=x'00' WHERE seq=2")
    (event,) = ids(journal)
    assert send_again(journal, event) is SentAgain.BROKEN
    assert ids(journal) == [event]
    assert len(journal.store.all("SELECT 1 FROM outbox")) == 3


def test_one_that_is_gone_stays_on_the_list(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    filled(journal, 3)
    refused(journal, 2)
    (event,) = ids(journal)
    journal.store.execute("DELETE FROM outbox WHERE seq=2")
    assert send_again(journal, event) is SentAgain.GONE
    assert ids(journal) == [event]


@pytest.mark.parametrize("whole", [True, False])
def test_a_new_epoch_takes_it_along_or_leaves_it(tmp_path: Path, whole: bool) -> None:
    """Set aside, it lies in another table; taken along, at another place."""
    journal = journal_in(tmp_path)
    filled(journal, 4)
    if whole:
        refused(journal, 2)
        journal.new_epoch("test", whole=True)
    else:
        Outbox(journal).set_aside(EventPlace(1, 2), "bad_request")
        journal.new_epoch("test")
    (line,) = refused_page(journal, NOWHERE, 9)
    assert line.code == ("bad_payload" if whole else UNSENDABLE)
    assert send_again(journal, line.id) is SentAgain.SENT
    assert journal.entries()[-1].payload["job"] == 1
    assert queue_numbers(journal).epochs == 1


def test_the_oldest_is_as_old_as_it_surely_is(tmp_path: Path) -> None:
    clock = HandClock()
    journal = journal_in(tmp_path, clock)
    assert queue_numbers(journal).oldest is None
    filled(journal, 1)
    clock.forward(100)
    clock.wall += 1e9
    numbers = queue_numbers(journal)
    assert (numbers.waiting, numbers.oldest) == (1, 100.0)
