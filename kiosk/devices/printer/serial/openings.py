"""Opening a job's proof, and what is learned of a printer that opens none.

No thread, no port and no clock, like the talk it belongs to.
"""

import logging

from kiosk.devices.printer.serial.aftermath import Write
from kiosk.devices.printer.serial.delivery import Delivery
from kiosk.devices.printer.serial.poll import Poller
from kiosk.devices.printer.serial.status import StatusReply

log = logging.getLogger(__name__)

_ENOUGH = 2
_LEAST_S = 0.6
"""Seconds for the answer to an opening; only a faulty printer takes them."""


class Openings:
    """What was opened on one line so far."""

    def __init__(self, poller: Poller) -> None:
        self._poller = poller
        self._proves = False
        """A proof was opened on this line."""
        self._vain = 0
        """Jobs in a row that could not open one; noise may be why the first did not."""

    @property
    def claims_too_much(self) -> bool:
        """Tell whether the printer knows less than its profile says."""
        return self._vain >= _ENOUGH

    def forget(self) -> None:
        """Begin anew: another printer may hang on the line now."""
        self._proves, self._vain = False, 0

    def begin(self, job: Delivery, write: Write, now: float) -> None:
        """Open a job's proof, where there is one and the printer may know it."""
        if self.claims_too_much and job.proof.opens:
            job.go_plain()
        else:
            self._try(job, write, now)

    def _try(self, job: Delivery, write: Write, now: float) -> bool:
        """Send an opening where there is one left; tell whether there was."""
        data = job.opening(now)
        if data is not None:
            write(data)
            patience = max(_LEAST_S, 2 * self._poller.patience)
            job.deadline = job.arrival(now) + patience
        return data is not None

    def take(self, job: Delivery, reply: StatusReply) -> None:
        """Take an answer in order before the first line."""
        if job.proof.take_opening(reply):
            self._opened(job)

    def _opened(self, job: Delivery) -> None:
        self._proves, self._vain = True, 0
        job.opened()

    def over(self, job: Delivery, write: Write, now: float) -> bool:
        """Go on behind an opening's time; tell whether the job cannot go on.

        A nameless answer with no further one is enough. A printer that never opened a
        proof on this line knows less than its profile says; from one that did, nothing
        is printed without.
        """
        if job.proof.opened:
            self._opened(job)
        elif self._poller.overdue:
            # It answers nothing at all just now; whether it is silent shows soon.
            job.deadline = now + self._poller.patience
        elif self._try(job, write, now):
            return False
        elif self._proves:
            return True
        else:
            log.warning("the printer does not open the proof that its profile claims")
            self._vain += 1
            job.go_plain()
        return False
