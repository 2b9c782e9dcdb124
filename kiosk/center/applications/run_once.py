"""How every act runs: in one transaction, once for each id, its answer written down.

What an act does, and which message follows it, is handed in.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Connection

from kiosk.center.applications import book
from kiosk.center.applications.applicant import (
    ActAtWork,
    ActRefused,
    Applicant,
    identify,
)
from kiosk.center.applications.evidence import NOTHING, ActEffect
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import hold, transaction
from kiosk.center.identity import identity_tables
from kiosk.center.records.card_states import standing, written_standing
from kiosk.center.records.records_tables import card as card_table
from kiosk.center.records.records_tables import person as person_table
from kiosk.domain.applications import ActAnswer, ActState, Reason
from kiosk.sync.wire.applications_wire import Sealed

Work = Callable[[Applicant], ActAnswer]
"""Does an act for a person, or raises ActRefused."""
Meant = Callable[[Applicant], Applicant]
"""Returns the person with the card that the act is about, or raises ActRefused."""
_NOT_FINAL = (Reason.LOCKED, Reason.UNREADABLE)
"""The same act may come again: when the wait is over, or the key file is back."""


class ActKind(NamedTuple):
    """What is asked for, by the name in seal and book, and what is told of it."""

    purpose: str
    message: str
    """The key of the message to the person; `{state}` in it is the outcome."""
    tell_always: bool = False
    """The person is gone, so a refusal is told as well."""


@contextmanager
def one_after_other(db: Connection, kiosk: str) -> Iterator[None]:
    """Begin a transaction in which no other of this kiosk's acts is at work.

    The lock is written as well: also an answer that changes nothing waits for the
    standby, as the act that it is about may have come there or not.
    """
    with transaction(db):
        hold(db, identity_tables.kiosk, id=kiosk)
        yield


def once(at_work: ActAtWork, kind: str, decide: Callable[[], ActAnswer]) -> ActAnswer:
    """Decide an act in one transaction, or give the answer it got before.

    `locked` and `unreadable` are not written down: the same act may come again.

    :raises Refusal: `other_kiosk`.
    """
    with one_after_other(at_work.db, at_work.kiosk):
        before = book.answered(at_work, kind)
        if before is not None:
            return before
        try:
            return decide()
        except ActRefused as refused:
            answer = refusal(at_work, refused)
        if answer.reason in _NOT_FINAL:
            return answer
        return book.write(at_work, kind, answer)


def _best(person: Applicant) -> Applicant:
    return person


def sealed_act(
    at_work: ActAtWork,
    kind: ActKind,
    allowed: bool,
    sealed: Sealed,
    work: Work,
    meant: Meant = _best,
) -> ActAnswer:
    """Run an act of somebody whose identity is sealed.

    :param allowed: whether the region lets any kiosk do it.
    :raises Refusal: `other_kiosk`.
    """

    def decide() -> ActAnswer:
        if not allowed:
            raise ActRefused(Reason.NOT_ALLOWED)
        person = identify(at_work, kind.purpose, sealed)
        try:
            person = meant(person)
            answer = work(person)
        except ActRefused as refused:
            answer = refusal(at_work, refused)
        changed = book.changes_standing(kind.purpose, answer.state)
        effect = _standing_of(at_work, person) if changed else NOTHING
        done = book.write(at_work, kind.purpose, answer, person, effect)
        if kind.tell_always or done.state is ActState.ACCEPTED:
            message = kind.message.format(state=done.state)
            contact = book.contact_of(at_work.db, person.number)
            book.notify(at_work, contact, message, done.number)
        return done

    return once(at_work, kind.purpose, decide)


def _standing_of(at_work: ActAtWork, person: Applicant) -> ActEffect:
    """Return how the act has left the card."""
    state, until = written_standing(at_work.db, person.card["id"])
    return ActEffect(str(state), until)


def holder_of(db: Connection, card: Row, now: float) -> Applicant:
    """Return the holder of a proved card, whose data nobody else changes now."""
    number = card["holder"]
    hold(db, card_table, id=card["id"])
    hold(db, person_table, number=number)
    return Applicant(number, "token", card, standing(db, card["id"], now))


def accepted(at_work: ActAtWork, person: Applicant) -> ActAnswer:
    """Return the plain answer to what was done."""
    return ActAnswer(
        act=at_work.act,
        state=ActState.ACCEPTED,
        effective_from=book.moment(at_work.now),
        card_number=book.masked_card(at_work, person),
        card_state=standing(at_work.db, person.card["id"], at_work.now).state,
    )


def refusal(at_work: ActAtWork, refused: ActRefused) -> ActAnswer:
    """Return the answer to what was not done."""
    return ActAnswer(
        act=at_work.act,
        state=ActState.REFUSED,
        reason=refused.reason,
        retry_after=refused.retry_after,
    )
