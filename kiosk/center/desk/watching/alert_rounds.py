"""Looks for alerts each minute, on one node of many, and keeps what it found."""

import secrets
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, insert, select, tuple_, update

from kiosk.center.database.expiry import forget
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import (
    every,
    hold,
    insert_new,
    one,
    put,
    transaction,
)
from kiosk.center.desk.watching.alert_rules import (
    NEAR,
    OPEN,
    OVER,
    AlertState,
    RuleReading,
    crowded,
    step,
)
from kiosk.center.desk.watching.alert_tables import desk_alert, desk_lease

EVERY = 60.0
WORK = "alerts"
KEPT_DAYS = 400
_LEASE = 2.5 * EVERY
_OWN = desk_alert.c


class ListedAlert(NamedTuple):
    """An alert as a page or a webhook tells it."""

    id: str
    rule: str
    subject: str
    state: str
    value: float
    begun: float
    opened: float | None
    ended: float | None


def lease(db: Connection, node: str, now: float) -> bool:
    """Tell whether this node watches now; another takes over when it falls silent."""
    with transaction(db):
        insert_new(db, desk_lease, [{"work": WORK, "node": node, "until": now}])
        row = hold(db, desk_lease, work=WORK)
        if row is not None and row["node"] != node and now < row["until"]:
            # A lease behind the longest was taken by a clock that was ahead.
            return bool(row["until"] > now + _LEASE)
        put(db, desk_lease, work=WORK, node=node, until=now + _LEASE)
        return True


def look(db: Connection, found: Iterable[RuleReading], now: float) -> None:
    """Bring the alerts on by one look."""
    seen = {(each.rule, each.subject): each for each in found}
    many = crowded(seen.values())
    with transaction(db):
        live = select(desk_alert).where(_OWN.state.in_((NEAR, OPEN)))
        held = {(r["rule"], r["subject"]): r for r in every(db, live.with_for_update())}
        for key, row in held.items():
            # A hall that is gone, or a rule of an older program, has ended.
            reading = seen.pop(key, None)
            _bring_on(db, row, reading or RuleReading(*key, 0.0), now)
        new = (each for each in seen.values() if each.rule not in many)
        for state in filter(None, (step(None, each) for each in new)):
            _begin(db, state, now)
        forget(db, desk_alert, _OWN.begun < now - KEPT_DAYS * 86400)


def alerts_page(
    db: Connection, before: tuple[float, str] | None, most: int
) -> list[ListedAlert]:
    """Return alerts, the newest first."""
    query = select(*(_OWN[name] for name in ListedAlert._fields))
    query = query.where(_OWN.state != NEAR)
    if before is not None:
        query = query.where(tuple_(_OWN.begun, _OWN.id) < before)
    rows = every(db, query.order_by(_OWN.begun.desc(), _OWN.id.desc()).limit(most))
    return [ListedAlert(**row) for row in rows]


def open_alerts(db: Connection) -> dict[str, int]:
    """Return how many are open, by rule."""
    counts: dict[str, int] = {}
    for row in every(db, select(_OWN.rule).where(_OWN.state == OPEN)):
        counts[row["rule"]] = counts.get(row["rule"], 0) + 1
    return counts


def watched(db: Connection) -> float | None:
    """Return when somebody last looked; None: nobody ever did."""
    row = one(db, select(desk_lease).where(desk_lease.c.work == WORK))
    return None if row is None else float(row["until"]) - _LEASE


def _begin(db: Connection, state: AlertState, now: float) -> None:
    opened = state.state == OPEN
    row = {"id": secrets.token_hex(8), "rule": state.rule, "subject": state.subject}
    row |= {"state": state.state, "owed": OPEN if opened else ""}
    numbers = {
        "begun": now,
        "looks": state.looks,
        "value": state.value,
        "tries": 0,
        "next_try": now,
    }
    opening = now if opened else None
    db.execute(insert(desk_alert).values(**row, **numbers, opened=opening))


def _bring_on(db: Connection, row: Row, reading: RuleReading, now: float) -> None:
    names = "rule", "subject", "state", "looks", "value"
    after = _known(AlertState(*(row[name] for name in names)), reading)
    own = _OWN.id == row["id"]
    if after is None:
        db.execute(desk_alert.delete().where(own))
        return
    values = {"state": after.state, "looks": after.looks, "value": after.value}
    change = update(desk_alert).where(own).values(**values)
    if after.state != row["state"]:
        moment = {"opened": now} if after.state == OPEN else {"ended": now}
        owed = {"owed": after.state, "tries": 0, "next_try": now}
        change = change.values(**moment, **owed)
    db.execute(change)


def _known(before: AlertState, reading: RuleReading) -> AlertState | None:
    try:
        return step(before, reading)
    except KeyError:  # a rule of another version of the program
        return AlertState(*(before.rule, before.subject, OVER, 0, 0.0))
