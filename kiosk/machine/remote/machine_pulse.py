"""What this machine says of itself each minute, and in a bundle of its logs.

Read from what is known already: no part is asked for it, and no person is in it.
"""

import platform
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from kiosk import __version__
from kiosk.domain.visible_text import visible
from kiosk.screens.window.current_view import NOBODYS
from kiosk.session.dialog.ports import Ports
from kiosk.session.pages.everywhere import OutOfServicePage, StartingPage
from kiosk.session.staff.door.pages import DoorPage
from kiosk.session.staff.keyboard_page import KeyboardPage
from kiosk.session.staff.numbers.program_starts import newest_starts
from kiosk.session.staff.pages import PartRow, ToolPage
from kiosk.session.staff.part_rows import part_rows
from kiosk.session.staff.service.pages import ServiceBreakPage
from kiosk.sync.clock.clock import Certainty
from kiosk.sync.identity.certificates import Certificates
from kiosk.sync.upload.refused_list import queue_numbers
from kiosk.sync.wire.downward.log_wire import LogBundle, LogLine, MachineCount
from kiosk.sync.wire.downward.pulse_wire import (
    LONGEST_WAIT,
    MOST_PARTS,
    EditionPlace,
    PartPulse,
    Pulse,
)

_MOST_WORD = 64
_MOST_STARTS = 100


class EditionsHere(NamedTuple):
    """How far this machine is with what the desk gives it."""

    applied: tuple[EditionPlace, ...] = ()
    refused: tuple[EditionPlace, ...] = ()
    trial: str = ""

    def __repr__(self) -> str:
        return "EditionsHere(hidden)"


class MachinePulse:
    """Says how the machine is, for one start of the program."""

    def __init__(
        self,
        parts: Ports,
        papers: Certificates,
        order: Callable[[], int],
        editions: Callable[[], EditionsHere] = EditionsHere,
    ) -> None:
        """Take the parts, our papers, and who knows the last order and editions."""
        self._parts, self._papers = parts, papers
        self._order, self.editions = order, editions
        self._boot = secrets.token_hex(8)
        self._began = parts.clock.monotonic()

    def pulse(self, number: int) -> Pulse:
        """Return the pulse of this moment.

        :raises StoreError: when the store cannot be read.
        """
        parts, clock = self._parts, self._parts.clock
        agreed = clock.since_agreed() is not None
        left, now = parts.printer.roll_left(), clock.known()
        editions = self.editions()
        assert parts.archive is not None
        queue = queue_numbers(parts.archive)
        return Pulse(
            boot=self._boot,
            number=number,
            at=clock.now(),
            sure=clock.certainty is not Certainty.UNSURE,
            up=round(clock.monotonic() - self._began),
            version=_word(__version__),
            site=_word(parts.config.machine.place),
            place=_word(parts.region.region.name),
            state=state_word(parts),
            parts=tuple(map(_part, part_rows(parts)[:MOST_PARTS])),
            waiting=queue.waiting,
            waiting_s=max(0, round(queue.oldest or 0)),
            refused=queue.refused,
            paper_mm=None if left is None else max(0, round(left * 1000)),
            certificate_days=None if now is None else self._certificate_days(now),
            offset_ms=round(clock.off_by * 1000) if agreed else None,
            disk_mb=parts.store.free_bytes() >> 20,
            trial=_word(editions.trial or _trial(parts)),
            editions=editions.applied,
            editions_refused=editions.refused,
            order=self._order(),
            wait=LONGEST_WAIT,
        )

    def _certificate_days(self, now: datetime) -> int | None:
        life = self._papers.life()
        return None if life is None else (life.ends - now).days

    def bundle(self, lines: tuple[LogLine, ...]) -> LogBundle:
        """Return what an order for logs asks for: a list of fields, and no other.

        :raises StoreError: when the store cannot be read.
        """
        system = f"{platform.release()} python {platform.python_version()}"
        found = self._parts.journal.numbers()
        counts = {
            "journal_epoch": found.epoch,
            "journal_last": found.last_seq,
            "journal_acked": found.acked_seq,
            "journal_durable": found.durable_seq,
            "newest_starts": len(newest_starts(self._parts.store, _MOST_STARTS)),
        }
        return LogBundle(
            pulse=self.pulse(0),
            system=_word(system),
            counts=tuple(MachineCount(name, n) for name, n in counts.items()),
            lines=lines,
        )


def state_word(parts: Ports) -> str:
    """Return in one word whether people are served."""
    page = parts.dialog.page
    if isinstance(page, ServiceBreakPage):
        return "break"
    if isinstance(page, OutOfServicePage):
        return "open" if page.without_card else "closed"
    if isinstance(page, ToolPage | KeyboardPage | DoorPage):
        return "maintenance"
    if page is None or isinstance(page, StartingPage):
        return "open"
    waits = isinstance(page, NOBODYS) and parts.dialog.insertion is None
    return "open" if waits else "visit"


def _part(row: PartRow) -> PartPulse:
    return PartPulse(
        _word(row.part),
        _word(row.health),
        _word(row.fault or ""),
        None if row.age_seconds is None else max(0, row.age_seconds),
    )


def _trial(parts: Ports) -> str:
    if parts.updates is not None and parts.updates.place.trial:
        return "release"
    trial = None if parts.settings is None else parts.settings.stored.trial
    return "" if trial is None else "settings"


def _word(text: str) -> str:
    """Return a text as a word on the wire: a hall's name may be longer."""
    return visible(str(text))[:_MOST_WORD]
