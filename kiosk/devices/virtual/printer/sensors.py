"""The virtual printer's sensors and the status bytes that they make.

Nothing here prints; the bits are those of the makers' tables, set pairwise.
"""

from dataclasses import dataclass
from typing import Literal

PaperSensor = Literal["ok", "near", "out"]
Lid = Literal["open", "closed"]
Failure = Literal["none", "cutter", "head", "fatal"]

PAPERS: tuple[PaperSensor, ...] = ("ok", "near", "out")
LIDS: tuple[Lid, ...] = ("open", "closed")
FAILURES: tuple[Failure, ...] = ("none", "cutter", "head", "fatal")


@dataclass(slots=True)
class Sensors:
    """What a technician's hands can change, and how much paper is left."""

    paper: PaperSensor = "ok"
    cover: Lid = "closed"
    failure: Failure = "none"
    roll_mm: float = float("inf")

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

    def realtime(self, n: int) -> int:
        """Return the answer byte to DLE EOT n; bits 1 and 4 are always set."""
        bits = {
            1: 0x08 * self.offline,
            2: 0x04 * (self.cover == "open")
            | 0x20 * (self.paper == "out")
            | 0x40 * (self.failure != "none"),
            3: {"none": 0, "cutter": 0x08, "head": 0x40, "fatal": 0x20}[self.failure],
            4: {"ok": 0, "near": 0x0C, "out": 0x6C}[self.paper],
        }
        return 0x12 | bits.get(n, 0)

    def automatic(self) -> bytes:
        """Return the four bytes of automatic status (GS a)."""
        first = 0x10 | 0x08 * self.offline | 0x20 * (self.cover == "open")
        failure = {"none": 0, "cutter": 0x08, "head": 0x40, "fatal": 0x20}
        return bytes((first, failure[self.failure], self.roll_bits(), 0x0F))

    def roll_bits(self) -> int:
        """Return the paper bits of GS r 1 and of automatic status."""
        return {"ok": 0x00, "near": 0x03, "out": 0x0F}[self.paper]
