"""`kiosk center backup`: all that a lost center is made from again, in one folder.

The database as of one moment, verified; the root key, sealed under a passphrase; a list
of both with checksums. What it holds is promised to the kiosks only at the end.
"""

import os
import tempfile
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, text

from kiosk.center.copies import database_tools
from kiosk.center.copies.backup_manifest import (
    MANIFEST,
    BackupManifest,
    mark_of,
    read_manifest,
    write_manifest,
)
from kiosk.center.copies.key_envelope import seal_key
from kiosk.center.database.center_clock import now_of
from kiosk.center.database.connecting import connect
from kiosk.center.database.engine import FILE, SQLITE, database_url
from kiosk.center.database.transactions import put, snapshot, transaction
from kiosk.center.identity.restored import COPIED
from kiosk.center.identity.root_key import FILE as ROOT_KEY
from kiosk.center.identity.root_key import root_key
from kiosk.center.identity.sealed_secrets import SealedSecrets, root_proof
from kiosk.center.records.records_tables import meta
from kiosk.center.server.backup import (
    NoCenter,
    backup,
    check_target,
    positions,
    promise,
    whole,
)
from kiosk.domain.message import Message
from kiosk.settings.state.durable_file import sync_folder, write_durably

SEALED_KEY = "root-key.sealed"
DUMP = "center.dump"


def back_up(folder: Path, target: Path, passphrase: bytes | None) -> int:
    """Back a center up while it runs; return the number of events in the backup.

    :param passphrase: what the root key is sealed under; None: it is kept elsewhere.
    :raises CopyBroken: when it cannot be written or does not verify; nothing is
        promised then, and the backup before stays.
    :raises NoCenter: when the target is another center's.
    :raises WrongPassphrase: when the passphrase is too short.
    """
    file = database_url(folder).get_backend_name() == SQLITE
    SealedSecrets(folder)
    key = root_key(folder)
    assert key is not None
    sealed = None if passphrase is None else seal_key(key, passphrase)
    check_target(folder, target, key)
    with closing(connect(folder)) as db:
        now, root = now_of(db), root_proof(db)
        _check_ours(target, root)
        with transaction(db):
            put(db, meta, key=COPIED, value=f"{now:.0f}")
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    (target / MANIFEST).unlink(missing_ok=True)
    events = backup(folder, target) if file else _dumped(folder, target)
    if sealed is not None:
        write_durably(target / SEALED_KEY, sealed)
    for old in (ROOT_KEY, *([] if sealed else [SEALED_KEY])):
        (target / old).unlink(missing_ok=True)
    names = [FILE if file else DUMP, *([] if sealed is None else [SEALED_KEY])]
    engine = database_url(folder).get_backend_name()
    marks = {name: mark_of(target / name) for name in names}
    manifest = BackupManifest(
        engine=engine, made_at=now, events=events, root=root, files=marks
    )
    write_manifest(target, manifest, key)
    return events


def _check_ours(target: Path, root: bytes) -> None:
    """Check that a backup in the target is of this center.

    :raises NoCenter: when it is another's.
    """
    if not (target / MANIFEST).exists():
        return
    if read_manifest(target).root != root:
        raise NoCenter(Message("operator__others_folder", folder=str(target)))


def _dumped(folder: Path, target: Path) -> int:
    """Dump one verified state of the server's database, and promise what it holds."""
    url = database_url(folder)
    with closing(connect(folder)) as db, tempfile.TemporaryDirectory(dir=target) as new:
        fresh = Path(new) / DUMP
        with snapshot(db):
            report, held = whole(db, str(target / DUMP)), positions(db)
            database_tools.dump(url, _exported(db), fresh)
        database_tools.check_readable(fresh)
        fresh.chmod(0o600)
        with fresh.open("rb") as file:
            os.fsync(file.fileno())
        fresh.replace(target / DUMP)
        sync_folder(target)
        promise(db, held)
    return report.events


def _exported(db: Connection) -> str:
    """Return the name of the state that a transaction sees, for another program."""
    # The other program works longer than we may idle.
    db.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
    return str(db.execute(text("SELECT pg_export_snapshot()")).scalar_one())
