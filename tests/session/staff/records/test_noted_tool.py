"""The page with what the center's staff did about refused events."""

from datetime import UTC, datetime
from pathlib import Path

from kiosk.session.pages.page import ItemChosen, Tap
from kiosk.session.pages.record import Count
from kiosk.session.staff.records.queue_tool import queue_page, show_queue
from kiosk.sync.upload.center_notes import keep_notes
from kiosk.sync.upload.outbox import Outbox
from kiosk.sync.wire.upload_wire import RefusedNote, RejectedEvent
from tests.session.staff.desks import pages_of
from tests.session.staff.records.archives import archive_desk
from tests.sync.samples import filled

AT = datetime(2025, 1, 10, 2, 0, tzinfo=UTC)
TEXT = "counted\x1b by hand"


async def test_note_who_and_when_are_shown(tmp_path: Path) -> None:
    desk, place, journal = archive_desk(
        tmp_path, (ItemChosen("noted"), ItemChosen("1:2"), Tap.BACK, Tap.BACK)
    )
    filled(journal, 3)
    last = journal.pos().last
    Outbox(journal).acked(last, last, [RejectedEvent(2, "bad_kind", "no word")])
    assert [c.item for c in queue_page(desk).choices] == ["refused"]
    event = journal.entries()[1].id
    told = RefusedNote(5, event, 1, 2, "bad_kind", TEXT, "zhao", AT)
    assert keep_notes(journal, [told])
    (choice,) = queue_page(desk).choices
    assert (choice.item, choice.hint) == ("noted", (Count(1, "notes"),))
    await show_queue(desk)
    (listed,) = [c.label for c in pages_of(place, "noted")[0].choices]
    assert listed == "1:2  zhao"
    page = pages_of(place, "noted_one")[0]
    facts = {fact.name: str(fact.value) for fact in page.groups[0].facts}
    assert "by hand" in facts["refused_note"]
    assert "\x1b" not in facts["refused_note"]
    assert facts["refused_by"] == "zhao"
    assert facts["refused_noted"].startswith("2025-01-10")
    assert page.subject == "1:2"
