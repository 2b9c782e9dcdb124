"""The technician's errand: through the door, look at every part, try what is there.

Nothing runs beside it for longer than the hard limit.
"""

import asyncio
import contextlib

from kiosk.devices.card.card_port import SlotState
from kiosk.session.dialog.ends import TimedOut
from kiosk.session.dialog.ports import Ports
from kiosk.session.paper.unseen import staff_has_seen
from kiosk.session.staff.desk import Desk, note_anyway
from kiosk.session.staff.door.login import enter
from kiosk.session.staff.overview import show_overview
from kiosk.session.staff.people import StaffPerson
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.wire.events.staff_events import (
    MaintenanceEntered,
    MaintenanceLeft,
)


async def _enter(parts: Ports) -> StaffPerson:
    """Let somebody in; a card that comes first is served: nobody is in yet.

    A card that was left in the slot before keeps no technician out.
    """
    dialog = parts.dialog
    dialog.gives_way = dialog.slot.state is not SlotState.CARD
    try:
        return await enter(parts)
    finally:
        dialog.gives_way = False


async def maintenance(parts: Ports) -> None:
    """Let a technician in and show the machine until they leave.

    :raises TimedOut: when nobody is there any more, or the hard limit is reached.
    """
    who = await _enter(parts)
    note_anyway(parts, MaintenanceEntered(who.number))
    try:
        async with asyncio.timeout(parts.config.maintenance.limit) as limit:
            await show_overview(Desk(parts, who))
        with contextlib.suppress(StoreError):
            staff_has_seen(parts.store)
    except TimeoutError:
        if not limit.expired():
            raise
        raise TimedOut from None
    finally:
        note_anyway(parts, MaintenanceLeft(who.number))
