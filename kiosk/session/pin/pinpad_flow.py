"""The PIN on the reader's own keypad: it never enters this program.

Whether a PIN is right, how often it may be tried and what then happens is decided
as ever: by the card, and by the flow that asks (`flow.py`).
"""

from kiosk.devices.card.protocol.pinpad import (
    PinEntry,
    PinEntryCancelled,
    PinEntryTimedOut,
)
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.dialog.ends import Cancelled, TimedOut
from kiosk.session.pin.pages import PinpadPage


async def verify_on_pinpad(
    visit: CardSession, remaining: int | None, wrong: bool
) -> None:
    """Show where to type and return when the card accepted what was typed there.

    :raises Cancelled: when the keypad's cancel key was pressed.
    :raises TimedOut: when nobody typed; the reader counts the time itself.
    :raises DeviceError: a wrong PIN, a locked card, a card that fails.
    """
    parts, rules = visit.parts, visit.parts.region.pin
    patience = parts.config.times.idle_pin * parts.dialog.patience
    seconds = min(max(round(patience), 1), 255)  # what a reader can count
    entry = PinEntry(rules.length, seconds)
    page = PinpadPage(rules.kind, rules.length, remaining, wrong)
    try:
        await parts.dialog.beside(
            parts.slot.verify_on_pinpad(visit.insertion, entry), page
        )
    except PinEntryCancelled as error:
        raise Cancelled from error
    except PinEntryTimedOut as error:
        raise TimedOut from error
