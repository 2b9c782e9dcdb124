"""The page of one fault: what it means, who repairs it, how, and what proves it."""

from collections.abc import Awaitable, Callable

from kiosk.domain.fault_cards import fault_cards
from kiosk.domain.faults import Fault
from kiosk.session.pages.record import Count, Value, Word
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import (
    ActChosen,
    ToolAct,
    ToolActKind,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from kiosk.session.staff.part_rows import NAMED_FAULTS
from kiosk.session.staff.self_tests import last_tests

OpenTool = Callable[[Desk, str], Awaitable[None]]


async def show_fault(desk: Desk, open_tool: OpenTool, fault: Fault) -> None:
    """Show what there is to know of a fault, and lead on to where it is proved."""
    tool = fault_cards()[fault].tool
    answer = await desk.ask(lambda: fault_page(desk, fault))
    # From the tool's own page the way on is the way back.
    if answer == ActChosen("open_tool") and tool != desk.tool:
        await open_tool(desk, tool)


def fault_page(desk: Desk, fault: Fault) -> ToolPage:
    """Return a fault's card as a page."""
    card, code = fault_cards()[fault], fault.value
    proof = Word("test", card.test or "none")
    facts: list[tuple[str, Value]] = [
        ("code", code),
        ("meaning", Word("fault", f"{code}__meaning")),
        ("people", Word("fault", f"{code}__body")),
        ("kiosk", Word("fault", f"{code}__kiosk")),
        ("level", Word("level", card.level)),
        ("repairer", Word("repairer", card.who)),
        ("minutes", Count(card.minutes, "minutes")),
        ("test", proof),
    ]
    return desk.page(
        "fault",
        subject=Word("fault", f"{code}__title"),
        groups=(
            ToolFacts("", tuple(ToolFact(f"fault_{n}", value) for n, value in facts)),
        ),
        steps=(*_first(desk, fault), *card.steps),
        picture=card.picture,
        tests=last_tests(desk.parts, card.test) if card.test else (),
        acts=(ToolAct("open_tool", ToolActKind.MAIN, icon="wrench"),)
        if card.tool
        else (),
    )


def _first(desk: Desk, fault: Fault) -> tuple[str, ...]:
    """Return what comes first where the printer itself names its error."""
    error = desk.parts.printer.status.error
    if fault is not Fault.PRINTER_FAULT or error not in NAMED_FAULTS:
        return ()
    return (f"printer_{error}",)
