"""One turn for many pulses: who may, what they said, and what they are to hear.

What one request would ask of the database is asked once for all of a second: 10,000
machines are some 200 pulses in it.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, and_, select, union_all

from kiosk.center.database.transactions import every, transaction
from kiosk.center.editions.shelf import FreshEdition, published_since
from kiosk.center.fleet.editions import wanted_by_all
from kiosk.center.fleet.fleet_tables import desk_order
from kiosk.center.fleet.handing_over import OpenOrder, due_orders
from kiosk.center.fleet.machine_rows import HeardPulse, keep_pulses
from kiosk.center.fleet.orders import OrderState
from kiosk.center.identity import identity_tables
from kiosk.center.identity.desk_key import DeskKey
from kiosk.center.identity.registry import Identity, require_enrolled
from kiosk.center.server.refusals import Refusal
from kiosk.sync.wire.downward.editions_wire import EditionMark
from kiosk.sync.wire.downward.pulse_wire import Pulse
from kiosk.sync.wire.downward.signed_message import Purpose, SignedMessage

FRESH_S = 60.0
"""Seconds within which a new edition is seen at the next look: later a pulse tells."""
KEY_WINDOW_S = 60.0
"""Seconds within which a change of a kiosk's key is seen at the next look."""


class AskedPulse(NamedTuple):
    """One kiosk's pulse; `fresh` is False when it was kept before and only looks."""

    identity: Identity
    pulse: Pulse
    fresh: bool

    def __repr__(self) -> str:
        return "AskedPulse(hidden)"


class ToldMachine(NamedTuple):
    """What a machine is to hear now."""

    orders: tuple[SignedMessage, ...] = ()
    editions: tuple[EditionMark, ...] = ()

    def __repr__(self) -> str:
        return "ToldMachine(hidden)"


class FoundNews(NamedTuple):
    """What one look found for all that are held."""

    kiosks: Mapping[str, float]
    """By kiosk, of when its news is: an order that waits, or another key."""
    editions: frozenset[FreshEdition]
    """What was published within the last minute, and for whom."""

    def __repr__(self) -> str:
        return "FoundNews(hidden)"


Told = Mapping[Identity, ToldMachine | Refusal]


def take_turn(
    db: Connection, desk_key: DeskKey, asked: Sequence[AskedPulse], now: float
) -> Told:
    """Return for each certificate what its kiosk is told, or why it is refused."""
    refused = _refused(db, [each.identity for each in asked], now)
    good = {e.identity.kiosk: e for e in asked if e.identity not in refused}
    heard = {k: HeardPulse(e.pulse, now) for k, e in good.items() if e.fresh}
    with transaction(db):
        keep_pulses(db, heard)
        taken = {kiosk: each.pulse.order for kiosk, each in good.items()}
        orders = due_orders(db, taken, now)
    signed = _signed(db, desk_key, orders, now)
    wanted = wanted_by_all(db, {kiosk: each.pulse for kiosk, each in good.items()})
    told = {
        each.identity: ToldMachine(tuple(signed.get(kiosk, ())), wanted.get(kiosk, ()))
        for kiosk, each in good.items()
    }
    return {**told, **refused}


def _refused(
    db: Connection, identities: Sequence[Identity], now: float
) -> dict[Identity, Refusal]:
    """Ask for all certificates at once; what is not plain, each for itself."""
    own, unused = identity_tables.certificate.c, identity_tables.unused_certificate.c
    same = and_(unused.kiosk == own.kiosk, unused.serial == own.serial)
    joined = identity_tables.certificate.outerjoin(
        identity_tables.unused_certificate, same
    )
    query = (
        select(own.kiosk, own.serial)
        .select_from(joined)
        .where(own.kiosk.in_([each.kiosk for each in identities]))
        .where(own.revoked == 0, own.not_after > now, unused.number.is_(None))
    )
    plain = {(row["kiosk"], row["serial"]) for row in every(db, query)}
    refused: dict[Identity, Refusal] = {}
    for identity in identities:
        if (identity.kiosk, identity.serial) in plain:
            continue
        try:
            require_enrolled(db, identity, now)
        except Refusal as refusal:
            refused[identity] = refusal
    return refused


def _signed(
    db: Connection, desk_key: DeskKey, orders: Sequence[OpenOrder], now: float
) -> dict[str, list[SignedMessage]]:
    found: dict[str, list[SignedMessage]] = {}
    if orders:
        sign = desk_key.signer(db, now)
        for order in orders:
            message = sign(Purpose.ORDER, order.body)
            found.setdefault(order.kiosk, []).append(message)
    return found


def news(db: Connection, now: float) -> FoundNews:
    """Return what there is that is new, in two questions for all that are held.

    Orders that wait are news until they are handed over.
    """
    own, owner = desk_order.c, identity_tables.kiosk.c
    waiting = select(own.kiosk, own.expires.label("at")).where(
        own.state == OrderState.WAITING, own.expires > now
    )
    changed = select(owner.id, owner.enrolled_at).where(
        owner.enrolled_at > now - KEY_WINDOW_S
    )
    found: dict[str, float] = {}
    for kiosk, at in db.execute(union_all(waiting, changed)):
        found[kiosk] = max(at, found.get(kiosk, at))
    return FoundNews(found, published_since(db, now - FRESH_S))
