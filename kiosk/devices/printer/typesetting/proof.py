"""What proves that a receipt is out: an answer that a loss of power takes away.

The question is put into the printer's macro before the first line and run after the
cut. A printer that lost its power in between has no macro, so it stays silent, whatever
it printed of the rest. Bytes only; nothing is sent here.
"""

from dataclasses import dataclass

from kiosk.devices.printer.printer_profile import PrinterAnswers
from kiosk.devices.printer.typesetting import escpos_commands

TRIES = 2
"""Openings of one job before it goes on without a proof."""

ANSWERS_TO_OPENING = 2
"""Most printers carry a macro out while they take it down, and then are asked once."""

_LEAST = TRIES * ANSWERS_TO_OPENING
"""Nameless answers to the closing: more than can be late from the openings, or come
from a line that dies."""


@dataclass(frozen=True, slots=True, repr=False)
class Opening:
    """One try to put the question into the printer; its tokens are its own."""

    commands: bytes
    token: bytes
    closing_token: bytes


@dataclass(frozen=True, slots=True, repr=False)
class ReceiptProof:
    """The questions of one job, and what their answers look like."""

    openings: tuple[Opening, ...]
    """Empty where a loss of power cannot be told."""
    closing: bytes
    """Goes out behind the cut; empty where the printer answers nothing in order."""
    plain: bytes
    """The same for a printer that turned out to open nothing; proves nothing."""
    times: int
    """Answers to GS r, all alike, that make the closing one; not the same each job."""
    token: bytes
    """Of the plain closing."""


def proof_of(answers: PrinterAnswers, number: int) -> ReceiptProof:
    """Return the questions for a job's number."""
    token = _token(number, 0)
    plain = escpos_commands.process_id(token) if answers.process_id else b""
    plain += escpos_commands.GS_R_PAPER if answers.gs_r else b""
    if not answers.proves:
        return ReceiptProof((), plain, plain, 1, token)
    times = 1 if answers.process_id else _LEAST + number % 3
    openings = tuple(_opening(answers, number, place) for place in range(TRIES))
    closing = escpos_commands.run_macro(times)
    return ReceiptProof(openings, closing, plain, times, token)


def _opening(answers: PrinterAnswers, number: int, place: int) -> Opening:
    first, last = _token(number, 2 * place), _token(number, 2 * place + 1)
    kept = escpos_commands.macro(_question(answers, last))
    asked = kept + _question(answers, first)
    return Opening(escpos_commands.SELECT_PRINTER + asked, first, last)


def _question(answers: PrinterAnswers, token: bytes) -> bytes:
    if answers.process_id:
        return escpos_commands.process_id(token)
    return escpos_commands.GS_R_PAPER


def _token(number: int, place: int) -> bytes:
    return escpos_commands.job_token(2 * TRIES * number + place)
