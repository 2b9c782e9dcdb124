"""What has to happen between a job that was broken off and the next.

Clear the buffer, or let the printer finish what it holds; then a strip that voids what
hangs, and the cut. No thread, no port and no clock, like the talk it belongs to.
"""

import logging
from collections.abc import Callable
from enum import Enum, auto

from kiosk.devices.printer.printer_port import JobState
from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.serial.answers_in_order import AnswersInOrder
from kiosk.devices.printer.serial.broken_job import BrokenJob
from kiosk.devices.printer.serial.poll import PollPace
from kiosk.devices.printer.serial.status import ReplyKind, StatusReply
from kiosk.devices.printer.typesetting import escpos_commands
from kiosk.devices.printer.typesetting.segments import void_strip

log = logging.getLogger(__name__)

Write = Callable[[bytes], None]

_OPENING = 64
"""Bytes of an opening, the longest that went out before anything that prints."""
_TRIES = 2
"""Questions in order without any answer before the printer is not believed."""


class Clearing(Enum):
    """How far the printer is cleared up."""

    DONE = auto()
    UNCLEAR = auto()
    """Nobody has looked yet; what it holds may still come out."""
    CLEARED = auto()
    """It was told to drop what it holds and has not said so yet."""
    DRAINING = auto()
    """It finishes what it holds; a question behind that tells when."""
    CUTTING = auto()
    """Nothing is held; what hangs is voided and cut off."""


