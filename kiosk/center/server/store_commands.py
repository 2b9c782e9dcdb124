"""`kiosk center events`, `backup`, `restore`, `forget` and the like: what is kept."""

import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

from kiosk.center.copies.key_envelope import WrongPassphrase
from kiosk.center.copies.restoring import GivenKey, restore
from kiosk.center.copies.whole_backup import back_up
from kiosk.center.database.center_clock import now_of
from kiosk.center.database.connecting import connect
from kiosk.center.identity.restored import LostSpan, note_restored
from kiosk.center.server.backup import CopyBroken, promise_copy
from kiosk.center.server.moving import move
from kiosk.center.upload import retention
from kiosk.center.upload.stored import each_stored, kiosks, verify_stored
from kiosk.domain.china_time import CHINA
from kiosk.domain.message import Message
from kiosk.domain.notation import minute
from kiosk.settings.texts import Texts
from kiosk.settings.told import in_words, system_reason

_STANDARD_INPUT = ("-",)


def events_command(folder: Path, verify: bool, texts: Texts) -> int:
    """Print the stored events, one a line; 1 when a chain is not whole."""
    with closing(connect(folder)) as db:
        for event in each_stored(db):
            place = f"{event.kiosk} {event.epoch}:{event.seq} {event.id.hex()}"
            print(place, _shown(event.kind))
    if not verify:
        return 0
    report = verify_stored(folder)
    print(texts.say(report.message), file=sys.stderr)
    return 0 if report.ok else 1


def backup_command(
    folder: Path, target: Path, passphrase: str | None, texts: Texts
) -> int:
    """Back the center up and verify it; 1 when the backup is not whole.

    :param passphrase: the file with it, `-` for standard input; None: without the key.
    """
    try:
        events = back_up(folder, target, _read(passphrase))
    except CopyBroken as error:
        print(in_words(error, texts), file=sys.stderr)
        return 1
    print(texts("operator__copied", events=events, folder=target))
    return 0


def restore_command(
    source: Path,
    folder: Path,
    passphrase: str | None,
    key: Path | None,
    address: str | None,
    texts: Texts,
) -> int:
    """Make a center from a backup; 1 when the backup is damaged."""
    try:
        given = GivenKey(_read(passphrase), key)
        done = restore(source, folder, given, address)
    except CopyBroken as error:
        print(in_words(error, texts), file=sys.stderr)
        return 1
    print(texts("copies__restored", events=done.events, folder=folder))
    _say_lost(done.span, texts)
    return 0


def _read(passphrase: str | None) -> bytes | None:
    """Return a passphrase: a file's first line, or standard input's."""
    if passphrase is None:
        return None
    if passphrase in _STANDARD_INPUT:
        data = sys.stdin.buffer.readline()
    else:
        try:
            data = Path(passphrase).read_bytes()
        except OSError as error:
            why = system_reason(error)
            told = Message("copies__no_passphrase", path=passphrase, why=why)
            raise WrongPassphrase(told) from error
    return data.splitlines()[0] if data.strip() else b""


def durable_command(folder: Path, address: str, texts: Texts) -> int:
    """Verify a copy that was put back elsewhere; 1 when it is not whole."""
    try:
        events = promise_copy(folder, address)
    except CopyBroken as error:
        print(in_words(error, texts), file=sys.stderr)
        return 1
    print(texts("operator__durable", events=events))
    return 0


def restored_command(folder: Path, texts: Texts) -> int:
    """Note that a copy was put back, and say what it lacks."""
    with closing(connect(folder)) as db:
        span = note_restored(db, now_of(db))
    _say_lost(span, texts)
    return 0


def _say_lost(span: LostSpan, texts: Texts) -> None:
    since, until = (minute(datetime.fromtimestamp(at, CHINA)) for at in span)
    print(texts("operator__restored", since=since, until=until))


def move_command(folder: Path, address: str, texts: Texts) -> int:
    """Move the center into PostgreSQL; 1 when what came over is not whole."""
    try:
        events = move(folder, address)
    except CopyBroken as error:
        print(in_words(error, texts), file=sys.stderr)
        return 1
    print(texts("operator__moved", events=events))
    return 0


def forget_command(folder: Path, days: int, texts: Texts) -> int:
    """Forget what old events said, kiosk by kiosk, in steps; it may be broken off."""
    forgotten = 0
    with closing(connect(folder)) as db:
        for kiosk in kiosks(db):
            ended = False
            while not ended:
                step = retention.forget_step(db, kiosk, days, now_of(db))
                forgotten, ended = forgotten + step.events, step.ended
    print(texts("operator__forgotten", events=forgotten, days=days))
    return 0


def _shown(kind: str) -> str:
    """Return a kind for a terminal: a refused event's may be anything."""
    return kind if len(kind) <= 64 and kind.isprintable() else ascii(kind)[:64]
