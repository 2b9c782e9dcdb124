"""Copies a center's database while it runs, and promises what a verified copy holds.

SQLite only: a copy of PostgreSQL is made by its own tools, and `promise_copy` looks at
it where it was put back. What a verified copy holds is durable: kiosks may forget it
after their time.
"""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, select, tuple_, update

from kiosk.center.database.connecting import connect, open_connection
from kiosk.center.database.current_schema import EmptyDatabase
from kiosk.center.database.engine import (
    FILE,
    SQLITE,
    URL_FILE,
    checked_url,
    database_url,
    make_engine,
)
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every, one, put, transaction
from kiosk.center.identity.root_key import FILE as ROOT_KEY
from kiosk.center.identity.root_key import root_key
from kiosk.center.identity.sealed_secrets import SealedSecrets
from kiosk.center.receipts.kept_tables import receipt_key
from kiosk.center.records.records_tables import meta
from kiosk.center.upload.stored import StoredReport, verify
from kiosk.center.upload.upload_tables import link, position
from kiosk.domain.faults import SetupError
from kiosk.domain.message import Message
from kiosk.settings.state.durable_file import write_durably
from kiosk.settings.told import Told

AUTHORITY = "authority.pem"
SERVER = "server.pem"
"""What is in the folder of each node that was started."""
_BLOCK = 500
_ASKED = "copy asked"
"""Where a word is left in our own database by which it would be known again."""


class NoCenter(Told, SetupError):
    """The folder that was named is no center's, or is the one that is copied."""


class CopyBroken(Told):
    """A copy of the database does not verify; the one before it stays."""


def backup(folder: Path, target: Path) -> int:
    """Copy the database while it runs, verify the copy, and promise what it holds.

    The root key does not go with it (`copies/whole_backup.py` does that): without it
    nothing that is sealed can be opened. Returns the number of events in the copy.

    :raises CopyBroken: when the copy cannot be written or does not verify; nothing is
        promised then.
    :raises NoCenter: when there is no center to copy so, or the copy would lie on
        what it is made of, or on another center.
    """
    if database_url(folder).get_backend_name() != SQLITE:
        raise NoCenter(Message("operator__copy_by_its_tools"))
    if not (folder / FILE).is_file():
        raise NoCenter(Message("operator__nothing_copied", folder=str(folder)))
    SealedSecrets(folder)
    check_target(folder, target, root_key(folder))
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    public = folder / AUTHORITY
    if public.exists():
        write_durably(target / AUTHORITY, public.read_bytes())
    with closing(connect(folder)) as db:
        # The one before stays until this one is whole: promises rest on it.
        fresh = target / "unverified"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        try:
            _copy(db, fresh / FILE)
        except sqlite3.Error as error:
            shutil.rmtree(fresh, ignore_errors=True)
            told = {"path": str(fresh / FILE), "why": error.sqlite_errorname}
            raise CopyBroken(Message("operator__copy_failed", **told)) from error
        with closing(connect(fresh)) as copy:
            report = whole(copy, str(target / FILE))
            held = positions(copy)
        _settled(fresh / FILE)
        _put(fresh / FILE, target / FILE)
        promise(db, held)
        return report.events


def promise_copy(folder: Path, address: str) -> int:
    """Verify a copy that was put back elsewhere, and promise what it holds.

    Returns the number of events in the copy.

    :raises CopyBroken: when it does not verify, or is not this center's; nothing is
        promised then.
    :raises NoCenter: when it is the center's own database.
    :raises EmptyDatabase: when nothing is in it.
    """
    url, token = checked_url(address), os.urandom(16).hex()
    if url.get_backend_name() == SQLITE and not Path(url.database or "").is_file():
        raise EmptyDatabase(Message("operator__no_copy"))
    with closing(connect(folder)) as db, transaction(db):
        put(db, meta, key=_ASKED, value=token)
    with closing(open_connection(make_engine(url), new=False)) as copy:
        row = one(copy, select(meta).filter_by(key=_ASKED))
        if row is not None and row["value"] == token:
            raise NoCenter(Message("operator__own_database"))
        report = whole(copy, url.render_as_string(hide_password=True))
        held = positions(copy)
    with closing(connect(folder)) as db:
        _check_ours(db, held)
        promise(db, held)
    return report.events


