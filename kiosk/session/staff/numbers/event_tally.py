"""Counts what the journal and the parts say, two seconds at a time.

It reads the journal behind itself and opens only two kinds: cards and prints. A fault
is counted once for each time that it comes: it must be seen twice, and be gone for half
a minute. A plug that flickers is one fault.
"""

import logging

import msgspec

from kiosk.devices.printer.printer_port import JobState
from kiosk.domain.faults import Fault
from kiosk.session.dialog.ports import Ports
from kiosk.session.staff.numbers.day_counts import FAULTS, SIZE, DayCounts
from kiosk.session.staff.part_rows import BREAKABLE, part_rows
from kiosk.settings.state.store import Row
from kiosk.sync.journal.journal import Journal
from kiosk.sync.journal.journal_tables import place_of
from kiosk.sync.journal.seal import SealBroken
from kiosk.sync.wire.events.machine_events import PartFault, PrintDone
from kiosk.sync.wire.events.visit_events import VisitBegun

log = logging.getLogger(__name__)
AT_ONCE = 100
MOST_OWED = 64
SEEN, GONE = 2, 15
"""Looks, of two seconds each."""
MOST_TOLD = 20
"""Of one fault in a day: a plug that flickers must not fill the journal."""
SIZE_EVERY = 1800
"""Looks between two measures of the database: an hour."""
WELL = (JobState.CONFIRMED, JobState.ASSUMED, JobState.FINISHED)
FAILED = (JobState.REFUSED, JobState.VOID, JobState.ABANDONED, JobState.SUSPENDED)
OWN_PRINTS = ("test", "readiness")
"""Kinds of receipts that the staff prints for itself: they are no business."""
CARDS, ERRANDS = "cards", "errands"
PRINTED, PRINT_FAILED, PRINT_UNSURE, MM = (
    "printed",
    "print_failed",
    "print_unsure",
    "mm",
)


class EventTally:
    """Looks whenever it is told to; never for long."""

    def __init__(self, parts: Ports, journal: Journal, counts: DayCounts) -> None:
        self._parts, self._journal, self._counts = parts, journal, counts
        pos = journal.pos()
        self._at, self._newest = pos.last, pos.last_id or b""
        self._faults: dict[tuple[str, Fault], int] = {}
        """How often each was seen in a row; below 0: how often it was missed since."""
        self._told: set[tuple[str, Fault]] = set()
        self._owed: list[PartFault] = []
        """What could not be journaled yet: a locked store is written to later."""
        self._looks = 0

    def look(self) -> None:
        """Count what came since the last look; a broken store loses a count only."""
        try:
            self._events()
            self._parts_of()
            self._pay()
            if self._looks % SIZE_EVERY == 0:
                self._counts.put(SIZE, self._journal.store.path.stat().st_size // 1024)
        except Exception as error:
            # It runs beside everything: a mistake in counting must end nothing.
            log.warning("a look was not counted: %s", type(error).__name__)
        self._looks += 1

    def _events(self) -> None:
        for row in self._journal.rows(self._at, AT_ONCE):
            self._at = place_of(row)
            if row["id"] <= self._newest:
                # A new epoch brought it along; it was counted where it stood before.
                continue
            self._newest = row["id"]
            if row["kind"] == VisitBegun.about.name:
                card = self._said(row).get("card")
                self._counts.add(ERRANDS if card is None else CARDS)
            elif row["kind"] == PrintDone.about.name:
                self._print(self._said(row))

    def _said(self, row: Row) -> dict[str, object]:
        try:
            return msgspec.json.decode(self._journal.open(row), type=dict[str, object])
        except (SealBroken, msgspec.DecodeError):
            return {}

    def _print(self, said: dict[str, object]) -> None:
        """Count a print that somebody wanted; of a test only the paper."""
        state = said.get("state")
        if said.get("kind") not in OWN_PRINTS:
            kind = PRINTED if state in WELL else PRINT_UNSURE
            self._counts.add(PRINT_FAILED if state in FAILED else kind)
        row = self._journal.store.one(
            "SELECT mm FROM print_job WHERE id = ?", [said.get("job")]
        )
        if row is not None and state in WELL:
            self._counts.add(MM, round(row["mm"]))

    def _parts_of(self) -> None:
        now = {
            (row.part, row.fault)
            for row in part_rows(self._parts, *BREAKABLE)
            if row.fault
        }
        for part, fault in now:
            if fault is not None:
                self._seen(part, fault)
        for gone in set(self._faults) - now:
            self._missed(gone)

    def _missed(self, gone: tuple[str, Fault]) -> None:
        """Forget a fault that is not there; one that had counted only after a while."""
        times = self._faults[gone]
        if 0 < times < SEEN or times <= 1 - GONE:
            del self._faults[gone]
            self._tell_end(*gone)
        else:
            self._faults[gone] = -1 if times > 0 else times - 1

    def _tell_end(self, part: str, fault: Fault) -> None:
        """Journal the end of a fault whose beginning was."""
        if (part, fault) in self._told:
            self._told.discard((part, fault))
            self._owed.append(PartFault(part=part, fault=fault.value, began=False))

    def _pay(self) -> None:
        """Journal what is owed, in its order; a broken store is asked again later."""
        del self._owed[:-MOST_OWED]
        while self._owed:
            self._parts.note(self._owed[0])
            del self._owed[0]

    def _seen(self, part: str, fault: Fault) -> None:
        times = self._faults.get((part, fault), 0)
        if times < 0:
            # It came back before it had gone: the same one.
            self._faults[part, fault] = SEEN
            return
        self._faults[part, fault] = min(times + 1, SEEN + 1)
        if times + 1 == SEEN:
            self._counts.add(f"{FAULTS}{fault.value}")
            if self._counts.today(f"{FAULTS}{fault.value}") <= MOST_TOLD:
                self._told.add((part, fault))
                self._owed.append(PartFault(part=part, fault=fault.value, began=True))
