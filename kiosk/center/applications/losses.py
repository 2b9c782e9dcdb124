"""Loss reports at the center: each lodged once, by the region's rules, asked after.

The kiosk is not trusted: every rule is held against each act here too. How a card
stands follows from the time; nothing has to run for a report to end.
"""

from datetime import timedelta

import msgspec
from sqlalchemy import Connection, select

from kiosk.center.applications import book
from kiosk.center.applications.applicant import (
    ActAtWork,
    ActRefused,
    ActRules,
    Applicant,
)
from kiosk.center.applications.applications_tables import act
from kiosk.center.applications.book import state_of_act
from kiosk.center.applications.run_once import (
    ActKind,
    accepted,
    one_after_other,
    sealed_act,
)
from kiosk.center.database.transactions import one
from kiosk.center.records.card_states import set_standing
from kiosk.domain.applications import STALE_DAYS, ActAnswer, ActState, LossKind, Reason
from kiosk.domain.records import CardState
from kiosk.sync.wire.applications_wire import ActStatus, LossRequest, StatusRequest
from kiosk.sync.wire.sealing import loss_purpose

__all__ = ["CLOCK_SKEW", "loss", "state_of_act", "status"]

CLOCK_SKEW = 300.0
"""Seconds by which an older kiosk's clock may be ahead of ours."""
_REFUSED_BY_STATE = {
    CardState.CANCELLED: Reason.CANCELLED,
    CardState.CANCELLED_AFTER_LOSS: Reason.CANCELLED,
    CardState.NOT_ENABLED: Reason.NOT_ENABLED,
    CardState.ASSIGNED: Reason.NOT_ISSUED,
    CardState.MAKING: Reason.NOT_ISSUED,
    CardState.UNKNOWN: Reason.NOT_ISSUED,
}
_NEW_STATE = {
    LossKind.TEMPORARY: CardState.TEMPORARY_LOSS,
    LossKind.FORMAL: CardState.LOSS,
}


def loss(
    db: Connection,
    rules: ActRules,
    kiosk: str,
    request: LossRequest,
    now: float,
) -> ActAnswer:
    """Report a card as lost; of two kiosks at once one is the first.

    :raises Refusal: `other_kiosk`.
    """
    at_work = ActAtWork(db, rules, kiosk, request.act, now)
    kind = ActKind(loss_purpose(request.kind), "loss_{state}", request.queued)
    allowed = request.kind is LossKind.TEMPORARY or rules.region.allows("formal_loss")

    def work(person: Applicant) -> ActAnswer:
        return _lodge(at_work, request, person)

    return sealed_act(at_work, kind, allowed, request.identity, work)


def status(db: Connection, kiosk: str, request: StatusRequest) -> ActStatus:
    """Return what became of an act of this kiosk; None where it never came."""
    with one_after_other(db, kiosk):
        row = one(db, select(act.c.answer).filter_by(id=request.act, kiosk=kiosk))
    if row is None:
        return ActStatus(None)
    return ActStatus(msgspec.json.decode(row["answer"], type=ActAnswer))


def _lodge(at_work: ActAtWork, request: LossRequest, person: Applicant) -> ActAnswer:
    state = person.standing.state
    reason = _REFUSED_BY_STATE.get(state)
    if reason is not None:
        raise ActRefused(reason)
    if state is CardState.LOSS or state is _NEW_STATE[request.kind]:
        return _already(at_work, person)
    rules = at_work.rules
    if rules.region.loss.requires_changed_pin and not rules.pins.changed(
        at_work.db, person.number
    ):
        raise ActRefused(Reason.INITIAL_PIN)
    _check_fresh(at_work, request, person)
    return _report(at_work, request, person)


def _report(at_work: ActAtWork, request: LossRequest, person: Applicant) -> ActAnswer:
    """Set the card's state; a report's end counts from now, not from the asking."""
    rules, start = at_work.rules.region.loss, book.moment(at_work.now)
    until = undo_until = None
    if request.kind is LossKind.TEMPORARY and rules.temporary_days is not None:
        until = start + timedelta(days=rules.temporary_days)
    if rules.undo_minutes and not request.queued:
        undo_until = start + timedelta(minutes=rules.undo_minutes)
    ends = until.timestamp() if until and rules.releases_itself else None
    set_standing(at_work.db, person.card["id"], _NEW_STATE[request.kind], ends)
    return msgspec.structs.replace(
        accepted(at_work, person), until=until, undo_until=undo_until
    )


def _already(at_work: ActAtWork, person: Applicant) -> ActAnswer:
    """Return the first report's number, begin and end as an `already`."""
    first = book.report_in_force(at_work, person)
    return ActAnswer(
        act=at_work.act,
        state=ActState.ALREADY,
        reason=Reason.ALREADY_LOST,
        number=first.number if first else "",
        effective_from=first.effective_from if first else None,
        until=first.until if first else person.standing.loss_until,
        card_number=book.masked_card(at_work, person),
        card_state=person.standing.state,
    )


def _check_fresh(at_work: ActAtWork, request: LossRequest, person: Applicant) -> None:
    """Refuse what waited for too long, or was overtaken by a release.

    What says that it was asked for in the future says nothing of either, so it is
    refused too.
    """
    if not request.queued:
        return
    waited: float | None = request.waited
    if waited is None:
        waited = at_work.now - request.claimed.timestamp()
        if waited < -CLOCK_SKEW:
            raise ActRefused(Reason.STALE)
    asked = at_work.now - max(0.0, waited)
    overtaken = book.freed_since(at_work.db, person.card["id"], asked)
    if overtaken or waited > STALE_DAYS * 86400:
        raise ActRefused(Reason.STALE)
