"""What the rest of the kiosk sees of a printer; no vendor library here.

Unknown is a value of its own everywhere: silence is never "paper ok".
"""

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.domain.faults import Fault


class LinkState(StrEnum):
    """Whether the line exists and the printer answers on it."""

    OK = "ok"
    SILENT = "silent"
    GONE = "gone"
    TAKEN = "taken"
    """Another program has the line."""
    UNKNOWN = "unknown"


class Paper(StrEnum):
    """The roll."""

    OK = "ok"
    NEAR_END = "near_end"
    OUT = "out"
    UNKNOWN = "unknown"


class Cover(StrEnum):
    """The lid."""

    CLOSED = "closed"
    OPEN = "open"
    UNKNOWN = "unknown"


class PrinterFault(StrEnum):
    """Errors beside paper and cover."""

    NONE = "none"
    CUTTER = "cutter"
    JAM = "jam"
    RECOVERABLE = "recoverable"
    FATAL = "fatal"
    UNKNOWN = "unknown"


class Mouth(StrEnum):
    """Where a receipt comes out of a printer that holds it until somebody takes it."""

    EMPTY = "empty"
    RECEIPT = "receipt"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """The printer as last heard; `heard_at` is monotonic seconds, 0 is never."""

    link: LinkState = LinkState.UNKNOWN
    paper: Paper = Paper.UNKNOWN
    cover: Cover = Cover.UNKNOWN
    error: PrinterFault = PrinterFault.UNKNOWN
    heard_at: float = 0.0
    mouth: Mouth = Mouth.UNKNOWN
    holds_receipt: bool = False
    """One that broke off is still in it: it is voided and cut off before the next."""
    claims_too_much: bool = False
    """It did not know the proof that its profile promises, so nothing is proved."""
    raw: tuple[tuple[int, int], ...] = field(default=(), compare=False)
    """The byte last answered to each DLE EOT n, for whoever reads bits."""

    @property
    def fault(self) -> Fault | None:
        """Return what keeps the printer from printing, None when nothing does."""
        if self.link in (LinkState.GONE, LinkState.TAKEN):
            return Fault.PRINTER_GONE
        if self.link is not LinkState.OK:
            return Fault.PRINTER_SILENT
        if self.cover is Cover.OPEN:
            return Fault.PRINTER_COVER_OPEN
        if self.paper is Paper.OUT:
            return Fault.PRINTER_PAPER_OUT
        if self.error not in (PrinterFault.NONE, PrinterFault.UNKNOWN):
            return Fault.PRINTER_FAULT
        return None


class JobState(StrEnum):
    """The life of a print job; a job is a row before it is bytes."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    CONFIRMED = "confirmed"
    """The printer itself said, after the cut, that it had come so far."""
    ASSUMED = "assumed"
    """All bytes went out and nothing is wrong, but this printer cannot confirm."""
    SUSPENDED = "suspended"
    REFUSED = "refused"
    """Preflight found a fault; no byte was sent."""
    UNKNOWN = "unknown"
    """The kiosk restarted, or the line broke, in the middle of it."""
    FINISHED = "finished"
    """It had been given up, and then came out whole by itself."""
    VOID = "void"
    """It had been given up; what hung in the printer was marked void and cut off."""
    REPRINTED = "reprinted"
    """A later job printed the same number, marked as a further copy."""
    ABANDONED = "abandoned"
    """Staff said that nothing of it is left to come."""


@dataclass(frozen=True, slots=True, repr=False)
class PrintedJob:
    """One row of the jobs, for a technician: no content, no name."""

    job: int
    number: str
    """The receipt's own; empty where it has none."""
    state: JobState
    copy: int
    fault: Fault | None = None
    kind: str = ""
    """Of the receipt: what it was about, and nothing that it said."""


@dataclass(frozen=True, slots=True)
class PrintResult:
    """How a job ended; `fault` says why when it did not come out."""

    job: int
    state: JobState
    fault: Fault | None = None

    @property
    def touched(self) -> bool:
        """Tell whether some of it may be on paper, so that a next one is a copy."""
        return self.state is not JobState.REFUSED

    @property
    def printed(self) -> bool:
        """Tell whether the person can be told that the paper came out."""
        return self.state in (JobState.CONFIRMED, JobState.ASSUMED)


@dataclass(frozen=True, slots=True, repr=False)
class ReceiptPreview:
    """A receipt as it will come out, for whoever wants to see it first."""

    width: int
    height: int
    dots: bytes
    """Row by row, eight to a byte, the left one highest; set is black."""
    private: tuple[tuple[int, int, int, int], ...]
    """Left, top, width and height of what is covered until it is wanted."""
    dots_per_mm: float = 8.0
