"""Checks a whole journal: every seal, every link, and that its end is the known end.

A cut that takes the position row along is found by the center, not here.
"""

from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.domain.message import Message
from kiosk.sync.journal.blocks import Blocks, in_one_piece
from kiosk.sync.journal.journal_rows import JournalRows
from kiosk.sync.journal.journal_tables import OutboxRow, place_of
from kiosk.sync.journal.seal import SealBroken, unseal
from kiosk.sync.journal.upkeep import moving
from kiosk.sync.wire.chain import (
    NOWHERE,
    ZERO_HASH,
    EventHead,
    EventPlace,
    canonical_digest,
    link_hash,
)

_PAGE = 200
"""Rows of a block: some 10 ms, so that people are served in between."""


@dataclass(frozen=True)
class VerifyReport:
    """What was found; `place` is the first bad one."""

    events: int
    place: EventPlace | None = None
    reason: Message | None = None

    @property
    def ok(self) -> bool:
        """Tell whether nothing was changed, moved or cut."""
        return self.reason is None

    @property
    def message(self) -> Message:
        """Return what was found, for a technician's shell."""
        if self.reason is None:
            return Message("journal__whole", events=self.events)
        if self.place is None:
            return Message("journal__cut", events=self.events, why=self.reason)
        where = f"{self.place.epoch}:{self.place.seq}"
        return Message(
            "journal__changed", events=self.events, where=where, why=self.reason
        )


class _Turned(Exception):
    """Events moved into another epoch between two blocks: the walk begins anew."""


def verify_journal(journal: JournalRows) -> VerifyReport:
    """Walk the journal from its oldest row to its end, in one go."""
    return in_one_piece(verify_blocks(journal))


def verify_blocks(journal: JournalRows) -> Blocks[VerifyReport]:
    """Walk the journal block by block, and give after each how many were checked.

    Whoever walks may let other work go on in between: what is added is checked too, and
    what is forgotten meanwhile is passed over.
    """
    while True:
        try:
            return (yield from _walked(journal, _Walk(journal)))
        except _Turned:
            continue


def _walked(journal: JournalRows, walk: "_Walk") -> Blocks[VerifyReport]:
    """Walk once.

    While events move into a new epoch there are two chains: what has not moved yet, and
    the new epoch, which hangs on the branch.

    :raises _Turned: when the chains are other ones than at the beginning.
    """
    pos, move = journal.pos(), moving(journal)
    if move is None:
        yield from walk.along(pos.anchor, pos.anchor_hash)
        # No block lies between the last row and this look.
        pos = journal.pos()
    else:
        yield from walk.along(pos.anchor, pos.anchor_hash, move.branch)
        yield from walk.along(move.branch, move.left_hash, pos.last, before=move.left)
    walk.must_end(pos.last, pos.last_hash)
    if move is not None:
        yield from walk.along(EventPlace(move.end.epoch, 0), move.branch_hash)
        walk.must_end(move.end, move.hash)
    if walk.reason:
        return VerifyReport(walk.count, walk.bad, walk.reason)
    damaged = journal.store.one(
        "SELECT epoch, seq FROM damaged WHERE NOT EXISTS "
        "(SELECT 1 FROM rejected WHERE rejected.id = damaged.id) LIMIT 1"
    )
    if damaged is not None:
        return VerifyReport(
            walk.count, place_of(damaged), Message("journal__set_aside")
        )
    return VerifyReport(walk.count)


class _Walk:
    """A walk along chains that stops at the first row that is wrong."""

    def __init__(self, journal: JournalRows) -> None:
        self._journal = journal
        self.count = 0
        self.reason: Message | None = None
        self.bad: EventPlace | None = None
        self._place, self._chained = NOWHERE, ZERO_HASH
        self._ciphers: dict[int, AESGCM] = {}
        self._began = self._chains()

    def _chains(self) -> tuple[object, ...]:
        """Return what is another when events move."""
        move, last = moving(self._journal), self._journal.pos().last
        return (move, last.epoch if move is None else last)

    def along(
        self,
        after: EventPlace,
        chained: bytes,
        to: EventPlace | None = None,
        before: EventPlace = NOWHERE,
    ) -> Blocks[None]:
        """Check the rows behind a place; the first hangs on `chained`.

        :param before: the place it follows, where that is not `after`.
        """
        self._place, self._chained = max(after, before), chained
        while True:
            after = self._still_here(after)
            rows = self._journal.plain_rows(after, _PAGE)
            # A key may go or come with what lets the other work go on in between.
            self._ciphers.clear()
            for row in rows:
                after = EventPlace(row.epoch, row.seq)
                if (to is not None and after > to) or not self._step(row, after):
                    return
            if len(rows) < _PAGE:
                return
            yield self.count

    def _still_here(self, after: EventPlace) -> EventPlace:
        """Return from where to go on: what was forgotten meanwhile is passed over."""
        if self._chains() != self._began:
            raise _Turned
        pos = self._journal.pos()
        if pos.anchor <= self._place or pos.anchor <= after:
            return after
        self._place, self._chained = pos.anchor, pos.anchor_hash
        return pos.anchor

    def _step(self, row: OutboxRow, place: EventPlace) -> bool:
        """Check one row; False where the walk stops."""
        reason = self.reason or self._wrong_with(row, place)
        if reason is not None:
            self.bad, self.reason = self.bad or place, reason
            return False
        self._place, self._chained = place, row.hash
        self.count += 1
        return True

    def _wrong_with(self, row: OutboxRow, place: EventPlace) -> Message | None:
        """Return what is wrong with the row behind the last one, or None."""
        before, chained = self._place, self._chained
        begins = place.epoch > before.epoch and place.seq == 1
        if place != (before.epoch, before.seq + 1) and not begins:
            return Message("journal__gap")
        if row.prev_hash != (chained or ZERO_HASH):
            return Message("journal__unchained")
        head = EventHead(self._journal.kiosk_id, *row[2:7]).canonical()
        try:
            cipher = self._cipher(row.epoch)
            data = unseal(cipher, head, place, row.prev_hash, row.sealed)
        except SealBroken as error:
            return error.message
        if link_hash(chained, place, canonical_digest(head, data)) != row.hash:
            return Message("journal__other_content")
        return None

    def _cipher(self, epoch: int) -> AESGCM:
        if epoch not in self._ciphers:
            self._ciphers[epoch] = self._journal.cipher(epoch)
        return self._ciphers[epoch]

    def must_end(self, last: EventPlace, hashed: bytes) -> None:
        """Check that the walk came to the known end."""
        cut = self._chained != hashed or (self._place != last and last.seq > 0)
        if not self.reason and cut:
            self.reason = Message("journal__newest_missing")
