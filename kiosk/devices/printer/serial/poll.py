"""When to ask DLE EOT and what the silence after it means; one question at a time.

The answer byte does not name its question, so the next one waits for it. Pure: the
owner thread passes the time in and carries the bytes.
"""

from dataclasses import dataclass

from kiosk.devices.printer.printer_port import LinkState, PrinterStatus
from kiosk.devices.printer.serial.status import StatusAnswers
from kiosk.devices.printer.typesetting.escpos_commands import dle_eot

QUESTIONS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class PollPace:
    """The owner thread's times in seconds; tests shorten them."""

    idle: float = 1.5
    """Between rounds of questions while nothing is printed."""
    printing: float = 0.3
    answer: float = 0.3
    """How long an answer may take before it counts as missing."""
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

    def __init__(self, pace: PollPace) -> None:
        self._pace = pace
        self._answers = StatusAnswers()
        self._asked: int | None = None
        self._queue: list[int] = []
        self._next_round = 0.0
        self._deadline = 0.0
        self._missed = 0
        self.rounds = 0
        """Whole rounds answered so far; grows with each fresh status."""
        self.silences = 0
        """Questions that a silent printer left unanswered, or that made it silent."""
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
            self._queue = list(QUESTIONS)
        return dle_eot(self._queue[0])

    def asked(self, arrives: float) -> None:
        """Note that the question is on its way and reaches the printer at `arrives`."""
        self._asked = self._queue.pop(0)
        self._deadline = arrives + self._pace.answer

    def wait(self, now: float) -> float:
        """Return the seconds until this poller wants to act."""
        if self._asked is not None:
            return max(0.0, self._deadline - now)
        return 0.0 if self._queue else max(0.0, self._next_round - now)

    def answer(self, byte: int, now: float, printing: bool) -> bool:
        """Take an answer and tell whether it completed a round."""
        if self._asked is None:
            return False
        self._answers.last[self._asked] = byte
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
        if self._missed < self._pace.misses and self.link is not LinkState.SILENT:
            self._next_round = now + self._pace.answer
            return True
        self._next_round = now + self._pace.idle
        self.link = LinkState.SILENT
        self.silences += 1
        self._answers = StatusAnswers()
        return True

    @property
    def resting(self) -> bool:
        """Tell whether no round is under way."""
        return self._asked is None and not self._queue

    def lost(self, link: LinkState, now: float) -> None:
        """Forget all that was heard: the line broke or refuses bytes."""
        self._asked = None
        self._queue = []
        self._missed = 0
        self._next_round = now
        self._answers = StatusAnswers()
        self.link = link
