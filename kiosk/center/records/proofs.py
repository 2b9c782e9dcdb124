"""Personal records, given out only against a fresh proof that the card is present.

Challenge, the card's answer, a short token: each bound to one kiosk and one card.
Functions over a connection; the caller's thread owns it.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from kiosk.center.applications import kiosk_tries, tries
from kiosk.center.database.expiry import expire
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import hold, one, transaction
from kiosk.center.identity import identity_tables
from kiosk.center.records import records_tables as tables
from kiosk.center.records.card_states import standing
from kiosk.center.records.record_pages import page_of
from kiosk.center.server.refusals import Refusal
from kiosk.domain.records import CardState, ChargeKind, Contribution, Insurance
from kiosk.sync.wire.contract import Paging
from kiosk.sync.wire.visit_wire import (
    CardItem,
    CardProof,
    Challenge,
    Contributions,
    ContributionsRequest,
    PinKnown,
    Session,
    WholeCharged,
)

CHALLENGE_SECONDS = 120
SESSION_SECONDS = 900
RECORDS = (PinKnown.PROVED, PinKnown.UNKNOWN)
"""Sessions that give records; `unknown` is opened only where the region allows it."""
ANY_PIN = tuple(PinKnown)
PROVED = (PinKnown.PROVED,)
"""What changes something needs more than the card's own word for its PIN."""
_LOST = (
    CardState.TEMPORARY_LOSS,
    CardState.LOSS,
    CardState.CANCELLED_AFTER_LOSS,
    CardState.CANCELLED,
)


class TooSoon(Refusal):
    """A kiosk asked after so many cards that nobody has that it has to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(503, "busy", "Too many unknown cards. Try again later.")
        self.seconds = seconds


Judge = Callable[[Connection, str, CardItem | None], PinKnown]
"""Card id and what the card gave after its PIN: how the PIN was proved."""
CheckAnswer = Callable[[str, int, bytes, bytes], bytes]
"""Card id, generation, factor, original: the 8 bytes the card must answer."""


def no_item(db: Connection, card: str, item: CardItem | None) -> PinKnown:
    """Take no PIN for proved; a center that knows cards' items judges itself."""
    return PinKnown.NONE


def make_challenge(
    db: Connection,
    kiosk: str,
    card_id: str,
    now: float,
    waited: float = 0.0,
) -> Challenge:
    """Return two random numbers for this card at this kiosk, good once.

    :param waited: so many seconds this was held back already.
    :raises Refusal: `no_record` when nobody has this card.
    :raises TooSoon: when this kiosk asked after too many of those.
    """
    challenge = Challenge(
        secrets.token_hex(16), secrets.token_bytes(8), secrets.token_bytes(8)
    )
    values = {"kiosk": kiosk, "card": card_id, "expires": now + CHALLENGE_SECONDS}
    with transaction(db):
        # Held: many at once would all be let through before one of them is counted.
        hold(db, identity_tables.kiosk, id=kiosk)
        wait = kiosk_tries.kiosk_wait(db, tries.CHALLENGE, kiosk, now, waited)
        known = _found_card(db, card_id) is not None
        if wait is None and not known:
            kiosk_tries.kiosk_tried(db, tries.CHALLENGE, kiosk, now)
        elif wait is None:
            expire(db, tables.challenge, now)
            expire(db, tables.session, now)
            row = values | msgspec.structs.asdict(challenge)
            db.execute(insert(tables.challenge).values(**row))
    if wait is not None:
        raise TooSoon(wait)
    if not known:
        raise _no_record()
    return challenge


def open_session(
    db: Connection,
    kiosk: str,
    proof: CardProof,
    now: float,
    answer: CheckAnswer,
    judge: Judge = no_item,
) -> Session:
    """Check the card's answer, use up the challenge, and open a session.

    :raises Refusal: `challenge_ended` when there is nothing to hold the answer
        against, `proof_refused` when the answer is wrong: only that is a copied card;
        what `judge` raises.
    """
    card = _card(db, proof.card_id)
    challenge = _used_up(db, kiosk, proof.challenge_id)
    if (
        challenge is None
        or challenge["expires"] < now
        or challenge["card"] != proof.card_id
    ):
        raise Refusal(403, "challenge_ended", "Ask for a new challenge.")
    expected = answer(
        proof.card_id, card["generation"], challenge["factor"], challenge["original"]
    )
    if not hmac.compare_digest(expected, proof.answer):
        raise _proof_refused()
    pin = judge(db, card["id"], proof.item)
    token, ends = secrets.token_urlsafe(32), now + SESSION_SECONDS
    row = {"kiosk": kiosk, "token_hash": _hash(token), "card": proof.card_id}
    with transaction(db):
        insertion = insert(tables.session).values(**row, expires=ends, pin=str(pin))
        db.execute(insertion)
    expires = datetime.fromtimestamp(int(ends), UTC)
    return Session(token, expires, standing(db, card["id"], now).state, pin)


