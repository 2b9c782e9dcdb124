"""What has to happen between a job that was broken off and the next: clear, cut, agree.

No thread, no port and no clock, like the talk it belongs to. It decides no job's end.
"""

from collections.abc import Callable

from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.serial.poll import PollPace
from kiosk.devices.printer.typesetting import escpos_commands
from kiosk.devices.printer.typesetting.segments import stub_cut

Write = Callable[[bytes], None]

_TRIES = 2
"""Questions in order without any answer before such answers are ignored."""

_OLD_ANSWERS = 2
"""What an earlier program may have left to be answered: its job and its question."""


class Aftermath:
    """The state of the paper and of the answers owed, as far as it is known.

    An answer to GS r does not name its question. When one may be lost, a further GS r
    goes out, and the count is right again once no answer comes any more.
    """

    def __init__(self, profile: PrinterProfile, pace: PollPace) -> None:
        self._profile = profile
        self._pace = pace
        self._unclear = False
        self._stub = False
        self._unsure = False
        self._cleared_by: float | None = None
        self._answer_by: float | None = None
        self._answered = False
        self._tries = 0
        self._owed = 0
        self._believed = True

    @property
    def busy(self) -> bool:
        """Tell whether no job may begin yet."""
        return self._unclear or self._stub or self._unsure

    def inherit(self, half_receipt: bool) -> None:
        """Start behind another program, which may have left half a receipt hanging."""
        self.begin(stub=half_receipt)
        self._owed = _OLD_ANSWERS if half_receipt else 0

    def begin(self, stub: bool = True) -> None:
        """Distrust all that the printer holds; `stub`: some of it is on paper."""
        self._unclear = True
        self._stub |= stub
        self._unsure = self._profile.answers.gs_r
        self._answer_by = None
        self._tries = 0

    def broken(self) -> None:
        """Do again, on the next line, what this one may not have carried."""
        self._unclear |= self._cleared_by is not None
        self._cleared_by = self._answer_by = None

    def holds(self, now: float) -> bool:
        """Tell whether nothing at all may be written: the buffer is being cleared."""
        if self._cleared_by is not None and now >= self._cleared_by:
            self._cleared_by = None
        return self._cleared_by is not None

    def wait(self, now: float) -> float:
        """Return the seconds until a deadline of this passes."""
        ends = [end for end in (self._cleared_by, self._answer_by) if end is not None]
        return max(0.0, min(ends) - now) if ends else 3600.0

    def clear(self, write: Write, now: float) -> None:
        """Have the printer drop what it has buffered, if it is one that can."""
        self._unclear = False
        if self._profile.answers.clear_dc4:
            write(escpos_commands.CLEAR_BUFFERS)
            self._cleared_by = now + self._pace.cleared

    def cleared(self) -> None:
        """Take the printer's word that all sent before is gone, questions too."""
        if self._cleared_by is None:
            return  # too late: newer questions are out
        self._cleared_by = None
        self._owed = 0
        self._agree(believed=True)

    def proceed(self, able: bool, write: Write, now: float) -> bool:
        """Do the next step on a fresh status; tell whether there was one.

        `able`: nothing keeps the printer from printing. A printer that has stopped
        answers GS r only when it goes on.
        """
        if self._unclear:
            self.clear(write, now)
            return True
        if not able or not self.busy or self._answer_by is not None:
            return False
        if self._stub:
            write(stub_cut(self._profile))
        if self._unsure:
            self._ask(write, now)
        else:
            self._stub = False
        return True

    def _ask(self, write: Write, now: float) -> None:
        write(escpos_commands.GS_R_PAPER)
        self._owed += 1
        self._tries += 1
        self._answered = False
        self._answer_by = now + self._patience

    @property
    def _patience(self) -> float:
        """Return how long the stub, its cut and the answer may take."""
        mechanism = self._profile.mechanism
        paper_mm = mechanism.cutter_gap_mm + self._profile.line_mm
        return paper_mm / mechanism.speed_mm_s + self._pace.margin

    def judge(self, able: bool, now: float) -> None:
        """Notice that no answer comes any more."""
        if self._answer_by is None or now < self._answer_by:
            return
        self._answer_by = None
        if self._answered:
            self._owed = 0  # the rest was lost, such as by a power cut
            self._settle(believed=True)
        elif not able:
            self._tries = 0
        elif self._tries >= _TRIES:
            # One that comes after all must not confirm anybody's receipt.
            self._settle(believed=False)

    def owe(self) -> None:
        """Note that a receipt went out with a GS r behind its cut."""
        self._owed += self._profile.answers.gs_r

    def answer(self, now: float) -> bool:
        """Take an answer to GS r; tell whether it is the last receipt's own."""
        if not self._owed:
            return False
        self._owed -= 1
        if not self._unsure:
            return not self._owed and self._believed
        if self._answer_by is not None:
            self._answered = True
            self._answer_by = now + self._patience
            if not self._owed:
                self._settle(believed=True)
        return False

    def _settle(self, believed: bool) -> None:
        """End the question, and with it the stub that went out before it."""
        self._stub = False
        self._agree(believed)

    def _agree(self, believed: bool) -> None:
        self._unsure = False
        self._answer_by = None
        self._believed = believed
