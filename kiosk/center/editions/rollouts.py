"""Releases offered ring by ring: begun, paused, opened further, stopped by itself.

The newest rollout counts; an older one is over. What it offers is an edition of the
kind `release` for whoever is in the open ring. A stop is a newer edition for all that
offers nothing, so that a machine which only holds the package lets go of it.
"""

import itertools
import re
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, and_, func, insert, select, update

from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every, hold, one, transaction
from kiosk.center.editions import editions_tables as tables
from kiosk.center.editions.content_check import EditionMistake
from kiosk.center.editions.older_release import is_older
from kiosk.center.editions.ring_rules import (
    WATCH_S,
    RingFacts,
    RingVerdict,
    judge,
)
from kiosk.center.editions.shelf import ALL, RING, put_edition
from kiosk.center.fleet.fleet_state import Need
from kiosk.center.fleet.fleet_tables import machine
from kiosk.domain.message import Message
from kiosk.sync.wire.downward.edition_contents import MOST_PACKAGES, ReleaseContent
from kiosk.sync.wire.downward.editions_wire import EditionKind

RUNNING, PAUSED, STOPPED, DONE = "running", "paused", "stopped", "done"
OFFERED = (RUNNING, DONE)
COUNTED = ("taken", "kept", "back", "refused")
"""Ends of an offer at a machine that took it, or should have been able to."""
_RINGS = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?(,[0-9]{1,3}(\.[0-9]{1,2})?){0,7}")


class RolloutView(NamedTuple):
    """A rollout as it stands."""

    row: Row
    facts: RingFacts
    verdict: RingVerdict


def start(
    db: Connection,
    version: str,
    rings: str,
    window: str,
    hours: int,
    by: str,
    now: float,
    older: bool = False,
) -> int:
    """Begin to offer a release and return its edition's number.

    :param older: although most machines run a newer one.
    :raises EditionMistake: when it is not here or older, or another is under way.
    """
    _check_rings(rings)
    own = tables.release_package.c
    query = select(own.signed).where(own.version == version).order_by(own.sha512)
    signed = [bytes(row["signed"]) for row in every(db, query)]
    if not signed or len(signed) > MOST_PACKAGES:
        raise EditionMistake(Message("rollout__no_release", version=version))
    if not older and is_older(db, version):
        raise EditionMistake(Message("rollout__older", version=version))
    content = msgspec.json.encode(ReleaseContent(tuple(signed), window))
    try:
        msgspec.json.decode(content, type=ReleaseContent)
    except msgspec.ValidationError as error:
        raise EditionMistake(Message("rollout__window", window=window)) from error
    with transaction(db):
        made = put_edition(db, EditionKind.RELEASE, content, RING, by, now)
        last = newest(db)
        if last is not None and last["state"] in (RUNNING, PAUSED):
            raise EditionMistake(Message("rollout__under_way", version=last["version"]))
        row = {"number": made.number, "version": version, "rings": rings, "ring": 0}
        row |= {"hours": hours, "state": RUNNING, "why": "", "by": by}
        db.execute(insert(tables.rollout).values(**row, opened=now, began=now))
    return made.number


def _check_rings(rings: str) -> None:
    shares = [*map(float, rings.split(","))] if _RINGS.fullmatch(rings) else []
    grows = all(a < b for a, b in itertools.pairwise(shares))
    if not shares or not grows or not 0 < shares[0] <= shares[-1] <= 100:
        raise EditionMistake(Message("rollout__rings", rings=rings))


def newest(db: Connection) -> Row | None:
    """Return the rollout that counts; None: there never was one."""
    own = tables.rollout
    return one(db, select(own).order_by(own.c.number.desc()).limit(1))


def percent_of(row: Row) -> float:
    """Return how much of the fleet a rollout is open for."""
    shares = row["rings"].split(",")
    return float(shares[min(row["ring"], len(shares) - 1)])


def offered_percent(db: Connection) -> float:
    """Return for how much of the fleet a release is offered now."""
    row = newest(db)
    return percent_of(row) if row is not None and row["state"] in OFFERED else 0.0


def change_state(db: Connection, wanted: str, by: str, now: float) -> str:
    """Pause, resume or stop the rollout under way; return its version.

    :raises EditionMistake: when there is none.
    """
    with transaction(db):
        return put_state(db, wanted, by, now)


