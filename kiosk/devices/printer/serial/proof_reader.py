"""Holds a printer's answers in order against what one job asked.

Pure: no clock. What does not belong to this job, or came before its last byte was out,
says nothing about it.
"""

from kiosk.devices.printer.printer_profile import PrinterAnswers
from kiosk.devices.printer.serial.status import ReplyKind, StatusReply
from kiosk.devices.printer.typesetting.proof import (
    ANSWERS_TO_OPENING,
    Opening,
    ReceiptProof,
)


class ProofReader:
    """What one job has heard of its own questions."""

    def __init__(self, answers: PrinterAnswers, proof: ReceiptProof) -> None:
        self._named = answers.process_id
        self._proof = proof
        self._tries = 0
        self._alike = 0
        self._last = b""
        self.heard = 0
        """Answers without a name since the last opening."""
        self.opened = False
        self.opens = bool(proof.openings)
        """There is a proof, and the printer did not turn out to know none."""

    @property
    def next_opening(self) -> Opening | None:
        """Return what is to be tried next, None when all was tried or none is known."""
        openings = self._proof.openings
        return openings[self._tries] if self._tries < len(openings) else None

    @property
    def owed(self) -> int:
        """Return how many nameless answers may still come for the openings."""
        asked = ANSWERS_TO_OPENING * self._tries
        return 0 if self._named else max(0, asked - self.heard)

    def asked(self) -> None:
        """Note that the next opening went out."""
        self._tries += 1
        self.opened = False

    def take_opening(self, reply: StatusReply) -> bool:
        """Take an answer before the first line; tell whether the opening is settled.

        One with a name settles it. A nameless one does when no more can come; else
        silence after the first has to.
        """
        if self._named:
            current = self._proof.openings[self._tries - 1]
            found = reply.kind is ReplyKind.PROCESS_ID and reply.data == current.token
            self.opened |= found
            return found
        if reply.kind is ReplyKind.IN_ORDER:
            self.heard += 1
            self.opened = True
        return self.opened and not self.owed

    def take_closing(self, reply: StatusReply) -> bool:
        """Take an answer after the last byte; tell whether the receipt is out."""
        if self._proof.openings and not self.opens:
            named = reply.kind is ReplyKind.PROCESS_ID
            return reply.kind is ReplyKind.IN_ORDER or (
                named and reply.data == self._proof.token
            )
        if self._named:
            return self.names_closing(reply)
        if reply.kind is not ReplyKind.IN_ORDER:
            return False
        self._alike = self._alike + 1 if reply.data == self._last else 1
        self._last = reply.data
        return self._alike >= self._proof.times

    @property
    def most_owed(self) -> int:
        """Return the nameless answers that a job may have left to come."""
        openings = ANSWERS_TO_OPENING * len(self._proof.openings)
        return 0 if self._named else openings + self._proof.times

    def proves_later(self, reply: StatusReply) -> bool:
        """Tell the answer that proves a job which had been given up."""
        return self.opened and self.names_closing(reply)

    def names_any(self, reply: StatusReply) -> bool:
        """Tell the closing answer of a job of which nobody knows which opening held."""
        tokens = {opening.closing_token for opening in self._proof.openings}
        return reply.kind is ReplyKind.PROCESS_ID and reply.data in tokens

    def names_closing(self, reply: StatusReply) -> bool:
        """Tell the answer that can only be this job's closing one."""
        openings = self._proof.openings
        place = max(0, self._tries - 1)
        token = openings[place].closing_token if openings else self._proof.token
        return reply.kind is ReplyKind.PROCESS_ID and reply.data == token
