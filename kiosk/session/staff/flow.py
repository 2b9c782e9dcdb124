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


LOOK_EVERY = 5.0
"""Seconds between two looks whether who is inside still may be."""


async def maintenance(parts: Ports) -> None:
    """Let a technician in and show the machine until they leave.

    :raises TimedOut: when nobody is there any more, the hard limit is reached, or who
        is inside may not be any more.
    """
    who = await _enter(parts)
    note_anyway(parts, MaintenanceEntered(who.number))
    try:
        async with asyncio.timeout(parts.config.maintenance.limit) as limit:
            out = asyncio.create_task(_until_out(parts, who, limit))
            try:
                await show_overview(Desk(parts, who))
            finally:
                out.cancel()
        with contextlib.suppress(StoreError):
            staff_has_seen(parts.store)
    except TimeoutError:
        if not limit.expired():
            raise
        raise TimedOut from None
    finally:
        note_anyway(parts, MaintenanceLeft(who.number))


async def _until_out(parts: Ports, who: StaffPerson, limit: asyncio.Timeout) -> None:
    """Reach the limit at once when the account was taken away or may do less now."""
    while True:
        await asyncio.sleep(LOOK_EVERY)
        try:
            account = parts.door.accounts.find(who.number)
        except StoreError:
            # Whoever repairs a broken disk stays in.
            continue
        if account is None or account.role < who.role:
            limit.reschedule(asyncio.get_running_loop().time())
            return
