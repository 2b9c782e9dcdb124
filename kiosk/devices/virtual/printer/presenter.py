"""Where a receipt waits after the cut: in a mouth, until somebody takes it.

A plain printer has no such place; there a piece falls at once.
"""

from typing import Literal

Fate = Literal["inside", "waiting", "taken", "retracted", "ejected"]
"""`inside` a presenter before it is presented, `waiting` in the mouth for a hand."""


class Presenter:
    """What became of each piece of paper, in the order of the cuts."""

    def __init__(self, holds: bool, presents: bool) -> None:
        """`holds`: a piece waits in the mouth; `presents`: it must be brought there."""
        self._holds = holds
        self._presents = presents
        self.fates: list[Fate] = []

    @property
    def occupied(self) -> bool:
        """Tell whether the sensor in the paper's way sees a receipt."""
        return self.fates[-1:] in (["inside"], ["waiting"])

    def receive(self) -> None:
        """Take a piece from the knife; it pushes out what was still there."""
        self._end("ejected")
        if not self._holds:
            self.fates.append("taken")
        else:
            self.fates.append("inside" if self._presents else "waiting")

    def carry_out(self, n: int) -> int | None:
        """Carry out GS e n; return the byte that n 6 is answered with.

        5 ejects, 2 retracts, 3 and 32 present.
        """
        match n:
            case 2:
                self._end("retracted")
            case 3 | 32 if self.fates[-1:] == ["inside"]:
                self.fates[-1] = "waiting"
            case 5:
                self._end("ejected")
            case 6:
                return 0x08 * self.occupied
        return None

    def take(self) -> bool:
        """Take the receipt as a person does; one still inside cannot be reached."""
        reached = self.fates[-1:] == ["waiting"]
        if reached:
            self._end("taken")
        return reached

    def _end(self, fate: Fate) -> None:
        if self.occupied:
            self.fates[-1] = fate
