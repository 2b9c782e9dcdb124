"""Where a kiosk's history was left, and what it means when it goes on after all.

A restored disk leaves a history once: that is a fork, and no more. When what was left
goes on, two machines report under one name, for instance from a copied disk. The one
that comes back to it is refused until staff has settled the matter.
"""

from typing import NamedTuple

from sqlalchemy import Connection, delete, func, select, tuple_, update

from kiosk.center.database.transactions import every, one, put, transaction, upsert
from kiosk.center.identity.identity_tables import certificate, replaced_certificate
from kiosk.center.upload.upload_tables import fork, fork_settled, twin
from kiosk.sync.wire.chain import EventPlace

JOURNAL, CERTIFICATE = "journal", "certificate"


class Fork(NamedTuple):
    """A history that was left; `branch` 0:0: the next one has nothing of it."""

    kiosk: str
    at: float
    epoch: int
    left: EventPlace
    branch: EventPlace
    settled: bool


class Twin(NamedTuple):
    """Two machines of one name, seen by what."""

    kiosk: str
    seen_by: str
    since: float
    last: float
    times: int


_SETTLED = func.coalesce(fork_settled.c.epoch, 0)
_WITH_SETTLED = fork.outerjoin(fork_settled, fork_settled.c.kiosk == fork.c.kiosk)


def is_left(db: Connection, kiosk: str, place: EventPlace) -> bool:
    """Tell whether a place is of a history that was left, and not settled since."""
    own = fork.c
    left = select(own.kiosk).select_from(_WITH_SETTLED)
    left = left.where(own.kiosk == kiosk, own.epoch > _SETTLED)
    behind = tuple_(own.branch_epoch, own.branch_seq) < tuple_(*place)
    within = tuple_(own.left_epoch, own.left_seq) >= tuple_(*place)
    return one(db, left.where(behind, within).limit(1)) is not None


def note_twin(db: Connection, kiosk: str, seen_by: str, now: float) -> None:
    """Keep for the operator that a second machine was refused."""
    new = upsert(db, twin).values(
        kiosk=kiosk, seen_by=seen_by, since=now, last=now, times=1
    )
    again = {"last": new.excluded["last"], "times": twin.c.times + 1}
    key = ["kiosk", "seen_by"]
    with transaction(db):
        db.execute(new.on_conflict_do_update(index_elements=key, set_=again))


def settle(db: Connection, kiosk: str, now: float) -> bool:
    """Let the machine that was refused go on; True when there was one.

    The next one that comes back to a left history is refused again. Certificates that
    a twin's renewal has ended are honoured again until then.
    """
    with transaction(db):
        _settle_forks(db, kiosk)
        replaced = select(replaced_certificate.c.serial).where(
            replaced_certificate.c.kiosk == kiosk
        )
        own = certificate.c
        again = update(certificate).where(
            own.kiosk == kiosk, own.serial.in_(replaced), own.not_after > now
        )
        db.execute(again.values(revoked=0))
        db.execute(
            delete(replaced_certificate).where(replaced_certificate.c.kiosk == kiosk)
        )
        gone = db.execute(delete(twin).where(twin.c.kiosk == kiosk))
        return gone.rowcount > 0


def _settle_forks(db: Connection, kiosk: str) -> None:
    newest = select(func.max(fork.c.epoch)).where(fork.c.kiosk == kiosk)
    epoch = db.execute(newest).scalar_one()
    if epoch is not None:
        put(db, fork_settled, kiosk=kiosk, epoch=epoch)


def forks(db: Connection) -> list[Fork]:
    """Return every fork, the oldest first."""
    settled = (fork.c.epoch <= _SETTLED).label("settled")
    rows = select(fork, settled).select_from(_WITH_SETTLED)
    ordered = rows.order_by(fork.c.at, fork.c.kiosk, fork.c.epoch)
    return [
        Fork(
            *(row["kiosk"], row["at"], row["epoch"]),
            EventPlace(row["left_epoch"], row["left_seq"]),
            EventPlace(row["branch_epoch"], row["branch_seq"]),
            bool(row["settled"]),
        )
        for row in every(db, ordered)
    ]


def twins(db: Connection) -> list[Twin]:
    """Return the kiosks that wait for staff's decision."""
    own = twin.c
    return [
        Twin(**row)
        for row in every(db, select(twin).order_by(own.since, own.kiosk, own.seen_by))
    ]
