"""An update that was taken is asked for at night, when nobody stands here."""

import asyncio
from datetime import datetime, time

from kiosk.machine.trial_watch import nobody_is_served
from kiosk.session.dialog.ports import Ports

LOOK_EVERY = 30.0


def within(hours: str, now: datetime) -> bool:
    """Tell whether it is one of the hours, `02:00-05:00`; they may pass midnight."""
    first, _, last = hours.partition("-")
    if not last:
        return False
    begin, end = time.fromisoformat(first), time.fromisoformat(last)
    at = now.time()
    return begin <= at < end if begin <= end else at >= begin or at < end


async def watch_updates(parts: Ports) -> None:
    """Ask for what was taken in the hours that are set, while the time is believed."""
    updates = parts.updates
    if updates is None:
        return
    while True:
        updates.look()
        if updates.taken is not None and not updates.asked and _is_time(parts):
            await nobody_is_served(parts)
            # Whoever stood here may have stood here till morning.
            if _is_time(parts):
                updates.ask()
        await asyncio.sleep(LOOK_EVERY)


def _is_time(parts: Ports) -> bool:
    now = parts.clock.known()
    told = parts.updates.hours if parts.updates is not None else ""
    return now is not None and within(told or parts.config.update.hours, now)
