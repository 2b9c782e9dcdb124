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
from kiosk.devices.printer.serial.proof_reader import ProofReader
from kiosk.devices.printer.typesetting.segments import PrintJob, Segment
from kiosk.domain.faults import Fault

_SPARE = 256
"""Bytes of the printer's buffer left free; many call it full at 128."""

_KEPT = 192
"""Bytes ahead of the head when the printer cannot be told to drop them: some lines,
which come out by themselves when somebody puts paper in."""

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
    whole: bool = False
    """All bytes were handed over: it may come out without us."""


class SendPhase(Enum):
    """Where the owner thread is with a job."""

    PREFLIGHT = auto()
    """Waiting for a fresh status; no byte is out."""
    OPENING = auto()
    """The proof is being opened; nothing that prints is out."""
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
        """`tell` hears how far the job is, its end, and what became of it later."""
        self.job = job
        self._segments = job.segments
        self.stage = SendPhase.PREFLIGHT
        self.tell = tell
        self.seen_rounds = 0
        self.seen_silences = 0
        self.seen_misses = 0
        self.deadline = 0.0
        self.proof = ProofReader(profile.answers, job.proof)
        self.disturbed = False
        """An answer may not be its own, or the line said that bytes were damaged."""
        self._answers = profile.answers
        self._byte_s = 10 / baud
        self._mechanism = profile.mechanism
        self._next = 0
        self._sent = 0
        self._line_free = 0.0
        self._head_free = 0.0
        self._buffered: deque[tuple[float, int]] = deque()
        self._window = max(_SPARE, self._mechanism.buffer_bytes - _SPARE)
        self._clears = True

    @property
    def prints(self) -> bool:
        """Tell whether something that leaves a mark went out."""
        return self._next > 1

    @property
    def whole(self) -> bool:
        """Tell whether all bytes went out."""
        return self._next == len(self._segments)

    def begin(self, now: float, clears: bool) -> None:
        """Go on the line.

        :param clears: what the printer holds can be taken back, so it may hold much.
        """
        self.stage = SendPhase.SENDING
        self._clears = clears
        if not clears:
            self._window = min(self._window, _KEPT)
        self._line_free = self._head_free = now

    def opening(self, now: float) -> bytes | None:
        """Return what opens the proof, where there is a try left.

        It goes out before all else: what is lost before it would not be missed.
        """
        opening = self.proof.next_opening
        if opening is None:
            return None
        self.proof.asked()
        self.stage = SendPhase.OPENING
        length = len(opening.commands)
        self._line_free = max(now, self._line_free) + length * self._byte_s
        self._sent += length
        return opening.commands

    def opened(self) -> None:
        """Go on to the lines."""
        self.stage = SendPhase.SENDING

    def go_plain(self) -> None:
        """Go on to the lines without a proof; nothing of them is out yet."""
        self.proof.opens = False
        self._segments = self.job.plain_segments
        self.stage = SendPhase.SENDING

    def next(self, now: float) -> Segment | None:
        """Return the segment to write now, None when it is too early."""
        if self.stage is not SendPhase.SENDING or self._pause(now) > 0:
            return None
        return self._segments[self._next]

    def _pause(self, now: float) -> float:
        """Return the seconds until line and buffer have room for the next segment."""
        while self._buffered and self._buffered[0][0] <= now:
            self._buffered.popleft()
        pause = self._line_free - _LEAD - now
        ahead = sum(length for _, length in self._buffered)
        length = len(self._segments[self._next].data)
        for printed_at, printed in self._buffered:
            if ahead + length <= self._window:
                break
            pause = max(pause, printed_at - now)
            ahead -= printed
        if not self._clears and self._next == len(self._segments) - 1:
            # The cut makes a whole receipt of it: not before all else is on paper.
            pause = max(pause, self._head_free - now)
        return max(0.0, pause)

    def wait(self, now: float) -> float:
        """Return the seconds until this job wants to act."""
        if self.stage is SendPhase.SENDING:
            return self._pause(now)
        if self.stage in (SendPhase.OPENING, SendPhase.SENT):
            return max(0.0, self.deadline - now)
        return 3600.0

    def wrote(self, now: float, margin: float) -> None:
        """Note that the segment from `next` went out whole.

        :param margin: seconds that a silence behind the last one may last.
        """
        segment = self._segments[self._next]
        before = self._segments[self._next - 1].mm if self._next else 0.0
        length = len(segment.data)
        self._line_free = max(now, self._line_free) + length * self._byte_s
        fed_s = (segment.mm - before) / self._mechanism.speed_mm_s
        self._head_free = max(self._head_free, self._line_free) + fed_s
        self._buffered.append((self._head_free, length))
        self._sent += length
        self._next += 1
        if self.whole:
            self.stage = SendPhase.SENT
            waits = margin if self._answers.answers_in_order else 1.0
            self.deadline = self._head_free + self._mechanism.cut_s + waits

    def arrival(self, now: float) -> float:
        """Return when a byte written now reaches the printer."""
        return max(now, self._line_free)

    def expired(self, now: float) -> bool:
        """Tell whether the time for the printer's last word has passed."""
        return self.stage is SendPhase.SENT and now >= self.deadline

    def outcome(
        self, state: JobState, fault: Fault | None = None, confirmed_by: str = ""
    ) -> DeliveryOutcome:
        """Return an outcome with how far the job has come."""
        how_far = (self._next, self._sent)
        return DeliveryOutcome(state, fault, *how_far, confirmed_by, self.whole)

    def answered(self) -> DeliveryOutcome:
        """Return what the printer's answer behind the cut means.

        Only where a loss of power was excluded, on a line that carried all bytes whole,
        is it more than a good sign.
        """
        proved = self.proof.opens and self.proof.opened and not self.disturbed
        by = "process_id" if self._answers.process_id else "gs_r"
        if proved:
            return self.outcome(JobState.CONFIRMED, None, by)
        return self.outcome(JobState.ASSUMED)

    def timed_out(self) -> DeliveryOutcome:
        """Return what the passed deadline means for this printer.

        One that answers nothing in order, or did not know what its profile claims, is
        assumed to have printed while it shows no fault; one that should have answered
        and did not leaves it unknown.
        """
        claims_too_much = self._answers.proves and not self.proof.opens
        if not self._answers.answers_in_order or claims_too_much:
            return self.outcome(JobState.ASSUMED)
        return self.outcome(JobState.UNKNOWN, Fault.PRINTER_INTERRUPTED)
