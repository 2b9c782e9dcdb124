"""Tells the journal once for each roll that it ends soon.

A sensor at its edge says one thing and then the other, so only what may be another
roll begins a new one: no paper, an open cover, or a technician's word.
"""

import logging

from kiosk.devices.printer.printer_port import Cover, Paper, PrinterStatus
from kiosk.session.dialog.ports import Ports
from kiosk.settings.state.store import Migration, Store
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.wire.events.machine_events import PaperNearEnd

MIGRATIONS = (
    Migration(
        "paper-2-roll",
        ("CREATE TABLE roll_told (one INTEGER PRIMARY KEY CHECK (one = 1)) STRICT",),
    ),
)
log = logging.getLogger(__name__)


class RollWatch:
    """Hears every state of the printer, on the thread that owns the store."""

    def __init__(self, parts: Ports) -> None:
        self._parts = parts

    def heard(self, status: PrinterStatus) -> None:
        """Note what a state means for the roll; a full disk tells it the next time."""
        try:
            if status.paper is Paper.OUT or status.cover is Cover.OPEN:
                forget_roll(self._parts.store)
            elif status.paper is Paper.NEAR_END:
                self._tell()
        except StoreError:
            log.error("the state of the roll could not be kept")

    def _tell(self) -> None:
        store = self._parts.store
        if store.one("SELECT one FROM roll_told") is None:
            with store.atomic():
                store.execute("INSERT INTO roll_told VALUES (1)")
                self._parts.note(PaperNearEnd())


def forget_roll(store: Store) -> None:
    """Begin a new roll.

    :raises StoreError: when that cannot be kept.
    """
    if store.one("SELECT one FROM roll_told") is not None:
        store.execute("DELETE FROM roll_told")
