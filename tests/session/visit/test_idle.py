"""The default flow: what it shows, whom it serves, and that nothing ends it."""

import asyncio
import dataclasses
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kiosk.devices.card.card_port import SlotState
from kiosk.domain.faults import Fault
from kiosk.session.pages.everywhere import (
    AttractPage,
    FaultPage,
    OutOfServicePage,
    StartingPage,
)
from kiosk.session.pages.page import (
    Answer,
    ItemChosen,
    Page,
    ServiceChosen,
    Tap,
)
from kiosk.session.pin.pages import PinPage
from kiosk.session.staff.door.pages import DoorPage
from kiosk.session.staff.pages import ActChosen, ToolPage
from kiosk.session.visit import idle
from kiosk.session.visit.idle import attract_page, idle_page, serve_people
from kiosk.session.visit.pages import TakeCardPage
from kiosk.settings.config import PanelSettings
from kiosk.settings.state.store_errors import StoreFull
from kiosk.settings.texts import load_texts
from kiosk.sync.clock.clock import Certainty
from tests.domain.region.test_region_rules import region as rules_of
from tests.session.hall import OneUploader, Scene, polite, scene
from tests.session.staff.door.doors import add_account, comes_in


async def serve(place: Scene, until: type[Page], count: int = 1) -> None:
    """Run the default flow until a page came for the count-th time."""
    task = asyncio.ensure_future(serve_people(place.parts))
    try:
        async with asyncio.timeout(60):
            while len(place.who.saw(until)) < count:
                await asyncio.sleep(0.005)
                assert not task.done(), "the default flow must never end"
    finally:
        task.cancel()


@pytest.mark.parametrize(
    ("state", "fault"),
    [
        (SlotState.NO_SERVICE, Fault.READER_SERVICE),
        (SlotState.NO_READER, Fault.READER_MISSING),
        (SlotState.SEVERAL_READERS, Fault.READER_SEVERAL),
        (SlotState.STUCK, Fault.READER_STUCK),
    ],
)
async def test_a_reader_in_trouble_is_out_of_service(
    tmp_path: Path, state: SlotState, fault: Fault
) -> None:
    place = scene(tmp_path, lambda page: None)
    place.slot.become(state)
    page = idle_page(place.parts)
    assert isinstance(page, OutOfServicePage)
    assert page.fault is fault
    assert page.without_card
    place.slot.become(SlotState.EMPTY)
    assert isinstance(idle_page(place.parts), AttractPage)


async def test_it_starts_and_waits(tmp_path: Path) -> None:
    place = scene(tmp_path, lambda page: None)
    place.slot.become(SlotState.STARTING)
    assert isinstance(idle_page(place.parts), StartingPage)


async def test_a_full_disk_is_out_of_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = scene(tmp_path, lambda page: None)
    monkeypatch.setattr(place.parts.store, "free_bytes", lambda: 1000)
    page = idle_page(place.parts)
    assert isinstance(page, OutOfServicePage)
    assert page.fault is Fault.STORE_FULL
    assert not page.without_card


async def test_a_second_machine_of_this_name_is_out_of_service(tmp_path: Path) -> None:
    place = scene(tmp_path, lambda page: None)
    assert isinstance(place.parts.uploader, OneUploader)
    place.parts.uploader.is_twin = True
    page = idle_page(place.parts)
    assert isinstance(page, OutOfServicePage)
    assert page.fault is Fault.CENTER_TWIN


async def test_who_lost_a_card_needs_no_reader(tmp_path: Path) -> None:
    def people(page: Page) -> Answer | None:
        if isinstance(page, OutOfServicePage) and not place.journal.kinds():
            return ServiceChosen("loss")
        return None

    place = scene(tmp_path, people)
    place.slot.become(SlotState.NO_READER)
    task = asyncio.ensure_future(serve_people(place.parts))
    try:
        async with asyncio.timeout(60):
            while not place.journal.kinds():  # noqa: ASYNC110
                await asyncio.sleep(0.005)
    finally:
        task.cancel()
    assert place.journal.kinds()[0] == "visit.begin"


async def test_what_somebody_left_is_forgotten_when_they_have_gone(
    tmp_path: Path,
) -> None:
    def people(page: Page) -> Answer | None:
        if isinstance(page, OutOfServicePage):
            return None if place.journal.kinds() else ServiceChosen("loss")
        return Tap.CANCEL

    place = scene(tmp_path, people)
    place.slot.become(SlotState.NO_READER)
    before: list[list[str]] = []
    forget = lambda: before.append(place.journal.kinds())  # noqa: E731
    task = asyncio.ensure_future(serve_people(place.parts, forget))
    try:
        async with asyncio.timeout(60):
            while not before:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
    finally:
        task.cancel()
    assert before[0][-1] == "visit.end"


async def test_a_reader_that_hung_does_not_serve_the_same_card_again(
    tmp_path: Path,
) -> None:
    """The card kept its insertion number; it is asked for and not served."""

    def people(page: Page) -> Answer | None:
        if isinstance(page, TakeCardPage):
            asyncio.get_running_loop().call_soon(place.slot.become, SlotState.EMPTY)
        return None

    place = scene(tmp_path, people)
    place.slot.become(SlotState.CARD)
    place.parts.dialog.served = {place.slot.now.insertion}
    await serve(place, AttractPage)
    assert place.who.saw(TakeCardPage)
    assert place.journal.kinds() == []


