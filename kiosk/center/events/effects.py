"""What the center does with an event: one table, from a kind to its effect.

An event takes effect once, in the transaction that stores it. One that is kept without
being understood, because its kind or what it says is unknown here, takes none.
"""

from collections.abc import Callable

from sqlalchemy import Connection

from kiosk.center.applications.application_keys import ActKeys
from kiosk.center.applications.given_back import give_back
from kiosk.center.editions import edition_places
from kiosk.center.events import open_faults
from kiosk.center.fleet import handing_over
from kiosk.center.fleet.orders import OrderState
from kiosk.center.identity.break_glass_desk import was_given
from kiosk.center.receipts import kept
from kiosk.center.server import alarms
from kiosk.center.upload import refusal_notes
from kiosk.sync.wire.downward.orders_wire import OrderEnd
from kiosk.sync.wire.events.application_events import (
    Answered,
    CertificationAnswered,
    ContactAnswered,
    EnablingAnswered,
    LossAnswered,
    LossManyMisses,
    ReleaseAnswered,
    ReplacementAnswered,
    ServicePinAnswered,
    SignInAnswered,
    UndoAnswered,
    WithdrawalAnswered,
)
from kiosk.sync.wire.events.edition_events import EditionApplied, EditionRefused
from kiosk.sync.wire.events.event_registry import EVENTS, UnreadablePayload, decoded
from kiosk.sync.wire.events.journal_event import JournalEvent
from kiosk.sync.wire.events.machine_events import (
    KioskStarted,
    PartFault,
    RefusedSettled,
    ReleaseKept,
    ReleaseTakenBack,
)
from kiosk.sync.wire.events.order_events import OrderEnded, OrderTaken
from kiosk.sync.wire.events.receipt_events import ReceiptKept, ReceiptPrintedLater
from kiosk.sync.wire.events.staff_events import BreakGlassUsed

UNREADABLE = "event.unreadable"
"""What a kiosk has too much of that says what its kind never says."""

Effect = Callable[[Connection, str, JournalEvent, float], None]
KeyedEffect = Callable[[Connection, str, JournalEvent, float, ActKeys], None]


def take_effect(
    db: Connection,
    kiosk: str,
    kind: str,
    payload: bytes,
    now: float,
    keys: ActKeys | None = None,
) -> None:
    """Do what an event of a kiosk asks for, in the caller's transaction.

    :param keys: the center's own; without them no evidence is opened.
    """
    known = EVENTS.get(kind)
    effect = EFFECTS.get(known) if known else None
    keyed = KEYED_EFFECTS.get(known) if known else None
    if known is None or (effect is None and (keyed is None or keys is None)):
        return
    try:
        event = _without_nul(payload, known)
    except UnreadablePayload:
        # The event is stored and chained; to refuse the batch would stop the queue. The
        # log hears of it once an hour, however many come.
        alarms.sound(db, kiosk, UNREADABLE, now)
        return
    if effect is not None:
        effect(db, kiosk, event, now)
    if keyed is not None and keys is not None:
        keyed(db, kiosk, event, now, keys)


def _without_nul(payload: bytes, kind: type[JournalEvent]) -> JournalEvent:
    """Return an event whose texts every database can look for.

    :raises UnreadablePayload: when it says what its kind never says.
    """
    if rb"\u0000" in payload:
        raise UnreadablePayload("a NUL")
    return decoded(payload, kind)


def _sound_alarm(db: Connection, kiosk: str, event: JournalEvent, now: float) -> None:
    """Put the kiosk on the list of `kiosk center alarms`."""
    alarms.sound(db, kiosk, event.about.name, now)


def _check_given(db: Connection, kiosk: str, event: JournalEvent, now: float) -> None:
    """Raise an alarm when the center never gave a code for that number."""
    assert isinstance(event, BreakGlassUsed)
    if not was_given(db, kiosk, event.challenge):
        alarms.sound(db, kiosk, event.about.name, now)


def _keep(db: Connection, kiosk: str, event: JournalEvent, now: float) -> None:
    """Keep a receipt for its holder."""
    assert isinstance(event, ReceiptKept)
    kept.keep(db, kiosk, event, now)


def _printed(db: Connection, kiosk: str, event: JournalEvent, now: float) -> None:
    """Count a print of a kept receipt."""
    assert isinstance(event, ReceiptPrintedLater)
    kept.printed(db, kiosk, event, now)


def _part_told(db: Connection, kiosk: str, event: JournalEvent, now: float) -> None:
    """Put a broken part on the list of `kiosk center faults`, or take it off."""
    assert isinstance(event, PartFault)
    open_faults.part_told(db, kiosk, event, now)


def _settled(db: Connection, kiosk: str, event: JournalEvent, now: float) -> None:
    """Take a refused event off the list of `kiosk center refused`."""
    assert isinstance(event, RefusedSettled)
    refusal_notes.settled(db, kiosk, event, now)


def _edition(db: Connection, kiosk: str, event: JournalEvent, now: float) -> None:
    """Keep how far the machine is with a kind of edition."""
    assert isinstance(event, EditionApplied | EditionRefused)
    edition_places.told(db, kiosk, event, now)


def _release(db: Connection, kiosk: str, event: JournalEvent, now: float) -> None:
    """Keep how a release ended that a rollout brought."""
    assert isinstance(event, ReleaseKept | ReleaseTakenBack)
    edition_places.release_ended(db, kiosk, event, now)


def _started(db: Connection, kiosk: str, event: JournalEvent, now: float) -> None:
    """Forget which parts were broken: the kiosk tells anew what is."""
    open_faults.started_anew(db, kiosk)


def _order_taken(db: Connection, kiosk: str, event: JournalEvent, now: float) -> None:
    """Write down that the machine has an order of the desk."""
    assert isinstance(event, OrderTaken)
    handing_over.ended(db, kiosk, event.number, OrderState.TAKEN, "", now)


def _order_ended(db: Connection, kiosk: str, event: JournalEvent, now: float) -> None:
    """Write down how an order of the desk ended."""
    assert isinstance(event, OrderEnded)
    if event.end in set(OrderEnd):
        end = OrderState(event.end)
        handing_over.ended(db, kiosk, event.number, end, event.why, now)


def _know_again(
    db: Connection, kiosk: str, event: JournalEvent, now: float, keys: ActKeys
) -> None:
    """Write an act again that this center does not know, by its own evidence."""
    assert isinstance(event, LossAnswered | Answered)
    if isinstance(event.evidence, str):
        give_back(db, keys, kiosk, event.act, event.evidence, now)


EFFECTS: dict[type[JournalEvent], Effect] = {
    BreakGlassUsed: _check_given,
    EditionApplied: _edition,
    EditionRefused: _edition,
    KioskStarted: _started,
    LossManyMisses: _sound_alarm,
    OrderEnded: _order_ended,
    OrderTaken: _order_taken,
    PartFault: _part_told,
    ReceiptKept: _keep,
    ReceiptPrintedLater: _printed,
    RefusedSettled: _settled,
    ReleaseKept: _release,
    ReleaseTakenBack: _release,
}
"""What is neither here nor below is kept and does nothing."""
KEYED_EFFECTS: dict[type[JournalEvent], KeyedEffect] = {
    CertificationAnswered: _know_again,
    ContactAnswered: _know_again,
    EnablingAnswered: _know_again,
    ReplacementAnswered: _know_again,
    SignInAnswered: _know_again,
    LossAnswered: _know_again,
    ReleaseAnswered: _know_again,
    ServicePinAnswered: _know_again,
    UndoAnswered: _know_again,
    WithdrawalAnswered: _know_again,
}
"""What takes the center's own keys."""
