"""The way back: a report taken back in time or before it came, and one released.

Both follow from the region's rules and the book of acts alone.
"""

from dataclasses import replace

from sqlalchemy import Connection, update

from kiosk.center.applications import book
from kiosk.center.applications.applicant import (
    ActAtWork,
    ActRefused,
    ActRules,
    Applicant,
    card_row,
    check_own_pin,
    lost_card,
    with_card,
)
from kiosk.center.applications.applications_tables import act
from kiosk.center.applications.cards.replacements import replacement_of
from kiosk.center.applications.run_once import (
    ActKind,
    accepted,
    refusal,
    sealed_act,
)
from kiosk.center.database.schema import Row
from kiosk.center.records.card_states import set_standing
from kiosk.domain.applications import ActAnswer, ActState, Reason
from kiosk.domain.records import LOST, CardState
from kiosk.sync.wire.applications_wire import (
    ReleaseRequest,
    UndoRequest,
    WaitingReport,
    WithdrawRequest,
)
from kiosk.sync.wire.sealing import (
    RELEASE,
    loss_purpose,
    undo_purpose,
    withdraw_purpose,
)

_WITHDRAWN = ActRefused(Reason.WITHDRAWN)


def undo(
    db: Connection,
    rules: ActRules,
    kiosk: str,
    request: UndoRequest,
    now: float,
) -> ActAnswer:
    """Take a report back, for whoever made it, where and while that is allowed.

    :raises Refusal: `other_kiosk`.
    """
    at_work = ActAtWork(db, rules, kiosk, request.act, now)
    kind = ActKind(undo_purpose(request.of), "loss_undone")
    allowed = rules.region.loss.undo_minutes > 0

    def meant(person: Applicant) -> Applicant:
        row = _of(at_work, request, person)
        return with_card(at_work, person, card_row(at_work, row["card"]) or person.card)

    def work(person: Applicant) -> ActAnswer:
        row = _of(at_work, request, person)
        if row["undone"] is None:
            _take_back(at_work, row, person.standing.state)
            return accepted(at_work, person)
        return ActAnswer(
            act=at_work.act,
            state=ActState.ALREADY,
            reason=Reason.NOT_LOST,
            card_state=person.standing.state,
        )

    return sealed_act(at_work, kind, allowed, request.identity, work, meant)


def release(
    db: Connection,
    rules: ActRules,
    kiosk: str,
    request: ReleaseRequest,
    now: float,
) -> ActAnswer:
    """End a loss report where the region lets a kiosk do it.

    The card in the slot says which report is meant and proves nothing: whoever found
    it would have it too.

    :raises Refusal: `other_kiosk`.
    """
    at_work = ActAtWork(db, rules, kiosk, request.act, now)
    kind = ActKind(RELEASE, "loss_released")
    allowed = rules.region.allows("release")

    def meant(person: Applicant) -> Applicant:
        if not request.card:
            return lost_card(at_work, person)
        card = card_row(at_work, request.card)
        if card is None or card["holder"] != person.number:
            raise ActRefused(Reason.NOT_YOURS)
        return with_card(at_work, person, card)

    def work(person: Applicant) -> ActAnswer:
        check_own_pin(at_work, person)
        _set_free(at_work, person)
        return accepted(at_work, person)

    return sealed_act(at_work, kind, allowed, request.identity, work, meant)


def withdraw(
    db: Connection,
    rules: ActRules,
    kiosk: str,
    request: WithdrawRequest,
    now: float,
) -> ActAnswer:
    """Take none of the reports that wait at a kiosk for a person, however they come.

    Each gets its answer before it is there. One that was taken already stays.

    :raises Refusal: `other_kiosk`.
    """
    at_work = ActAtWork(db, rules, kiosk, request.act, now)
    purpose = withdraw_purpose(request.reports)
    kind = ActKind(purpose, "loss_withdraw_{state}", request.queued)

    def work(person: Applicant) -> ActAnswer:
        reports = request.reports
        stopped = [_stopped(at_work, report, person) for report in reports]
        if not all(stopped) or (not stopped and person.standing.state in LOST):
            raise ActRefused(Reason.TOO_LATE)
        if not stopped:
            raise ActRefused(Reason.NOT_LOST)
        return accepted(at_work, person)

    return sealed_act(at_work, kind, True, request.identity, work)


def _stopped(at_work: ActAtWork, report: WaitingReport, person: Applicant) -> bool:
    """Answer a report that has not come; False when it is in the book as taken."""
    row = book.act_row(at_work.db, report.act, at_work.kiosk)
    if row is not None:
        return bool(row["state"] == ActState.REFUSED)
    of = replace(at_work, act=report.act)
    book.write(of, loss_purpose(report.kind), refusal(of, _WITHDRAWN), person)
    return True


def _of(at_work: ActAtWork, request: UndoRequest, person: Applicant) -> Row:
    """Return the report that is to be taken back.

    :raises ActRefused: when there is none, or it is not this person's from here.
    """
    row = book.act_row(at_work.db, request.of, at_work.kiosk)
    if row is None or row["kind"] not in book.LOSSES:
        raise ActRefused(Reason.UNKNOWN_ACT)
    if (row["kiosk"], row["holder"]) != (at_work.kiosk, person.number):
        raise ActRefused(Reason.NOT_YOURS)
    if row["state"] != ActState.ACCEPTED:
        raise ActRefused(Reason.NOT_LOST)
    return row


def _take_back(at_work: ActAtWork, row: Row, state: CardState) -> None:
    """Put the card back to where it stood before the report.

    :raises ActRefused: when time or another act has gone over it.
    """
    last = book.last_change(at_work.db, row["card"])
    if state not in LOST or (last is not None and last["kind"] == RELEASE):
        raise ActRefused(Reason.NOT_LOST)
    overtaken = last is None or last["id"] != row["id"]
    if overtaken or row["undo_until"] is None or at_work.now > row["undo_until"]:
        raise ActRefused(Reason.TOO_LATE)
    taken = update(act).filter_by(kiosk=row["kiosk"], id=row["id"])
    at_work.db.execute(taken.values(undone=at_work.now))
    before = CardState(row["before_state"])
    set_standing(at_work.db, row["card"], before, row["before_until"])


def _set_free(at_work: ActAtWork, person: Applicant) -> None:
    state = person.standing.state
    if state in (CardState.CANCELLED, CardState.CANCELLED_AFTER_LOSS):
        raise ActRefused(Reason.CANCELLED)
    if state not in LOST:
        raise ActRefused(Reason.NOT_LOST)
    if replacement_of(at_work.db, person.card["id"]) is not None:
        raise ActRefused(Reason.REPLACING)
    set_standing(at_work.db, person.card["id"], CardState.NORMAL)
