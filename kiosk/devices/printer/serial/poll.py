"""When to ask DLE EOT and what the silence after it means; one question at a time.

The answer byte does not name its question, so the next one waits for it. Pure: the
owner thread passes the time in and carries the bytes.
"""

from dataclasses import dataclass

from kiosk.devices.printer.printer_port import LinkState, PrinterStatus
from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.serial.status import (
    ReplyKind,
    StatusAnswers,
    StatusReply,
)
from kiosk.devices.printer.typesetting.escpos_commands import dle_eot

QUESTIONS = (1, 2, 3, 4)
FULL_STATUS = 20
_TIMES_SLOWEST = 3
_LONGEST = 5.0
"""Seconds after which no answer counts, however slow the printer was."""


@dataclass(frozen=True, slots=True)
class PollPace:
    """The owner thread's times in seconds; tests shorten them."""

    idle: float = 1.5
    """Between rounds of questions while nothing is printed."""
    printing: float = 0.3
    answer: float = 0.0
    """How long an answer may take at least; the profile and the line may say more."""
    misses: int = 3
    """Missing answers in a row that make a printer silent."""
    reopen_first: float = 0.5
    reopen_most: float = 5.0
    write: float = 1.0
    """How long the line may refuse bytes before it counts as stuck."""
    cleared: float = 1.0
    """How long the printer may take to say that its buffer is empty."""
    margin: float = 4.0
    """Added to the time a receipt needs before its silence is a failure."""


class Poller:
    """Asks 1, 2, 3, 4 in rounds; a whole round makes a new status."""

    def __init__(self, pace: PollPace, profile: PrinterProfile) -> None:
        self._pace = pace
        self._taken = profile.presenter.taken
        full = (FULL_STATUS,) if self._taken == "full_status" else ()
        self._questions = (*QUESTIONS, *full)
        self._usual = max(pace.answer, profile.answers.wait)
        self._slowest = 0.0
        self._arrived: float | None = None
        self._answers = StatusAnswers(taken=self._taken)
        self._asked: int | None = None
        self._queue: list[int] = []
        self._next_round = 0.0
        self._deadline = 0.0
        self._missed = 0
        self.rounds = 0
        """Whole rounds answered so far; grows with each fresh status."""
        self.silences = 0
        """Questions that a silent printer left unanswered, or that made it silent."""
        self.misses = 0
        """Questions that were not answered in time, ever."""
        self.link = LinkState.UNKNOWN
        self.heard_at = 0.0

    @property
    def status(self) -> PrinterStatus:
        """Return the printer as of the last whole round, or of the last silence."""
        return self._answers.status(self.link, self.heard_at)

    def hurry(self, now: float) -> None:
        """Begin a round now unless one is under way."""
        self._next_round = min(self._next_round, now)

    def due(self, now: float) -> bytes | None:
        """Return the question to send now, or None."""
        if self._asked is not None:
            return None
        if not self._queue:
            if now < self._next_round:
                return None
            self._queue = list(self._questions)
        return dle_eot(self._queue[0])

    def asked(self, arrives: float) -> None:
        """Note that the question is on its way and reaches the printer at `arrives`."""
        self._asked = self._queue.pop(0)
        self._arrived = arrives
        self._deadline = arrives + self.patience

    @property
    def patience(self) -> float:
        """Return how long an answer may take now.

        What was measured on this line counts more than what a profile says, and after
        each miss it is twice as long: a busy machine is late itself.
        """
        seconds = max(self._usual, _TIMES_SLOWEST * self._slowest)
        return min(_LONGEST, seconds * float(2**self._missed))

    def _measure(self, now: float) -> None:
        """Learn from an answer, also from one that came too late to count."""
        if self._arrived is not None:
            self._slowest = max(now - self._arrived, 0.9 * self._slowest)
            self._arrived = None

    def wait(self, now: float) -> float:
        """Return the seconds until this poller wants to act."""
        if self._asked is not None:
            return max(0.0, self._deadline - now)
        return 0.0 if self._queue else max(0.0, self._next_round - now)

    def answer(self, reply: StatusReply, now: float, printing: bool) -> bool:
        """Take an answer and tell whether it completed a round."""
        self._measure(now)
        full = reply.kind is ReplyKind.FULL_STATUS
        if self._asked is None or full != (self._asked == FULL_STATUS):
            return False
        self._answers.last[self._asked] = reply.data[0]
        self._asked = None
        self._missed = 0
        if self._queue:
            return False
        self.link = LinkState.OK
        self.heard_at = now
        self.rounds += 1
        self._next_round = now + (self._pace.printing if printing else self._pace.idle)
        return True

    def missed(self, now: float) -> bool:
        """Give a late question up; tell whether there was one.

        The round starts anew after a pause: an answer that is only late would
        otherwise be taken for the answer to the next question.
        """
        if self._asked is None or now < self._deadline:
            return False
        self._asked = None
        self._queue = []
        self._missed += 1
        self.misses += 1
        if self._missed < self._pace.misses and self.link is not LinkState.SILENT:
            self._next_round = now + self._usual
            return True
        self._next_round = now + self._pace.idle
        self.link = LinkState.SILENT
        self.silences += 1
        self._answers = StatusAnswers(taken=self._taken)
        return True

    @property
    def overdue(self) -> bool:
        """Tell whether the last question went unanswered so far."""
        return self._missed > 0

    @property
    def resting(self) -> bool:
        """Tell whether no round is under way."""
        return self._asked is None and not self._queue

    def lost(self, link: LinkState, now: float) -> None:
        """Forget all that was heard: the line broke or refuses bytes."""
        self._asked = self._arrived = None
        self._queue = []
        self._missed = 0
        self._slowest = 0.0
        self._next_round = now
        self._answers = StatusAnswers(taken=self._taken)
        self.link = link
