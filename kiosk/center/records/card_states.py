"""How a card stands now: its state in the register, and a loss that ends by itself.

The one place that reads and writes both; who may change a state is decided elsewhere.
"""

from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, select, update

from kiosk.center.database.transactions import one
from kiosk.center.records.records_tables import card, card_record
from kiosk.center.server.refusals import Refusal
from kiosk.domain.records import CardState


class Standing(NamedTuple):
    """A card's state at a moment."""

    state: CardState
    loss_until: datetime | None = None
    """When the temporary loss ends; None: by nobody's clock, or there is none."""


def standing(db: Connection, card_id: str, now: float) -> Standing:
    """Return how a card stands; a temporary loss that has ended is normal again.

    :raises LookupError: when there is no such card.
    """
    state, until = written_standing(db, card_id)
    if state is not CardState.TEMPORARY_LOSS or until is None:
        return Standing(state)
    if until <= now:
        return Standing(CardState.NORMAL)
    return Standing(state, datetime.fromtimestamp(until, UTC))


def written_standing(db: Connection, card_id: str) -> tuple[CardState, float | None]:
    """Return a card's state as it is written, and when a loss ends by itself.

    :raises LookupError: when there is no such card.
    """
    joined = card.outerjoin(card_record, card_record.c.card == card.c.id)
    query = select(card.c.state, card_record.c.loss_until).select_from(joined)
    row = one(db, query.where(card.c.id == card_id.upper()))
    if row is None:
        raise LookupError("no such card")
    return CardState(row["state"]), row["loss_until"]


def set_standing(
    db: Connection, card_id: str, state: CardState, until: float | None = None
) -> None:
    """Write a card's new state, in the caller's transaction.

    :param until: when a temporary loss ends by itself, in seconds since 1970.
    """
    card_id = card_id.upper()
    db.execute(update(card).where(card.c.id == card_id).values(state=str(state)))
    entry = update(card_record).where(card_record.c.card == card_id)
    db.execute(entry.values(loss_until=until))


def known_card(db: Connection, card_id: str) -> str:
    """Return a card's id as the register writes it.

    :raises Refusal: `no_record` when nobody has this card.
    """
    row = one(db, select(card.c.id).where(card.c.id == card_id.upper()))
    if row is None:
        raise Refusal(404, "no_record", "The center does not know this card.")
    return str(row["id"])
