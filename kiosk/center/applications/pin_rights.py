"""Who may set the service PIN of a card's holder: never whoever merely has the card.

The old PIN, the holder's ID card at a kiosk whose reader is believed, or a desk that
released this card's PIN. Functions over a connection, in the caller's transaction.
"""

from sqlalchemy import delete

from kiosk.center.applications import tries
from kiosk.center.applications.applicant import (
    ID_CARD,
    ActAtWork,
    ActRefused,
    has_part,
    same_name,
)
from kiosk.center.database.schema import Row
from kiosk.center.keys.keys_tables import pin_renewed
from kiosk.domain.applications import Reason
from kiosk.sync.wire.applications_wire import PinIdentity


def entitled(at_work: ActAtWork, card: Row, identity: PinIdentity) -> None:
    """Check that somebody vouches for the new PIN besides the card.

    :raises ActRefused: `not_recognised`, `locked`, or `not_allowed`.
    """
    if identity.old:
        _by_old_pin(at_work, card["holder"], identity.old)
    elif identity.number:
        _by_id_card(at_work, card, identity)
    elif not _by_desk(at_work, card["id"]):
        raise ActRefused(Reason.NOT_RECOGNISED)


def _by_old_pin(at_work: ActAtWork, number: str, old: str) -> None:
    db, now = at_work.db, at_work.now
    tag = at_work.rules.keys.tag("number", number)
    tried = tries.TriedNumber(tries.OLD_PIN, tag, at_work.kiosk)
    wait = tries.number_wait(db, tried, now)
    if wait is not None:
        raise ActRefused(Reason.LOCKED, wait)
    kept = at_work.rules.pins.kept(db, number)
    if not at_work.rules.pins.matches(number, old, kept):
        tries.number_missed(db, tried, now)
        raise ActRefused(Reason.NOT_RECOGNISED)
    tries.number_right(db, tried, now)


def _by_id_card(at_work: ActAtWork, card: Row, identity: PinIdentity) -> None:
    if not has_part(at_work.db, at_work.kiosk, ID_CARD):
        raise ActRefused(Reason.NOT_ALLOWED)
    same = identity.number.upper() == card["holder"]
    if not same or not same_name(card["holder_name"], identity.name):
        raise ActRefused(Reason.NOT_RECOGNISED)


def _by_desk(at_work: ActAtWork, card: str) -> bool:
    """Tell whether a desk's release has just given this card a new PIN; once."""
    own = pin_renewed.c
    theirs = delete(pin_renewed).where(own.card == card, own.kiosk == at_work.kiosk)
    done = at_work.db.execute(theirs.where(own.expires >= at_work.now))
    return done.rowcount == 1
