"""Packages of releases, kept in the database so that every node has them.

In blocks, each a transaction of its own: the row that names a package comes last, and
what was cut is taken up again. What a package is, the office's signed file says.
"""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, select

from kiosk.center.database.transactions import every, one, put, transaction
from kiosk.center.editions import editions_tables as tables
from kiosk.center.editions.content_check import EditionMistake
from kiosk.domain.message import Message


class PackageFacts(NamedTuple):
    """What the office's signed file says, once it was read."""

    version: str
    serial: int
    architecture: str
    size: int
    sha512: str


def add_package(
    db: Connection,
    facts: PackageFacts,
    signed: bytes,
    blocks: Iterable[bytes],
    by: str,
    now: float,
) -> None:
    """Keep a package; the same one again changes nothing.

    :param blocks: its bytes, cut as they are asked for.
    :raises EditionMistake: when it is not what was signed, or its serial is taken.
    """
    _check_new(db, facts)
    digest, size = hashlib.sha512(), 0
    for number, data in enumerate(blocks):
        digest.update(data)
        size += len(data)
        with transaction(db):
            row = {"sha512": facts.sha512, "number": number}
            put(db, tables.release_block, **row, data=data)
    if digest.hexdigest() != facts.sha512 or size != facts.size:
        raise EditionMistake(Message("release__changed"))
    with transaction(db):
        row = {**facts._asdict(), "signed": signed, "added": now, "by": by}
        put(db, tables.release_package, **row)


def _check_new(db: Connection, facts: PackageFacts) -> None:
    own = tables.release_package.c
    same = own.serial == facts.serial, own.architecture == facts.architecture
    other = select(own.version).where(*same, own.sha512 != facts.sha512)
    if (row := one(db, other)) is not None:
        raise EditionMistake(
            Message("rollout__serial", serial=facts.serial, version=row["version"])
        )


def packages(db: Connection) -> list[PackageFacts]:
    """Return all packages that are here whole, the newest first."""
    own = tables.release_package.c
    query = select(own.version, own.serial, own.architecture, own.size, own.sha512)
    return [PackageFacts(**row) for row in every(db, query.order_by(own.serial.desc()))]


def block(db: Connection, sha512: str, number: int) -> bytes | None:
    """Return one block of a package that is here whole; None: there is none."""
    whole = select(tables.release_package.c.size).filter_by(sha512=sha512)
    if one(db, whole) is None:
        return None
    query = select(tables.release_block.c.data).filter_by(sha512=sha512, number=number)
    found = one(db, query)
    return None if found is None else bytes(found["data"])