def put_state(db: Connection, wanted: str, by: str, now: float) -> str:
    """Do what `change_state` does, in the caller's transaction.

    :raises EditionMistake: when there is none.
    """
    row = newest_held(db)
    if row is None or row["state"] not in (RUNNING, PAUSED):
        raise EditionMistake(Message("rollout__none"))
    if wanted == STOPPED:
        _stop(db, row, "asked", by, now)
    else:
        # A pause is no time in which a ring proved itself.
        _put(db, row, state=wanted, opened=now)
    return str(row["version"])


def look(db: Connection, now: float) -> RingVerdict | None:
    """Judge the rollout under way and act on it; None: there is none.

    Each node does so each minute; one of them at a time.
    """
    row = newest(db)
    if row is None or row["state"] != RUNNING:
        return None
    with transaction(db):
        row = newest_held(db)
        if row is None or row["state"] != RUNNING:
            return None
        verdict = judge(facts_of(db, row, now))
        if verdict is RingVerdict.SICK:
            _stop(db, row, "sick", row["by"], now)
        elif verdict is RingVerdict.OPEN:
            _put(db, row, ring=row["ring"] + 1, opened=now)
        elif verdict is RingVerdict.DONE:
            _put(db, row, state=DONE)
    return verdict


def view(db: Connection, now: float) -> RolloutView | None:
    """Return how the newest rollout stands; None: there never was one."""
    row = newest(db)
    if row is None:
        return None
    facts = facts_of(db, row, now)
    return RolloutView(row, facts, judge(facts))


def facts_of(db: Connection, row: Row, now: float) -> RingFacts:
    """Return what is known of a rollout's machines, counted by the database."""
    result, number = tables.rollout_result.c, row["number"]
    of_it = and_(result.number == number, result.kiosk == machine.c.kiosk)
    query = select(result.state, func.count().label("many"))
    query = query.where(result.number == number).group_by(result.state)
    states = {each["state"]: each["many"] for each in every(db, query)}
    took, quiet = result.state.in_(("taken", "kept")), machine.c.heard < now - WATCH_S
    worse = and_(machine.c.severity >= int(Need.STOPPED), result.before < 3)

    def count(*where: object) -> int:
        joined = machine.join(tables.rollout_result, of_it, isouter=True)
        query = select(func.count()).select_from(joined).where(*where)  # type: ignore[arg-type]
        return int(db.execute(query).scalar_one())

    shares = row["rings"].split(",")
    return RingFacts(
        machines=count(),
        percent=percent_of(row),
        is_last=row["ring"] >= len(shares) - 1,
        hours=row["hours"],
        open_s=now - row["opened"],
        taken=sum(states.get(each, 0) for each in COUNTED),
        kept=states.get("kept", 0),
        back=states.get("back", 0) + states.get("refused", 0),
        stopped=count(took, worse, ~quiet),
        silent=count(took, quiet),
        others=count(result.kiosk.is_(None)),
        others_silent=count(result.kiosk.is_(None), quiet),
    )


def declined(db: Connection, row: Row) -> dict[str, int]:
    """Return why machines did not take a rollout, the most frequent first.

    None of it stops a rollout by itself: a fleet without keys takes nothing, for ever.
    """
    own, result = tables.edition_place.c, tables.rollout_result.c
    same = and_(own.kiosk == result.kiosk, own.kind == str(EditionKind.RELEASE))
    query = (
        select(own.why, func.count().label("many"))
        .select_from(tables.edition_place.join(tables.rollout_result, same))
        .where(result.number == row["number"], own.refused == row["number"])
        .where(result.state.in_(("other", "refused")))
        .group_by(own.why)
    )
    found = {each["why"]: each["many"] for each in every(db, query)}
    return dict(sorted(found.items(), key=lambda each: -each[1]))


def _stop(db: Connection, row: Row, why: str, by: str, now: float) -> None:
    nothing = msgspec.json.encode(ReleaseContent())
    put_edition(db, EditionKind.RELEASE, nothing, ALL, by, now)
    _put(db, row, state=STOPPED, why=why)


def newest_held(db: Connection) -> Row | None:
    """Return the rollout that counts; nobody else changes it in this transaction."""
    row = newest(db)
    return None if row is None else hold(db, tables.rollout, number=row["number"])


def _put(db: Connection, row: Row, **values: object) -> None:
    own = update(tables.rollout).filter_by(number=row["number"])
    db.execute(own.values(**values))
