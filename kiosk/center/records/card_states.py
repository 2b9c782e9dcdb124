"""How a card stands now: its state in the register, and a loss that ends by itself.

The one place that reads and writes both; who may change a state is decided elsewhere.
"""

import sqlite3
from datetime import UTC, datetime
from typing import NamedTuple

from kiosk.center.server.refusals import Refusal
from kiosk.domain.records import CardState


class Standing(NamedTuple):
    """A card's state at a moment."""

    state: CardState
    loss_until: datetime | None = None
    """When the temporary loss ends; None: by nobody's clock, or there is none."""


def standing(db: sqlite3.Connection, card_id: str, now: float) -> Standing:
    """Return how a card stands; a temporary loss that has ended is normal again.

    :raises LookupError: when there is no such card.
    """
    row = db.execute(
        "SELECT state, loss_until FROM card LEFT JOIN card_record ON card=id "
        "WHERE id=?",
        [card_id.upper()],
    ).fetchone()
    if row is None:
        raise LookupError("no such card")
    state, until = CardState(row["state"]), row["loss_until"]
    if state is not CardState.TEMPORARY_LOSS or until is None:
        return Standing(state)
    if until <= now:
        return Standing(CardState.NORMAL)
    return Standing(state, datetime.fromtimestamp(until, UTC))


def set_standing(
    db: sqlite3.Connection, card_id: str, state: CardState, until: float | None = None
) -> None:
    """Write a card's new state, in the caller's transaction.

    :param until: when a temporary loss ends by itself, in seconds since 1970.
    """
    card_id = card_id.upper()
    db.execute("UPDATE card SET state=? WHERE id=?", [state, card_id])
    db.execute("UPDATE card_record SET loss_until=? WHERE card=?", [until, card_id])


def known_card(db: sqlite3.Connection, card_id: str) -> str:
    """Return a card's id as the register writes it.

    :raises Refusal: `no_record` when nobody has this card.
    """
    row = db.execute("SELECT id FROM card WHERE id=?", [card_id.upper()]).fetchone()
    if row is None:
        raise Refusal(404, "no_record", "The center does not know this card.")
    return str(row["id"])
