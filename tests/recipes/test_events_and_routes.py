"""The recipes of what kiosk and center say to each other, walked on both real ends."""

from pathlib import Path
from types import SimpleNamespace
from typing import Annotated

import msgspec
import pytest
from sqlalchemy import Connection, select

from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import every
from kiosk.center.events import effects
from kiosk.center.records import records_routes, records_tables
from kiosk.center.records.proofs import card_of_session
from kiosk.center.server import alarms, app
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.line.https import CenterError
from kiosk.sync.upload.outbox import Outbox
from kiosk.sync.wire.chain import NOWHERE
from kiosk.sync.wire.events import event_registry, journal_event
from kiosk.sync.wire.own_records_wire import RightsRequest
from tests.center import lent_applications
from tests.center.upload.test_ingest import accepted
from tests.recipes.blocks import walked
from tests.sync.applications.hall import CAST, scene, token_of
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
        accepted(center, list(batch.events))
    (alarm,) = alarms.alarms(center)
    assert (alarm.kiosk, alarm.subject, alarm.times) == (KIOSK, "paper.ran_out", 1)
    center.close()
    journal.store.close()


async def test_a_center_route(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = list(records_routes.OWN_RECORDS)
    monkeypatch.setattr(app, "OWN_RECORDS", table)
    monkeypatch.setattr(lent_applications, "_free", [])
    made = walked(
        "route",
        **{"msgspec": msgspec, "Annotated": Annotated},
        **{"Connection": Connection, "CenterClient": CenterClient},
        **{"card_of_session": card_of_session, "RightsRequest": RightsRequest},
        **{"OWN_RECORDS": table, "own_record": records_routes.own_record},
        **{"records_tables": records_tables, "every": every, "select": select},
    )
    described = app.make_app().openapi_schema.to_schema()["paths"]["/v1/records/years"]
    assert described["post"]["summary"] == "How many years"
    async with scene(tmp_path) as (_, one, _):
        told = await one.line.client.statements(
            await token_of(one, CAST["he-mingyuan"])
        )
        token = await token_of(one, CAST["he-mingyuan"])
        answer = await made["years_of"](one.line.client, token)
        assert answer.years == len(told.statements) > 0
        with pytest.raises(CenterError):
            await made["years_of"](one.line.client, "no-session" * 5)
