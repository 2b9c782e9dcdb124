"""`kiosk center refused` and `resolve`: staff's list of refused events."""

import sys
from contextlib import closing
from pathlib import Path

from kiosk.center.database.center_clock import now_of
from kiosk.center.database.connecting import connect
from kiosk.center.upload.refusal_notes import (
    UnknownRefusal,
    refused_events,
    resolve,
)
from kiosk.domain.china_time import china_second
from kiosk.domain.visible_text import visible
from kiosk.settings.texts import Texts
from kiosk.sync.wire.upload_wire import MAX_NOTE

_MOST_LETTERS = 64


def refused_command(folder: Path, texts: Texts) -> int:
    """Print every refused event, one a line; 1 where nobody has dealt with one."""
    with closing(connect(folder)) as db:
        found = refused_events(db)
    for each in found:
        since = china_second(each.since)
        kind, reason = visible(each.kind)[:_MOST_LETTERS], visible(each.reason)
        place = f"{each.place.epoch}:{each.place.seq}"
        noted = "" if each.by is None else texts("operator__note_sent", by=each.by)
        line = (each.kiosk, place, each.id.hex(), kind, each.code, reason, since, noted)
        print("  ".join(filter(None, line)))
    if not found:
        print(texts("operator__none_refused"), file=sys.stderr)
    return 1 if any(each.by is None for each in found) else 0


def resolve_command(
    folder: Path, kiosk: str, event: str, note: str, by: str, texts: Texts
) -> int:
    """Write a note on a refused event; 2 when there is nothing to deal with."""
    event_id = _id_of(event)
    if event_id is None or not note.strip() or not by.strip() or len(by) > 64:
        print(texts("operator__note_wrong"), file=sys.stderr)
        return 2
    if len(note) > MAX_NOTE:
        print(texts("operator__note_long", most=MAX_NOTE), file=sys.stderr)
        return 2
    try:
        with closing(connect(folder)) as db:
            resolve(db, kiosk, event_id, note.strip(), by.strip(), now_of(db))
    except UnknownRefusal:
        print(texts("operator__not_refused", kiosk=kiosk), file=sys.stderr)
        return 2
    print(texts("operator__note_kept", kiosk=kiosk))
    return 0


def _id_of(text: str) -> bytes | None:
    try:
        found = bytes.fromhex(text)
    except ValueError:
        return None
    return found if len(found) == 16 else None
