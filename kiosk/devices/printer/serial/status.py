"""Reads what a printer says: a byte stream into replies, four bytes into a status.

Pure state machines without a clock or a port. What was not heard stays unknown.
"""

from dataclasses import dataclass, field
from enum import Enum, auto

from kiosk.devices.printer.printer_port import (
    Cover,
    LinkState,
    Mouth,
    Paper,
    PrinterFault,
    PrinterStatus,
)


class ReplyKind(Enum):
    """Which of the interleaved answers a reply is."""

    REALTIME = auto()
    """One byte to DLE EOT; it does not say to which n."""
    IN_ORDER = auto()
    """One byte to GS r, ESC v or GS I."""
    AUTOMATIC = auto()
    """Four bytes of automatic status (GS a)."""
    PROCESS_ID = auto()
    """The four characters of GS ( H 48."""
    CLEARED = auto()
    """DLE DC4 8 was carried out."""
    FULL_STATUS = auto()
    """Four bytes to DLE EOT 20: paper, user, recoverable, unrecoverable."""
    OTHER = auto()
    """A block that is not ours, such as a name asked for with GS I."""


@dataclass(frozen=True, slots=True, repr=False)
class StatusReply:
    """One complete answer with its bytes, without head and end."""

    kind: ReplyKind
    data: bytes


_FLOW = (0x11, 0x13)
_BLOCK_HEADS = (0x35, 0x37, 0x3B, 0x3D, 0x5F)
_BLOCK_LIMIT = 96
_FULL_HEAD = b"\x10\x0f"
"""Begins like automatic status, whose second byte never has these bits."""


def is_realtime(byte: int) -> bool:
    """Tell a DLE EOT answer: bits 1 and 4 set, bit 0 clear.

    Bit 7 may be set: Xprinter-like printers use it for "paper not torn off yet".
    """
    return byte & 0x13 == 0x12


def is_in_order(byte: int) -> bool:
    """Tell a GS r answer, or a later byte of automatic status: bits 4 and 7 clear."""
    return byte & 0x90 == 0


def is_automatic(byte: int) -> bool:
    """Tell the first of the four bytes of automatic status."""
    return byte & 0x93 == 0x10


class Demultiplexer:
    """Takes the stream apart one byte at a time; any cut of the stream is the same.

    XON and XOFF may stand anywhere, even inside a block, and are dropped.
    """

    def __init__(self) -> None:
        self._block = bytearray()

    def reset(self) -> None:
        """Forget a block that never came to its end."""
        self._block.clear()

    def feed(self, data: bytes) -> list[StatusReply]:
        """Return the replies that these bytes complete; rubbish completes none."""
        return [reply for byte in data if (reply := self._take(byte)) is not None]

    def _take(self, byte: int) -> StatusReply | None:
        if byte in _FLOW:
            return None
        if not self._block:
            return self._first(byte)
        if is_automatic(self._block[0]):
            return self._automatic(byte)
        return self._inside(byte)

    def _first(self, byte: int) -> StatusReply | None:
        """Decide by the byte's fixed bits what begins or stands here."""
        if is_realtime(byte):
            return StatusReply(ReplyKind.REALTIME, bytes((byte,)))
        if byte in _BLOCK_HEADS or is_automatic(byte):
            self._block.append(byte)
            return None
        if is_in_order(byte):
            return StatusReply(ReplyKind.IN_ORDER, bytes((byte,)))
        return None

    def _automatic(self, byte: int) -> StatusReply | None:
        """Collect three more bytes; another kind of byte breaks the four off."""
        if self._block[:2] == _FULL_HEAD:
            return self._full(byte)
        if not is_in_order(byte):
            self._block.clear()
            return self._first(byte)
        self._block.append(byte)
        if len(self._block) < 4:
            return None
        reply = StatusReply(ReplyKind.AUTOMATIC, bytes(self._block))
        self._block.clear()
        return reply

    def _full(self, byte: int) -> StatusReply | None:
        """Collect four more bytes, whatever they are."""
        self._block.append(byte)
        if len(self._block) < 6:
            return None
        reply = StatusReply(ReplyKind.FULL_STATUS, bytes(self._block[2:]))
        self._block.clear()
        return reply

    def _inside(self, byte: int) -> StatusReply | None:
        """Collect a block up to its zero byte, at most as long as any maker's."""
        if byte and len(self._block) < _BLOCK_LIMIT:
            self._block.append(byte)
            return None
        block = bytes(self._block)
        self._block.clear()
        return _named_block(block) if not byte else None


