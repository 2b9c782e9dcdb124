"""What the network's page says of the desk: when it answered, and what it gave."""

from dataclasses import replace
from pathlib import Path

import msgspec

from kiosk.machine.running_kiosk import MIGRATIONS
from kiosk.session.dialog.ports import Ports
from kiosk.session.pages.record import Count, Word
from kiosk.session.staff.line.desk_facts import SILENT_S, desk_facts
from kiosk.session.staff.pages import PartHealth, ToolFact
from kiosk.settings.state.store import Store
from kiosk.settings.texts import load_texts
from kiosk.sync.downward.edition_rows import EditionRows, KeptEdition
from kiosk.sync.line.backoff import UploadState
from tests.session.hall import polite, scene


def at_a_center(tmp_path: Path) -> Ports:
    parts = scene(tmp_path / "hall", polite()).parts
    line = msgspec.structs.replace(parts.config.center, url="https://127.0.0.1:1")
    config = msgspec.structs.replace(parts.config, center=line)
    store = Store(tmp_path / "kiosk.sqlite", MIGRATIONS)
    return replace(parts, config=config, store=store)


def facts(parts: Ports) -> dict[str, ToolFact]:
    (group,) = desk_facts(parts)
    return {fact.name: fact for fact in group.facts}


async def test_when_the_desk_answered_and_that_it_is_long_ago(tmp_path: Path) -> None:
    parts = at_a_center(tmp_path)
    assert facts(parts)["desk_heard"].value == Word("desk_heard", "never")
    now = parts.clock.monotonic()
    for ago, health in ((10, PartHealth.OK), (SILENT_S + 10, PartHealth.WARNING)):
        parts.desk_news.state = UploadState(last_success=now - ago)
        found = facts(parts)["desk_heard"]
        assert found.health is health
        assert isinstance(found.value, Count)
    parts.store.close()


async def test_the_last_order_and_each_kind_of_edition(tmp_path: Path) -> None:
    parts = at_a_center(tmp_path)
    assert facts(parts)["desk_order"].value == Word("desk_heard", "no_order")
    parts.store.execute("INSERT INTO order_mark VALUES (1, 7, 'stop', 'li', 'done')")
    rows = EditionRows(parts.store)
    rows.take(KeptEdition("region", 9, "li", b""))
    rows.take(KeptEdition("notices", 8, "li", b""))
    rows.applied(KeptEdition("notices", 8, "li", b""))
    found = facts(parts)
    assert found["desk_order"].value == Word("order_act", "stop")
    assert found["desk_order"].more == (Word("order_state", "done"), "7", "li")
    assert found["desk_edition_region"].value == Word("edition_state", "tried")
    rows.refused("region", 9)
    found = facts(parts)
    assert found["desk_edition_region"].health is PartHealth.WARNING
    assert found["desk_edition_notices"].more == ("8",)
    texts = load_texts()
    for fact in found.values():
        assert texts(f"fact__{fact.name}")
    parts.store.close()


async def test_a_store_that_cannot_be_read_takes_no_page_away(tmp_path: Path) -> None:
    parts = at_a_center(tmp_path)
    parts.store.execute("DROP TABLE edition")
    assert facts(parts)["desk_order"].value == Word("desk_heard", "unread")
    parts.store.close()


async def test_without_a_center_there_is_no_desk(tmp_path: Path) -> None:
    assert desk_facts(scene(tmp_path, polite()).parts) == ()