def check_target(folder: Path, target: Path, key: bytes | None) -> None:
    """Check that a copy in a folder would destroy nothing.

    :raises NoCenter: when it is no folder, or lies in the center's own; when another
        center runs from it, or the copy in it is of another one.
    """
    if target.resolve().is_relative_to(folder.resolve()):
        raise NoCenter(Message("operator__own_folder", folder=str(target)))
    if target.exists() and not target.is_dir():
        raise NoCenter(Message("operator__no_folder", folder=str(target)))
    theirs = target / ROOT_KEY
    serves = any((target / name).exists() for name in (URL_FILE, SERVER))
    if serves or (theirs.exists() and theirs.read_bytes() != key):
        raise NoCenter(Message("operator__others_folder", folder=str(target)))


def _check_ours(db: Connection, held: list[Row]) -> None:
    """Check that this center has the histories whose ends a copy holds.

    :raises CopyBroken: when it has not: the copy is another's, or newer than this.
    """
    here, same = position.c, link.c.kiosk == position.c.kiosk
    known = select(link.c.seq).join(position, same)
    for each in held:
        own = link.c.epoch == each["epoch"], link.c.seq == each["seq"]
        within = tuple_(link.c.epoch, link.c.seq) <= tuple_(here.epoch, here.seq)
        end = (here.kiosk == each["kiosk"], *own, link.c.hash == each["hash"], within)
        if each["seq"] and one(db, known.where(*end)) is None:
            place = f"{each['epoch']}:{each['seq']}"
            told = Message("operator__others_copy", kiosk=each["kiosk"], place=place)
            raise CopyBroken(told)


def whole(copy: Connection, place: str) -> StoredReport:
    """Return what a copy holds.

    :raises CopyBroken: when it does not verify.
    """
    report = verify(copy)
    if not report.ok:
        message = Message("operator__copy_broken", path=place, why=report.message)
        raise CopyBroken(message)
    return report


def positions(copy: Connection) -> list[Row]:
    own = position.c
    rows = select(own.kiosk, own.epoch, own.seq, own.hash).order_by(own.kiosk)
    return every(copy, rows)


def promise(db: Connection, held: list[Row]) -> None:
    """Move the durable marks up to what a copy holds, a block of kiosks at a time."""
    own = position.c
    for at in range(0, len(held), _BLOCK):
        with transaction(db):
            for each in held[at : at + _BLOCK]:
                kiosk, epoch, seq = each["kiosk"], each["epoch"], each["seq"]
                durable = tuple_(own.durable_epoch, own.durable_seq)
                further = durable < tuple_(epoch, seq)
                mark = update(position).where(own.kiosk == kiosk, further)
                db.execute(mark.values(durable_epoch=epoch, durable_seq=seq))


def _copy(db: Connection, place: Path) -> None:
    source = db.connection.driver_connection
    assert isinstance(source, sqlite3.Connection)
    with closing(sqlite3.connect(place)) as copy:
        source.backup(copy)
        # A receipt is forgotten when its key is gone: no copy may have it.
        copy.execute("PRAGMA secure_delete=ON")
        copy.execute(f"DELETE FROM {receipt_key.name}")  # noqa: S608
        copy.commit()
    place.chmod(0o600)


def _settled(place: Path) -> None:
    """Leave one file, without a log beside it."""
    with closing(sqlite3.connect(place)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")


def _put(fresh: Path, place: Path) -> None:
    """Move a verified copy into its place, durably."""
    for path in (fresh, fresh.parent):
        handle = os.open(path, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
    for old in place.parent.glob(place.name + "-*"):
        old.unlink()  # a log of the copy before would be read into this one
    fresh.replace(place)
    handle = os.open(place.parent, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
    shutil.rmtree(fresh.parent)
