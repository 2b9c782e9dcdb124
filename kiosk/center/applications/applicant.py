"""Who stands behind an act: opens the seal, checks PIN or name, finds the card.

A number nobody has and a wrong PIN end in the same words, after the same work.
Functions over a connection, in the caller's transaction.
"""

import hmac
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, select

from kiosk.center.applications import kiosk_tries, tries
from kiosk.center.applications.application_keys import ActKeys
from kiosk.center.applications.applications_tables import kiosk_part
from kiosk.center.applications.contact.messenger import Messenger, NoticeTable
from kiosk.center.applications.service_pins import ServicePins
from kiosk.center.applications.tries import LOSS, LOSS_BY_NAME
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every, one
from kiosk.center.records.card_states import Standing, standing
from kiosk.center.records.records_tables import card as card_table
from kiosk.domain.applications import ActId, Reason
from kiosk.domain.records import LOST, CardState
from kiosk.domain.region.region import Region
from kiosk.sync.wire.applications_wire import (
    IdCardIdentity,
    Identity,
    NumberIdentity,
    PinIdentity,
    Sealed,
)
from kiosk.sync.wire.sealing import Binding, SealUnreadable

ID_CARD = "id_card"
_BEST_FIRST = (
    *(CardState.NORMAL, CardState.TEMPORARY_LOSS, CardState.LOSS),
    *(CardState.NOT_ENABLED, CardState.MAKING, CardState.ASSIGNED),
)


class ActRefused(Exception):
    """An act that is not done, and why; names nobody."""

    def __init__(self, reason: Reason, retry_after: int | None = None) -> None:
        super().__init__(str(reason))
        self.reason, self.retry_after = reason, retry_after


class ActRules(NamedTuple):
    """By what the center judges: its keys, the PINs, and the region's own rules."""

    keys: ActKeys
    pins: ServicePins
    region: Region
    waited: float = 0.0
    """Seconds by which the act at work was held back already; see `late.py`."""
    messenger: Messenger = NoticeTable()
    """How a person is told of it."""


@dataclass(frozen=True, repr=False)
class ActAtWork:
    """One act at work: the connection, the rules, where and when."""

    db: Connection
    rules: ActRules
    kiosk: str
    act: ActId
    now: float


class Applicant(NamedTuple):
    """Who was recognised, how, and with which card in which state."""

    number: str
    how: str
    card: Row
    standing: Standing

    def __repr__(self) -> str:
        return "Applicant(hidden)"


def identify(at_work: ActAtWork, purpose: str, sealed: Sealed) -> Applicant:
    """Return who a sealed identity is.

    :raises ActRefused: when it is nobody, locked, or the seal does not open.
    """
    identity = unsealed(at_work, purpose, sealed)
    if isinstance(identity, PinIdentity):
        raise ActRefused(Reason.UNREADABLE)
    return _by_number(at_work, identity)


def unsealed(at_work: ActAtWork, purpose: str, sealed: Sealed) -> Identity:
    """Return what was sealed for this act.

    :raises ActRefused: `unreadable`.
    """
    try:
        return at_work.rules.keys.open(
            Binding(at_work.kiosk, at_work.act, purpose), sealed
        )
    except SealUnreadable:
        raise ActRefused(Reason.UNREADABLE) from None


def check_channel(at_work: ActAtWork, how: str) -> None:
    """Check that the region and the registry let this kiosk take this proof.

    :raises ActRefused: `not_allowed`.
    """
    loss = at_work.rules.region.loss
    allowed = {
        "number": loss.without_card,
        ID_CARD: loss.id_card and has_part(at_work.db, at_work.kiosk, ID_CARD),
    }
    if loss.kiosk is not True or not allowed[how]:
        raise ActRefused(Reason.NOT_ALLOWED)


def check_own_pin(at_work: ActAtWork, person: Applicant) -> None:
    """Check that a typed PIN is not the one that cards are issued with.

    Whoever found a card has the number from it and the initial PIN from a guide: that
    may stop the card, and nothing more.

    :raises ActRefused: `initial_pin`.
    """
    typed = person.how == "number"
    if typed and not is_own_pin(at_work, person.number):
        raise ActRefused(Reason.INITIAL_PIN)


