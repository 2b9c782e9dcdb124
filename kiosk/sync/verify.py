"""Checks a whole journal: every seal, every link, and that its end is the known end.

A cut that takes the position row along is found by the center, not here.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.store import Row
from kiosk.sync.chain import ZERO_HASH, Place, event_digest, link_hash
from kiosk.sync.schema import head_of, place_of
from kiosk.sync.seal import SealBroken

if TYPE_CHECKING:
    from kiosk.sync.journal import Journal

_PAGE = 1000


@dataclass(frozen=True)
class VerifyReport:
    """What was found; `place` is the first bad one."""

    events: int
    place: Place | None = None
    reason: str = ""

    @property
    def ok(self) -> bool:
        """Tell whether nothing was changed, moved or cut."""
        return not self.reason

    @property
    def sentence(self) -> str:
        """Return the finding for a technician's shell."""
        if self.ok:
            return f"{self.events} events, every seal and the chain are whole."
        where = f"{self.place.epoch}:{self.place.seq}" if self.place else "the end"
        return f"{self.events} events are whole, then at {where}: {self.reason}."


def verify_journal(journal: "Journal") -> VerifyReport:
    """Walk the journal from its oldest row to its end."""
    pos = journal.pos()
    place, chained, count = pos.anchor, pos.anchor_hash, 0
    while True:
        rows = list(journal.rows(place, _PAGE))
        for row in rows:
            reason = _trouble(journal, row, place, chained)
            if reason:
                return VerifyReport(count, place_of(row), reason)
            place, chained, count = place_of(row), row["hash"], count + 1
        if len(rows) < _PAGE:
            break
    if chained != pos.last_hash or (place != pos.last and pos.last.seq > 0):
        return VerifyReport(count, None, "the newest events are missing")
    damaged = journal.store.one("SELECT epoch, seq FROM damaged LIMIT 1")
    if damaged is not None:
        return VerifyReport(count, place_of(damaged), "an event was set aside damaged")
    return VerifyReport(count)


def _trouble(journal: "Journal", row: Row, before: Place, chained: bytes) -> str:
    """Return what is wrong with a row behind a place, or nothing."""
    place = place_of(row)
    follows = Place(before.epoch, before.seq + 1)
    begins = place.epoch > before.epoch and place.seq == 1
    if place != follows and not begins:
        return "events before it are missing"
    if row["prev_hash"] != (chained or ZERO_HASH):
        return "it does not hang on the event before it"
    try:
        data = journal.open(row)
    except SealBroken as error:
        return str(error)
    digest = event_digest(head_of(journal.kiosk_id, row), data)
    if link_hash(chained, place, digest) != row["hash"]:
        return "its hash is not that of its content"
    return ""
