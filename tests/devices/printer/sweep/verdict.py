"""What the kiosk believes against what lies on the paper."""

from collections import Counter
from dataclasses import dataclass

from kiosk.devices.printer.printer_port import JobState
from tests.devices.printer.sweep.faults import GARBLED, POWER
from tests.devices.printer.sweep.story import FIRST, NEXT, Played, Told
from tests.devices.printer.sweep.world import VOID

GARBLED_COLUMN = "garbled"
"""Confirmed, but noise turned letters, or the cut, over: no printer knows what was
meant."""
WHOLE_COLUMN = "whole though"
"""Not told as printed, and the whole paper lies there: its copy must bear the mark."""
WRONG = ("FALSE confirmed", "unmarked double", "foreign", "lost", "halved")
COLUMNS = (
    *("confirmed", "assumed", "assumed wrong", "unknown", "suspended", "refused"),
    *("void", "finished", WHOLE_COLUMN, GARBLED_COLUMN, *WRONG),
)

_PROMISED = (JobState.CONFIRMED, JobState.ASSUMED, JobState.FINISHED)


@dataclass(frozen=True)
class Sheet:
    """A piece of paper, or what hangs uncut at the end."""

    fell_at: float
    text: str


def sheets(played: Played) -> list[Sheet]:
    """Return all paper, what hangs uncut last.

    A receipt may begin with the word that voids what hangs above it: that is no part
    of what it says.
    """
    world = played.world
    found = [
        Sheet(at, plain(piece.text).removeprefix(VOID)) for at, piece in world.pieces
    ]
    hanging = plain(world.works.press.cut().text)
    return [*found, Sheet(float("inf"), hanging)] if hanging else found


def plain(text: str) -> str:
    """Return a piece's text without spaces and line ends."""
    return "".join(text.split())


def judge(played: Played, fault: str, proves: bool) -> list[str]:
    """Return the columns that a case counts in: its end, and what is wrong with it."""
    paper = sheets(played)
    count = Counter(sheet.text for sheet in paper)
    told, end = played.first, played.first.end
    jobs = [job for job in (told, played.copy, played.next) if job is not None]
    garbled = fault == "noise to it"
    false = any(_false(job, paper) for job in jobs)
    foreign = any(_foreign(sheet, told, played.next) for sheet in paper)
    wrong = []
    if garbled and (false or foreign):
        wrong.append(GARBLED_COLUMN)
    if not garbled and false:
        wrong.append("FALSE confirmed")
    if not garbled and foreign:
        wrong.append("foreign")
    if count[told.text] > 1:
        wrong.append("unmarked double")
    if not garbled and _lost(jobs, count, fault, proves):
        wrong.append("lost")
    if _halved(played, count):
        wrong.append("halved")
    if end not in _PROMISED and count[told.text]:
        wrong.append(WHOLE_COLUMN)
    return [*wrong, _column(told, end, count)]


def _false(told: Told, paper: list[Sheet]) -> bool:
    """Tell a confirmation of anything but the whole paper, once, and out by then."""
    if told.end is not JobState.CONFIRMED:
        return False
    fell = [sheet.fell_at for sheet in paper if sheet.text == told.text]
    return len(fell) != 1 or fell[0] > told.ended_at


def _column(told: Told, end: JobState | None, count: Counter[str]) -> str:
    """Return how the first job ended; a confirmation counts only when it is true."""
    if end is JobState.ASSUMED and count[told.text] != 1:
        return "assumed wrong"
    if end is JobState.CONFIRMED and count[told.text] != 1:
        return "not so"
    return end.value if end is not None else "no end"


def _foreign(sheet: Sheet, told: Told, after: Told) -> bool:
    """Tell whether the next person gets something of the first one's, unmarked.

    Whoever was told that it came out waits for it, also when the next job has begun.
    """
    if sheet.text == told.text and told.end in _PROMISED:
        return False
    last = sheet.text.rfind(FIRST)
    if last < 0 or VOID in sheet.text[last:]:
        return False  # a mark voids what stands above it, never what follows
    return NEXT in sheet.text or sheet.fell_at > after.sending_at


def _halved(played: Played, count: Counter[str]) -> bool:
    """Tell whether a restart cut a receipt in two that the printer had whole."""
    had = played.world.killed_at
    return had is not None and had >= played.size and not count[played.first.text]


def _lost(jobs: list[Told], count: Counter[str], fault: str, proves: bool) -> bool:
    """Tell whether a job has no end, or one that promises a paper that is not there.

    A printer that proves nothing may be wrong about what took its power or garbled
    its bytes: the page asks the person to look.
    """
    excused = not proves and fault in POWER | GARBLED
    for job in jobs:
        promised = job.end in (JobState.CONFIRMED, JobState.FINISHED) or (
            job.end is JobState.ASSUMED and not excused
        )
        if job.end is None or (promised and not count[job.text]):
            return True
    return False
