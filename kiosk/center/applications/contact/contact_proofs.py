"""What proves a change of contact data, and whether a number is somebody else's.

The region's rule, held here against every act: the kiosk is not trusted. Functions over
a connection, in the caller's transaction.
"""

from sqlalchemy import select

from kiosk.center.applications import tries
from kiosk.center.applications.applicant import (
    ID_CARD,
    ActAtWork,
    ActRefused,
    has_part,
    same_name,
    unsealed,
)
from kiosk.center.applications.contact.contact_codes import check_code
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import one
from kiosk.center.records.records_tables import person_mobile
from kiosk.domain.applications import Reason
from kiosk.sync.wire.applications_wire import ContactRequest, IdCardIdentity
from kiosk.sync.wire.sealing import CONTACT

BY_CODE = "code"


def proved(at_work: ActAtWork, card: Row, request: ContactRequest) -> str:
    """Return what vouches for a change besides the card with its PIN.

    :raises ActRefused: `not_allowed` where the region wants another proof,
        `not_recognised`, `wrong_code` or `code_expired`.
    """
    ways = at_work.rules.region.contact.proof
    if request.identity is not None and "card_and_id_card" in ways:
        if not has_part(at_work.db, at_work.kiosk, ID_CARD):
            raise ActRefused(Reason.NOT_ALLOWED)
        _check_id_card(at_work, card, request)
        return ID_CARD
    if request.code and "code_to_old_number" in ways:
        check_code(at_work, card["holder"], request.code)
        return BY_CODE
    if "card_pin" not in ways:
        raise ActRefused(Reason.NOT_ALLOWED)
    return "token"


def _check_id_card(at_work: ActAtWork, card: Row, request: ContactRequest) -> None:
    assert request.identity is not None
    identity = unsealed(at_work, CONTACT, request.identity)
    if not isinstance(identity, IdCardIdentity):
        raise ActRefused(Reason.UNREADABLE)
    same = identity.number.upper() == card["holder"]
    if not same or not same_name(card["holder_name"], identity.name):
        raise ActRefused(Reason.NOT_RECOGNISED)


def check_free(at_work: ActAtWork, holder: str, mobile: str | None) -> None:
    """Refuse a mobile number that is another person's, where the region says so.

    Every look is counted whatever it finds: nobody learns so which numbers are known.
    Who wants the same number at another kiosk waits until this transaction is over.

    :raises ActRefused: `in_use`, or `locked` after too many looks.
    """
    if mobile is None or at_work.rules.region.contact.in_use != "refuse":
        return
    tag = at_work.rules.keys.tag("number", holder)
    tried = tries.TriedNumber(tries.CONTACT_NUMBER, tag, at_work.kiosk)
    wait = tries.number_wait(at_work.db, tried, at_work.now)
    if wait is not None:
        raise ActRefused(Reason.LOCKED, wait)
    tries.number_missed(at_work.db, tried, at_work.now)
    its = at_work.rules.keys.tag("mobile", mobile)
    taken = tries.TriedNumber(tries.TAKEN, its, at_work.kiosk)
    tries.hold_number(at_work.db, taken, at_work.now)
    own = person_mobile.c
    others = select(own.number).where(own.mobile == mobile, own.number != holder)
    if one(at_work.db, others.limit(1)) is not None:
        raise ActRefused(Reason.IN_USE)
