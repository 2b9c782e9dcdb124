"""Asks a printer what it knows, so that a profile claims no more than that.

It prints nothing: questions, and a macro that holds a question. What only paper shows
(width, characters, the cut) stays open for the test page.
"""

import select
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from kiosk.devices.printer.printer_profile import PrinterAnswers
from kiosk.devices.printer.serial.serial_port import SerialPort
from kiosk.devices.printer.serial.status import Demultiplexer, ReplyKind, StatusReply
from kiosk.devices.printer.typesetting import escpos_commands

_PATIENCE = 1.5
"""Seconds that one answer may take; a slow printer is learned, not missed."""
_LISTEN = 1.0
_UNASKED = 16
"""Bytes that a printer may say by itself in that time, such as automatic status."""
_TOKEN = b"PrB0"
_KEPT = b"PrB1"
_RUNS = 3
_MAKER, _MODEL = 66, 67

Found = Callable[[StatusReply], bool]


@dataclass(frozen=True, slots=True, repr=False)
class ProbedPrinter:
    """What a printer was heard to do."""

    answers: PrinterAnswers
    """As they would stand in a profile; `wait` is three times the slowest answer."""
    full_status: bool
    maker: str
    model: str


class NoPrinter(StrEnum):
    """Why nothing could be learned."""

    SILENT = "silent"
    NOISE = "noise"
    """Bytes come that nobody asked for: another speed, a bad cable, no printer."""
    BUSY = "busy"
    """A job is under way, or a broken one is being cleared up."""
    GONE = "gone"
    """There is no line, or it went away."""


def probe(port: SerialPort) -> ProbedPrinter | NoPrinter:
    """Ask everything.

    :raises PortGone: when the line vanishes.
    :raises PortStuck: when it takes no bytes.
    """
    asker = _Asker(port)
    if asker.unasked() > _UNASKED:
        return NoPrinter.NOISE
    realtime = [asker.ask(escpos_commands.dle_eot(n), _realtime) for n in (1, 2, 3, 4)]
    if not any(realtime):
        return NoPrinter.SILENT
    asker.ask(escpos_commands.SELECT_PRINTER)
    gs_r = bool(asker.ask(escpos_commands.GS_R_PAPER, _in_order))
    process_id = bool(asker.ask(escpos_commands.process_id(_TOKEN), _named(_TOKEN)))
    clear = bool(asker.ask(escpos_commands.CLEAR_BUFFERS, _cleared))
    answers = PrinterAnswers(
        process_id=process_id,
        gs_r=gs_r,
        macro=(process_id or gs_r) and _keeps_macros(asker, process_id),
        clear_dc4=clear,
        wait=min(5.0, max(0.3, round(3 * asker.slowest, 1))),
    )
    return ProbedPrinter(
        answers,
        bool(asker.ask(escpos_commands.dle_eot(20), _full)),
        asker.name(_MAKER),
        asker.name(_MODEL),
    )


def _keeps_macros(asker: "_Asker", process_id: bool) -> bool:
    """Tell whether a question comes out of a macro as often as it is run."""
    question = escpos_commands.GS_R_PAPER
    wanted: Found = _in_order
    if process_id:
        question, wanted = escpos_commands.process_id(_KEPT), _named(_KEPT)
    asker.ask(escpos_commands.macro(question))
    heard = asker.ask(escpos_commands.run_macro(_RUNS), wanted, _RUNS)
    # Taken down twice without a word between, it is forgotten again.
    asker.ask(escpos_commands.macro(b""))
    return len(heard) >= _RUNS


def _realtime(reply: StatusReply) -> bool:
    return reply.kind is ReplyKind.REALTIME


def _in_order(reply: StatusReply) -> bool:
    return reply.kind is ReplyKind.IN_ORDER


def _cleared(reply: StatusReply) -> bool:
    return reply.kind is ReplyKind.CLEARED


def _full(reply: StatusReply) -> bool:
    return reply.kind is ReplyKind.FULL_STATUS


def _named(token: bytes) -> Found:
    return lambda reply: reply.kind is ReplyKind.PROCESS_ID and reply.data == token


def _other(reply: StatusReply) -> bool:
    return reply.kind is ReplyKind.OTHER


class _Asker:
    """One question after the other, on a line of its own."""

    def __init__(self, port: SerialPort) -> None:
        self._port = port
        self.slowest = 0.0

    def ask(
        self, question: bytes, wanted: Found | None = None, times: int = 1
    ) -> list[StatusReply]:
        """Ask and return the answers that are wanted, as many as came in time."""
        for _ in self._heard(0.2):
            pass  # what is still on its way answers nothing of this
        begun = time.monotonic()
        self._port.write(question)
        found: list[StatusReply] = []
        if wanted is None:
            return found
        for reply in self._heard(_PATIENCE):
            if not wanted(reply):
                continue
            found.append(reply)
            if len(found) == times:
                self.slowest = max(self.slowest, time.monotonic() - begun)
                break
        return found

    def unasked(self) -> int:
        """Return how many bytes come, or arrive damaged, while nobody asks."""
        count, end = 0, time.monotonic() + _LISTEN
        while (left := end - time.monotonic()) > 0:
            if select.select([self._port.fileno()], [], [], left)[0]:
                data, damaged = self._port.read()
                count += len(data) + damaged
        return count

    def name(self, n: int) -> str:
        """Return one of the names that GS I tells, empty when it tells none."""
        heard = self.ask(escpos_commands.identify(n), _other)
        text = heard[0].data.decode("ascii", "replace") if heard else ""
        return "".join(letter for letter in text if letter.isprintable())[:60]

    def _heard(self, seconds: float) -> Iterator[StatusReply]:
        """Yield what is heard for so long."""
        demultiplexer, end = Demultiplexer(), time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self._port.fileno()], [], [], left)[0]:
                yield from demultiplexer.feed(self._port.read()[0])
