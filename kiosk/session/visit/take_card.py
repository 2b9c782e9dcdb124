"""The end of every visit: the card must be out before anybody else can begin.

Nothing here ends by itself: a card that stays keeps the machine waiting, first for
its owner, then for somebody of the hall.
"""

import asyncio
import contextlib

from kiosk.session.dialog.dialog import Dialog
from kiosk.session.dialog.ports import Ports
from kiosk.session.visit.pages import TakeCardPage
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.wire.events.visit_events import CardLeftInSlot, CardTakenLate

STEP_S = 10.0
CALLS = 3
"""How often the tone sounds: at once, after 10 and after 20 seconds."""


async def until_card_taken(parts: Ports, reason: str) -> None:
    """Ask for the card until it is out; after half a minute call the staff.

    The first call is calm; the others are urgent, because the owner is walking away.
    """
    dialog = parts.dialog
    word = reason if reason in ("timed_out", "trouble") else "finished"
    for call in range(CALLS):
        if not dialog.card_is_there:
            return
        dialog.beep()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STEP_S):
                await _ask_until_taken(dialog, word, urgent=call > 0)
    if not dialog.card_is_there:
        return
    with contextlib.suppress(StoreError):  # the staff is called all the same
        parts.note(CardLeftInSlot())
    dialog.staff_needed = True
    try:
        await _ask_until_taken(dialog, word, urgent=True)
    finally:
        dialog.staff_needed = False
    with contextlib.suppress(StoreError):
        parts.note(CardTakenLate())


async def _ask_until_taken(dialog: Dialog, word: str, *, urgent: bool) -> None:
    """Keep the page true, also when another card comes into the other slot."""
    while dialog.card_is_there:
        since = dialog.device_changes
        page = TakeCardPage(word, urgent, dialog.second_card)
        if page != dialog.page:
            dialog.show(page)
        await dialog.changed(since)
