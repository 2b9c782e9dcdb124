"""What an operator does beside the server: codes, releases, a backup; it may run."""

import os
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from kiosk.center.applications.application_keys import FILE as KEY_FILE
from kiosk.center.applications.application_keys import ActKeys
from kiosk.center.events import open_faults
from kiosk.center.identity import break_glass_desk, registry, revoking
from kiosk.center.identity.authority import Authority
from kiosk.center.keys import key_service
from kiosk.center.records import card_items
from kiosk.center.server import alarms
from kiosk.center.server.db import FILE, connect
from kiosk.center.upload import forks
from kiosk.center.upload.stored import verify_stored
from kiosk.domain.faults import SetupError
from kiosk.domain.message import Message
from kiosk.settings.state.durable_file import write_durably
from kiosk.settings.told import Told


def new_code(folder: Path, kiosk_id: str | None = None) -> str:
    """Make a one-time enrolment code; the server may be running meanwhile."""
    authority = Authority.load_or_create(folder)
    with closing(connect(folder)) as connection:
        return registry.make_code(connection, authority, kiosk_id, time.time())


def break_glass(
    folder: Path, kiosk_id: str, challenge: str, by: str
) -> break_glass_desk.GivenCode:
    """Return a one-time code for what a machine shows; the server may be running.

    :raises UnknownMachine: when there is no such kiosk.
    :raises WrongChallenge: when the number cannot be this machine's.
    """
    keys, now = ActKeys(folder), time.time()
    with closing(connect(folder)) as connection:
        return break_glass_desk.give_code(
            connection, keys, kiosk_id, challenge, by, now
        )


def release_pin(folder: Path, card_id: str) -> None:
    """Let the PIN of one card be replaced; the server may be running meanwhile.

    :raises Refusal: when nobody has this card.
    """
    with closing(connect(folder)) as connection:
        key_service.release_pin(connection, card_id, time.time())


def learn_card(folder: Path, card_id: str) -> None:
    """Believe once what a card gives after its PIN; the server may be running.

    :raises Refusal: when nobody has this card.
    """
    with closing(connect(folder)) as connection:
        card_items.learn(connection, card_id, time.time())


def allow_part(folder: Path, kiosk_id: str, part: str) -> None:
    """Write into the registry that a kiosk has a part; the server may be running."""
    with closing(connect(folder)) as connection:
        registry.allow_part(connection, kiosk_id, part)


def revoke_kiosk(folder: Path, kiosk_id: str) -> bool:
    """End a kiosk at once; the server may be running meanwhile."""
    with closing(connect(folder)) as connection:
        return revoking.revoke(connection, kiosk_id, time.time())


def all_alarms(folder: Path) -> list[alarms.Alarm]:
    """Return the kiosks that asked for too much, the newest first."""
    with closing(connect(folder)) as connection:
        return alarms.alarms(connection)


def all_open_faults(folder: Path) -> list[open_faults.OpenFault]:
    """Return every part that a kiosk says is broken, the newest first."""
    with closing(connect(folder)) as connection:
        return open_faults.open_faults(connection)


def all_forks(folder: Path) -> tuple[list[forks.Twin], list[forks.Fork]]:
    """Return who shares a name, and every history that was left."""
    with closing(connect(folder)) as connection:
        return forks.twins(connection), forks.forks(connection)


def settle_twin(folder: Path, kiosk_id: str) -> bool:
    """Let the refused machine of a name go on; the server may be running meanwhile."""
    with closing(connect(folder)) as connection:
        return forks.settle(connection, kiosk_id, time.time())


class NoCenter(Told, SetupError):
    """The folder that was named is no center's, or is the one that is copied."""


class CopyBroken(Told):
    """A copy of the database does not verify; the one before it stays."""


_KEYS = (KEY_FILE, "authority-key.pem", "authority.pem")


def backup(folder: Path, target: Path) -> int:
    """Copy the database while it runs, verify the copy, and promise what it holds.

    The keys go with it, for their owner's eyes only: without those for acts nothing
    that waits can be opened, and with another authority every kiosk would be a
    stranger. What a verified backup holds is durable: kiosks may forget it after their
    time. Returns the number of events in the copy.

    :raises CopyBroken: when the copy does not verify; nothing is promised then.
    :raises NoCenter: when there is no center, or the copy would lie on
        what it is made of.
    """
    if not (folder / FILE).is_file():
        raise NoCenter(Message("operator__nothing_copied", folder=str(folder)))
    if target.resolve() == folder.resolve():
        raise NoCenter(Message("operator__own_folder", folder=str(target)))
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in _KEYS:
        if (folder / name).exists():
            write_durably(target / name, (folder / name).read_bytes())
    source = connect(folder)
    try:
        # The one before stays until this one is whole: promises rest on it.
        fresh = target / "unverified"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        copy = sqlite3.connect(fresh / FILE)
        with copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        copy.close()
        (fresh / FILE).chmod(0o600)
        report = verify_stored(fresh)
        if not report.ok:
            raise CopyBroken(
                Message(
                    "operator__copy_broken",
                    path=str(target / FILE),
                    why=report.message,
                )
            )
        _put(fresh / FILE, target / FILE)
        source.execute("ATTACH DATABASE ? AS copy", [str(target / FILE)])
        source.execute(
            "UPDATE position SET durable_epoch=c.epoch, durable_seq=c.seq "
            "FROM copy.position AS c WHERE c.kiosk=position.kiosk "
            "AND (c.epoch, c.seq) > "
            "(position.durable_epoch, position.durable_seq)"
        )
        return report.events
    finally:
        source.close()


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