async def test_a_card_that_a_technician_leaves_is_asked_back_and_not_served(
    tmp_path: Path,
) -> None:
    loop = asyncio.get_running_loop()

    def people(page: Page) -> Answer | None:
        match page:
            case AttractPage() if not place.who.saw(ToolPage):
                return Tap.MAINTENANCE
            case ToolPage():
                place.slot.become(SlotState.CARD)
                return Tap.BACK
            case TakeCardPage():
                loop.call_soon(place.slot.become, SlotState.EMPTY)
        return comes_in(page, place.clock)

    place = scene(tmp_path, people)
    add_account(place.parts.door)
    await serve(place, TakeCardPage)
    assert "visit.begin" not in place.journal.kinds()


@pytest.mark.parametrize(
    ("begin", "end", "dark"),
    [
        ("", "", False),
        ("10:00", "11:00", True),
        ("10:31", "11:00", False),
        ("10:00", "10:30", False),
        ("21:30", "10:31", True),
        ("21:30", "06:00", False),
        ("10:30", "", False),
    ],
)
async def test_the_panel_is_darker_at_its_time_and_only_while_the_time_is_believed(
    tmp_path: Path, begin: str, end: str, dark: bool
) -> None:
    place = scene(tmp_path, lambda page: None)
    panel = PanelSettings(dim_from=begin, dim_to=end)
    config = msgspec.structs.replace(place.parts.config, panel=panel)
    parts = dataclasses.replace(place.parts, config=config)
    assert attract_page(parts).dim is dark  # it is 10:30
    place.clock.certainty = Certainty.UNSURE
    assert attract_page(parts).dim is False


async def test_one_person_after_the_other(tmp_path: Path) -> None:
    served = 0
    mind = polite()

    def people(page: Page) -> Answer | None:
        nonlocal served, mind
        loop = asyncio.get_running_loop()
        if isinstance(page, AttractPage) and served < 3:
            served += 1
            mind = polite()
            loop.call_soon(place.slot.become, SlotState.CARD)
            return None
        if isinstance(page, TakeCardPage):
            loop.call_soon(place.slot.become, SlotState.EMPTY)
        return mind(page)

    place = scene(tmp_path, people)
    await serve(place, AttractPage, 4)
    assert place.journal.kinds().count("visit.end") == 3
    assert place.slot.released == 3


async def test_a_mistake_in_the_program_ends_one_visit_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(parts: object, insertion: int) -> None:
        raise LookupError("王秀兰 739156")

    monkeypatch.setattr(idle, "card_visit", broken)

    def people(page: Page) -> Answer | None:
        loop = asyncio.get_running_loop()
        if isinstance(page, AttractPage) and not place.who.saw(FaultPage):
            loop.call_soon(place.slot.become, SlotState.CARD)
        if isinstance(page, TakeCardPage):
            loop.call_soon(place.slot.become, SlotState.EMPTY)
        return Tap.OK if isinstance(page, FaultPage) else None

    place = scene(tmp_path, people)
    await serve(place, AttractPage, 2)
    fault_page = place.who.saw(FaultPage)[0]
    assert isinstance(fault_page, FaultPage)
    assert fault_page.fault is Fault.INTERNAL
    assert "LookupError" in caplog.text
    assert "739156" not in caplog.text
    assert "王秀兰" not in caplog.text


async def test_a_technician_enters_tests_the_printer_and_leaves(
    tmp_path: Path,
) -> None:
    answers: Iterator[Answer] = iter(
        # The last touch but one comes too quickly to be meant.
        [ItemChosen("printer"), ActChosen("test_print"), *[Tap.BACK] * 3]
    )

    def technician(page: Page) -> Answer | None:
        match page:
            case AttractPage() if not place.who.saw(ToolPage):
                return Tap.MAINTENANCE
            case ToolPage():
                return next(answers)
        return comes_in(page, place.clock)

    place = scene(tmp_path, technician)
    add_account(place.parts.door)
    await serve(place, AttractPage, 2)
    assert place.journal.kinds() == [
        "maintenance.entered",
        "maintenance.test",
        "maintenance.left",
    ]
    assert place.printer.receipts[0].kind == "test"


async def test_a_card_that_comes_while_somebody_stands_at_the_door_is_served(
    tmp_path: Path,
) -> None:
    def stranger(page: Page) -> Answer | None:
        match page:
            case AttractPage() if not place.who.saw(DoorPage):
                return Tap.MAINTENANCE
            case DoorPage():
                place.slot.become(SlotState.CARD)
        return None

    place = scene(tmp_path, stranger)
    add_account(place.parts.door)
    await serve(place, PinPage)
    assert not place.parts.dialog.gives_way


async def test_a_full_disk_does_not_keep_the_technician_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise StoreFull("scripted")

    def technician(page: Page) -> Answer | None:
        match page:
            case AttractPage() if not place.who.saw(ToolPage):
                return Tap.MAINTENANCE
            case ToolPage():
                return Tap.BACK
        return comes_in(page, place.clock)

    place = scene(tmp_path, technician)
    add_account(place.parts.door)
    place.journal.room = 0
    monkeypatch.setattr(place.parts.store, "execute", full)
    await serve(place, AttractPage, 2)
    assert place.who.saw(ToolPage)
    assert not place.who.saw(FaultPage)


@pytest.mark.parametrize(("region", "changes"), [("ningbo", True), ("dalian", False)])
async def test_a_pin_change_is_promised_only_where_there_is_one(
    tmp_path: Path, region: str, changes: bool
) -> None:
    place = scene(tmp_path, polite())
    place.parts = dataclasses.replace(place.parts, region=rules_of(region))
    page = idle_page(place.parts)
    assert isinstance(page, AttractPage)
    assert page.changes_pin is changes
    texts = load_texts("zh-CN")
    assert "改密码" not in texts("attract__can")
    assert "改密码" in texts("attract__can__pin")
