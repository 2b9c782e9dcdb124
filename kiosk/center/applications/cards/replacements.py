"""Applying for a replacement of a lost card, where the region lets a kiosk take it.

The number of the act is the acceptance number; making the card is the city's work. The
old card stays reported without an end.
"""

import msgspec
from sqlalchemy import Connection, select

from kiosk.center.applications import book
from kiosk.center.applications.applicant import (
    ActAtWork,
    ActRefused,
    ActRules,
    Applicant,
    check_own_pin,
    lost_card,
)
from kiosk.center.applications.applications_tables import act
from kiosk.center.applications.run_once import ActKind, accepted, sealed_act
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import one
from kiosk.center.records.card_states import set_standing
from kiosk.domain.applications import ActAnswer, ActState, Reason
from kiosk.domain.records import LOST, CardState
from kiosk.sync.wire.applications_wire import ReplacementRequest
from kiosk.sync.wire.sealing import REPLACEMENT

_CANCELLED = (CardState.CANCELLED, CardState.CANCELLED_AFTER_LOSS)


def replace_card(
    db: Connection,
    rules: ActRules,
    kiosk: str,
    request: ReplacementRequest,
    now: float,
) -> ActAnswer:
    """Take an application for the card that a person has lost; once for each card.

    :raises Refusal: `other_kiosk`.
    """
    at_work = ActAtWork(db, rules, kiosk, request.act, now)
    kind = ActKind(REPLACEMENT, "replacement_{state}")
    allowed = rules.region.allows("replacement")

    def meant(person: Applicant) -> Applicant:
        return lost_card(at_work, person)

    def work(person: Applicant) -> ActAnswer:
        check_own_pin(at_work, person)
        return _apply(at_work, person)

    return sealed_act(at_work, kind, allowed, request.identity, work, meant)


def _apply(at_work: ActAtWork, person: Applicant) -> ActAnswer:
    """Take the application of who has a card that is reported lost.

    :raises ActRefused: `not_lost` for a card in use: it is reported first.
    """
    state = person.standing.state
    if state in _CANCELLED:
        raise ActRefused(Reason.CANCELLED)
    if state not in LOST:
        raise ActRefused(Reason.NOT_LOST)
    before = replacement_of(at_work.db, person.card["id"])
    # A report that ends by itself would set a card free that is being replaced.
    set_standing(at_work.db, person.card["id"], CardState.LOSS)
    if before is None:
        return accepted(at_work, person)
    first = book.answer_of(before["answer"])
    return msgspec.structs.replace(
        first, act=at_work.act, state=ActState.ALREADY, evidence=b""
    )


def replacement_of(db: Connection, card: str) -> Row | None:
    """Return the act by which a replacement of this card was applied for.

    One that was lost again after it had come back at a counter is another loss.
    """
    own = act.c
    of_card = select(act).where(own.card == card, own.state == ActState.ACCEPTED)
    kinds = of_card.where(own.kind.in_((*book.LOSSES, REPLACEMENT)))
    last = one(db, kinds.order_by(own.decided.desc(), own.id.desc()).limit(1))
    return last if last is not None and last["kind"] == REPLACEMENT else None
