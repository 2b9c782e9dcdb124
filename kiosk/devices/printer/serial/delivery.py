"""One job on its way: which segment may go out when, and what its end means.

Pure: the owner thread passes the time in and writes the bytes. The printer's buffer
is modelled, because a cheap line has no handshake and overruns are silent.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from kiosk.devices.printer.printer_port import JobState
from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.typesetting.segments import PrintJob, Segment
from kiosk.domain.faults import Fault

_SPARE = 256
"""Bytes of the printer's buffer left free; many call it full at 128."""

_KEPT = 512
"""Bytes ahead of the head when the printer cannot be told to drop them."""

_LEAD = 0.05
"""Seconds the line may be ahead, so that a status question never queues long."""


@dataclass(frozen=True, slots=True)
class DeliveryOutcome:
    """How far a job is; SENDING and SENT are on the way, all else is the end."""

    state: JobState
    fault: Fault | None = None
    segment: int = 0
    """Whole segments handed to the line."""
    sent: int | None = 0
    """Bytes handed to the line; None when nobody knows."""
    confirmed_by: str = ""
    """`process_id` or `gs_r`."""


class SendPhase(Enum):
    """Where the owner thread is with a job."""

    PREFLIGHT = auto()
    """Waiting for a fresh status; no byte is out."""
    SENDING = auto()
    SENT = auto()
    """All bytes are out; waiting for the printer's word."""


class Delivery:
    """A job with its place in the stream and the model of the printer's buffer."""

    def __init__(
        self,
        job: PrintJob,
        profile: PrinterProfile,
        baud: int,
        tell: Callable[[DeliveryOutcome], None],
    ) -> None:
        self.job = job
        self.stage = SendPhase.PREFLIGHT
        self.tell = tell
        self.seen_rounds = 0
        self.seen_silences = 0
        self.deadline = 0.0
        self._answers = profile.answers
        self._byte_s = 10 / baud
        self._mm_s = profile.mechanism.speed_mm_s
        self._window = max(_SPARE, profile.mechanism.buffer_bytes - _SPARE)
        if not profile.answers.clear_dc4:
            self._window = min(self._window, _KEPT)
        self._next = 0
        self._sent = 0
        self._line_free = 0.0
        self._head_free = 0.0
        self._buffered: deque[tuple[float, int]] = deque()

    def begin(self, now: float, margin: float) -> None:
        """Start the clock: line time, paper time and the margin."""
        self.stage = SendPhase.SENDING
        paper_s = self.job.mm / self._mm_s
        self.deadline = now + self.job.size * self._byte_s + paper_s + margin
        self._line_free = self._head_free = now

    def next(self, now: float) -> Segment | None:
        """Return the segment to write now, None when it is too early."""
        if self.stage is not SendPhase.SENDING or self._pause(now) > 0:
            return None
        return self.job.segments[self._next]

    def _pause(self, now: float) -> float:
        """Return the seconds until line and buffer have room for the next segment."""
        while self._buffered and self._buffered[0][0] <= now:
            self._buffered.popleft()
        pause = self._line_free - _LEAD - now
        ahead = sum(length for _, length in self._buffered)
        length = len(self.job.segments[self._next].data)
        for printed_at, printed in self._buffered:
            if ahead + length <= self._window:
                break
            pause = max(pause, printed_at - now)
            ahead -= printed
        return max(0.0, pause)

    def wait(self, now: float) -> float:
        """Return the seconds until this job wants to act."""
        if self.stage is SendPhase.SENDING:
            return min(self._pause(now), max(0.0, self.deadline - now))
        if self.stage is SendPhase.SENT:
            return max(0.0, self.deadline - now)
        return 3600.0

    def wrote(self, now: float) -> None:
        """Note that the segment from `next` went out whole."""
        segment = self.job.segments[self._next]
        before = self.job.segments[self._next - 1].mm if self._next else 0.0
        length = len(segment.data)
        self._line_free = max(now, self._line_free) + length * self._byte_s
        fed_s = (segment.mm - before) / self._mm_s
        self._head_free = max(self._head_free, self._line_free) + fed_s
        self._buffered.append((self._head_free, length))
        self._sent += length
        self._next += 1
        if self._next == len(self.job.segments):
            self.stage = SendPhase.SENT
            if not self._answers.answers_in_order:
                self.deadline = self._head_free + 1.0

    def arrival(self, now: float) -> float:
        """Return when a byte written now reaches the printer."""
        return max(now, self._line_free)

    def expired(self, now: float) -> bool:
        """Tell whether the time for the whole job has passed."""
        return self.stage is not SendPhase.PREFLIGHT and now >= self.deadline

    def outcome(
        self, state: JobState, fault: Fault | None = None, confirmed_by: str = ""
    ) -> DeliveryOutcome:
        """Return an outcome with how far the job has come."""
        return DeliveryOutcome(state, fault, self._next, self._sent, confirmed_by)

    def timed_out(self) -> DeliveryOutcome:
        """Return what the passed deadline means for this printer.

        One that never confirms and shows no fault is assumed to have printed; one
        that should have confirmed and did not leaves it unknown.
        """
        if self.stage is SendPhase.SENT and not self._answers.answers_in_order:
            return self.outcome(JobState.ASSUMED)
        return self.outcome(JobState.UNKNOWN, Fault.PRINTER_INTERRUPTED)
