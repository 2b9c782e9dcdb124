"""Pages for technicians."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from kiosk.domain.faults import Fault
from kiosk.session.pages.page import Page, Part
from kiosk.session.pages.record import Count, Word


class MaintenanceLoginPage(Page, frozen=True):
    """The technician's door; answers PasswordEntered or CANCEL."""

    name: ClassVar[str] = "maintenance_login"
    wrong: bool = False
    wait_seconds: int = 0
    """How long the door stays locked after wrong passwords."""
    shut: bool = False
    """No password is configured, so nobody can enter."""


class PartHealth(StrEnum):
    """How a part is; unknown is a value of its own."""

    OK = "ok"
    WARNING = "warning"
    BAD = "bad"
    UNKNOWN = "unknown"


class Known(StrEnum):
    """How a part's state is known, which says what its age means; `known__<name>`."""

    LOOKED = "looked"
    """It was looked at for this page."""
    ANSWERED = "answered"
    """The part answered so long ago."""
    SINCE = "since"
    """The part tells every change, and the last one was so long ago."""
    OLDEST = "oldest"
    """The oldest of what is counted is from so long ago."""


class PartRow(Part, frozen=True):
    """One part of the machine as the technician sees it."""

    part: str
    """A word with a text `part__<name>`: reader, printer, center, ..."""
    health: PartHealth
    state: tuple[Word | Count, ...]
    """What is known of it."""
    known: Known
    age_seconds: int | None = None
    """None with ANSWERED: it never answered; with SINCE: nobody knows since when."""
    fault: Fault | None = None
    """What is wrong; its advice is `doctor__fault__<code>`."""
    advice: str = ""
    """What to do where there is no fault: `advice__<name>`."""


class TestPrint(Part, frozen=True):
    """How the test print ended, until the next look at the machine."""

    __test__ = False
    """It is no test, whatever its name begins with."""

    at: datetime
    ended: str
    """`sure`, `unsure` (this printer cannot confirm) or `failed`."""
    fault: Fault | None = None


class MaintenancePage(Page, frozen=True):
    """All parts, the journal's numbers, versions; a test print; the way out."""

    name: ClassVar[str] = "maintenance"
    machine: str
    parts: tuple[PartRow, ...]
    journal: tuple[tuple[str, str], ...]
    """Pairs of word (`journal__<word>`) and number."""
    versions: tuple[tuple[str, str], ...]
    now: datetime
    """When all this was so; nothing on the page is newer."""
    printed: TestPrint | None = None
    """None when the page was not called up by a test print."""
    new_roll: bool = False
    """The page was called up by a change of the roll."""
