"""The program started anew, the machine started anew, the machine switched off.

Each is asked for twice and journaled before it happens; what does not happen is told.
"""

import asyncio

from kiosk.session.dialog.ports import MachinePort, PowerAnswer
from kiosk.session.pages.record import Count
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    Saying,
    ToolAct,
    ToolActKind,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from kiosk.session.staff.people import StaffRole

ACTS = {
    "program_restart": StaffRole.HALL,
    "machine_reboot": StaffRole.HALL,
    "machine_off": StaffRole.TECHNICIAN,
}
"""What can be done, and who may."""
TOO_QUICK = 1.0
"""Seconds within which a second touch is the end of the first."""
PATIENCE = 60.0
"""Seconds after which a machine that still runs says so."""


async def show_power(desk: Desk) -> None:
    """Show what can be done to the whole machine until the technician goes back."""
    machine = desk.parts.machine
    while True:
        match await desk.ask(lambda: power_page(desk)):
            case ActChosen(act) if act in ACTS and machine and desk.may(ACTS[act]):
                if await _sure(desk, act):
                    await _do(desk, machine, act)
            case _:
                return


def power_page(desk: Desk) -> ToolPage:
    """Return the acts, and what waits meanwhile."""
    parts = desk.parts
    here = parts.machine is not None
    waits = (
        ToolFact("power_events", Count(parts.journal.numbers().waiting, "events")),
        ToolFact("power_reports", Count(parts.acts.numbers().waiting, "reports")),
    )
    acts = tuple(
        ToolAct(
            name,
            ToolActKind.URGENT if name == "machine_off" else ToolActKind.SIDE,
            enabled=here and desk.may(least),
        )
        for name, least in ACTS.items()
    )
    said = () if here else (Saying(Mood.CAUTION, "power_none"),)
    groups = (ToolFacts("power_waiting", waits),)
    return desk.page("power", sayings=said, groups=groups, acts=acts)


async def _sure(desk: Desk, act: str) -> bool:
    """Ask again; a double tap on the first page is no answer to the second."""
    clock = desk.parts.clock
    while True:
        shown = clock.monotonic()
        if not await desk.confirm(f"{act}_sure"):
            return False
        if clock.monotonic() - shown >= TOO_QUICK:
            return True
        desk.say(Mood.CALM, "power_too_quick")


async def _do(desk: Desk, machine: MachinePort, act: str) -> None:
    """Journal the act and begin it; what did not come about is said and journaled."""
    desk.acted(act)
    if act == "program_restart":
        machine.restart()
        answer = PowerAnswer.BEGUN
    else:
        work = machine.reboot() if act == "machine_reboot" else machine.power_off()
        answer = await desk.during(work, "busy__staff_power")
    if answer is PowerAnswer.BEGUN:
        await desk.during(asyncio.sleep(PATIENCE), "busy__staff_power")
    desk.acted(act, done=False)
    desk.say(Mood.BAD, f"power_{answer}")
