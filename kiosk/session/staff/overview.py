"""The first page of the maintenance: every part, the newest trouble first."""

from functools import partial

from msgspec import structs

from kiosk.devices.card.card_port import SlotState
from kiosk.session.pages.page import Answer, ItemChosen
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.fault_page import show_fault
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    PartHealth,
    PartRow,
    Saying,
    ToolAct,
    ToolActKind,
    ToolPage,
)
from kiosk.session.staff.part_rows import part_rows
from kiosk.session.staff.service.service_tool import service_sayings
from kiosk.session.staff.tool_table import TOOLS, open_tool, show_tools

TOO_QUICK = 0.8
"""Seconds in which nobody has looked at a page and wants to leave it."""
_WORST = {
    PartHealth.BAD: 0,
    PartHealth.WARNING: 1,
    PartHealth.UNKNOWN: 2,
    PartHealth.OK: 3,
}

LEADS = {
    "reader": "reader",
    "printer": "printer",
    "unseen_prints": "printer",
    "center": "network",
    "clock": "network",
    "loss_reports": "queue",
    "queue": "queue",
    "psam": "reader",
    "service": "service",
    "idcard": "idcard",
    "disk": "numbers",
}
"""Which tool a part's line opens."""


async def show_overview(desk: Desk) -> None:
    """Show the machine and open tools until the technician leaves."""
    desk.explain = partial(show_fault, desk, open_tool)
    back = False
    while True:
        began = desk.parts.clock.monotonic()
        if await _next(desk, await desk.ask(lambda: overview_page(desk))):
            back = True
            continue
        # The way back from a tool stands where the way out does: one touch too many
        # must not cost a whole login.
        if not back or desk.parts.clock.monotonic() - began >= TOO_QUICK:
            return
        back = False
        desk.say(Mood.CALM, "leave_again")


async def _next(desk: Desk, answer: Answer) -> bool:
    match answer:
        case ItemChosen(item):
            await open_tool(desk, item)
        case ActChosen("tools"):
            await show_tools(desk)
        case ActChosen("symptoms"):
            await open_tool(desk, "symptoms")
        case _:
            return False
    return True


def overview_page(desk: Desk) -> ToolPage:
    """Return all parts, the newest trouble first."""
    return desk.page(
        "overview",
        subject=desk.parts.config.machine.id,
        sayings=(*card_left_in(desk), *service_sayings(desk)),
        parts=tuple(
            structs.replace(row, tool=_tool_of(desk, row))
            for row in in_order(part_rows(desk.parts))
        ),
        acts=(
            ToolAct("symptoms", ToolActKind.MAIN, icon="info"),
            ToolAct("tools", icon="wrench"),
        ),
    )


def card_left_in(desk: Desk) -> tuple[Saying, ...]:
    """Return a word on a card in the slot: it is not read, and must come out."""
    here = desk.parts.dialog.slot.state is SlotState.CARD
    return (Saying(Mood.CAUTION, "card_in_slot"),) if here else ()


def _tool_of(desk: Desk, row: PartRow) -> str:
    """Return what a part's line opens; who may not sees it whole, with its remedy."""
    tool = LEADS[row.part]
    return tool if desk.may(TOOLS[tool].least) else ""


def in_order(rows: tuple[PartRow, ...]) -> tuple[PartRow, ...]:
    """Return troubles first, the worst and then the newest of them in front."""

    def place(row: PartRow) -> tuple[int, float]:
        age = float("inf") if row.age_seconds is None else float(row.age_seconds)
        return _WORST[row.health], 0.0 if row.health is PartHealth.OK else age

    return tuple(sorted(rows, key=place))
