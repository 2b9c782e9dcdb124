"""The ID card reader's page: whether there is one, and whether it reads a card.

What a card says is dropped where it is read: no page, no record and no log sees it.
"""

import asyncio

from kiosk.devices.idcard.idcard_port import IdCardReader, IdReaderFault
from kiosk.session.pages.record import Word
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    PartHealth,
    Saying,
    TestOutcome,
    TestRecord,
    ToolAct,
    ToolActKind,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from kiosk.session.staff.self_tests import last_tests

HAND_S = 30.0
"""How long a hand may take to lay a card on it."""


async def show_id_reader(desk: Desk) -> None:
    """Show the reader until the technician goes back."""
    while await desk.ask(lambda: id_reader_page(desk)) == ActChosen("test_id_reader"):
        reader = desk.parts.id_reader
        if reader is not None:
            await _test(desk, reader)


def id_reader_page(desk: Desk) -> ToolPage:
    """Return whether there is one, and what its last test showed."""
    there = desk.parts.id_reader is not None
    tests = last_tests(desk.parts, "idcard") if there else ()
    return desk.page(
        "idcard",
        groups=(
            ToolFacts(
                "id_reader",
                (
                    _state(there, tests),
                    ToolFact(
                        "kind", desk.parts.config.idcard.kind or Word("roll", "none")
                    ),
                ),
            ),
        ),
        tests=tests,
        acts=(ToolAct("test_id_reader", ToolActKind.MAIN, enabled=there, icon="card"),),
    )


def _state(there: bool, tests: tuple[TestRecord, ...]) -> ToolFact:
    """Return its state: nothing but a test tells whether one that is set answers."""
    if not there:
        return ToolFact("id_reader", Word("id_reader", "not_configured"))
    last = tests[0]
    if last.outcome is TestOutcome.FAILED and last.fault is not None:
        return ToolFact("id_reader", Word("id_reader", "silent"), PartHealth.BAD)
    if last.outcome is TestOutcome.PASSED:
        return ToolFact("id_reader", Word("id_reader", "present"), PartHealth.OK)
    return ToolFact("id_reader", Word("id_reader", "untried"), PartHealth.UNKNOWN)


async def _test(desk: Desk, reader: IdCardReader) -> None:
    """Wait for a card and see that it is read; nothing of it is kept."""
    outcome, word, fault = TestOutcome.BROKEN_OFF, "id_reader_no_card", None
    proved = ""

    async def read() -> bool:
        async with asyncio.timeout(HAND_S):
            await reader.read()  # what it says is dropped here
        return True

    page = desk.page("idcard_wait", sayings=(Saying(Mood.CALM, "id_reader_lay"),))
    try:
        _, came = await desk.parts.dialog.either(
            page, read, desk.parts.config.maintenance.idle
        )
        if came:
            outcome, word, proved = (
                TestOutcome.PASSED,
                "id_reader_passed",
                "id_reader_read",
            )
        else:
            word = "id_reader_stopped"
    except TimeoutError:
        word = "id_reader_no_card"
    except IdReaderFault as error:
        outcome, word, fault = TestOutcome.FAILED, "id_reader_failed", error.fault
    desk.tested("idcard", outcome, proved, fault)
    moods = {TestOutcome.PASSED: Mood.GOOD, TestOutcome.FAILED: Mood.BAD}
    desk.say(moods.get(outcome, Mood.CAUTION), word)
