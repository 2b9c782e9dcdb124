"""The technician's errand: through the door, look at every part, try what is there.

Nothing runs beside it for longer than the hard limit.
"""

import asyncio
import contextlib

from kiosk.session.dialog.ends import TimedOut
from kiosk.session.dialog.ports import Ports
from kiosk.session.paper.unseen import staff_has_seen
from kiosk.session.staff.desk import Desk, note_anyway
from kiosk.session.staff.door.login import enter
from kiosk.session.staff.overview import show_overview
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.wire.events.staff_events import (
    MaintenanceEntered,
    MaintenanceLeft,
)


async def maintenance(parts: Ports) -> None:
    """Let a technician in and show the machine until they leave.

    :raises TimedOut: when nobody is there any more, or the hard limit is reached.
    """
    who = await enter(parts)
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
