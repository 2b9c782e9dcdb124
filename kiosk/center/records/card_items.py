"""What cards give only after their PIN, as far as the center knows it: as keyed hashes.

What a person's own register or a staff desk said is believed; what was merely seen at
a kiosk is remembered, and proves nothing but that it is the same as before. Functions
over a connection; the caller's thread owns it.
"""

from sqlalchemy import Connection, delete, select

from kiosk.center.applications.applicant import ActRules
from kiosk.center.applications.tries import owner_seen
from kiosk.center.database.transactions import hold, one, put, transaction, upsert
from kiosk.center.records import records_tables as tables
from kiosk.center.records.card_states import known_card
from kiosk.center.server.refusals import Refusal
from kiosk.sync.wire.card_item import digest_of
from kiosk.sync.wire.visit_wire import CardItem, PinKnown

LEARN_SECONDS = 600
REGISTER, STAFF, SEEN = "register", "staff", "seen"


def judge(
    db: Connection,
    rules: ActRules,
    kiosk: str,
    card: str,
    item: CardItem | None,
    now: float,
) -> PinKnown:
    """Tell how the PIN of a card was proved by what the card gave after it.

    :raises Refusal: `item_refused` when the center knows better, `pin_unproved` when
        it knows nothing and the region then shows nothing.
    """
    if item is None:
        return PinKnown.NONE
    given = None if item.digest is None else _tag(rules, item.digest)
    shown = rules.region.card.unproved_pin == "records"
    with transaction(db):
        hold(db, tables.card, id=card)
        if given is not None and _may_learn(db, card, now):
            _remember(db, card, item.item, given, STAFF, now)
        known = one(db, select(tables.card_item).filter_by(card=card, item=item.item))
        wrong = known is not None and known["tag"] != given
        if wrong:
            _write_doubt(db, card, kiosk, now)
        elif known is None and given is not None and shown:
            _remember(db, card, item.item, given, SEEN, now)
    if known is not None and wrong and known["source"] != SEEN:
        raise Refusal(403, "item_refused", "The card would have given something else.")
    if wrong:
        # Two values were seen, and nobody knows which is the card's own.
        raise Refusal(403, "pin_unproved", "Two kiosks saw this card give two things.")
    if known is not None and known["source"] != SEEN:
        return PinKnown.PROVED
    if not shown:
        raise Refusal(403, "pin_unproved", "Nobody knows what this card gives.")
    return PinKnown.UNKNOWN


def owner_here(
    db: Connection, rules: ActRules, kiosk: str, card: str, now: float
) -> None:
    """Remember that the holder of a card proved its PIN at this kiosk."""
    query = select(tables.card.c.holder).where(tables.card.c.id == card)
    holder = db.execute(query).scalar_one()
    with transaction(db):
        owner_seen(db, rules.keys.tag("number", holder), kiosk, now)


def learn(db: Connection, card_id: str, now: float) -> None:
    """Believe what this card gives after its PIN in the next ten minutes, once.

    Staff does it after seeing the person's identity document.

    :raises Refusal: `no_record` when nobody has this card.
    """
    card = known_card(db, card_id)
    with transaction(db):
        put(db, tables.card_learn, card=card, expires=now + LEARN_SECONDS)


def take_over(
    db: Connection,
    rules: ActRules,
    card: str,
    item: str,
    value: str,
    now: float,
) -> None:
    """Remember what a register knows of a card, in the caller's transaction."""
    digest = digest_of(card, item, value.encode("ascii"))
    _remember(db, card, item, _tag(rules, digest), REGISTER, now)


def _may_learn(db: Connection, card: str, now: float) -> bool:
    """Tell whether staff asked for it; that is used up."""
    own = tables.card_learn.c
    asked = delete(tables.card_learn).where(own.card == card, own.expires >= now)
    return db.execute(asked).rowcount == 1


def _remember(
    db: Connection, card: str, item: str, tag: bytes, source: str, now: float
) -> None:
    values = {"tag": tag, "source": source, "since": now}
    put(db, tables.card_item, card=card, item=item, **values)


def _write_doubt(db: Connection, card: str, kiosk: str, now: float) -> None:
    """Count it for staff; nobody is locked out by it, the right answer least of all."""
    new = upsert(db, tables.card_doubt).values(
        card=card, kiosk=kiosk, times=1, first=now, last=now
    )
    again = {"times": tables.card_doubt.c.times + 1, "last": new.excluded["last"]}
    db.execute(new.on_conflict_do_update(index_elements=["card", "kiosk"], set_=again))


def _tag(rules: ActRules, digest: bytes) -> bytes:
    return rules.keys.tag("card-item", digest.hex())
