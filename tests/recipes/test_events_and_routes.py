"""The recipes of what kiosk and center say to each other, walked on both real ends."""

from pathlib import Path
from sqlite3 import Connection
from types import SimpleNamespace

import pytest

from kiosk.center.events import effects
from kiosk.center.server import alarms
from kiosk.center.server.db import connect
from kiosk.sync.upload.outbox import Outbox
from kiosk.sync.wire.chain import NOWHERE
from kiosk.sync.wire.events import event_registry, journal_event
from tests.center.upload.test_ingest import accepted
from tests.recipes.blocks import walked
from tests.sync.samples import KIOSK, journal_in


def test_a_journal_event_that_the_center_acts_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds, acted = dict(event_registry.EVENTS), dict(effects.EFFECTS)
    for module in (event_registry, effects):
        monkeypatch.setattr(module, "EVENTS", kinds)
    monkeypatch.setattr(effects, "EFFECTS", acted)
    made = walked(
        "event",
        **{"VisitEvent": journal_event.VisitEvent, "kind": journal_event.kind},
        **{"Severity": journal_event.Severity, "Reader": journal_event.Reader},
        **{"JournalEvent": journal_event.JournalEvent, "CardSession": object},
        **{"Connection": Connection, "alarms": alarms, "EFFECTS": acted},
    )
    event = made["PaperRanOut"]
    kinds[event.about.name] = event
    journal = journal_in(tmp_path / "kiosk")
    parts = SimpleNamespace(note=journal.append)
    made["note_it"](SimpleNamespace(id="a-visit", parts=parts))
    batch = Outbox(journal).batch(NOWHERE)
    assert batch is not None
    center = connect(tmp_path / "center")
    for _ in range(2):
        accepted(center, batch.events)
    (alarm,) = alarms.alarms(center)
    assert (alarm.kiosk, alarm.subject, alarm.times) == (KIOSK, "paper.ran_out", 1)
    center.close()
    journal.store.close()
