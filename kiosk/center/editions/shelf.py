"""All editions that were published: a new one, the list, and who each is for.

Numbers grow for each kind over the whole center, with the minutes of time: so also
behind a center that was put back from a copy, and without the word of any machine.
"""

import re
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select

from kiosk.center.database.transactions import every, hold, one, transaction
from kiosk.center.editions import editions_tables as tables
from kiosk.center.editions.content_check import EditionMistake, checked_content
from kiosk.center.fleet.fleet_tables import machine
from kiosk.center.identity.identity_tables import kiosk as kiosk_table
from kiosk.center.identity.identity_tables import secret
from kiosk.center.identity.sealed_secrets import ROOT
from kiosk.domain.message import Message
from kiosk.sync.wire.downward.editions_wire import EditionKind

ALL, RING = "all", "ring"
LISTED = 200
BEGAN = 1_767_225_600
"""2026, in seconds since 1970: numbers need not begin with billions."""
_AUDIENCE = re.compile(r"all|site:[^\x00-\x1f]{1,64}|kiosk:[A-Za-z0-9_-]{1,32}")


class Published(NamedTuple):
    """One edition, without its content."""

    kind: str
    number: int
    audience: str
    size: int
    made: float
    by: str


class FreshEdition(NamedTuple):
    """An edition that was published just now, and for whom."""

    kind: str
    number: int
    audience: str


def publish(
    db: Connection, kind: str, data: bytes, audience: str, by: str, now: float
) -> Published:
    """Publish an edition; machines that are held hear of it within seconds.

    :raises EditionMistake: when it is not fit to be.
    """
    check_audience(db, audience)
    content = checked_content(kind, data)
    with transaction(db):
        return put_edition(db, kind, content, audience, by, now)


def check_audience(db: Connection, audience: str) -> None:
    """Check for whom something is to be.

    :raises EditionMistake: when that is nobody.
    """
    if not _AUDIENCE.fullmatch(audience):
        raise EditionMistake(Message("edition__audience", audience=audience))
    sort, _, name = audience.partition(":")
    # One that was revoked has no key, and hears nothing.
    own = select(kiosk_table.c.id).where(
        kiosk_table.c.id == name, kiosk_table.c.signing_key != b""
    )
    if sort == "kiosk" and one(db, own) is None:
        raise EditionMistake(Message("operator__never_enrolled", kiosk=name))


def halls_without(db: Connection, audience: str) -> list[str] | None:
    """Return the halls that are known, where an audience is none of them.

    None: somebody is there to hear it.
    """
    sort, _, name = audience.partition(":")
    if sort != "site":
        return None
    own = machine.c.site
    found = every(db, select(own).where(own != "").group_by(own).order_by(own))
    halls = [str(row["site"]) for row in found]
    return None if name in halls else halls


def put_edition(
    db: Connection, kind: str, content: bytes, audience: str, by: str, now: float
) -> Published:
    """Keep an edition with the next number of its kind, in the caller's transaction."""
    by = by.strip()
    if not by or len(by) > 64 or not by.isprintable():
        raise EditionMistake(Message("edition__by"))
    hold(db, secret, name=ROOT)  # of two that publish at once one waits
    number = max(last_number(db, kind) + 1, int((now - BEGAN) // 60))
    row = {"kind": kind, "number": number, "audience": audience, "by": by}
    db.execute(insert(tables.edition).values(**row, content=content, made=now))
    return Published(kind, number, audience, len(content), now, by)


def last_number(db: Connection, kind: str) -> int:
    """Return the number of a kind's newest edition; 0: there is none."""
    own = tables.edition.c
    query = select(func.max(own.number)).where(own.kind == kind)
    return db.execute(query).scalar() or 0


def published(db: Connection) -> list[Published]:
    """Return the editions, the newest of each kind first."""
    own = tables.edition.c
    query = select(
        *(own.kind, own.number, own.audience, func.length(own.content).label("size")),
        *(own.made, own.by),
    )
    rows = every(db, query.order_by(own.kind, own.number.desc()).limit(LISTED))
    return [Published(**row) for row in rows]


def published_since(db: Connection, since: float) -> frozenset[FreshEdition]:
    """Return what was published since a moment."""
    own = tables.edition.c
    query = select(own.kind, own.number, own.audience).where(own.made > since)
    return frozenset(FreshEdition(**row) for row in every(db, query))


def newest_for(db: Connection, audiences: set[str]) -> dict[str, dict[str, int]]:
    """Return for some audiences the newest number of each kind, where there is one."""
    own = tables.edition.c
    query = (
        select(own.audience, own.kind, func.max(own.number).label("number"))
        .where(own.audience.in_(sorted(audiences)))
        .group_by(own.audience, own.kind)
    )
    found: dict[str, dict[str, int]] = {}
    for row in every(db, query):
        found.setdefault(row["audience"], {})[row["kind"]] = row["number"]
    return found


def sizes(db: Connection, which: set[tuple[str, int]]) -> dict[tuple[str, int], int]:
    """Return how many bytes some editions hold."""
    own = tables.edition.c
    query = select(own.kind, own.number, func.length(own.content).label("size"))
    numbers = sorted({number for _, number in which})
    rows = every(db, query.where(own.number.in_(numbers))) if numbers else []
    return {(row["kind"], row["number"]): row["size"] for row in rows}


def is_kind(kind: str) -> bool:
    """Tell whether a word names a kind of edition."""
    return kind in set(EditionKind)
