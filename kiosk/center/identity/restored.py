"""A center that was put back from a copy: what it cannot know of its own certificates.

The operator says so once (`kiosk center restored`); from then on a certificate of our
authority is adopted that was issued between the copy and that moment, for a kiosk that
the copy knows and honours. Functions over a connection.
"""

from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update

from kiosk.center.applications.applications_tables import act, act_number
from kiosk.center.applications.book import number_day
from kiosk.center.database.current_schema import EmptyDatabase
from kiosk.center.database.transactions import (
    every,
    hold,
    insert_new,
    one,
    put,
    transaction,
)
from kiosk.center.desk.entrance.entrance_tables import desk_session
from kiosk.center.identity import identity_tables as tables
from kiosk.center.identity.authority import BACKDATED
from kiosk.center.records.records_tables import meta
from kiosk.center.upload.upload_tables import event
from kiosk.domain.message import Message

LEAP = 10_000
"""Receipt numbers of the day that are left free for those that were lost."""
_SKEW = 300.0
_KEY = "restored "
COPIED = "copied"
"""In a copy: when it was begun; gone as soon as it is known to be one."""
_TWICE = 86_400.0
"""Seconds within which a copy without that word is taken for the same one."""


class LostSpan(NamedTuple):
    """From the newest moment in the copy to when it was put back."""

    since: float
    until: float


class ShownCertificate(NamedTuple):
    """What a certificate that TLS has verified says."""

    kiosk: str
    serial: str
    issued: float
    ends: float
    issuer: str = ""


def note_restored(db: Connection, now: float) -> LostSpan:
    """Write down that what was done since the copy was made is lost.

    Since when that is, the copy itself says; an older one's newest moment does, and a
    center that already ran has newer ones. Saying it twice does nothing twice.

    :raises EmptyDatabase: when there is no moment at all: no copy was put back here.
    """
    with transaction(db):
        copied = hold(db, meta, key=COPIED)
        before = max(spans(db), key=lambda span: span.until, default=None)
        if copied is None and before is not None and before.until > now - _TWICE:
            return before
        since = _newest(db) if copied is None else float(copied["value"])
        db.execute(delete(meta).where(meta.c.key == COPIED))
        # Who was logged in then may have been shut out since.
        db.execute(delete(desk_session))
        span = LostSpan(since, float(round(now)))
        if not span.since:
            raise EmptyDatabase(Message("operator__nothing_restored"))
        put(db, meta, key=f"{_KEY}{span.until:.0f}", value=f"{span.since:.0f}")
        day = number_day(now)
        insert_new(db, act_number, [{"day": day, "last": 0}])
        further = update(act_number).where(act_number.c.day == day)
        db.execute(further.values(last=act_number.c.last + LEAP))
    return span


def _newest(db: Connection) -> float:
    moments = (event.c.received_at, act.c.decided, tables.kiosk.c.enrolled_at)
    found = (db.execute(select(func.max(each))).scalar_one() for each in moments)
    return max(float(each or 0.0) for each in found)


def spans(db: Connection) -> list[LostSpan]:
    """Return what was lost, each time that a copy was put back."""
    noted = select(meta).where(meta.c.key.startswith(_KEY, autoescape=True))
    rows = every(db, noted)
    return [
        LostSpan(float(row["value"]), float(row["key"].removeprefix(_KEY)))
        for row in rows
    ]


def adopt(db: Connection, shown: ShownCertificate, now: float) -> int | None:
    """Take a certificate in whose issue was lost; return its number, to be used first.

    None: it is a stranger's. What is older than one we know is no lost one: the kiosk
    would have shown ours.
    """
    at = shown.issued + BACKDATED.total_seconds()
    lost = any(each.since - _SKEW <= at <= each.until for each in spans(db))
    if not lost or shown.ends <= now:
        return None
    own, unused = tables.certificate.c, tables.unused_certificate
    with transaction(db):
        kiosk = hold(db, tables.kiosk, id=shown.kiosk)
        if kiosk is None or kiosk["signing_key"] == b"":
            return None
        key = {"kiosk": shown.kiosk, "serial": shown.serial}
        here = one(db, select(own.revoked).filter_by(**key))
        if here is not None:
            return None if here["revoked"] else 0  # another request took it in
        theirs = select(func.max(own.not_after), func.min(own.revoked))
        ends, revoked = db.execute(theirs.where(own.kiosk == shown.kiosk)).one()
        if ends is None or revoked or ends > shown.ends:
            return None
        issued = {"not_after": shown.ends, "authority": shown.issuer}
        db.execute(insert(tables.certificate).values(**key, **issued))
        last = select(func.max(unused.c.number)).where(unused.c.kiosk == shown.kiosk)
        number = int(db.execute(last).scalar() or 0) + 1
        db.execute(insert(unused).values(**key, number=number))
        return number
