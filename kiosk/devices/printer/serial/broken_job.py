"""What a job that was given up has left in the printer; it may still come out."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.devices.printer.printer_port import JobState
from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.serial.proof_reader import ProofReader
from kiosk.devices.printer.serial.status import StatusReply
from kiosk.devices.printer.typesetting.proof import proof_of

LONGEST_COMMAND = 2048
"""A picture of one line, or a code with its data: of an earlier run's, nobody knows."""
Told = Callable[[JobState], None]


@dataclass(slots=True, repr=False)
class BrokenJob:
    """A receipt between being given up and being voided, or coming out after all."""

    hangs: bool
    """Some of it may be on paper, uncut."""
    mm: float
    """Paper that it takes when all of it comes."""
    owed: int = 0
    """Nameless answers that may still come."""
    longest: int = LONGEST_COMMAND
    """Bytes that a command which broke off may still swallow."""
    tell: Told = lambda _: None
    """Hears what became of it: VOID or FINISHED."""
    is_closing: Callable[[StatusReply], bool] = lambda _: False
    """Tells the answer that stands behind its own cut."""


def left_by_a_run(
    profile: PrinterProfile, number: int, whole: bool, mm: float, tell: Told
) -> BrokenJob:
    """Return what a program that ended may have left of its last job.

    :param whole: all bytes were handed over, so it may come out by itself.
    :param mm: the paper that all of it takes.
    """
    closing = ProofReader(profile.answers, proof_of(profile.answers, number))
    return BrokenJob(
        hangs=True,
        mm=mm,
        owed=closing.most_owed,
        tell=tell,
        is_closing=lambda reply: whole and closing.names_any(reply),
    )
