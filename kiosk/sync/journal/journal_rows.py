"""The journal's rows: sealed, chained, one behind the other; and how far everything is.

What is asked of a whole journal, and what is done to it, is in the files above.
"""

from collections.abc import Iterator

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.domain.message import Message
from kiosk.settings.state.store import Row, Store
from kiosk.sync.clock.clock import Clock, mono_us, wall_us
from kiosk.sync.clock.timekeeper import Timekeeper
from kiosk.sync.clock.uuid7 import next_uuid7
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.journal.entries import JournalError
from kiosk.sync.journal.journal_tables import (
    POS_QUERY,
    JournalState,
    OutboxRow,
    head_of,
    place_of,
    pos_of,
)
from kiosk.sync.journal.seal import (
    SealBroken,
    new_wrapped_key,
    seal,
    unseal,
    unwrap_key,
)
from kiosk.sync.wire.chain import (
    ZERO_HASH,
    EventHead,
    EventPlace,
    canonical_digest,
    link_hash,
)
from kiosk.sync.wire.events.event_registry import encoded
from kiosk.sync.wire.events.journal_event import JournalEvent

_INSERT = "INSERT INTO outbox VALUES (?,?,?,?,?,?,?,?,?,?)"
_BEHIND = (
    "SELECT epoch, seq, id, kind, wall_us, mono_us, boot_id, prev_hash, hash, sealed "
    "FROM outbox WHERE (epoch, seq) > (?, ?) ORDER BY epoch, seq LIMIT ?"
)
_GAP = (
    "SELECT branch_epoch, branch_seq, left_seq FROM move WHERE branch_epoch=left_epoch"
)
_ENDS = (
    "SELECT k.epoch, (SELECT seq FROM outbox AS o WHERE o.epoch=k.epoch "
    "AND (k.epoch, o.seq) > (?, ?) ORDER BY seq LIMIT 1), "
    "(SELECT seq FROM outbox AS o WHERE o.epoch=k.epoch ORDER BY seq DESC LIMIT 1) "
    "FROM epoch_key AS k WHERE k.epoch >= ?"
)
_ADVANCE = (
    "UPDATE pos SET last_seq=?, last_hash=?, last_id=? "
    "WHERE epoch=? AND last_seq=? AND last_hash=? "
    "AND ?=(SELECT wrapped FROM epoch_key WHERE epoch_key.epoch=pos.epoch)"
)


def has_begun(store: Store) -> bool:
    """Tell whether a store has a journal: then the machine was in service."""
    return store.one("SELECT 1 FROM pos") is not None