class Aftermath:
    """The state of the paper and of the answers owed, as far as it is known."""

    def __init__(
        self, profile: PrinterProfile, pace: PollPace, void: tuple[str, ...] = ()
    ) -> None:
        """`void`: the words on the strip that ends a broken receipt."""
        self._profile = profile
        self._pace = pace
        self._strip = void_strip(void, profile)
        self._answers = AnswersInOrder(profile.answers)
        self._broken: list[BrokenJob] = []
        self._stage = Clearing.DONE
        self._gentle = False
        self._deadline: float | None = None
        self._tries = 0
        self.believed = True
        """The printer's answers in order can be told from older ones."""
        self.clears = profile.answers.clear_dc4
        """It carries out what its profile says of DLE DC4."""

    @property
    def keeps_at_paper_end(self) -> bool:
        """Tell whether what the printer holds is surely still there without paper."""
        return self._profile.mechanism.paper_end == "keeps"

    @property
    def holds_receipt(self) -> bool:
        """Tell whether some of a broken receipt may hang there or still come out."""
        return self.busy and any(job.hangs for job in self._broken)

    @property
    def busy(self) -> bool:
        """Tell whether no job may begin yet."""
        return self._stage is not Clearing.DONE

    def inherit(self, left: BrokenJob | None) -> None:
        """Start behind another program, which may have left half a receipt hanging.

        A printer that can print is left to finish: its owner may stand before it.
        """
        self.begin(left)
        self._gentle = True

    def begin(self, left: BrokenJob | None = None) -> None:
        """Distrust all that the printer holds."""
        if left is not None:
            self._broken.append(left)
            self._answers.owe(left.owed)
        self._stage = Clearing.UNCLEAR
        self._gentle = False
        self._rest()

    def broken(self) -> None:
        """Do again, on the next line, what this one may not have carried."""
        if self.busy:
            self._stage = Clearing.UNCLEAR
            self._rest()

    def _rest(self) -> None:
        """Forget a question that waits for its answer."""
        self._deadline, self._tries = None, 0
        self._answers.give_up()

    def holds(self, now: float) -> bool:
        """Tell whether nothing at all may be written: the buffer is being cleared."""
        if self._stage is Clearing.CLEARED and now >= (self._deadline or 0.0):
            # It may not know the command, or drop nothing: what it holds will come.
            log.warning("the printer did not say that it dropped what it held")
            self.clears = False
            self._go_on(Clearing.DRAINING)
        return self._stage is Clearing.CLEARED

    def wait(self, now: float) -> float:
        """Return the seconds until a deadline of this passes."""
        return 3600.0 if self._deadline is None else max(0.0, self._deadline - now)

    def clear(self, write: Write, now: float) -> None:
        """Have the printer drop what it has buffered, if it is one that can."""
        if not self.clears:
            self._go_on(Clearing.DRAINING)
            return
        write(escpos_commands.CLEAR_BUFFERS)
        self._stage, self._deadline = Clearing.CLEARED, now + self._pace.cleared

    def _go_on(self, stage: Clearing) -> None:
        self._stage = stage
        self._rest()

    def proceed(self, able: bool, write: Write, now: float) -> bool:
        """Do the next step on a fresh status; tell whether there was one.

        `able`: nothing keeps the printer from printing. A printer that has stopped
        answers in order only when it goes on.
        """
        if self._stage is Clearing.UNCLEAR:
            if self._gentle and able:
                self._go_on(Clearing.DRAINING)
            else:
                self.clear(write, now)
            return True
        if not able or not self.busy or self._deadline is not None:
            return False
        if self._stage is Clearing.CUTTING and not self.holds_receipt:
            self._settle()
            return True
        self._ask(write, now)
        return True

    def _ask(self, write: Write, now: float) -> None:
        """Ask; the strip goes out again with each try, since the last may be lost.

        What the printer still holds may end in half a command, which would take the
        question for its data: zeros feed it first. Elsewhere they do nothing.
        """
        self._tries += 1
        strip = self._strip if self._stage is Clearing.CUTTING else b""
        filled = b""
        if self._stage is Clearing.DRAINING:
            longest = max((job.longest for job in self._broken), default=_OPENING)
            filled = bytes(longest)
        write(filled + self._answers.question(strip))
        self._deadline = now + self._patience

    @property
    def _patience(self) -> float:
        """Return how long what lies before the question may take."""
        mechanism = self._profile.mechanism
        mm = mechanism.cutter_gap_mm + 8 * self._profile.line_mm
        if self._stage is Clearing.DRAINING:
            mm += max((job.mm for job in self._broken), default=0.0)
        return mm / mechanism.speed_mm_s + mechanism.cut_s + self._pace.margin

    def judge(self, able: bool, now: float) -> None:
        """Notice that no answer comes any more."""
        waits = self._stage in (Clearing.DRAINING, Clearing.CUTTING)
        if not waits or self._deadline is None or now < self._deadline:
            return
        self._deadline = None
        if self._answers.all_came(quiet=True) or not self._answers.asks:
            self._answered(believed=True)
        elif not able:
            self._tries = 0
        elif self._tries >= _TRIES:
            # One that comes after all must not confirm anybody's receipt.
            self._answered(believed=False)

    def take(self, reply: StatusReply, now: float) -> None:
        """Take an answer between two jobs."""
        if reply.kind is ReplyKind.CLEARED:
            self._cleared()
            return
        for job in self._broken:
            if job.hangs and job.is_closing(reply):
                job.hangs = False
                job.tell(JobState.FINISHED)
        heard = self._answers.take(reply)
        if heard and self._deadline is not None and self._stage is not Clearing.CLEARED:
            self._deadline = now + self._patience
            if self._answers.all_came():
                self._answered(believed=True)

    def paper_ended(self, write: Write, now: float) -> None:
        """Clear up behind the end of the paper, at which some drop all themselves.

        One that says so and does not prints the rest, and then the strip.
        """
        if self._profile.mechanism.paper_end == "drops":
            self._answers.forget()
            self._go_on(Clearing.CUTTING)
        else:
            self.clear(write, now)

    def _cleared(self) -> None:
        """Take the printer's word that all sent before is gone, questions too."""
        if self._stage is Clearing.CLEARED:  # else too late: newer questions are out
            self._answers.forget()
            self._go_on(Clearing.CUTTING)

    def _answered(self, believed: bool) -> None:
        """Go on: what lay before the question is through."""
        self.believed = believed
        if self._stage is Clearing.DRAINING:
            self._go_on(Clearing.CUTTING)
        else:
            self._settle()

    def _settle(self) -> None:
        """End it, and say what became of the receipts that were broken off."""
        self._go_on(Clearing.DONE)
        for job in self._broken:
            if job.hangs:
                job.tell(JobState.VOID)
        self._broken.clear()
