"""The lines that lead from a part's trouble to the page of its fault."""

from kiosk.domain.faults import Fault
from kiosk.session.pages.page import ItemChosen
from kiosk.session.pages.record import Word
from kiosk.session.staff.pages import PartHealth, PartRow, ToolChoice

ABOUT = "fault-"
"""What stands before the code in the item of a line that leads here."""


def fault_lines(rows: tuple[PartRow, ...]) -> tuple[ToolChoice, ...]:
    """Return a line for each fault that parts have, which leads to its page."""
    return tuple(
        fault_line(row.fault, row.health) for row in rows if row.fault is not None
    )


def fault_line(fault: Fault, health: PartHealth) -> ToolChoice:
    """Return the line that leads to a fault's page."""
    return ToolChoice(
        ABOUT + fault.value,
        key="fault_line",
        values=(("code", fault.value),),
        hint=(Word("fault", f"{fault.value}__title"),),
        icon="info",
        health=health,
    )


def fault_asked(answer: object) -> Fault | None:
    """Return the fault that a line leads to, None for every other answer."""
    if not isinstance(answer, ItemChosen) or not answer.item.startswith(ABOUT):
        return None
    return Fault(answer.item.removeprefix(ABOUT))