def _used_up(db: Connection, kiosk: str, challenge: str) -> Row | None:
    """Return a challenge of a kiosk, which nobody gets a second time."""
    own = tables.challenge
    here = delete(own).where(own.c.kiosk == kiosk, own.c.id == challenge)
    with transaction(db):
        return one(db, here.returning(*own.columns))


def contributions(
    db: Connection, kiosk: str, asked: ContributionsRequest, now: float
) -> Contributions:
    """Return the months of one insurance of the person whose card was proved.

    :raises Refusal: `session_ended`, or what the card's state forbids.
    """
    card, own = card_of_session(db, kiosk, asked.token, now), tables.contribution.c
    here = own.holder == card["holder"], own.insurance == str(asked.insurance)
    query = select(tables.contribution).where(*here)
    paging = Paging(asked.token, asked.limit, asked.before)
    page = page_of(db, query, (own.month, own.employer), paging)
    whole = None
    if asked.limit is not None and not asked.before and page.rows:
        whole = _whole(db, here)
    found = [_contribution(row) for row in reversed(page.rows)]
    of = card["holder_name"]
    return Contributions(as_of(db), of, found, page.more, whole)


def _whole(
    db: Connection, here: tuple[ColumnElement[bool], ColumnElement[bool]]
) -> WholeCharged:
    own = tables.contribution.c
    span = select(func.min(own.month), func.max(own.month)).where(*here)
    arrived = select(func.count(func.distinct(own.month)))
    months = db.execute(arrived.where(*here, own.arrived.is_not(None))).scalar_one()
    first, last = db.execute(span).one()
    return WholeCharged(first, last, months)


def as_of(db: Connection) -> datetime:
    """Return when the records were last brought up to date."""
    query = select(tables.meta.c.value).where(tables.meta.c.key == "as_of")
    return datetime.fromisoformat(db.execute(query).scalar_one())


def card_of_session(
    db: Connection,
    kiosk: str,
    token: str,
    now: float,
    pin: tuple[PinKnown, ...] = RECORDS,
) -> Row:
    """Return the card that a kiosk's token stands for, when its holder may use it.

    :param pin: how the PIN must have been proved. Without a proof a token tells the
        card's state, which whoever found the card may know.
    :raises Refusal: `session_ended`, `pin_unproved`, or what the card's state forbids.
    """
    card = _card_after_pin(db, kiosk, token, now, pin)
    state = standing(db, card["id"], now).state
    if state in _LOST:
        raise Refusal(403, "card_lost", "This card was reported lost or cancelled.")
    if state is not CardState.NORMAL:
        raise Refusal(403, "card_not_enabled", "This card is not in use yet.")
    return card


def proved_card(db: Connection, kiosk: str, token: str, now: float) -> Row:
    """Return the card whose PIN was proved, in whatever state it is.

    :raises Refusal: `session_ended`, `pin_unproved`.
    """
    return _card_after_pin(db, kiosk, token, now, PROVED)


def card_of_token(db: Connection, kiosk: str, token: str, now: float) -> Row:
    """Return the card that a kiosk's token stands for, in whatever state it is.

    :raises Refusal: `session_ended`.
    """
    return _card(db, _session(db, kiosk, token, now)["card"])


def _card_after_pin(
    db: Connection, kiosk: str, token: str, now: float, pin: tuple[PinKnown, ...]
) -> Row:
    session = _session(db, kiosk, token, now)
    card = _card(db, session["card"])
    if PinKnown(session["pin"]) not in pin:
        raise Refusal(403, "pin_unproved", "Prove the card's PIN first.")
    return card


def _session(db: Connection, kiosk: str, token: str, now: float) -> Row:
    own = tables.session.c
    key = own.kiosk == kiosk, own.token_hash == _hash(token)
    row = one(db, select(tables.session).where(*key, own.expires >= now))
    if row is None:
        raise Refusal(403, "session_ended", "Prove the card again.")
    return row


def _contribution(row: Row) -> Contribution:
    return Contribution(
        insurance=Insurance(row["insurance"]),
        month=row["month"],
        paid_month=row["paid_month"],
        employer=row["employer"],
        base=Decimal(row["base"]),
        employer_amount=Decimal(row["employer_amount"]),
        personal_amount=Decimal(row["personal_amount"]),
        arrived=date.fromisoformat(row["arrived"]) if row["arrived"] else None,
        kind=ChargeKind(row["kind"]),
    )


def _card(db: Connection, card_id: str) -> Row:
    row = _found_card(db, card_id)
    if row is None:
        raise _no_record()
    return row


def _found_card(db: Connection, card_id: str) -> Row | None:
    return one(db, select(tables.card).where(tables.card.c.id == card_id.upper()))


def _no_record() -> Refusal:
    return Refusal(404, "no_record", "The center does not know this card.")


def _proof_refused() -> Refusal:
    return Refusal(403, "proof_refused", "The card's presence was not proved.")


def _hash(token: str) -> bytes:
    return hashlib.sha256(b"kiosk-session-1" + token.encode("utf-8")).digest()
