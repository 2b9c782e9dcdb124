"""What machines do is counted once, by words on a list, on days that can have been."""

import pytest
from sqlalchemy import Connection

from kiosk.center.database.transactions import transaction
from kiosk.center.fleet import counts
from kiosk.center.fleet.counts import (
    ALONE,
    ENDS,
    ERRANDS,
    PRINTS,
    SAID,
    NewEvent,
    china_day,
    count,
    forget_counts,
)
from kiosk.center.fleet.receipt_places import receipts_by_number
from kiosk.devices.printer.printer_port import JobState
from kiosk.session.dialog import ends
from kiosk.session.visit.no_card import service_named
from kiosk.sync.wire.events import application_events as acts
from kiosk.sync.wire.events import machine_events as machines
from kiosk.sync.wire.events import visit_events as visits
from kiosk.sync.wire.events.event_registry import encoded
from kiosk.sync.wire.events.journal_event import JournalEvent
from tests.center.engines import asked
from tests.center.upload.test_ingest import accepted, event

NOW = 1_796_000_000.0
VISIT = "0" * 32


def said(number: int, what: JournalEvent, at: float = NOW) -> NewEvent:
    identity = number.to_bytes(16, "big")
    return NewEvent(identity, what.about.name, int(at * 1e6), encoded(what))


def counted(db: Connection, *events: NewEvent) -> dict[str, int]:
    with transaction(db):
        count(db, "hall-1", events, NOW)
    return rows(db)


def rows(db: Connection) -> dict[str, int]:
    found = asked(db, "SELECT day, what, times FROM machine_count")
    return {f"{row['day']} {row['what']}": row["times"] for row in found}


def test_a_day_adds_up(db: Connection) -> None:
    day = china_day(NOW)
    card = visits.VisitBegun(VISIT, card=None)
    loss = visits.VisitBegun(VISIT, service="loss", card=None)
    end = visits.VisitEnded(VISIT, reason="timed_out")
    broke = machines.PartFault(part="printer", fault="P02", began=True)
    well = machines.PartFault(part="printer", fault="P02", began=False)
    first = counted(db, *(said(n, each) for n, each in enumerate((card, loss, broke))))
    assert first == {
        f"{day} visit.card": 1,
        f"{day} visit.loss": 1,
        f"{day} fault.P02": 1,
    }
    later = counted(db, *(said(n, e) for n, e in enumerate((card, end, well, card))))
    assert later[f"{day} visit.card"] == 3
    assert later[f"{day} end.timed_out"] == 1
    assert later[f"{day} fault.P02"] == 1, "its end is no fault"


def test_an_event_that_comes_again_is_not_counted_again(db: Connection) -> None:
    payload = encoded(visits.VisitBegun(VISIT, card=None))
    one = event(1, kind="visit.begin", payload=payload)
    accepted(db, [one])
    accepted(db, [one])
    again = event(1, epoch=2, seq=1, prev=one.hash, kind="visit.begin", payload=payload)
    accepted(db, [again])
    assert sum(rows(db).values()) == 1


def test_what_has_words_of_its_own_makes_no_more_rows(db: Connection) -> None:
    told = [
        said(n, visits.VisitEnded(VISIT, reason=f"r{n}", fault=f"{n}"))
        for n in range(300)
    ]
    told += [
        NewEvent(b"x", "visit.begin", 0, b'{"visit":1}'),
        NewEvent(b"y", "no.such", 0, b"{}"),
    ]
    assert counted(db, *told) == {f"{china_day(NOW)} end.other": 300}


@pytest.mark.parametrize("at", [0.0, NOW + 90_000, NOW - 500 * 86400, -9e12, 9e12])
def test_a_day_that_cannot_have_been_is_the_day_it_came(
    db: Connection, at: float
) -> None:
    found = counted(db, said(1, visits.VisitBegun(VISIT, card=None), at))
    assert found == {f"{china_day(NOW)} visit.card": 1}


def test_a_machine_that_was_away_is_counted_on_its_own_day(db: Connection) -> None:
    before = NOW - 20 * 86400
    found = counted(db, said(1, visits.VisitBegun(VISIT, card=None), before))
    assert found == {f"{china_day(before)} visit.card": 1}


def test_every_counted_word_is_one_that_the_kiosk_says() -> None:
    classes = [each for each in vars(ends).values() if isinstance(each, type)]
    reasons = {str(getattr(each, "reason", "")) for each in classes} - {""}
    assert reasons | {"stopped", "trouble"} == ENDS
    assert {str(state) for state in JobState} - {"queued", "sending", "sent"} == PRINTS
    assert all(service_named(name) for name in ERRANDS)
    assert not set(SAID) & set(ALONE)


def test_counts_are_forgotten_in_blocks(db: Connection) -> None:
    counted(db, said(1, visits.VisitBegun(VISIT, card=None)))
    later = NOW + (counts.COUNT_DAYS + 2) * 86400
    assert forget_counts(db, NOW) == 0
    assert forget_counts(db, later) == 1
    assert rows(db) == {}


def printed(number: str) -> machines.PrintDone:
    return machines.PrintDone(
        job=1,
        receipt="guide",
        state="confirmed",
        sent=1,
        fault=None,
        number=number,
        copy=2,
    )


def test_a_receipt_is_found_by_its_number(db: Connection) -> None:
    answered = acts.LossAnswered(
        act="A" * 32, state="accepted", reason=None, number="2026113000007"
    )
    counted(db, said(1, printed("5F0A1C3E-103000")), said(2, answered))
    (found,) = receipts_by_number(db, " 5f0a1c3e-103000 ")
    assert (found.kiosk, found.what, found.state, found.copy) == (
        *("hall-1", "guide", "confirmed"),
        2,
    )
    (loss,) = receipts_by_number(db, "2026113000007")
    assert (loss.what, loss.state) == ("loss", "accepted")
    assert receipts_by_number(db, "%") == []
    assert receipts_by_number(db, "2026999900001") == []


def test_a_number_that_is_none_leads_nowhere(db: Connection) -> None:
    odd = ["<script>", "'; DROP TABLE act", "=1+1", "x" * 33, ""]
    counted(db, *(said(n, printed(each)) for n, each in enumerate(odd)))
    assert asked(db, "SELECT * FROM receipt_place") == []
