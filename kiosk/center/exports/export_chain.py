"""Whether an export's entries are each the next of the kiosk's chain, one by one.

Only the entry before is kept, so a long journal costs no more than a short one. An
entry that does not open takes its place; what it hung on nobody can say any more.
"""

from kiosk.sync.wire.chain import (
    NOWHERE,
    EventHead,
    EventPlace,
    event_digest,
    link_hash,
)
from kiosk.sync.wire.export_wire import ExportManifest
from kiosk.sync.wire.upload_wire import Event


class ExportChain:
    """The entries that came so far, in the order of the export."""

    def __init__(self, kiosk: str) -> None:
        self._kiosk = kiosk
        self._hash: bytes | None = None
        self.first = self.last = NOWHERE
        self.opened = self.broken = 0
        self.first_break: EventPlace | None = None
        """The first entry that is not the next of the kiosk's chain."""

    def add(self, place: EventPlace, event: Event | None) -> None:
        """Take the next entry; None for one that did not open at the kiosk."""
        if self.first_break is None and not self._follows(place, event):
            self.first_break = place
        self.first = place if self.first == NOWHERE else self.first
        self.last = place
        self._hash = None if event is None else event.hash
        if event is None:
            self.broken += 1
        else:
            self.opened += 1

    def fits(self, manifest: ExportManifest) -> bool:
        """Tell whether all entries came that the manifest promises."""
        ends = self.first == manifest.first and self.last == manifest.last
        return ends and self.opened + self.broken == manifest.events

    def _follows(self, place: EventPlace, event: Event | None) -> bool:
        same = place.epoch == self.last.epoch
        # A new epoch begins with its first entry; only the oldest are ever forgotten.
        new = place.epoch > self.last.epoch and place.seq == 1
        next_one = same and place.seq == self.last.seq + 1
        if not (new or next_one or self.last == NOWHERE):
            return False
        if event is None:
            return True
        if same and self._hash is not None and event.prev_hash != self._hash:
            return False
        return _hash(self._kiosk, event, place) == event.hash


def _hash(kiosk: str, event: Event, place: EventPlace) -> bytes:
    head = EventHead(
        *(kiosk, event.id, event.kind),
        *(event.wall_us, event.mono_us, event.boot_id),
    )
    return link_hash(event.prev_hash, place, event_digest(head, bytes(event.payload)))
