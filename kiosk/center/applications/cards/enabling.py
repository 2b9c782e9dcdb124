"""Enabling the social function of a card, with the card and its PIN at a kiosk.

The bank's part is the bank's own, in person: nothing here touches it.
"""

from sqlalchemy import Connection

from kiosk.center.applications import book
from kiosk.center.applications.applicant import (
    ActAtWork,
    ActRefused,
    ActRules,
    Applicant,
)
from kiosk.center.applications.evidence import ActEffect
from kiosk.center.applications.run_once import accepted, once
from kiosk.center.database.transactions import hold
from kiosk.center.records.card_states import set_standing, standing
from kiosk.center.records.proofs import proved_card
from kiosk.center.records.records_tables import card as card_table
from kiosk.domain.applications import ActAnswer, ActState, Reason
from kiosk.domain.records import CardState
from kiosk.sync.wire.applications_wire import EnableRequest

ENABLING = "enabling"
_REFUSED_BY_STATE = {
    CardState.TEMPORARY_LOSS: Reason.ALREADY_LOST,
    CardState.LOSS: Reason.ALREADY_LOST,
    CardState.CANCELLED: Reason.CANCELLED,
    CardState.CANCELLED_AFTER_LOSS: Reason.CANCELLED,
    CardState.ASSIGNED: Reason.NOT_ISSUED,
    CardState.MAKING: Reason.NOT_ISSUED,
    CardState.UNKNOWN: Reason.NOT_ISSUED,
}


def enable(
    db: Connection,
    rules: ActRules,
    kiosk: str,
    request: EnableRequest,
    now: float,
) -> ActAnswer:
    """Enable a card whose PIN was proved; one that is enabled stays so.

    :raises Refusal: `other_kiosk`, `session_ended`, `pin_unproved`.
    """
    at_work = ActAtWork(db, rules, kiosk, request.act, now)

    def decide() -> ActAnswer:
        row = proved_card(db, kiosk, request.token, now)
        if not rules.region.allows("enabling"):
            raise ActRefused(Reason.NOT_ALLOWED)
        hold(db, card_table, id=row["id"])
        before = standing(db, row["id"], now)
        person = Applicant(row["holder"], "token", row, before)
        answer = _enabled(at_work, person)
        changed = answer.state is ActState.ACCEPTED
        effect = ActEffect(str(CardState.NORMAL)) if changed else ActEffect()
        done = book.write(at_work, ENABLING, answer, person, effect)
        if changed:
            contact = book.contact_of(db, person.number)
            book.notify(at_work, contact, "card_enabled", done.number)
        return done

    return once(at_work, ENABLING, decide)


def _enabled(at_work: ActAtWork, person: Applicant) -> ActAnswer:
    state = person.standing.state
    reason = _REFUSED_BY_STATE.get(state)
    if reason is not None:
        raise ActRefused(reason)
    if state is CardState.NOT_ENABLED:
        set_standing(at_work.db, person.card["id"], CardState.NORMAL)
        return accepted(at_work, person)
    return ActAnswer(
        act=at_work.act,
        state=ActState.ALREADY,
        card_number=book.masked_card(at_work, person),
        card_state=state,
    )
