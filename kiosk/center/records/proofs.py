"""Personal records, given out only against a fresh proof that the card is present.

Challenge, the card's answer, a short token: each bound to one kiosk and one card.
Functions over a connection; the caller's thread owns it.
"""

import hashlib
import hmac
import secrets
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

from kiosk.center.applications import tries
from kiosk.center.records.card_states import standing
from kiosk.center.server.db import transaction
from kiosk.center.server.refusals import Refusal
from kiosk.domain.records import CardState, ChargeKind, Contribution, Insurance
from kiosk.sync.wire.visit_wire import (
    CardItem,
    CardProof,
    Challenge,
    Contributions,
    PinKnown,
    Session,
)

CHALLENGE_SECONDS = 120
SESSION_SECONDS = 900
RECORDS = (PinKnown.PROVED, PinKnown.UNKNOWN)
"""Sessions that give records; `unknown` is opened only where the region allows it."""
ANY_PIN = tuple(PinKnown)
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


Judge = Callable[[sqlite3.Connection, str, CardItem | None], PinKnown]
"""Card id and what the card gave after its PIN: how the PIN was proved."""
CheckAnswer = Callable[[str, int, bytes, bytes], bytes]
"""Card id, generation, factor, original: the 8 bytes the card must answer."""


def no_item(
    connection: sqlite3.Connection, card: str, item: CardItem | None
) -> PinKnown:
    """Take no PIN for proved; a center that knows cards' items judges itself."""
    return PinKnown.NONE


def make_challenge(
    connection: sqlite3.Connection,
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
    wait = tries.kiosk_wait(connection, tries.CHALLENGE, kiosk, now, waited)
    if wait is not None:
        raise TooSoon(wait)
    try:
        _card(connection, card_id)
    except Refusal:
        with transaction(connection):
            tries.kiosk_tried(connection, tries.CHALLENGE, kiosk, now)
        raise
    challenge = Challenge(
        secrets.token_hex(16), secrets.token_bytes(8), secrets.token_bytes(8)
    )
    values = [challenge.id, kiosk, card_id, challenge.factor, challenge.original]
    with transaction(connection):
        connection.execute("DELETE FROM challenge WHERE expires < ?", [now])
        connection.execute("DELETE FROM session WHERE expires < ?", [now])
        connection.execute(
            "INSERT INTO challenge VALUES (?, ?, ?, ?, ?, ?)",
            [*values, now + CHALLENGE_SECONDS],
        )
    return challenge


def open_session(
    connection: sqlite3.Connection,
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
    card = _card(connection, proof.card_id)
    with transaction(connection):
        challenge = connection.execute(
            "DELETE FROM challenge WHERE id=? RETURNING *", [proof.challenge_id]
        ).fetchone()
    good = challenge is not None and challenge["expires"] >= now
    if not good or (challenge["kiosk"], challenge["card"]) != (kiosk, proof.card_id):
        raise Refusal(403, "challenge_ended", "Ask for a new challenge.")
    expected = answer(
        proof.card_id, card["generation"], challenge["factor"], challenge["original"]
    )
    if not hmac.compare_digest(expected, proof.answer):
        raise _proof_refused()
    pin = judge(connection, card["id"], proof.item)
    token = secrets.token_urlsafe(32)
    with transaction(connection):
        connection.execute(
            "INSERT INTO session(token_hash, kiosk, card, expires, pin) "
            "VALUES (?, ?, ?, ?, ?)",
            [_hash(token), kiosk, proof.card_id, now + SESSION_SECONDS, str(pin)],
        )
    expires = datetime.fromtimestamp(int(now + SESSION_SECONDS), UTC)
    return Session(token, expires, standing(connection, card["id"], now).state, pin)


def contributions(
    connection: sqlite3.Connection,
    kiosk: str,
    token: str,
    insurance: Insurance,
    now: float,
) -> Contributions:
    """Return all months of one insurance of the person whose card was proved.

    :raises Refusal: `session_ended`, or what the card's state forbids.
    """
    card = card_of_session(connection, kiosk, token, now)
    rows = connection.execute(
        "SELECT * FROM contribution WHERE holder=? AND insurance=? ORDER BY month",
        [card["holder"], insurance],
    ).fetchall()
    return Contributions(
        as_of(connection),
        card["holder_name"],
        [_contribution(row) for row in rows],
    )


def as_of(connection: sqlite3.Connection) -> datetime:
    """Return when the records were last brought up to date."""
    row = connection.execute("SELECT value FROM meta WHERE key='as_of'").fetchone()
    return datetime.fromisoformat(row["value"])


def card_of_session(
    connection: sqlite3.Connection,
    kiosk: str,
    token: str,
    now: float,
    pin: tuple[PinKnown, ...] = RECORDS,
) -> sqlite3.Row:
    """Return the card that a kiosk's token stands for, when its holder may use it.

    :param pin: how the PIN must have been proved. Without a proof a token tells the
        card's state, which whoever found the card may know.
    :raises Refusal: `session_ended`, `pin_unproved`, or what the card's state forbids.
    """
    card = card_of_token(connection, kiosk, token, now)
    if _pin_of(connection, token) not in pin:
        raise Refusal(403, "pin_unproved", "Prove the card's PIN first.")
    state = standing(connection, card["id"], now).state
    if state in _LOST:
        raise Refusal(403, "card_lost", "This card was reported lost or cancelled.")
    if state is not CardState.NORMAL:
        raise Refusal(403, "card_not_enabled", "This card is not in use yet.")
    return card


def card_of_token(
    connection: sqlite3.Connection, kiosk: str, token: str, now: float
) -> sqlite3.Row:
    """Return the card that a kiosk's token stands for, in whatever state it is.

    :raises Refusal: `session_ended`.
    """
    row = connection.execute(
        "SELECT card FROM session WHERE token_hash=? AND kiosk=? AND expires>=?",
        [_hash(token), kiosk, now],
    ).fetchone()
    if row is None:
        raise Refusal(403, "session_ended", "Prove the card again.")
    return _card(connection, row["card"])


def _pin_of(connection: sqlite3.Connection, token: str) -> PinKnown:
    row = connection.execute(
        "SELECT pin FROM session WHERE token_hash=?", [_hash(token)]
    ).fetchone()
    return PinKnown(row["pin"])


def _contribution(row: sqlite3.Row) -> Contribution:
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


def _card(connection: sqlite3.Connection, card_id: str) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM card WHERE id=?", [card_id.upper()]
    ).fetchone()
    if row is None:
        raise Refusal(404, "no_record", "The center does not know this card.")
    return row


def _proof_refused() -> Refusal:
    return Refusal(403, "proof_refused", "The card's presence was not proved.")


def _hash(token: str) -> bytes:
    return hashlib.sha256(b"kiosk-session-1" + token.encode("utf-8")).digest()
