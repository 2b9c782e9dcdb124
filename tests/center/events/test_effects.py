"""The center acts on an event once, and never refuses a batch for what one says."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, text
from sqlalchemy.exc import DBAPIError

from kiosk.center.database.transactions import transaction
from kiosk.center.events.effects import EFFECTS, UNREADABLE
from kiosk.center.events.open_faults import MOST, open_faults
from kiosk.center.identity.identity_tables import break_glass
from kiosk.center.server import alarms as alarms_module
from kiosk.center.server.alarms import alarms
from kiosk.domain.faults import Fault
from kiosk.machine.shell.cli import main
from kiosk.sync.wire.chain import ZERO_HASH
from kiosk.sync.wire.events.application_events import LossManyMisses
from kiosk.sync.wire.events.event_registry import EVENTS, encoded
from kiosk.sync.wire.events.journal_event import JournalEvent
from kiosk.sync.wire.events.machine_events import KioskStarted, PartFault
from kiosk.sync.wire.events.staff_events import BreakGlassUsed
from kiosk.sync.wire.upload_wire import Event
from tests.center.upload.test_ingest import KIOSK, accepted, event
from tests.every import every

MISSES = LossManyMisses.about.name
PAYLOAD = encoded(LossManyMisses("0" * 32))


def told(db: Connection) -> list[tuple[str, str, int]]:
    return [(alarm.kiosk, alarm.subject, alarm.times) for alarm in alarms(db)]


def misses(number: int, payload: bytes = PAYLOAD, after: Event | None = None) -> Event:
    """Return an event as a kiosk sends it, behind another one."""
    prev = ZERO_HASH if after is None else after.hash
    return event(number, prev=prev, payload=payload, kind=MISSES)


def test_guessing_at_a_kiosk_is_an_alarm(
    db: Connection, center_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ["--folder", str(center_folder)]
    assert main(["center", "alarms", *folder]) == 0
    accepted(db, [misses(1)])
    assert main(["center", "alarms", *folder]) == 1
    assert f"{KIOSK} {MISSES} 1 times" in capsys.readouterr().out


def fault(part: str, code: str, began: bool) -> PartFault:
    return PartFault(part=part, fault=code, began=began)


def test_a_broken_part_is_listed_until_it_is_well(
    db: Connection, center_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ["--folder", str(center_folder)]
    assert main(["center", "faults", *folder]) == 0
    effect = EFFECTS[PartFault]
    with transaction(db):
        effect(db, KIOSK, fault("printer", "P02", True), 1.0)
        effect(db, KIOSK, fault("printer", "P02", True), 9.0)
        effect(db, KIOSK, fault("reader", "R01", True), 2.0)
        effect(db, KIOSK, fault("reader", "Q99", True), 2.0)
        effect(db, KIOSK, fault("\x1b[2J", "R01", True), 2.0)
    assert main(["center", "faults", *folder]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[2] for line in lines] == ["R01", "P02"]
    assert "1970-01-01 08:00:01" in lines[1]
    with transaction(db):
        effect(db, KIOSK, fault("reader", "R01", False), 3.0)
    assert [each.part for each in open_faults(db)] == ["printer"]
    with transaction(db):
        EFFECTS[KioskStarted](db, KIOSK, KioskStarted("0"), 4.0)
    assert open_faults(db) == []


def test_no_kiosk_fills_the_list(db: Connection) -> None:
    for code in every(Fault):
        for part in ("a", "b"):
            EFFECTS[PartFault](db, KIOSK, fault(part, code.value, True), 1.0)
    assert len(open_faults(db)) == MOST


def test_an_event_that_comes_again_takes_effect_once(db: Connection) -> None:
    first = misses(1)
    second = misses(2, after=first)
    for batch in ([first], [first], [first, second], [second]):
        accepted(db, batch)
    again = event(1, epoch=2, seq=1, prev=second.hash, payload=PAYLOAD, kind=MISSES)
    accepted(db, [again])
    assert told(db) == [(KIOSK, MISSES, 2)]


@pytest.mark.parametrize(
    "payload", [b"{}", b'{"visit":7}', b'{"visit":null}', rb'{"visit":"\u0000"}']
)
def test_a_known_kind_that_says_something_else_is_kept(
    db: Connection, payload: bytes
) -> None:
    bad = misses(1, payload)
    answer = accepted(db, [bad, misses(2, after=bad)])
    assert (answer.acked_seq, answer.rejected) == (2, ())
    assert set(told(db)) == {(KIOSK, MISSES, 1), (KIOSK, UNREADABLE, 1)}


def test_a_kiosk_cannot_fill_the_log(
    db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[object] = []
    monkeypatch.setattr(alarms_module.log, "warning", lambda *said: lines.append(said))
    before: Event | None = None
    for number in range(1, 40):
        before = misses(number, b"{}", after=before)
        accepted(db, [before])
    assert told(db) == [(KIOSK, UNREADABLE, 39)]
    assert len(lines) == 1


def test_a_newer_kiosk_may_say_more(db: Connection) -> None:
    accepted(db, [misses(1, b'{"visit":"v","numbers":4}')])
    assert told(db) == [(KIOSK, MISSES, 1)]


def test_what_is_refused_or_unknown_takes_no_effect(db: Connection) -> None:
    long = misses(1, b'{"visit":"' + b"x" * 70_000 + b'"}')
    unknown = event(2, prev=long.hash, payload=PAYLOAD, kind=MISSES + ".more")
    answer = accepted(db, [long, unknown])
    assert [refusal.code for refusal in answer.rejected] == ["too_long"]
    assert told(db) == []


def test_a_batch_that_is_not_stored_takes_no_effect(db: Connection) -> None:
    with pytest.raises(DBAPIError):
        broken(db)
    assert told(db) == []


def broken(db: Connection) -> None:
    """Send a batch to a center that cannot write how far it is."""
    db.execute(text("ALTER TABLE link RENAME TO gone"))
    accepted(db, [misses(1)])


@pytest.mark.parametrize("given", [True, False])
def test_a_one_time_code_that_nobody_gave_is_an_alarm(
    db: Connection, given: bool
) -> None:
    if given:
        row = {"kiosk": KIOSK, "challenge": "10482337", "by": "desk", "at": 0.0}
        db.execute(insert(break_glass).values(row))
    kind, payload = BreakGlassUsed.about.name, encoded(BreakGlassUsed("1", "10482337"))
    accepted(db, [event(1, payload=payload, kind=kind)])
    assert told(db) == ([] if given else [(KIOSK, kind, 1)])


@pytest.mark.parametrize("kind", list(EFFECTS))
def test_every_effect_is_of_a_registered_kind(kind: type[JournalEvent]) -> None:
    assert EVENTS[kind.about.name] is kind
