"""What is known of the printer, for its page: bits, line, claims, roll, last jobs.

It looks at what was heard and written and asks no printer.
"""

import logging
from collections.abc import Callable

from kiosk.devices.printer.printer_port import PrintedJob, PrinterStatus
from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.serial.status import STATUS_BITS
from kiosk.session.dialog.ports import Ports
from kiosk.session.pages.record import Count, Word
from kiosk.session.staff.pages import PartHealth, ToolFact, ToolFacts
from kiosk.settings.state.store_errors import StoreError

log = logging.getLogger(__name__)
_ABILITIES = ("process_id", "gs_r", "macro", "clear_dc4")
_STAFF_PRINTS = ("test", "readiness")
JOBS = 5
"""How many of the last jobs the page shows."""


def printer_facts(parts: Ports) -> tuple[ToolFacts, ...]:
    """Return all groups of the printer's page."""
    return (
        _bits(parts.printer.status),
        _roll(parts),
        _line(parts),
        _claims(parts.printer.profile, parts.printer.status),
        _jobs(parts),
    )


def printer_state(parts: Ports) -> Callable[[], object]:
    """Return what tells how the printer is: what is said of it holds while it is so."""

    def state() -> object:
        status = parts.printer.status
        return status.link, status.paper, status.cover, status.error

    return state


def _bits(status: PrinterStatus) -> ToolFacts:
    """Return each bit that is set in words, and the bytes as they came."""
    if not status.raw:
        return ToolFacts("bits", (ToolFact("bytes", Word("bits", "none")),))
    heard = dict(status.raw)
    said = [
        ToolFact(f"dle_eot_{n}", Word("bits", f"{n}_{bit:02x}"), PartHealth.WARNING)
        for n, bit in STATUS_BITS
        if heard.get(n, 0) & bit
    ]
    raw = " ".join(f"{n}:{byte:02X}" for n, byte in status.raw)
    clear = ToolFact("all_bits", Word("bits", "clear"), PartHealth.OK)
    return ToolFacts("bits", (*(said or [clear]), ToolFact("bytes", raw)))


def _roll(parts: Ports) -> ToolFacts:
    left, length = parts.printer.roll_left(), parts.config.printer.roll_m
    said: Word | Count = Word("roll", "unknown")
    if left is not None:
        said = Count(round(left), "metres_left")
    elif not length:
        said = Word("roll", "not_configured")
    holds = "receipt" if parts.printer.status.holds_receipt else "nothing"
    return ToolFacts(
        "paper",
        (
            ToolFact("roll_left", said),
            ToolFact("holds", Word("holds", holds)),
            ToolFact("mouth", Word("mouth", parts.printer.status.mouth)),
        ),
    )


def _line(parts: Ports) -> ToolFacts:
    line = parts.config.printer
    return ToolFacts(
        "line",
        (
            ToolFact("port", line.port or Word("roll", "not_configured")),
            ToolFact("speed", Count(line.baud, "baud")),
            ToolFact("handshake", Word("handshake", line.handshake)),
            ToolFact("profile", line.profile),
            ToolFact("profile_name", parts.printer.profile.name),
        ),
    )


def _claims(profile: PrinterProfile, status: PrinterStatus) -> ToolFacts:
    """Return what the profile says of answers and mechanism."""
    answers, paper = profile.answers, profile.mechanism.paper_end
    able = {key: "yes" if getattr(answers, key) else "no" for key in _ABILITIES}
    proves, health = ("proves_not", None)
    if status.claims_too_much:
        proves, health = "too_much", PartHealth.WARNING
    elif answers.proves:
        proves, health = "proves", PartHealth.OK
    return ToolFacts(
        "claims",
        (
            ToolFact("proof", Word("proof", proves), health),
            *(ToolFact(f"can_{key}", Word("probed", able[key])) for key in able),
            ToolFact("width", Count(profile.columns, "columns")),
            ToolFact("pace", Count(round(profile.mechanism.speed_mm_s), "mm_s")),
            ToolFact("paper_end", Word("paper_end", paper)),
        ),
    )


def _jobs(parts: Ports) -> ToolFacts:
    """Return the last jobs by the number that stands on the paper."""
    try:
        jobs = parts.printer.newest_jobs(JOBS)
    except StoreError:
        log.error("the print jobs could not be read")
        return ToolFacts("jobs", (ToolFact("jobs", Word("jobs", "unreadable")),))
    none = ToolFact("jobs", Word("jobs", "none"))
    return ToolFacts("jobs", tuple(map(_job, jobs)) or (none,))


def _job(job: PrintedJob) -> ToolFact:
    number = job.number or f"#{job.job}"
    copies = f" ({job.copy})" if job.copy > 1 else ""
    code = f" {job.fault.value}" if job.fault else ""
    # Which service somebody printed is nobody's business here.
    kind = job.kind if job.kind in _STAFF_PRINTS else "receipt"
    return ToolFact(
        f"job_{job.state}",
        f"{number}{copies}{code}",
        more=(Word("print_kind", kind),),
    )
