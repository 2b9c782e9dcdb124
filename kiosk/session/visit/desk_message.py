"""What the desk tells people on the idle page until a moment; kept through restarts.

A clock that nobody believes ends nothing: the desk can take it back.
"""

from datetime import datetime
from typing import NamedTuple

from kiosk.settings.state.store import Migration, Store
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.clock.clock import Certainty, TrueClock

MIGRATIONS = (
    Migration(
        "desk-message-1",
        (
            "CREATE TABLE desk_message (one INTEGER PRIMARY KEY CHECK (one = 1), "
            "words TEXT NOT NULL, until TEXT) STRICT",
        ),
    ),
)


class DeskMessage(NamedTuple):
    """Words, and until when they stand."""

    words: str
    until: datetime | None

    def __repr__(self) -> str:
        return "DeskMessage(hidden)"


def keep_message(store: Store, message: DeskMessage) -> None:
    """Let a message stand instead of the one before; an empty one only ends that.

    :raises StoreError: when it cannot be kept.
    """
    if not message.words:
        store.execute("DELETE FROM desk_message")
        return
    until = None if message.until is None else message.until.isoformat()
    store.execute(
        "INSERT OR REPLACE INTO desk_message VALUES (1, ?, ?)", [message.words, until]
    )


def message_now(store: Store, clock: TrueClock) -> str:
    """Return the words that are to stand on the idle page now; mostly none."""
    try:
        row = store.one("SELECT words, until FROM desk_message")
    except StoreError:
        return ""  # without its store no machine serves anybody, and says so
    if row is None:
        return ""
    until = row["until"]
    known = clock.certainty is not Certainty.UNSURE
    over = known and until and clock.now() >= datetime.fromisoformat(until)
    return "" if over else str(row["words"])
