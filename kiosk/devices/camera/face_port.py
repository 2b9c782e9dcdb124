"""The port of a certified camera module: a number in, its verdict and token out.

Nobody here recognises a face. The module sees the person, finds out by its own means
whom the center gave the number for, and signs its word; no picture leaves it.
"""

from dataclasses import dataclass
from typing import Protocol

from kiosk.domain.services.face import FaceVerdict


@dataclass(frozen=True, slots=True, repr=False)
class FaceAnswer:
    """The module's word, and what it signed; only the center can judge that."""

    verdict: FaceVerdict
    token: bytes = b""

    def __repr__(self) -> str:
        return "FaceAnswer(hidden)"


class FaceModule(Protocol):
    """One module; one look at a time."""

    async def judge(self, nonce: bytes) -> FaceAnswer:
        """Look at who stands there; cancelling the wait ends the look.

        A module that is gone answers `away`: it raises nothing, since the person then
        has another way.
        """
        ...

    def close(self) -> None:
        """Let go of the module."""
        ...