class JournalRows:
    """The rows in the kiosk's store; belong to the store's thread."""

    def __init__(
        self, store: Store, kiosk_id: str, keys: DeviceKeys, clock: Clock
    ) -> None:
        """Open the journal, or begin its first epoch.

        :raises JournalError: when the keys are not those that sealed it.
        """
        self.store, self.kiosk_id = store, kiosk_id
        self.keys, self.clock = keys, clock
        self.time = Timekeeper(store, clock)
        """What everybody asks who shows or judges a time; events keep the wall's."""
        self._ciphers: dict[bytes, AESGCM] = {}
        self._end: JournalState | None = None
        """What stood behind the last event appended here; another program may have
        written since, or a block may have been taken back."""
        if not has_begun(store):
            self._begin()
        try:
            self.cipher(self.pos().last.epoch)
        except SealBroken as error:
            raise JournalError(
                Message(
                    "journal__other_keys", path=str(store.path), keys=str(keys.folder)
                )
            ) from error

    def append(self, event: JournalEvent) -> None:
        """Seal one event at the end of the chain; durable when the block commits.

        Inside an outer `store.atomic()` it becomes part of that step.

        :raises ValueError: when its kind is not registered, or it is too long.
        """
        data = encoded(event)
        with self.store.atomic():
            # Mostly nobody else has written since: then what was left behind the last
            # event is still so, and is not read again.
            end = self._end
            if end is None or not self._linked(end, self._head(end, event), data):
                pos = self.pos()
                self.link(pos, self._head(pos, event), data)

    def _head(self, pos: JournalState, event: JournalEvent) -> EventHead:
        """Return the head of a new event."""
        wall = wall_us(self.clock)
        return EventHead(
            self.kiosk_id,
            next_uuid7(wall // 1000, pos.last_id),
            event.about.name,
            wall,
            mono_us(self.clock),
            self.clock.boot_id(),
        )

    def link(self, pos: JournalState, head: EventHead, data: bytes) -> None:
        """Put an event behind the last one.

        :param pos: as it is in this block.
        """
        if not self._linked(pos, head, data):
            raise self._no_position()

    def _linked(self, pos: JournalState, head: EventHead, data: bytes) -> bool:
        """Do it where `pos` still says what is the last one; else do nothing."""
        place = EventPlace(pos.last.epoch, pos.last.seq + 1)
        known = head.canonical()
        hashed = link_hash(pos.last_hash, place, canonical_digest(known, data))
        newest = max(head.id, pos.last_id or b"")
        end = (*pos.last, pos.last_hash, pos.wrapped)
        if not self.store.execute(_ADVANCE, (place.seq, hashed, newest, *end)):
            return False
        cipher = self._cipher_of(place.epoch, pos.wrapped)
        sealed = seal(cipher, known, place, pos.last_hash, data)
        row = (*place, *head[1:], pos.last_hash, hashed, sealed)
        self.store.execute(_INSERT, row)
        self._end = pos._replace(last=place, last_hash=hashed, last_id=newest)
        return True

    def put(
        self, place: EventPlace, prev: bytes, head: EventHead, data: bytes
    ) -> bytes:
        """Seal an event at a place behind another and return the chain's hash."""
        known = head.canonical()
        hashed = link_hash(prev, place, canonical_digest(known, data))
        sealed = seal(self.cipher(place.epoch), known, place, prev, data)
        self.store.execute(_INSERT, (*place, *head[1:], prev, hashed, sealed))
        return hashed

    def pos(self) -> JournalState:
        """Return how far everything is."""
        for row in self.store.plain(POS_QUERY):
            return pos_of(row)
        raise self._no_position()

    def _no_position(self) -> JournalError:
        return JournalError(Message("journal__no_position", path=str(self.store.path)))

    def rows(self, after: EventPlace, limit: int = -1) -> Iterator[Row]:
        """Give the rows behind a place in the journal's order."""
        yield from self.store.all(_BEHIND, [*after, limit])

    def plain_rows(self, after: EventPlace, limit: int) -> list[OutboxRow]:
        """Return the same without names for each, which is much faster."""
        found = self.store.plain(_BEHIND, [*after, limit])
        return [OutboxRow._make(row) for row in found]

    def count(self, after: EventPlace) -> int:
        """Return how many rows stand behind a place, without reading them.

        Within an epoch numbers have no gaps but the one where events are moving away,
        so that its two ends say how many.
        """
        gaps = self.store.plain(_GAP)
        total = 0
        for epoch, first, last in self.store.plain(_ENDS, [*after, after.epoch]):
            if first is not None:
                total += last - first + 1
                total -= sum(
                    end - begun
                    for here, begun, end in gaps
                    if here == epoch and first <= begun and end < last
                )
        return total

    def open(self, row: Row) -> bytes:
        """Return the payload of a row.

        :raises SealBroken: when the row is not as it was sealed.
        """
        return unseal(
            self.cipher(row["epoch"]),
            head_of(self.kiosk_id, row).canonical(),
            place_of(row),
            row["prev_hash"],
            row["sealed"],
        )

    def cipher(self, epoch: int) -> AESGCM:
        """Return the cipher of an epoch.

        :raises SealBroken: when its key is gone or was changed.
        """
        row = self.store.one("SELECT wrapped FROM epoch_key WHERE epoch=?", [epoch])
        if row is None:
            raise SealBroken(Message("journal__key_gone", epoch=epoch))
        return self._cipher_of(epoch, row["wrapped"])

    def _cipher_of(self, epoch: int, wrapped: bytes) -> AESGCM:
        # Known by the wrapped key, not by the number: a rolled back epoch's number
        # comes again with another key.
        if wrapped not in self._ciphers:
            self._ciphers[wrapped] = unwrap_key(
                self.keys.wrapping, self.kiosk_id, epoch, wrapped
            )
        return self._ciphers[wrapped]

    def hash_at(self, place: EventPlace) -> bytes | None:
        """Return the chain's hash at a place, None where this kiosk has no row."""
        pos = self.pos()
        if place == pos.anchor:
            return pos.anchor_hash
        row = self.store.one("SELECT hash FROM outbox WHERE epoch=? AND seq=?", place)
        return None if row is None else bytes(row["hash"])

    def _begin(self) -> None:
        with self.store.atomic():
            self.new_key(1, "first start")
            self.store.execute(
                "INSERT INTO pos VALUES (1, 1, 0, ?, NULL, 0, 0, 0, 0, 0, 0, ?)",
                [ZERO_HASH, ZERO_HASH],
            )

    def new_key(self, epoch: int, reason: str) -> None:
        """Make and keep the key of an epoch."""
        wrapped = new_wrapped_key(self.keys.wrapping, self.kiosk_id, epoch)
        self.store.execute(
            "INSERT INTO epoch_key VALUES (?, ?, ?, ?)",
            [epoch, wall_us(self.clock), reason, wrapped],
        )
