"""Every tool of the technician by its name: what it does and who may open it."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from kiosk.domain.faults import KioskError
from kiosk.session.pages.page import ItemChosen
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.line.network_tool import show_network
from kiosk.session.staff.numbers.numbers_tool import show_numbers
from kiosk.session.staff.numbers.versions_tool import show_versions
from kiosk.session.staff.pages import Mood, ToolChoice
from kiosk.session.staff.parts.id_reader_tool import show_id_reader
from kiosk.session.staff.parts.printer_tool import show_printer
from kiosk.session.staff.parts.reader_tool import show_reader
from kiosk.session.staff.parts.screen_tool import show_screen
from kiosk.session.staff.parts.sound_tool import show_sound
from kiosk.session.staff.people import StaffRole
from kiosk.session.staff.records.export_tool import show_export
from kiosk.session.staff.records.journal_tool import show_journal
from kiosk.session.staff.records.queue_tool import show_queue
from kiosk.session.staff.service.power_tool import show_power
from kiosk.session.staff.service.service_tool import show_service
from kiosk.session.staff.setup.report_tool import show_report
from kiosk.session.staff.setup.settings_tool import show_settings
from kiosk.session.staff.symptoms.symptoms_tool import show_symptoms
from kiosk.settings.state.store_errors import StoreError

log = logging.getLogger(__name__)


async def _symptoms(desk: Desk) -> None:
    await show_symptoms(desk, open_tool)


@dataclass(frozen=True, slots=True)
class Tool:
    """One page that a technician can open."""

    run: Callable[[Desk], Awaitable[None]]
    icon: str
    least: StaffRole = StaffRole.TECHNICIAN


TOOLS: Mapping[str, Tool] = {
    "symptoms": Tool(_symptoms, "info", StaffRole.HALL),
    "reader": Tool(show_reader, "card"),
    "printer": Tool(show_printer, "printer", StaffRole.HALL),
    "report": Tool(show_report, "receipt"),
    "settings": Tool(show_settings, "list", StaffRole.ENGINEER),
    "screen": Tool(show_screen, "eye"),
    "sound": Tool(show_sound, "voice"),
    "idcard": Tool(show_id_reader, "card"),
    "network": Tool(show_network, "service"),
    "queue": Tool(show_queue, "clock"),
    "journal": Tool(show_journal, "list"),
    "export": Tool(show_export, "card_out"),
    "numbers": Tool(show_numbers, "rate"),
    "versions": Tool(show_versions, "info"),
    "service": Tool(show_service, "stop", StaffRole.HALL),
    "power": Tool(show_power, "retry", StaffRole.HALL),
}
"""In the order of the list."""


async def open_tool(desk: Desk, name: str) -> None:
    """Open a tool; who may not is told so on the page that they stand on."""
    tool = TOOLS.get(name)
    if tool is None:
        return
    if not desk.may(tool.least):
        desk.say(Mood.CAUTION, "not_allowed")
        return
    before, desk.tool = desk.tool, name
    try:
        await tool.run(desk)
    except (KioskError, StoreError) as error:
        # A disk that fails in the middle of a tool sends nobody out of the door.
        log.error("the tool %s failed: %s", name, error.fault)
        desk.say(Mood.BAD, "tool_failed", code=error.fault.value)
    finally:
        desk.tool = before


async def show_tools(desk: Desk) -> None:
    """Show the list of all tools that whoever stands here may open."""
    offered = tuple(
        ToolChoice(name, icon=tool.icon)
        for name, tool in TOOLS.items()
        if desk.may(tool.least)
    )
    while True:
        answer = await desk.ask(lambda: desk.page("tools", choices=offered))
        if not isinstance(answer, ItemChosen):
            return
        await open_tool(desk, answer.item)
