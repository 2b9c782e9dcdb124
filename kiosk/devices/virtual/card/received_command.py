"""Commands as a chip takes them apart: lengths first, then meaning.

No card state here; what is malformed is a `CardRefusal` with the status word for it.
"""

from dataclasses import dataclass

from kiosk.devices.card.protocol.apdu import Ins, StatusWord
from kiosk.devices.virtual.card.selection import CardRefusal

UPDATES = (Ins.UPDATE_BINARY, Ins.UPDATE_RECORD)
_CLASSES: dict[int, tuple[int, ...]] = {
    Ins.UPDATE_BINARY: (0x00, 0x04),
    Ins.UPDATE_RECORD: (0x00, 0x04),
    Ins.CHANGE_PIN: (0x80,),
    Ins.RELOAD_PIN: (0x84,),
}
"""The class bytes of the instructions that are not of class 00 alone."""


@dataclass(frozen=True, slots=True, repr=False)
class Apdu:
    """A command taken apart; `le` is None when the command has none."""

    ins: int
    p1: int
    p2: int
    data: bytes
    le: int | None


def parse(command: bytes) -> Apdu:
    """Take a short command apart; five bytes are Le, as T=0 cannot tell it from Lc.

    :raises CardRefusal: 6700 when the lengths disagree, 6E00 for an unknown class.
    """
    if len(command) < 4:
        raise CardRefusal(StatusWord.WRONG_LENGTH)
    cla, ins, p1, p2 = command[:4]
    if cla not in _CLASSES.get(ins, (0x00,)):
        raise CardRefusal(StatusWord.CLA_UNKNOWN)
    if len(command) == 4:
        return Apdu(ins, p1, p2, b"", None)
    if len(command) == 5:
        return Apdu(ins, p1, p2, b"", command[4] or 256)
    lc, body = command[4], command[5:]
    if lc == 0 or len(body) not in (lc, lc + 1):
        raise CardRefusal(StatusWord.WRONG_LENGTH)
    le = (body[lc] or 256) if len(body) > lc else None
    return Apdu(ins, p1, p2, body[:lc], le)


def expected_length(apdu: Apdu) -> int:
    """Return the Le of a command that must have one and no data."""
    if apdu.data or apdu.le is None:
        raise CardRefusal(StatusWord.WRONG_LENGTH)
    return apdu.le


def exactly(data: bytes, le: int) -> tuple[bytes, int]:
    """Give the data only for its exact length, as T=0 cards do."""
    if len(data) < 256 and le != len(data):
        raise CardRefusal(StatusWord.WRONG_LE | len(data))
    return data[:le], StatusWord.OK


def halves(data: bytes) -> tuple[bytes, bytes]:
    """Split factor (or proof) and original; a 17th byte names the key group."""
    if len(data) not in (16, 17):
        raise CardRefusal(StatusWord.WRONG_LENGTH)
    if len(data) == 17 and data[16] > 1:
        raise CardRefusal(StatusWord.KEY_NOT_FOUND)
    return data[:8], data[8:16]
