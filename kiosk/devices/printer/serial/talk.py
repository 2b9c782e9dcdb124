"""The conversation with a printer: status rounds, one job at a time, clearing up.

No thread, no port and no clock: the owner thread hands in the time, what was heard
and a way to write. Every ending of a job is decided here and told exactly once.
"""

from collections import deque

from kiosk.devices.printer.printer_port import JobState, LinkState, PrinterStatus
from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.serial.aftermath import Aftermath, Write
from kiosk.devices.printer.serial.delivery import Delivery, SendPhase
from kiosk.devices.printer.serial.poll import Poller, PollPace
from kiosk.devices.printer.serial.status import Demultiplexer, ReplyKind, StatusReply
from kiosk.domain.faults import Fault


class Talk:
    """What is under way with one printer."""

    def __init__(self, profile: PrinterProfile, pace: PollPace) -> None:
        self._pace = pace
        self._poller = Poller(pace)
        self._demux = Demultiplexer()
        self._waiting: deque[Delivery] = deque()
        self._current: Delivery | None = None
        self._after = Aftermath(profile, pace)

    @property
    def status(self) -> PrinterStatus:
        """Return the printer as last heard."""
        return self._poller.status

    def inherit(self, half_receipt: bool) -> None:
        """Begin with a printer that another program has printed on before."""
        self._after.inherit(half_receipt)

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
        if current.stage is SendPhase.PREFLIGHT:
            self._current = None
            _refuse(current, Fault.PRINTER_INTERRUPTED)
        elif current.stage is SendPhase.SENDING:
            self._break_off(JobState.SUSPENDED, Fault.PRINTER_INTERRUPTED, write, now)

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

    def wait(self, now: float) -> float:
        """Return the seconds that may pass before `act` is needed again."""
        if self._after.holds(now):
            return self._after.wait(now)
        wait = min(self._poller.wait(now), self._after.wait(now))
        if self._current is not None:
            wait = min(wait, self._current.wait(now))
        return wait

    def hear(self, data: bytes, write: Write, now: float) -> None:
        """Take bytes from the printer."""
        for reply in self._demux.feed(data):
            self._reply(reply, write, now)

    def broken(self, link: LinkState, now: float) -> None:
        """End what was under way: the line vanished or takes no bytes."""
        self._poller.lost(link, now)
        self._demux.reset()
        self._after.broken()
        fault = Fault.PRINTER_GONE if link is LinkState.GONE else Fault.PRINTER_SILENT
        current, self._current = self._current, None
        if current is not None and current.stage is SendPhase.PREFLIGHT:
            _refuse(current, fault)
        elif current is not None:
            self._after.begin()
            current.tell(current.outcome(JobState.UNKNOWN, fault))
        while self._waiting:
            _refuse(self._waiting.popleft(), fault)

    def _next_job(self, now: float) -> None:
        """Take the next job up; its preflight is a round begun from now on."""
        if self._current is None and self._waiting:
            self._current = self._waiting.popleft()
            self._poller.hurry(now)
            self._current.seen_silences = self._poller.silences
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
            self._fail(current, Fault.PRINTER_SILENT, write, now)
        elif current.expired(now):
            self._current = None
            outcome = current.timed_out()
            if outcome.state is not JobState.ASSUMED:
                self._after.begin()
            current.tell(outcome)

    def _fail(self, current: Delivery, fault: Fault, write: Write, now: float) -> None:
        """End the current job for a fault: refused, unknown or suspended."""
        if current.stage is SendPhase.PREFLIGHT:
            self._current = None
            _refuse(current, fault)
        elif fault is Fault.PRINTER_SILENT:
            self._break_off(JobState.UNKNOWN, fault, write, now)
        else:
            self._break_off(JobState.SUSPENDED, fault, write, now)

    def _break_off(
        self, state: JobState, fault: Fault, write: Write, now: float
    ) -> None:
        """Stop a half-sent job so that it never goes on into other hands."""
        current, self._current = self._current, None
        self._after.begin()
        if self._poller.link is LinkState.OK:
            self._after.clear(write, now)
        if current is not None:
            current.tell(current.outcome(state, fault))

    def _send(self, write: Write, now: float) -> None:
        current = self._current
        if current is None or self._after.holds(now):
            return
        segment = current.next(now)
        if segment is None:
            return
        write(segment.data)
        current.wrote(now)
        if current.stage is SendPhase.SENT:
            self._after.owe()
            current.tell(current.outcome(JobState.SENT))

    def _reply(self, reply: StatusReply, write: Write, now: float) -> None:
        if reply.kind is ReplyKind.REALTIME:
            busy = self._current is not None
            if self._poller.answer(reply.data[0], now, busy):
                self._round_done(write, now)
        elif reply.kind is ReplyKind.CLEARED:
            self._after.cleared()
        elif reply.kind is ReplyKind.PROCESS_ID:
            current = self._current
            if current is not None and reply.data == current.job.token:
                self._confirmed("process_id")
        elif reply.kind is ReplyKind.IN_ORDER and self._after.answer(now):
            self._confirmed("gs_r")

    def _confirmed(self, by: str) -> None:
        current = self._current
        if current is not None and current.stage is SendPhase.SENT:
            self._current = None
            current.tell(current.outcome(JobState.CONFIRMED, None, by))

    def _round_done(self, write: Write, now: float) -> None:
        """Act on a fresh status: begin, break off, or clear up after a broken job."""
        fault = self.status.fault
        current = self._current
        if self._after.proceed(fault is None, write, now):
            return
        if current is not None and fault is not None:
            self._fail(current, fault, write, now)
        elif (
            current is not None
            and current.stage is SendPhase.PREFLIGHT
            and self._poller.rounds > current.seen_rounds
            and not self._after.busy
        ):
            current.begin(now, self._pace.margin)
            current.tell(current.outcome(JobState.SENDING))


def _refuse(delivery: Delivery, fault: Fault) -> None:
    delivery.tell(delivery.outcome(JobState.REFUSED, fault))
