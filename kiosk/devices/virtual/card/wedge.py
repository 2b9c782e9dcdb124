"""A genuine card with something thin in front of it that agrees to every PIN.

Who found or stole a card can buy such a thing. It passes on what it cannot answer
itself, the proof of the card's own key too, so the chip behind it is genuine.
"""

import weakref
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from kiosk.devices.card.protocol.apdu import Ins, StatusWord
from kiosk.devices.virtual.card.issuing import card_from_person
from kiosk.devices.virtual.people.cast import load_people
from kiosk.devices.virtual.reader.virtual_reader import ChipCard

_OK = StatusWord.OK.to_bytes(2, "big")
_CLOSED = StatusWord.SECURITY_NOT_SATISFIED.to_bytes(2, "big")


class Trick(StrEnum):
    """What it does about a file that the card keeps closed."""

    HONEST = "honest"
    """It passes the card's refusal on."""
    ZEROS = "zeros"
    """After a PIN it gives zeros."""
    EARLY = "early"
    """It gives zeros whenever it is asked."""
    REPLAY = "replay"
    """After a PIN it gives what it was told beforehand."""


class Wedge:
    """The card behind and the trick before it.

    :param told: what to give for a command, with its status word; for REPLAY.
    """

    def __init__(
        self,
        card: ChipCard,
        trick: Trick = Trick.HONEST,
        told: Mapping[bytes, bytes] | None = None,
    ) -> None:
        self._card, self._trick, self._told = card, trick, dict(told or {})
        self._agreed = False

    @property
    def atr(self) -> bytes:
        """Return the genuine answer to reset."""
        return self._card.atr

    def reset(self) -> None:
        """Reset the card behind."""
        self._agreed = False
        self._card.reset()

    def answer(self, command: bytes) -> bytes | None:
        """Agree to every PIN and every change of it; pass the rest on."""
        ins = command[1] if len(command) > 5 else None
        if ins == Ins.VERIFY:
            self._agreed = True
            return _OK
        if ins == Ins.CHANGE_PIN:
            return _OK
        genuine = self._card.answer(command)
        return self._instead(command) if genuine == _CLOSED else genuine

    def _instead(self, command: bytes) -> bytes:
        """Return what stands in for the card's refusal."""
        if self._trick is Trick.HONEST:
            return _CLOSED
        if self._trick is not Trick.EARLY and not self._agreed:
            return _CLOSED
        if self._trick is Trick.REPLAY:
            return self._told.get(command, _CLOSED)
        return bytes(command[4] if len(command) == 5 else 0) + _OK


def wedge(trick: Trick = Trick.HONEST) -> Wedge:
    """Return a demo person's genuine card behind a wedge."""
    folder = mkdtemp(prefix="kiosk-wedge-")
    person = next(iter(load_people().values()))
    found = Wedge(card_from_person(person, Path(folder)), trick)
    weakref.finalize(found, rmtree, folder, ignore_errors=True)
    return found
