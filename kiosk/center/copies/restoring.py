"""`kiosk center restore`: a center from a backup, into nothing that is there already.

All of the backup is checked before anything is written, and the folder appears whole or
not at all. Kiosks then bring back by themselves what came after the backup.
"""

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import inspect

from kiosk.center.copies import database_tools
from kiosk.center.copies.backup_manifest import (
    BackupManifest,
    check_files,
    check_proof,
    read_manifest,
)
from kiosk.center.copies.key_envelope import open_key
from kiosk.center.copies.whole_backup import DUMP, SEALED_KEY
from kiosk.center.database.center_clock import now_of
from kiosk.center.database.connecting import connect
from kiosk.center.database.durable_engine import check_durable
from kiosk.center.database.engine import (
    FILE,
    SQLITE,
    keep_url,
    make_engine,
    server_url,
)
from kiosk.center.identity.restored import LostSpan, note_restored
from kiosk.center.identity.root_key import FILE as ROOT_KEY
from kiosk.center.identity.root_key import KeysGone
from kiosk.center.identity.sealed_secrets import is_root_key
from kiosk.center.server.backup import NoCenter, whole
from kiosk.domain.message import Message
from kiosk.settings.state.durable_file import sync_folder, write_durably


class Restored(NamedTuple):
    """What was put back, and from when to when something is missing."""

    events: int
    span: LostSpan


class GivenKey(NamedTuple):
    """Where the root key comes from: one of the two."""

    passphrase: bytes | None = None
    file: Path | None = None

    def __repr__(self) -> str:
        return "GivenKey(hidden)"


def restore(
    source: Path, folder: Path, given: GivenKey, address: str | None = None
) -> Restored:
    """Make a center from a backup; its database is a file, or empty at an address.

    :raises NoCenter: when the source is no whole backup, or something is there already.
    :raises CopyBroken: when the backup is damaged, or was changed.
    :raises WrongPassphrase: when the passphrase does not open the key.
    :raises KeysGone: when the key is not this backup's.
    """
    manifest = read_manifest(source)
    check_files(source, manifest)
    key = _key(source, manifest, given)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NoCenter(Message("copies__not_empty", place=str(folder)))
    if manifest.engine == SQLITE:
        if address is not None:
            raise NoCenter(Message("copies__is_a_file"))
        return _placed(folder, key, lambda new: _take_file(source, new))
    if address is None:
        raise NoCenter(Message("copies__is_a_dump"))
    database_tools.check_readable(source / DUMP)
    return _placed(folder, key, lambda new: _take_dump(source, new, address))


def _key(source: Path, manifest: BackupManifest, given: GivenKey) -> bytes:
    """Return the root key; it and this backup's list prove each other.

    :raises KeysGone: when there is none, or it is another center's.
    :raises CopyBroken: when the list was written by somebody without it.
    """
    sealed = source / SEALED_KEY
    if given.passphrase is not None:
        if SEALED_KEY not in manifest.files:
            raise KeysGone(Message("copies__key_elsewhere"))
        key = open_key(sealed.read_bytes(), given.passphrase)
    elif given.file is not None and given.file.is_file():
        key = given.file.read_bytes()
    else:
        raise KeysGone(Message("copies__no_key"))
    if not is_root_key(key, manifest.root):
        raise KeysGone(Message("copies__other_key"))
    check_proof(source, manifest, key)
    return key


def _placed(folder: Path, key: bytes, take: Callable[[Path], None]) -> Restored:
    """Let a folder be a center: made beside its place, moved there when it is whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        write_durably(new / ROOT_KEY, key)
        take(new)
        with closing(connect(new)) as db:
            report = whole(db, str(folder))
            span = note_restored(db, now_of(db))
        sync_folder(new)
        if folder.exists():
            folder.rmdir()
        os.rename(new, folder)
        sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    return Restored(report.events, span)


def _take_file(source: Path, new: Path) -> None:
    shutil.copyfile(source / FILE, new / FILE)
    with (new / FILE).open("rb+") as file:
        os.fsync(file.fileno())


def _take_dump(source: Path, new: Path, address: str) -> None:
    """Load the dump into an empty database, and let the folder name it.

    :raises NoCenter: when the database is not empty.
    """
    url = server_url(address)
    with closing(make_engine(url).connect()) as db:
        if inspect(db).get_table_names():
            raise NoCenter(Message("operator__not_empty"))
        check_durable(db)
    database_tools.load(url, source / DUMP)
    keep_url(new, address)
