"""The test visit: a card is read and named without its PIN, a slip is printed.

Each may be left out, and then it is recorded that nobody proved it.
"""

import asyncio
import logging

from kiosk.devices.card.card_port import CardSlot, SlotEvent, SlotState
from kiosk.devices.card.readers.dual_slot import open_slot
from kiosk.devices.printer.printer import Printer
from kiosk.devices.printer.printer_port import JobState, LinkState, PrinterStatus
from kiosk.devices.printer.printer_profile import load_printer_profile
from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.records import IssuerData
from kiosk.session.dialog.card_session import read_card
from kiosk.session.first_start.first_slip import first_slip
from kiosk.session.first_start.place_steps import usable_regions
from kiosk.session.first_start.setup_desk import SetupDesk
from kiosk.session.pages.page import ItemChosen
from kiosk.session.pages.record import Value, Word
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    PartHealth,
    Saying,
    TestOutcome,
    ToolAct,
    ToolActKind,
    ToolChoice,
    ToolPage,
)

log = logging.getLogger(__name__)
TESTS = {"reader": "card", "printer": "printer"}
"""Each test by the name of its record, and its drawing."""
ANSWER_S = 8.0
"""Seconds until a printer that was just opened must have answered."""
HEALTHS = {
    str(TestOutcome.PASSED): PartHealth.OK,
    str(TestOutcome.FAILED): PartHealth.BAD,
}


def tests_of(desk: SetupDesk) -> tuple[str, ...]:
    """Return which tests there are for the parts that were answered."""
    config = desk.config
    there = {"reader": bool(config.reader.name), "printer": bool(config.printer.port)}
    return tuple(test for test in TESTS if there[test])


async def prove(desk: SetupDesk) -> None:
    """Offer both tests until the technician goes on."""
    while True:
        match await desk.ask(proof_page(desk)):
            case ItemChosen("reader"):
                await _test_card(desk)
            case ItemChosen("printer"):
                await _test_slip(desk)
            case ActChosen("first_next" | "first_unproved"):
                return


def proof_page(desk: SetupDesk) -> ToolPage:
    """Return both tests with how they ended."""
    tests, proved = tests_of(desk), desk.answers.proved
    lines = tuple(
        ToolChoice(
            test,
            key=f"first_test_{test}",
            hint=(Word("first_proof", proved.get(test, "open")),),
            icon=TESTS[test],
            health=HEALTHS.get(proved.get(test, "")),
        )
        for test in tests
    )
    whole = all(proved.get(test) == TestOutcome.PASSED for test in tests)
    told = "first_proof" if tests else "first_nothing_to_prove"
    name = "first_next" if whole else "first_unproved"
    act = ToolAct(name, ToolActKind.MAIN, icon="next")
    return desk.page(
        "proof", sayings=(Saying(Mood.CALM, told),), choices=lines, acts=(act,)
    )


def _ended(desk: SetupDesk, test: str, outcome: TestOutcome) -> None:
    desk.answers.proved[test] = str(outcome)
    desk.keep()


async def _test_card(desk: SetupDesk) -> None:
    """Wait for any social security card, read it and say which it is."""
    reader, dialog = desk.config.reader, desk.parts.dialog
    loop = asyncio.get_running_loop()
    slot = open_slot(reader.name, reader.contactless, reader.deadline, ())

    def news(event: SlotEvent) -> None:
        loop.call_soon_threadsafe(dialog.slot_changed, event)

    slot.start(news)
    try:
        answer, _ = await desk.either(card_page(desk), dialog.card_came)
        if answer is None:
            await _read(desk, slot)
    finally:
        await asyncio.to_thread(slot.stop)
        dialog.slot = SlotEvent(SlotState.STARTING)


def card_page(desk: SetupDesk) -> ToolPage:
    """Return what a hand is to do."""
    return desk.page(
        "card",
        sayings=(Saying(Mood.CALM, "first_card_in"),),
        acts=(ToolAct("first_leave_out"),),
    )


async def _read(desk: SetupDesk, slot: CardSlot) -> None:
    insertion = desk.parts.dialog.slot.insertion
    try:
        look = await desk.during(slot.run(insertion, read_card), "busy__reading_card")
        await slot.release()
    except KioskError as error:
        log.warning("the test card: %s", error.fault)
        _ended(desk, "reader", TestOutcome.FAILED)
        desk.say(Mood.BAD, "first_card_unread", why=_why(error.fault))
        return
    _ended(desk, "reader", TestOutcome.PASSED)
    values = await asyncio.to_thread(_named, desk, look.issuer)
    desk.say(Mood.GOOD, "first_card_read", **values)


def _named(desk: SetupDesk, issuer: IssuerData) -> dict[str, Value]:
    """Return whose card it is, as far as it says so before its PIN: nobody's."""
    regions = usable_regions(desk).values()
    names = {each.region.code: each.region.whole for each in regions}
    code = issuer.region or ""
    return {"region": names.get(code, code), "generation": issuer.generation}


def _why(fault: Fault) -> Word:
    return Word("doctor__fault", fault.value)


async def _test_slip(desk: SetupDesk) -> None:
    """Print a slip on the printer as it was answered, and keep how that ended."""
    config = desk.config
    profile = load_printer_profile(desk.parts.path, config.printer.profile)
    printer = Printer(
        *(config.printer, profile, desk.store),
        lambda end: None,
        desk.parts.clock.monotonic,
    )
    loop, heard = asyncio.get_running_loop(), asyncio.Event()

    def news(status: PrinterStatus) -> None:
        if status.link is LinkState.OK:
            loop.call_soon_threadsafe(heard.set)

    printer.start(news)
    try:
        outcome, fault = await _printed(desk, printer, heard)
    finally:
        await asyncio.to_thread(printer.stop)
    _ended(desk, "printer", outcome)
    if outcome is TestOutcome.PASSED:
        desk.say(Mood.GOOD, "first_slip_out")
    elif fault is not None:
        desk.say(Mood.BAD, "first_slip_not", why=_why(fault))
    else:
        desk.say(Mood.BAD, "first_slip_wrong")


async def _printed(
    desk: SetupDesk, printer: Printer, heard: asyncio.Event
) -> tuple[TestOutcome, Fault | None]:
    """Print, and ask the eye where no answer of the printer proves anything."""
    try:
        async with asyncio.timeout(ANSWER_S):
            await desk.during(heard.wait(), "busy__printing")
    except TimeoutError:
        return TestOutcome.FAILED, printer.status.fault or Fault.PRINTER_SILENT
    receipt = first_slip(desk.config, desk.parts.clock)
    job = asyncio.ensure_future(printer.print(receipt))
    result = await desk.during(asyncio.shield(job), "busy__printing")
    if result.state is JobState.CONFIRMED:
        return TestOutcome.PASSED, None
    if not result.printed:
        return TestOutcome.FAILED, result.fault
    acts = (
        ToolAct("seen_whole", ToolActKind.MAIN, icon="check"),
        ToolAct("seen_wrong"),
    )
    page = desk.page("slip", sayings=(Saying(Mood.CAUTION, "print_look"),), acts=acts)
    right = await desk.ask(page) == ActChosen("seen_whole")
    return (TestOutcome.PASSED if right else TestOutcome.FAILED), None
