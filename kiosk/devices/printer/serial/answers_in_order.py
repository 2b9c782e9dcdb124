"""Questions in order outside a job, and which answer is whose.

An answer to GS r does not name its question. When one may be lost, a further one goes
out, and the count is right again once no answer comes any more.
"""

from kiosk.devices.printer.printer_profile import PrinterAnswers
from kiosk.devices.printer.serial.status import ReplyKind, StatusReply
from kiosk.devices.printer.typesetting import escpos_commands

_RUNS = 4
_TOKENS = 94**4
"""Numbers that a process id can hold; jobs take theirs from below."""


class AnswersInOrder:
    """What is asked and what is still to come."""

    def __init__(self, answers: PrinterAnswers) -> None:
        self._named = answers.process_id
        self._proves = answers.proves
        self._needed = 1
        self._alike = 0
        self._last = b""
        self.asks = answers.answers_in_order
        self._number = 0
        self._token = b""
        self._came = False
        self._heard = False
        self._owed = 0

    def owe(self, answers: int) -> None:
        """Expect answers to questions of a job that was broken off."""
        self._owed += 0 if self._named else answers

    def question(self, strip: bytes = b"") -> bytes:
        """Return the next question, empty for a printer that answers none.

        :param strip: what must be on paper when it is answered; a loss of power in it
            takes the answer away, where the printer can prove that.
        """
        self._came = self._heard = False
        self._alike, self._needed = 0, 1
        if self._named:
            self._number += 1
            self._token = escpos_commands.job_token(_TOKENS - self._number)
            question = escpos_commands.process_id(self._token)
        else:
            question = escpos_commands.GS_R_PAPER if self.asks else b""
            self._owed += self.asks
        if not strip or not self._proves:
            return strip + question
        # One more than comes while the macro is taken down.
        self._needed = _RUNS
        self._owed += _RUNS
        return (
            escpos_commands.macro(question) + strip + escpos_commands.run_macro(_RUNS)
        )

    def take(self, reply: StatusReply) -> bool:
        """Take an answer; tell whether it was one in order."""
        if self._named:
            own = reply.kind is ReplyKind.PROCESS_ID and reply.data == self._token
            self._alike += own
            self._came = self._alike >= self._needed
            return reply.kind is ReplyKind.PROCESS_ID
        if reply.kind is not ReplyKind.IN_ORDER:
            return False
        self._heard = True
        self._alike = self._alike + 1 if reply.data == self._last else 1
        self._last = reply.data
        self._owed = max(0, self._owed - 1)
        self._came = not self._owed
        return True

    def all_came(self, quiet: bool = False) -> bool:
        """Tell whether the last question is answered.

        :param quiet: nothing more comes, so what is still owed was lost.
        """
        if quiet and self._heard and not self._named:
            self._owed, self._came = 0, self._alike >= self._needed
        return self._came

    def give_up(self) -> None:
        """Wait no more for the last question; its answer stays owed."""
        self._token, self._came, self._heard = b"", False, False

    def forget(self) -> None:
        """Expect nothing any more: the printer dropped all questions."""
        self.give_up()
        self._owed = 0
