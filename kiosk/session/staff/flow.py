"""The technician's errand: through the door, look at every part, try what is there.

The password check is slow on purpose, so it runs beside the loop.
"""

import asyncio
import contextlib

from kiosk.session.dialog.ends import TimedOut
from kiosk.session.dialog.ports import Ports
from kiosk.session.pages.page import PasswordEntered
from kiosk.session.paper.unseen import staff_has_seen
from kiosk.session.staff.desk import Desk, note_anyway
from kiosk.session.staff.door.passwords import password_matches
from kiosk.session.staff.overview import show_overview
from kiosk.session.staff.pages import MaintenanceLoginPage
from kiosk.session.staff.people import StaffPerson, StaffRole
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.wire.events.staff_events import (
    MaintenanceEntered,
    MaintenanceLeft,
    MaintenanceRefused,
)


async def maintenance(parts: Ports) -> None:
    """Let a technician in and show the machine until they leave.

    :raises TimedOut: when nobody is there any more, or the hard limit is reached.
    """
    who = await _enter(parts)
    note_anyway(parts, MaintenanceEntered(who.number))
    try:
        async with asyncio.timeout(parts.config.maintenance.limit):
            await show_overview(Desk(parts, who))
        with contextlib.suppress(StoreError):
            staff_has_seen(parts.store)
    except TimeoutError:
        raise TimedOut from None
    finally:
        note_anyway(parts, MaintenanceLeft(who.number))


async def _enter(parts: Ports) -> StaffPerson:
    """Ask for the password until it is right.

    :raises FlowEnded: when the person cancels or goes away.
    """
    hashed = parts.config.maintenance.password_hash
    wrong = False
    while True:
        wait = parts.staff_lockout.seconds_left(parts.clock.monotonic())
        answer = await parts.dialog.ask(
            MaintenanceLoginPage(wrong, round(wait), shut=not hashed)
        )
        if not isinstance(answer, PasswordEntered) or not hashed or wait > 0:
            wrong = False
            continue
        right = await asyncio.to_thread(password_matches, answer.pin, hashed)
        if right:
            with contextlib.suppress(StoreError):
                parts.staff_lockout.opened()
            return StaffPerson("local", StaffRole.ENGINEER)
        with contextlib.suppress(StoreError):
            parts.staff_lockout.missed(parts.clock.monotonic())
        note_anyway(parts, MaintenanceRefused())
        wrong = True
