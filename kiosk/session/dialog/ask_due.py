"""Asking the center what is due, so that it can be said first.

A center that is away or slow keeps nobody waiting for it: then nothing is known.
"""

import asyncio

from kiosk.domain.faults import KioskError
from kiosk.domain.services.due import Due
from kiosk.session.dialog.ask_center import with_a_session
from kiosk.session.dialog.card_session import CardSession

PATIENCE = 2.0
"""Seconds; a page that came later than that would be worse than one that says less."""


async def ask_due(visit: CardSession) -> tuple[Due, ...]:
    """Return what is due; nothing where nobody tells in time.

    :raises KioskError: when the card fails, or the center says it is not valid.
    """
    if visit.center_fault is not None:
        return ()
    try:
        async with asyncio.timeout(PATIENCE):
            asked = with_a_session(visit, visit.parts.center.due)
            told = await visit.parts.dialog.during(asked, "busy__asking_center")
    except TimeoutError:
        return ()
    except KioskError as error:
        if not error.fault.startswith("N"):
            raise
        return ()
    return told.things