def _named_block(block: bytes) -> StatusReply:
    """Return what a block says; a stray byte before one that is whole does no harm."""
    if block[-6:-4] == b"\x37\x22":
        return StatusReply(ReplyKind.PROCESS_ID, block[-4:])
    if block == b"\x37\x25":
        return StatusReply(ReplyKind.CLEARED, b"")
    return StatusReply(ReplyKind.OTHER, block[1:])


STATUS_BITS = (
    *((1, 0x08), (1, 0x80)),
    *((2, 0x04), (2, 0x08), (2, 0x20), (2, 0x40)),
    *((3, 0x04), (3, 0x08), (3, 0x20), (3, 0x40)),
    *((4, 0x0C), (4, 0x60)),
)
"""What a technician reads: offline, not torn off; cover, feed key, paper's end, error;
jam, cutter, unrecoverable, recoverable; near end, out."""


@dataclass(slots=True)
class StatusAnswers:
    """The last answer to each DLE EOT n, None where none was ever heard."""

    last: dict[int, int | None] = field(default_factory=dict)
    taken: str = "unknown"
    """Which answer tells of the mouth, as in the profile."""

    def status(self, link: LinkState, heard_at: float) -> PrinterStatus:
        """Return what the answers mean; on a dead line all of it is unknown."""
        if link is not LinkState.OK:
            return PrinterStatus(link=link, heard_at=heard_at)
        offline, error, paper = (self.last.get(n) for n in (2, 3, 4))
        return PrinterStatus(
            link=link,
            paper=paper_of(offline, paper),
            cover=cover_of(offline),
            error=error_of(self.last.get(1), offline, error, paper),
            heard_at=heard_at,
            mouth=self._mouth(),
            raw=tuple((n, b) for n, b in sorted(self.last.items()) if b is not None),
        )

    def _mouth(self) -> Mouth:
        """Read bit 7 of n=1, or the ticket bit of n=20's paper byte."""
        place, bit = {"bit_7": (1, 0x80), "full_status": (20, 0x20)}.get(
            self.taken, (0, 0)
        )
        answer = self.last.get(place)
        if answer is None:
            return Mouth.UNKNOWN
        return Mouth.RECEIPT if answer & bit else Mouth.EMPTY


def paper_of(offline: int | None, paper: int | None) -> Paper:
    """Read n=4 (60 end, 0C near end) and the paper-end stop of n=2 (20).

    Each state has two bits; firmware that sets only one of them is believed.
    """
    if (paper or 0) & 0x60 or (offline or 0) & 0x20:
        return Paper.OUT
    if paper is None:
        return Paper.UNKNOWN
    return Paper.NEAR_END if paper & 0x0C else Paper.OK


def cover_of(offline: int | None) -> Cover:
    """Read bit 2 of n=2."""
    if offline is None:
        return Cover.UNKNOWN
    return Cover.OPEN if offline & 0x04 else Cover.CLOSED


def error_of(
    printer: int | None, offline: int | None, error: int | None, paper: int | None
) -> PrinterFault:
    """Read n=3 (20 unrecoverable, 08 cutter, 04 jam, 40 recoverable), n=2's error bit.

    A printer that is offline (n=1, 08) for no cause it names cannot print either.
    """
    if (error or 0) & 0x20:
        return PrinterFault.FATAL
    if (error or 0) & 0x08:
        return PrinterFault.CUTTER
    if (error or 0) & 0x04:
        return PrinterFault.JAM
    if (error or 0) & 0x40 or (offline or 0) & 0x40:
        return PrinterFault.RECOVERABLE
    if printer is None or offline is None or error is None:
        return PrinterFault.UNKNOWN
    known_cause = offline & 0x2C or (paper or 0) & 0x60
    return (
        PrinterFault.RECOVERABLE
        if printer & 0x08 and not known_cause
        else PrinterFault.NONE
    )