def is_own_pin(at_work: ActAtWork, number: str) -> bool:
    """Tell whether a person's PIN is known to nobody else, as far as rules say."""
    known = bool(at_work.rules.region.pin.initial_rule)
    return not known or at_work.rules.pins.changed(at_work.db, number)


def has_part(db: Connection, kiosk: str, part: str) -> bool:
    """Tell whether the registry says that a kiosk has a part."""
    return one(db, select(kiosk_part).filter_by(kiosk=kiosk, part=part)) is not None


def _by_number(
    at_work: ActAtWork, identity: NumberIdentity | IdCardIdentity
) -> Applicant:
    db, now = at_work.db, at_work.now
    by_pin = isinstance(identity, NumberIdentity)
    how, subject = ("number", LOSS) if by_pin else (ID_CARD, LOSS_BY_NAME)
    check_channel(at_work, how)
    number = identity.number.upper()
    tried = tries.TriedNumber(
        subject, at_work.rules.keys.tag("number", number), at_work.kiosk
    )
    _check_waits(at_work, tried)
    card = _best_card(db, number, now)
    if not _proved(at_work, number, identity) or card is None:
        tries.number_missed(db, tried, now)
        kiosk_tries.kiosk_tried(db, subject, at_work.kiosk, now)
        raise ActRefused(Reason.NOT_RECOGNISED)
    tries.number_right(db, tried, now)
    if not by_pin:
        kiosk_tries.kiosk_tried(db, tries.BY_ID_CARD, at_work.kiosk, now)
    return Applicant(number, how, card, standing(db, card["id"], now))


def _check_waits(at_work: ActAtWork, tried: tries.TriedNumber) -> None:
    """Check that kiosk and number may be tried now; typed PINs stop no ID card.

    :raises ActRefused: `locked`.
    """
    db, now, waited = at_work.db, at_work.now, at_work.rules.waited
    wait = kiosk_tries.kiosk_wait(db, tried.subject, at_work.kiosk, now, waited)
    if wait is None and tried.subject == LOSS_BY_NAME:
        wait = kiosk_tries.kiosk_wait(db, tries.BY_ID_CARD, at_work.kiosk, now, waited)
    wait = wait or tries.number_wait(db, tried, now)
    if wait is not None:
        raise ActRefused(Reason.LOCKED, wait)


def _proved(at_work: ActAtWork, number: str, identity: Identity) -> bool:
    """Tell whether PIN or name are this number's."""
    if isinstance(identity, NumberIdentity):
        kept = at_work.rules.pins.kept(at_work.db, number)
        return at_work.rules.pins.matches(number, identity.pin, kept)
    assert isinstance(identity, IdCardIdentity)
    named = select(card_table.c.holder_name).filter_by(holder=number)
    row = one(at_work.db, named.order_by(card_table.c.id))
    return row is not None and same_name(row["holder_name"], identity.name)


def same_name(kept: str, given: str) -> bool:
    """Tell whether two names are the same, but for spaces around them."""
    return hmac.compare_digest(kept.strip().encode(), given.strip().encode())


def card_row(at_work: ActAtWork, card_id: str) -> Row | None:
    """Return a card of the register; None when there is no such one."""
    return one(at_work.db, select(card_table).filter_by(id=card_id.upper()))


def with_card(at_work: ActAtWork, person: Applicant, card: Row) -> Applicant:
    """Return the same person with another of their cards."""
    return person._replace(
        card=card, standing=standing(at_work.db, card["id"], at_work.now)
    )


def lost_card(at_work: ActAtWork, person: Applicant) -> Applicant:
    """Return the person with a card that is lost, where there is one."""
    card = _best_card(at_work.db, person.number, at_work.now, LOST)
    return person if card is None else with_card(at_work, person, card)


def _best_card(
    db: Connection,
    number: str,
    now: float,
    first: tuple[CardState, ...] = (),
) -> Row | None:
    """Return the card a person means: the one in use before any that is over.

    Nobody else changes how this person's cards stand before the act is done.

    :param first: states that go before those.
    """
    order = (*first, *_BEST_FIRST)
    theirs = select(card_table).filter_by(holder=number).order_by(card_table.c.id)
    cards = every(db, theirs.with_for_update())

    def rank(card: Row) -> int:
        state = standing(db, card["id"], now).state
        return order.index(state) if state in order else len(order)

    return min(cards, key=rank, default=None)
