"""The queue's page and the refused list: what is done stands in the journal."""

from pathlib import Path

import pytest

from kiosk.devices.printer.typesetting.receipt_elements import ReceiptField
from kiosk.domain.faults import Fault
from kiosk.session.pages.page import Answer, ItemChosen
from kiosk.session.pages.record import Count, Word
from kiosk.session.staff.pages import ActChosen
from kiosk.session.staff.records.queue_tool import queue_page, show_queue, span
from kiosk.sync.line.backoff import UploadState
from kiosk.sync.upload.outbox import Outbox
from kiosk.sync.wire.events.machine_events import PrintDone
from kiosk.sync.wire.upload_wire import RejectedEvent
from tests.session.hall import OneUploader
from tests.session.staff.desks import pages_of
from tests.session.staff.records.archives import archive_desk, written_out
from tests.sync.samples import CANARY, filled

YES = ActChosen("yes")


async def acted(
    tmp_path: Path, *touches: Answer
) -> tuple[list[tuple[str, bool]], list[str], int]:
    """Refuse one event that has a person's data in it, touch, and return what came."""
    desk, place, journal = archive_desk(tmp_path, touches)
    journal.append(PrintDone(job=1, receipt=CANARY, state="x", sent=1, fault=None))
    filled(journal, 2)
    last = journal.pos().last
    answer = RejectedEvent(1, "bad_payload", "no \x1b[2Jobject")
    Outbox(journal).acked(last, last, [answer])
    await show_queue(desk)
    acts = [
        (str(payload["act"]), bool(payload["done"]))
        for kind, payload in place.journal.events
        if kind == "maintenance.act"
    ]
    shown = written_out(*place.who.shown)
    assert "1:1" in shown
    assert CANARY not in shown
    assert "u001b" not in shown
    fields = [
        str(element.value)
        for receipt in place.printer.receipts
        for element in receipt.elements
        if isinstance(element, ReceiptField)
    ]
    return acts, fields, len(journal.entries())


OPEN = (ItemChosen("refused"), ItemChosen("1:1"))


async def test_send_again_asks_first(tmp_path: Path) -> None:
    acts, _, entries = await acted(tmp_path, *OPEN, ActChosen("send_again"), YES)
    assert (acts, entries) == ([("send_again", True)], 5)


async def test_who_does_not_confirm_does_nothing(tmp_path: Path) -> None:
    acts, _, entries = await acted(tmp_path, *OPEN, ActChosen("settle"))
    assert (acts, entries) == ([], 3)


async def test_settle(tmp_path: Path) -> None:
    acts, _, entries = await acted(tmp_path, *OPEN, ActChosen("settle"), YES)
    assert (acts, entries) == ([("settle", True)], 4)


async def test_the_slip_says_what_the_center_asks_for(tmp_path: Path) -> None:
    acts, fields, _ = await acted(tmp_path, *OPEN, ActChosen("print_refused"))
    assert acts == [("print_refused", True)]
    assert "1:1" in fields
    assert "bad_payload" in fields
    words = [f for f in fields if f.startswith("“")]
    assert fields[fields.index(words[0]) - 1] == "中心读不懂它的内容"
    assert not any(CANARY in text for text in fields)


async def test_a_try_is_hurried(tmp_path: Path) -> None:
    desk, place, _ = archive_desk(tmp_path, (ActChosen("try_now"),))
    await show_queue(desk)
    uploader = desk.parts.uploader
    assert isinstance(uploader, OneUploader)
    assert uploader.hurried == 1
    assert [s.name for s in pages_of(place, "queue")[-1].sayings] == ["tries_soon"]


async def test_the_page_says_why_it_waits(tmp_path: Path) -> None:
    desk, _, journal = archive_desk(tmp_path)
    uploader = desk.parts.uploader
    assert isinstance(uploader, OneUploader)
    away = Fault.CENTER_UNREACHABLE
    uploader.state = UploadState(3, away, 4990.0, 1400.0, 5012.4)
    uploader.is_twin = True
    filled(journal, 2)
    page = queue_page(desk)
    facts = {f.name: f.value for f in page.groups[0].facts}
    assert facts["last_success"] == span(3600, "_ago")
    assert facts["next_try"] == Count(12, "in_seconds")
    assert facts["last_error"] == Word("fault", "N01__title")
    assert [s.name for s in page.sayings] == ["queue_twin"]
    uploader.state = UploadState(0, None, 4990.0, 4995.0, None)
    (fact,) = [f for f in queue_page(desk).groups[0].facts if f.name == "last_error"]
    assert (fact.value, fact.more) == (Word("queue_error", "none"), ())
    assert [c for c in page.choices if c.item == "refused"] == []


@pytest.mark.parametrize(
    ("seconds", "number", "unit"),
    [
        (-5, 0, "seconds"),
        (119, 119, "seconds"),
        (120, 2, "minutes"),
        (7199, 119, "minutes"),
        (7200, 2, "hours"),
        (172_800, 2, "days"),
    ],
)
def test_a_span_in_the_largest_fitting_unit(
    seconds: float, number: int, unit: str
) -> None:
    said = span(seconds)
    assert (said.number, said.unit) == (number, f"span_{unit}")
