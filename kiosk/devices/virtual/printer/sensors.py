"""The virtual printer's sensors and the status bytes that they make.

Nothing here prints; the bits are those of the makers' tables, set pairwise.
"""

from dataclasses import dataclass
from typing import Literal

PaperSensor = Literal["ok", "near", "out"]
Lid = Literal["open", "closed"]
Failure = Literal["none", "cutter", "jam", "head", "fatal"]

PAPERS: tuple[PaperSensor, ...] = ("ok", "near", "out")
LIDS: tuple[Lid, ...] = ("open", "closed")
FAILURES: tuple[Failure, ...] = ("none", "cutter", "jam", "head", "fatal")

_THIRD = {"none": 0, "cutter": 0x08, "jam": 0x04, "head": 0x40, "fatal": 0x20}
"""DLE EOT 3, and the second byte of automatic status."""
_RECOVERABLE = {"jam": 0x40, "head": 0x01}
_UNRECOVERABLE = {"cutter": 0x01, "fatal": 0x04}
"""The third and the fourth byte of the full status (DLE EOT 20)."""


@dataclass(slots=True)
class Sensors:
    """What a technician's hands can change, and how much paper is left."""

    paper: PaperSensor = "ok"
    cover: Lid = "closed"
    failure: Failure = "none"
    roll_mm: float = float("inf")
    near_mm: float = 0.0
    """How much is left when the near-end sensor trips; 0: it never does by itself."""
    trouble_mm: float = float("inf")
    """How far the paper still moves before `trouble` stops it."""
    trouble: Failure = "jam"
    knife_sticks: bool = False
    """The next cut ends in a cutter fault with the paper uncut."""
    receipt: bool = False
    """A receipt stands in the mouth."""
    bit_7: bool = False
    """Whether bit 7 of DLE EOT 1 says so."""

    @property
    def offline(self) -> bool:
        """Tell whether the printer has stopped."""
        return self.paper == "out" or self.stuck

    @property
    def stuck(self) -> bool:
        """Tell whether nothing moves at all, not even the knife."""
        return self.cover == "open" or self.failure != "none"

    def feed(self, mm: float) -> None:
        """Use paper up; the end of the roll trips the sensor."""
        self.roll_mm -= mm
        if self.roll_mm <= 0:
            self.paper = "out"
        elif self.roll_mm <= self.near_mm and self.paper == "ok":
            self.paper = "near"
        self.trouble_mm -= mm
        if self.trouble_mm <= 0:
            self.failure, self.trouble_mm = self.trouble, float("inf")

    def cut(self) -> bool:
        """Move the knife; tell whether it came through."""
        if self.knife_sticks:
            self.failure, self.knife_sticks = "cutter", False
            return False
        return True

    def realtime(self, n: int) -> int:
        """Return the answer byte to DLE EOT n; bits 1 and 4 are always set."""
        bits = {
            1: 0x08 * self.offline | 0x80 * (self.bit_7 and self.receipt),
            2: 0x04 * (self.cover == "open")
            | 0x20 * (self.paper == "out")
            | 0x40 * (self.failure != "none"),
            3: _THIRD[self.failure],
            4: {"ok": 0, "near": 0x0C, "out": 0x6C}[self.paper],
        }
        return 0x12 | bits.get(n, 0)

    def full(self) -> bytes:
        """Return the answer to DLE EOT 20: paper and mouth, user, errors twice."""
        paper = {"ok": 0, "near": 0x04, "out": 0x05}[self.paper]
        return bytes(
            (
                *(0x10, 0x0F, paper | 0x20 * self.receipt),
                0x02 * (self.cover == "open"),
                _RECOVERABLE.get(self.failure, 0),
                _UNRECOVERABLE.get(self.failure, 0),
            )
        )

    def automatic(self) -> bytes:
        """Return the four bytes of automatic status (GS a)."""
        first = 0x10 | 0x08 * self.offline | 0x20 * (self.cover == "open")
        return bytes((first, _THIRD[self.failure], self.roll_bits(), 0x0F))

    def roll_bits(self) -> int:
        """Return the paper bits of GS r 1 and of automatic status."""
        return {"ok": 0x00, "near": 0x03, "out": 0x0F}[self.paper]
