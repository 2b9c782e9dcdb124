"""The key service: uses the issuer's keys for cards that were proved at a kiosk.

Who holds them is `issuer_keys.py`. Every use is written down before the answer; no key
and no PIN ever is.
"""

import secrets

from sqlalchemy import Connection, delete, insert, select

from kiosk.center.database.transactions import one, put, transaction
from kiosk.center.keys.issuer_keys import IssuerKeys
from kiosk.center.keys.keys_tables import key_use, pin_release, pin_renewed
from kiosk.center.records.card_states import known_card
from kiosk.center.records.proofs import ANY_PIN, RECORDS, card_of_session
from kiosk.center.server.refusals import Refusal
from kiosk.devices.card.keys.key_provider import KeyName
from kiosk.sync.wire.keys_wire import ExternalKeyRequest, KeyData, PinReloadRequest

RELEASE_SECONDS = 600


def release_pin(db: Connection, card_id: str, now: float) -> None:
    """Let one PIN of this card be replaced in the next ten minutes.

    Staff does it after seeing the person's identity document; who only holds the card
    and does not know its PIN must not get a new one.

    :raises Refusal: `no_record` when nobody has this card.
    """
    card = known_card(db, card_id)
    with transaction(db):
        put(db, pin_release, card=card, expires=now + RELEASE_SECONDS)


def external(
    db: Connection,
    keys: IssuerKeys,
    kiosk: str,
    request: ExternalKeyRequest,
    now: float,
) -> KeyData:
    """Make the data of EXTERNAL AUTHENTICATE for the card of the session.

    :raises Refusal: `session_ended`, the card's state, or `not_released`.
    """
    # Who is to get a new PIN has none to prove; the desk has seen who it is.
    unlocks = KeyName(request.key) is KeyName.UNLOCK
    pin = ANY_PIN if unlocks else RECORDS
    card = card_of_session(db, kiosk, request.token, now, pin)
    if unlocks:
        _require_release(db, card["id"], now)
    with transaction(db):
        _write_down(db, kiosk, card["id"], request.key, now)
    original = secrets.token_bytes(8)
    card_id, generation = card["id"], card["generation"]
    return KeyData(
        keys.external(card_id, generation, request.key, request.challenge, original)
    )


def reload_pin(
    db: Connection,
    keys: IssuerKeys,
    kiosk: str,
    request: PinReloadRequest,
    now: float,
) -> KeyData:
    """Make the data of PIN RELOAD or UNBLOCK; the release is used up by it.

    :raises Refusal: `session_ended`, the card's state, `not_released`, or
        `bad_request` for a PIN that does not fit into the card's block.
    """
    card = card_of_session(db, kiosk, request.token, now, ANY_PIN)
    _require_release(db, card["id"], now)
    try:
        data = keys.reload(
            card["id"], card["generation"], request.challenge, request.pin or None
        )
    except ValueError:
        # Without the cause: it came from a PIN.
        raise Refusal(400, "bad_request", "The PIN does not fit.") from None
    released = pin_release.c.card == card["id"]
    ends = now + RELEASE_SECONDS
    with transaction(db):
        if db.execute(delete(pin_release).where(released)).rowcount != 1:
            raise _not_released()  # another request has used it up meanwhile
        # The desk's word is good for the PIN that the center keeps as well.
        put(db, pin_renewed, card=card["id"], kiosk=kiosk, expires=ends)
        _write_down(db, kiosk, card["id"], KeyName.MAINTENANCE, now)
    return KeyData(data)


def _require_release(db: Connection, card: str, now: float) -> None:
    own = pin_release.c
    query = select(own.card).where(own.card == card, own.expires >= now)
    if one(db, query) is None:
        raise _not_released()


def _not_released() -> Refusal:
    return Refusal(403, "not_released", "Nobody has released this card's PIN.")


def _write_down(db: Connection, kiosk: str, card: str, key: str, now: float) -> None:
    use = {"kiosk": kiosk, "at": now, "card": card, "key": key}
    db.execute(insert(key_use).values(id=secrets.token_bytes(8), **use))
