"""The journal: one sealed, chained, append-only list of all that must be told.

It is the audit log and the upload queue in one. Who uploads it and what a center
makes of it is decided elsewhere; here nothing is ever overwritten or skipped.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.settings.state.store import Row, Store
from kiosk.sync.clock.clock import Clock, mono_us, wall_us
from kiosk.sync.clock.timekeeper import Timekeeper
from kiosk.sync.clock.uuid7 import next_uuid7
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.journal.entries import (
    EventState,
    JournalEntry,
    JournalError,
    JournalNumbers,
)
from kiosk.sync.journal.journal_check import VerifyReport, verify_journal
from kiosk.sync.journal.journal_tables import (
    MIGRATIONS,
    POS_QUERY,
    JournalState,
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
from kiosk.sync.journal.upkeep import begin_epoch, move_block, prune
from kiosk.sync.wire.chain import (
    ZERO_HASH,
    EventHead,
    EventPlace,
    event_digest,
    link_hash,
)

__all__ = [
    "MIGRATIONS",
    "EventState",
    "Journal",
    "JournalEntry",
    "JournalError",
    "JournalNumbers",
    "VerifyReport",
]

MAX_PAYLOAD = 64 * 1024
_KIND = re.compile(r"[a-z][a-z0-9_.]{0,63}")
_INSERT = "INSERT INTO outbox VALUES (?,?,?,?,?,?,?,?,?,?)"


class Journal:
    """The list in the kiosk's store; belongs to the store's thread."""

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
        if store.one("SELECT 1 FROM pos") is None:
            self._begin()
        try:
            self.cipher(self.pos().last.epoch)
        except SealBroken as error:
            raise JournalError(
                f"{store.path}: was sealed with other keys than those in "
                f"{keys.folder}, or for another machine.id."
            ) from error

    def append(self, kind: str, payload: dict[str, object]) -> None:
        """Seal one event at the end of the chain; durable when the block commits.

        Inside an outer `store.atomic()` it becomes part of that step.

        :raises ValueError: when the kind is no dotted word or the payload is over
            64 KiB: one event must always fit into a batch.
        """
        data = msgspec.json.encode(payload)
        if not _KIND.fullmatch(kind):
            raise ValueError(f"an event's kind is a dotted word, not {kind!r}")
        if len(data) > MAX_PAYLOAD:
            raise ValueError(f"a {kind} event of {len(data)} bytes is too long")
        with self.store.atomic():
            pos = self.pos()
            wall = wall_us(self.clock)
            head = EventHead(
                self.kiosk_id,
                next_uuid7(wall // 1000, pos.last_id),
                kind,
                wall,
                mono_us(self.clock),
                self.clock.boot_id(),
            )
            self.link(pos, head, data)

    def link(self, pos: JournalState, head: EventHead, data: bytes) -> None:
        """Put an event behind the last one."""
        place = EventPlace(pos.last.epoch, pos.last.seq + 1)
        hashed = self.put(place, pos.last_hash, head, data)
        newest = max(head.id, pos.last_id or b"")
        self.store.execute(
            "UPDATE pos SET last_seq=?, last_hash=?, last_id=?",
            [place.seq, hashed, newest],
        )

    def put(
        self, place: EventPlace, prev: bytes, head: EventHead, data: bytes
    ) -> bytes:
        """Seal an event at a place behind another and return the chain's hash."""
        hashed = link_hash(prev, place, event_digest(head, data))
        sealed = seal(self.cipher(place.epoch), head, place, prev, data)
        self.store.execute(_INSERT, [*place, *head[1:], prev, hashed, sealed])
        return hashed

    def pos(self) -> JournalState:
        """Return how far everything is."""
        row = self.store.one(POS_QUERY)
        if row is None:
            raise JournalError(f"{self.store.path}: the journal's position is gone.")
        return pos_of(row)

    def numbers(self) -> JournalNumbers:
        """Return how far the journal and its upload are."""
        pos = self.pos()
        row = self.store.one(
            "SELECT (SELECT count(*) FROM outbox WHERE (epoch, seq) > (?, ?)) AS w, "
            "(SELECT count(*) FROM rejected WHERE resolved_us IS NULL) AS r",
            pos.acked,
        )
        assert row is not None
        epoch = pos.last.epoch
        acked = pos.acked.seq if pos.acked.epoch == epoch else 0
        durable = pos.durable.seq if pos.durable.epoch == epoch else 0
        return JournalNumbers(epoch, pos.last.seq, acked, durable, row["w"], row["r"])

    def entries(self, last: int | None = None) -> list[JournalEntry]:
        """Return the newest events, oldest first; all of them without a number.

        :raises SealBroken: when a row was changed.
        """
        rows = self.store.all(
            "SELECT * FROM outbox ORDER BY epoch DESC, seq DESC LIMIT ?",
            [-1 if last is None else last],
        )
        pos = self.pos()
        return [self._entry(row, pos) for row in reversed(rows)]

    def _entry(self, row: Row, pos: JournalState) -> JournalEntry:
        place, state = place_of(row), EventState.WAITING
        if place <= pos.acked:
            state = EventState.DURABLE if place <= pos.durable else EventState.ACKED
        payload = msgspec.json.decode(self.open(row), type=dict[str, Any])
        wanted = ("epoch", "seq", "id", "kind", "wall_us", "mono_us", "boot_id")
        fields = {name: row[name] for name in wanted}
        return JournalEntry(**fields, state=state, payload=payload)

    def rows(self, after: EventPlace, limit: int = -1) -> Iterator[Row]:
        """Give the rows behind a place in the journal's order."""
        yield from self.store.all(
            "SELECT * FROM outbox WHERE (epoch, seq) > (?, ?) "
            "ORDER BY epoch, seq LIMIT ?",
            [*after, limit],
        )

    def open(self, row: Row) -> bytes:
        """Return the payload of a row.

        :raises SealBroken: when the row is not as it was sealed.
        """
        return unseal(
            self.cipher(row["epoch"]),
            head_of(self.kiosk_id, row),
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
            raise SealBroken(f"the key of epoch {epoch} is gone")
        return self._cipher_of(epoch, row["wrapped"])

    def _cipher_of(self, epoch: int, wrapped: bytes) -> AESGCM:
        # Known by the wrapped key, not by the number: a rolled back epoch's number
        # comes again with another key.
        if wrapped not in self._ciphers:
            self._ciphers[wrapped] = unwrap_key(
                self.keys.wrapping, self.kiosk_id, epoch, wrapped
            )
        return self._ciphers[wrapped]

    def verify(self) -> VerifyReport:
        """Check every seal, the whole chain and its end."""
        return verify_journal(self)

    def new_epoch(self, reason: str, number: int = 0, whole: bool = False) -> None:
        """Begin a new epoch and move everything into it, in one go."""
        self.begin_epoch(reason, number, whole)
        while self.move_block():
            pass

    def begin_epoch(self, reason: str, number: int = 0, whole: bool = False) -> None:
        """Begin a new epoch; `move_block` brings along what the center may not have.

        :param number: the lowest number the epoch may have.
        :param whole: hang it on nothing and take every event that is still here.
        """
        begin_epoch(self, reason, number, whole)

    def move_block(self) -> bool:
        """Go on with a new epoch that has begun; True when there may be more to do."""
        return move_block(self)

    def prune(self, keep_days: int) -> int:
        """Forget some old events the center will never ask for; return how many."""
        return prune(self, keep_days)

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
