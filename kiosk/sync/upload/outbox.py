"""The journal as the uploader sees it: batches to send, answers to note.

Each answer is one transaction. Nothing here speaks to the network or waits.
"""

from collections.abc import Sequence

import msgspec

from kiosk.settings.state.store import Row
from kiosk.settings.state.store_errors import StoreFull
from kiosk.sync.clock.clock import wall_us
from kiosk.sync.journal.entries import UNSENDABLE, RefusedEntry
from kiosk.sync.journal.journal import Journal
from kiosk.sync.upload.position import Own
from kiosk.sync.wire.chain import EventPlace
from kiosk.sync.wire.contract import MAX_BATCH_BYTES
from kiosk.sync.wire.events.machine_events import TwinNoticed
from kiosk.sync.wire.upload_wire import MAX_BATCH_EVENTS, Batch, Event, RejectedEvent

_FRAME = 256
"""Room for the batch around its events."""


class Outbox:
    """The cursor over one journal."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.store = journal.store

    def own(self) -> Own:
        """Return how far this kiosk is, for the decision."""
        pos = self.journal.pos()
        return Own(pos.last, pos.anchor, self.journal.hash_at)

    def batch(self, after: EventPlace, limit: int = MAX_BATCH_EVENTS) -> Batch | None:
        """Return the next events of one epoch, None when there are none.

        At most `limit` events and 256 KiB of JSON.

        :raises SealBroken: when a row was changed.
        """
        events: list[Event] = []
        room = MAX_BATCH_BYTES - _FRAME
        for row in self.journal.rows(after, limit):
            event = self._event(row)
            room -= len(msgspec.json.encode(event)) + 1
            if events and (room < 0 or event.epoch != events[0].epoch):
                break
            events.append(event)
        return Batch(self.journal.kiosk_id, events) if events else None

    def _event(self, row: Row) -> Event:
        fields = {key: row[key] for key in row if key != "sealed"}
        return Event(**fields, payload=msgspec.Raw(self.journal.open(row)))

    def waiting_behind(self, place: EventPlace) -> bool:
        """Tell whether there is anything to send behind a place."""
        return next(self.journal.rows(place, 1), None) is not None

    def untold(self, place: EventPlace) -> EventPlace | None:
        """Return from where to send again what the center has at a place already.

        Its answer was lost, and with it what it refused; sent again it is told anew.
        None: everything up to there was answered.
        """
        start = max(self.journal.pos().acked, EventPlace(place.epoch, 0))
        return start if start < place else None

    def acked(
        self,
        place: EventPlace,
        durable: EventPlace,
        rejected: Sequence[RejectedEvent] = (),
    ) -> None:
        """Note how far the center has it; it may be less than before.

        :param place: its hash was found to be this kiosk's own.
        """
        try:
            self._acked(place, durable, rejected)
        except StoreFull:
            # Else the same batch would go out again and again, for ever.
            self.store.give_reserve()
            self._acked(place, durable, rejected)
        self.store.keep_reserve()

    def _acked(
        self, place: EventPlace, durable: EventPlace, rejected: Sequence[RejectedEvent]
    ) -> None:
        with self.store.atomic():
            pos = self.journal.pos()
            # Never what an earlier center promised: the present one may be a restored
            # one that no longer has it.
            if (place, durable) != (pos.acked, pos.durable):
                self.store.execute(
                    "UPDATE pos SET acked_epoch=?, acked_seq=?, "
                    "durable_epoch=?, durable_seq=?",
                    [*place, *durable],
                )
            for refusal in rejected:
                self._reject(EventPlace(place.epoch, refusal.seq), refusal)

    def set_aside(self, place: EventPlace, code: str) -> None:
        """Put an event whose batch no center takes on the work list.

        It stays behind when the next epoch begins.
        """
        refusal = RejectedEvent(place.seq, UNSENDABLE, code)
        with self.store.atomic():
            self._reject(place, refusal)

    def _reject(self, place: EventPlace, refusal: RejectedEvent) -> None:
        """Copy a refused event to the work list; the queue goes on without it."""
        self.store.execute(
            "INSERT OR IGNORE INTO rejected "
            "SELECT id, epoch, seq, kind, ?, ?, ?, NULL, NULL, NULL, NULL FROM outbox "
            "WHERE epoch=? AND seq=?",
            [refusal.code, refusal.reason, wall_us(self.journal.clock), *place],
        )

    def refused(self) -> list[RefusedEntry]:
        """Return the events that were refused for good and are not settled."""
        rows = self.store.all(
            "SELECT epoch, seq, kind, code, reason FROM rejected "
            "WHERE resolved_us IS NULL ORDER BY epoch, seq"
        )
        return [RefusedEntry(**row) for row in rows]

    def is_twin(self) -> bool:
        """Tell whether the center last said that another machine has this name."""
        return self.store.one("SELECT 1 FROM twin") is not None

    def note_twin(self, seen: bool) -> None:
        """Keep it, with an event, until it is settled."""
        with self.store.atomic():
            if seen:
                at = wall_us(self.journal.clock)
                self.store.execute("INSERT OR IGNORE INTO twin VALUES (1, ?)", [at])
            else:
                self.store.execute("DELETE FROM twin")
            self.journal.append(TwinNoticed(seen))

    def note_attempt(self, failures: int, fault: str | None) -> None:
        """Keep the outcome of the last try for the maintenance page."""
        at = wall_us(self.journal.clock)
        column = "succeeded_us" if fault is None else "failed_us"
        self.store.execute(
            f"INSERT INTO attempt(one, failures, fault, {column}) "  # noqa: S608
            "VALUES (1, ?, ?, ?) ON CONFLICT(one) DO UPDATE SET "
            f"failures=excluded.failures, fault=coalesce(excluded.fault, fault), "
            f"{column}=excluded.{column}",
            [failures, fault, at],
        )
