"""The key service: uses the issuer's keys for cards that were proved at a kiosk.

Who holds them is `issuer_keys.py`. Every use is written down before the answer; no key
and no PIN ever is.
"""

import secrets
import sqlite3

from kiosk.center.keys.issuer_keys import IssuerKeys
from kiosk.center.records.card_states import known_card
from kiosk.center.records.proofs import ANY_PIN, RECORDS, card_of_session
from kiosk.center.server.db import transaction
from kiosk.center.server.refusals import Refusal
from kiosk.devices.card.keys.key_provider import KeyName
from kiosk.sync.wire.keys_wire import ExternalKeyRequest, KeyData, PinReloadRequest

RELEASE_SECONDS = 600


def release_pin(connection: sqlite3.Connection, card_id: str, now: float) -> None:
    """Let one PIN of this card be replaced in the next ten minutes.

    Staff does it after seeing the person's identity document; who only holds the card
    and does not know its PIN must not get a new one.

    :raises Refusal: `no_record` when nobody has this card.
    """
    card = known_card(connection, card_id)
    with transaction(connection):
        connection.execute(
            "INSERT OR REPLACE INTO pin_release VALUES (?, ?)",
            [card, now + RELEASE_SECONDS],
        )


def external(
    connection: sqlite3.Connection,
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
    card = card_of_session(connection, kiosk, request.token, now, pin)
    if unlocks:
        _require_release(connection, card["id"], now)
    _write_down(connection, kiosk, card["id"], request.key, now)
    original = secrets.token_bytes(8)
    card_id, generation = card["id"], card["generation"]
    return KeyData(
        keys.external(card_id, generation, request.key, request.challenge, original)
    )


def reload_pin(
    connection: sqlite3.Connection,
    keys: IssuerKeys,
    kiosk: str,
    request: PinReloadRequest,
    now: float,
) -> KeyData:
    """Make the data of PIN RELOAD or UNBLOCK; the release is used up by it.

    :raises Refusal: `session_ended`, the card's state, `not_released`, or
        `bad_request` for a PIN that does not fit into the card's block.
    """
    card = card_of_session(connection, kiosk, request.token, now, ANY_PIN)
    _require_release(connection, card["id"], now)
    try:
        data = keys.reload(
            card["id"], card["generation"], request.challenge, request.pin or None
        )
    except ValueError:
        # Without the cause: it came from a PIN.
        raise Refusal(400, "bad_request", "The PIN does not fit.") from None
    with transaction(connection):
        connection.execute("DELETE FROM pin_release WHERE card=?", [card["id"]])
        # The desk's word is good for the PIN that the center keeps as well.
        connection.execute(
            "INSERT OR REPLACE INTO pin_renewed VALUES (?, ?, ?)",
            [card["id"], kiosk, now + RELEASE_SECONDS],
        )
    _write_down(connection, kiosk, card["id"], KeyName.MAINTENANCE, now)
    return KeyData(data)


def _require_release(connection: sqlite3.Connection, card: str, now: float) -> None:
    row = connection.execute(
        "SELECT card FROM pin_release WHERE card=? AND expires>=?", [card, now]
    ).fetchone()
    if row is None:
        raise Refusal(403, "not_released", "Nobody has released this card's PIN.")


def _write_down(
    connection: sqlite3.Connection, kiosk: str, card: str, key: str, now: float
) -> None:
    with transaction(connection):
        connection.execute(
            "INSERT INTO key_use VALUES (?, ?, ?, ?)", [now, kiosk, card, key]
        )
