"""Pages for technicians."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from kiosk.faults import Fault
from kiosk.session.pages.base import Page, Part


class MaintenanceLoginPage(Page, frozen=True):
    """The technician's door; answers PasswordEntered or CANCEL."""

    name: ClassVar[str] = "maintenance_login"
    wrong: bool = False
    wait_seconds: int = 0
    """How long the door stays locked after wrong passwords."""
    shut: bool = False
    """No password is configured, so nobody can enter."""


class Health(StrEnum):
    """How a part is; unknown is a value of its own."""

    OK = "ok"
    WARNING = "warning"
    BAD = "bad"
    UNKNOWN = "unknown"


class PartRow(Part, frozen=True):
    """One part of the machine as the technician sees it."""

    part: str
    """A word with a text `part__<name>`: reader, printer, center, ..."""
    health: Health
    state: str
    """The part's own state word; shown as it is."""
    age_seconds: int | None
    """How old this knowledge is; None is never."""
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
    printed: bool | None = None
    """How the last test print ended; None when there was none."""
