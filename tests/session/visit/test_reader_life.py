"""Cards left in, second cards, and PINs typed on the reader's own keypad."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.devices.card.card_port import SlotState
from kiosk.devices.card.protocol.pinpad import PinEntry, judge
from kiosk.devices.card.protocol.transport import Transport
from kiosk.devices.virtual.reader.virtual_pinpad import VERIFY_CODE, Key, VirtualPinpad
from kiosk.session.pages.everywhere import GuidePage
from kiosk.session.pages.page import Answer, Page, Tap
from kiosk.session.pages.record import Word
from kiosk.session.pin.pages import LastTryPage, PinpadPage, PinPage
from kiosk.session.staff.pages import PartHealth, PartRow
from kiosk.session.staff.part_rows import part_rows
from kiosk.session.visit import take_card
from kiosk.session.visit.card_visit import card_visit
from kiosk.session.visit.pages import HomePage, TakeCardPage
from kiosk.settings.config import TimeLimits
from tests.session.hall import PIN, Scene, polite, scene
from tests.until import until

TIMES = TimeLimits(message=0.05)


def leaves(place: Scene) -> None:
    """Make the person leave the home page at once."""
    mind = place.who.mind
    place.who.mind = lambda page: (
        Tap.FINISH if isinstance(page, HomePage) else mind(page)
    )


def reader_row(place: Scene) -> PartRow:
    return part_rows(place.parts)[0]


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let ten seconds be a twentieth of one."""
    monkeypatch.setattr(take_card, "STEP_S", 0.05)


@pytest.mark.usefixtures("hurried")
async def test_a_card_left_in_calls_three_times_and_then_the_staff(
    tmp_path: Path,
) -> None:
    place = scene(tmp_path, polite())
    leaves(place)
    visit = asyncio.create_task(place.visit(card_visit))
    await until(lambda: place.parts.dialog.staff_needed)
    assert place.who.beeps == 3
    asked = place.who.saw(TakeCardPage)
    assert [page.urgent for page in asked] == [False, True]  # type: ignore[attr-defined]
    assert place.journal.kinds()[-1] == "card.left_in_slot"
    row = reader_row(place)
    assert (row.health, row.advice) == (PartHealth.WARNING, "card_left")
    # Nobody else is served, and nothing gives up.
    await asyncio.sleep(0.3)
    assert not visit.done()
    assert place.who.beeps == 3
    place.slot.become(SlotState.EMPTY)
    await visit
    assert place.journal.kinds()[-1] == "card.taken_late"
    assert reader_row(place).health is PartHealth.OK
    assert place.slot.released == 1


@pytest.mark.usefixtures("hurried")
async def test_a_card_taken_after_the_second_call_needs_no_staff(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = scene(tmp_path, polite())
    leaves(place)

    def hears() -> None:
        place.who.beeps += 1
        if place.who.beeps == 2:
            place.slot.become(SlotState.EMPTY)

    monkeypatch.setattr(place.who, "beep", hears)
    await place.visit(card_visit)
    assert place.who.beeps == 2
    assert "card.left_in_slot" not in place.journal.kinds()
    assert not place.parts.dialog.staff_needed


async def test_a_second_card_is_told_at_the_end_and_journaled(tmp_path: Path) -> None:
    place = scene(tmp_path, polite())
    mind = place.who.mind

    def second_card(page: Page) -> Answer | None:
        dialog = place.parts.dialog
        if isinstance(page, HomePage):
            dialog.slot_changed(replace(dialog.slot, other=SlotState.CARD))
            return Tap.FINISH
        if isinstance(page, TakeCardPage):
            gone = replace(dialog.slot, state=SlotState.EMPTY)
            asyncio.get_running_loop().call_soon(dialog.slot_changed, gone)
        return mind(page)

    place.who.mind = second_card
    await place.visit(card_visit)
    page = place.who.saw(TakeCardPage)[0]
    assert isinstance(page, TakeCardPage)
    assert page.second_card
    assert place.journal.kinds()[-1] == "card.second_in_other_slot"


def test_a_slot_of_two_that_cannot_serve_is_a_warning(tmp_path: Path) -> None:
    async def look() -> None:
        place = scene(tmp_path, polite())
        dialog = place.parts.dialog
        for other, health in (
            (SlotState.EMPTY, PartHealth.OK),
            (SlotState.NO_READER, PartHealth.WARNING),
            (SlotState.STUCK, PartHealth.WARNING),
        ):
            dialog.slot_changed(replace(dialog.slot, other=other))
            row = reader_row(place)
            assert row.health is health
            assert row.state[1] == Word("other_slot_state", other)

    asyncio.run(look())


def with_keypad(place: Scene, *fingers: str | Key) -> list[PinEntry]:
    """Give the reader a keypad on which those things are typed."""
    typed: Iterator[str | Key] = iter(fingers)
    asked: list[PinEntry] = []

    def verify(transport: Transport, entry: PinEntry) -> None:
        asked.append(entry)
        pad = VirtualPinpad(transport.transmit, typed)
        judge(pad.control(VERIFY_CODE, entry.encode()))

    place.slot.keypad = verify
    return asked


async def finished(place: Scene) -> list[str]:
    leaves(place)
    mind = place.who.mind

    def takes(page: Page) -> Answer | None:
        if isinstance(page, TakeCardPage):
            loop = asyncio.get_running_loop()
            loop.call_soon(place.slot.become, SlotState.EMPTY)
            return None
        return mind(page)

    place.who.mind = takes
    await place.visit(card_visit)
    return place.journal.kinds()


async def test_a_pin_on_the_keypad_never_shows_ours(tmp_path: Path) -> None:
    place = scene(tmp_path, polite(), times=TimeLimits(idle_pin=45, message=0.05))
    asked = with_keypad(place, "111111", PIN)
    kinds = await finished(place)
    assert not place.who.saw(PinPage)
    pages = place.who.saw(PinpadPage)
    assert [(p.attempts_remaining, p.wrong) for p in pages] == [(6, False), (5, True)]  # type: ignore[attr-defined]
    assert [(entry.digits, entry.seconds) for entry in asked] == [(6, 45), (6, 45)]
    assert kinds.index("pin.wrong") < kinds.index("pin.ok")
    assert place.who.saw(HomePage)


@pytest.mark.parametrize(
    ("key", "reason"), [(Key.CANCEL, "cancelled"), (Key.NOTHING, "timed_out")]
)
async def test_the_keypads_cancel_and_time_end_the_visit(
    tmp_path: Path, key: Key, reason: str
) -> None:
    place = scene(tmp_path, polite(), times=TIMES)
    with_keypad(place, key)
    await finished(place)
    assert place.journal.events[-1][1]["reason"] == reason
    assert not place.who.saw(HomePage)


async def test_the_last_try_is_confirmed_on_a_keypad_too(tmp_path: Path) -> None:
    place = scene(tmp_path, polite(), times=TIMES)
    with_keypad(place, *["111111"] * 6)
    kinds = await finished(place)
    assert len(place.who.saw(LastTryPage)) == 1
    assert place.who.saw(GuidePage)
    assert "pin.locked" in kinds
