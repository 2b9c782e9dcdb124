"""A print that ended when nobody stood there any more is told to staff, and once."""

import asyncio
from pathlib import Path

import pytest

from kiosk.devices.card.card_port import SlotState
from kiosk.devices.printer.printer_port import JobState, PrintResult
from kiosk.devices.printer.typesetting.receipt_elements import Receipt
from kiosk.session.pages.everywhere import PrintedPage
from kiosk.session.paper.unseen import Unseen, leave_unseen, staff_has_seen, unseen
from kiosk.session.staff.part_rows import part_rows
from kiosk.session.visit.card_visit import card_visit
from tests.session.hall import Scene, polite, scene


class SlowPrinter:
    """Prints while the card is pulled, and ends afterwards as the test says."""

    def __init__(self, place: Scene, ends: JobState) -> None:
        self.place, self.ends = place, ends
        self.number = ""

    async def print(self, receipt: Receipt, copy: int = 1) -> PrintResult:
        self.number = receipt.number
        await asyncio.sleep(0)
        self.place.slot.become(SlotState.EMPTY)
        await asyncio.sleep(0.05)
        return PrintResult(7, self.ends)


@pytest.mark.parametrize("ends", [JobState.UNKNOWN, JobState.CONFIRMED])
async def test_a_person_who_left_in_mid_print(tmp_path: Path, ends: JobState) -> None:
    place = scene(tmp_path, polite())
    slow = SlowPrinter(place, ends)
    place.printer.print = slow.print  # type: ignore[method-assign]
    await place.visit(card_visit)
    # The printer ends behind the visit, and what hears it then.
    await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))
    await asyncio.sleep(0)
    assert not place.who.saw(PrintedPage)
    told = ends is JobState.UNKNOWN
    expected = Unseen(1, (slow.number,)) if told else Unseen(0, ())
    assert unseen(place.parts.store) == expected
    rows = [row.part for row in part_rows(place.parts)]
    assert ("unseen_prints" in rows) is told
    staff_has_seen(place.parts.store)
    assert "unseen_prints" not in [row.part for row in part_rows(place.parts)]


async def test_a_restart_knows_no_number(tmp_path: Path) -> None:
    store = scene(tmp_path, polite()).parts.store
    leave_unseen(store, PrintResult(3, JobState.UNKNOWN))
    leave_unseen(store, PrintResult(4, JobState.SUSPENDED), "5F0A1C3E-103000")
    leave_unseen(store, PrintResult(5, JobState.REFUSED), "5F0A1C3E-103001")
    assert unseen(store) == Unseen(2, ("5F0A1C3E-103000",))
