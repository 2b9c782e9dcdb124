"""The conversation with a printer: status rounds, one job at a time, clearing up.

No thread, no port and no clock: the owner thread hands in the time, what was heard
and a way to write. Every ending of a job is decided here and told exactly once; what
becomes of one that was given up is told later.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import replace

from kiosk.devices.printer.printer_port import (
    JobState,
    LinkState,
    PrinterStatus,
)
from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.serial.aftermath import Aftermath, Write
from kiosk.devices.printer.serial.broken_job import BrokenJob
from kiosk.devices.printer.serial.delivery import Delivery, DeliveryOutcome, SendPhase
from kiosk.devices.printer.serial.mouth_watch import MouthWatch
from kiosk.devices.printer.serial.openings import Openings
from kiosk.devices.printer.serial.poll import Poller, PollPace
from kiosk.devices.printer.serial.status import Demultiplexer, ReplyKind, StatusReply
from kiosk.domain.faults import Fault

_IN_ORDER = (ReplyKind.PROCESS_ID, ReplyKind.IN_ORDER)


class Talk:
    """What is under way with one printer."""

    def __init__(
        self,
        profile: PrinterProfile,
        pace: PollPace,
        void: tuple[str, ...] = (),
        not_taken: Callable[[int], None] = lambda _: None,
    ) -> None:
        """`void`: words for a broken receipt; `not_taken`: a job's was drawn back."""
        self._pace = pace
        self._poller = Poller(pace, profile)
        self._demux = Demultiplexer()
        self._waiting: deque[Delivery] = deque()
        self._current: Delivery | None = None
        self._after = Aftermath(profile, pace, void)
        self._mouth = MouthWatch(profile.presenter, not_taken)
        self._openings = Openings(self._poller)
        self.noises = 0
        """Bytes that the line itself called damaged."""

    @property
    def status(self) -> PrinterStatus:
        """Return the printer as last heard."""
        return replace(
            self._poller.status,
            holds_receipt=self._after.holds_receipt,
            claims_too_much=self._openings.claims_too_much,
        )

    @property
    def quiet(self) -> bool:
        """Tell whether nothing is under way but looking."""
        return self._current is None and not self._waiting and not self._after.busy

    def begin_anew(self, link: LinkState, now: float) -> None:
        """Look anew after somebody else has spoken on this line, and found it so."""
        self._poller.lost(link, now)
        self._openings.forget()
        self._demux.reset()

    def inherit(self, left: BrokenJob | None) -> None:
        """Begin with a printer that another program has printed on before."""
        self._after.inherit(left)

    def submit(self, delivery: Delivery) -> None:
        """Put a job behind those under way."""
        self._waiting.append(delivery)

    def cancel(self, number: int, write: Write, now: float) -> None:
        """Stop a job if it is not wholly sent; what is sent comes out by itself."""
        for delivery in [d for d in self._waiting if d.job.number == number]:
            self._waiting.remove(delivery)
            _refuse(delivery, Fault.PRINTER_INTERRUPTED)
        current = self._current
        if current is None or current.job.number != number:
            return
        if current.stage is not SendPhase.SENT:
            self._break_off(JobState.ABANDONED, Fault.PRINTER_INTERRUPTED, write, now)

    def act(self, write: Write, now: float) -> None:
        """Write what is due now: a question, the clearing up, or a segment."""
        if self._after.holds(now):
            return
        self._next_job(now)
        self._judge(write, now)
        question = self._poller.due(now)
        if question is not None and not self._after.holds(now):
            write(question)
            current = self._current
            self._poller.asked(current.arrival(now) if current else now)
        self._send(write, now)
        if self._current is None:
            self._mouth.act(write, now)

    def wait(self, now: float) -> float:
        """Return the seconds that may pass before `act` is needed again."""
        if self._after.holds(now):
            return self._after.wait(now)
        wait = min(self._poller.wait(now), self._after.wait(now))
        wait = min(wait, self._mouth.wait(now))
        if self._current is not None:
            wait = min(wait, self._current.wait(now))
        return wait

    def hear(self, data: bytes, write: Write, now: float) -> None:
        """Take bytes from the printer."""
        for reply in self._demux.feed(data):
            self._reply(reply, write, now)

    def noise(self, count: int) -> None:
        """Take note of bytes that arrived damaged; they are no answers."""
        self.noises += count
        if count and self._current is not None:
            self._current.disturbed = True

    def broken(self, link: LinkState, now: float) -> None:
        """End what was under way: the line vanished or takes no bytes."""
        self._poller.lost(link, now)
        self._openings.forget()
        self._demux.reset()
        self._after.broken()
        silent = link not in (LinkState.GONE, LinkState.TAKEN)
        fault = Fault.PRINTER_SILENT if silent else Fault.PRINTER_GONE
        current, self._current = self._current, None
        if current is not None:
            self._leave(current, JobState.UNKNOWN, fault)
        while self._waiting:
            _refuse(self._waiting.popleft(), fault)

    def _next_job(self, now: float) -> None:
        """Take the next job up; its preflight is a round begun from now on."""
        if self._current is None and self._waiting:
            self._current = self._waiting.popleft()
            self._poller.hurry(now)
            self._current.seen_silences = self._poller.silences
            self._current.seen_misses = self._poller.misses
            self._current.seen_rounds = self._poller.rounds + (not self._poller.resting)

    def _judge(self, write: Write, now: float) -> None:
        """Notice a late answer and a passed deadline."""
        if self._poller.missed(now):
            self._demux.reset()
        self._after.judge(self.status.fault is None, now)
        current = self._current
        if current is None:
            return
        if self._poller.silences > current.seen_silences:
            self._fail(Fault.PRINTER_SILENT, write, now)
        elif current.stage is SendPhase.OPENING and now >= current.deadline:
            if self._openings.over(current, write, now):
                self._fail(Fault.PRINTER_UNPROVED, write, now)
        elif current.expired(now):
            outcome = current.timed_out()
            if outcome.fault is None and self._poller.rounds <= current.seen_rounds:
                # Only a printer that answers behind its paper is assumed to be well.
                current.deadline = now + self._poller.patience
                return
            self._current = None
            if outcome.fault is None:
                self._over(current, outcome)
            else:
                self._leave(current, outcome.state, outcome.fault)

    def _over(self, job: Delivery, outcome: DeliveryOutcome) -> None:
        """End a job that seems to be out.

        Where nothing proves it and the line was not quiet, its cut may be missing: what
        might hang there is voided and cut off before the next one.
        """
        loud = job.disturbed or self._poller.misses > job.seen_misses
        if outcome.state is JobState.ASSUMED and loud:
            self._after.begin(BrokenJob(hangs=True, mm=job.job.mm))
        job.tell(outcome)

    def _leave(self, job: Delivery, state: JobState, fault: Fault) -> None:
        """Give a job up, with what it has left in the printer.

        Before anything that prints went out, it is refused, whatever happened.
        """
        if not job.prints:
            if job.stage is not SendPhase.PREFLIGHT:
                self._after.begin()
            _refuse(job, fault)
            return
        may_finish = job.whole and (
            fault is not Fault.PRINTER_PAPER_OUT or self._after.keeps_at_paper_end
        )
        left = BrokenJob(
            hangs=True,
            mm=job.job.mm,
            owed=job.proof.owed + job.job.proof.times * job.whole,
            longest=max(len(segment.data) for segment in job.job.segments),
            tell=lambda state: job.tell(job.outcome(state)),
            is_closing=lambda reply: may_finish and job.proof.proves_later(reply),
        )
        self._after.begin(left)
        job.tell(job.outcome(state, fault))

    def _fail(self, fault: Fault, write: Write, now: float) -> None:
        """End the current job for a fault: refused, unknown or suspended."""
        silent = fault is Fault.PRINTER_SILENT
        state = JobState.UNKNOWN if silent else JobState.SUSPENDED
        self._break_off(state, fault, write, now)

    def _break_off(
        self, state: JobState, fault: Fault, write: Write, now: float
    ) -> None:
        """Stop a half-sent job so that it never goes on into other hands."""
        current, self._current = self._current, None
        if current is None:
            return
        begun = current.stage is not SendPhase.PREFLIGHT
        self._leave(current, state, fault)
        if not begun:
            return
        if fault is Fault.PRINTER_PAPER_OUT:
            self._after.paper_ended(write, now)
        elif self._poller.link is LinkState.OK:
            self._after.clear(write, now)

    def _send(self, write: Write, now: float) -> None:
        current = self._current
        if current is None or self._after.holds(now) or self._poller.overdue:
            return
        segment = current.next(now)
        if segment is None:
            return
        write(segment.data)
        current.wrote(now, self._pace.margin + self._poller.patience)
        if current.stage is SendPhase.SENT:
            current.seen_rounds = self._poller.rounds + 1
            self._poller.hurry(current.arrival(now))
            current.tell(current.outcome(JobState.SENT))

    def _reply(self, reply: StatusReply, write: Write, now: float) -> None:
        if reply.kind in (ReplyKind.REALTIME, ReplyKind.FULL_STATUS):
            if self._poller.answer(reply, now, self._current is not None):
                self._round_done(write, now)
        elif self._current is None or self._after.busy:
            self._after.take(reply, now)
        elif reply.kind in _IN_ORDER:
            self._own(self._current, reply)

    def _own(self, current: Delivery, reply: StatusReply) -> None:
        """Take an answer in order while a job is under way."""
        if current.stage is SendPhase.OPENING:
            self._openings.take(current, reply)
        elif current.stage is SendPhase.SENT and current.proof.take_closing(reply):
            self._current = None
            self._after.believed |= current.proof.opens
            self._mouth.presented(current.job.number)
            self._over(current, current.answered())

    def _round_done(self, write: Write, now: float) -> None:
        """Act on a fresh status: begin, break off, or clear up after a broken job."""
        fault = self.status.fault
        current = self._current
        self._mouth.see(self.status.mouth, now)
        if self._after.proceed(fault is None, write, now):
            return
        if current is not None and fault is not None:
            self._fail(fault, write, now)
        elif (
            current is not None
            and current.stage is SendPhase.PREFLIGHT
            and self._poller.rounds > current.seen_rounds
            and not self._after.busy
        ):
            current.begin(now, self._after.clears)
            current.tell(current.outcome(JobState.SENDING))
            current.disturbed |= not self._after.believed
            self._openings.begin(current, write, now)


def _refuse(delivery: Delivery, fault: Fault) -> None:
    delivery.tell(delivery.outcome(JobState.REFUSED, fault))
