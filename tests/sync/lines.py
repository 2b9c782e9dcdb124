"""Lines between a kiosk and a center that cut, lose, repeat and come late."""

import random
from collections.abc import Callable
from typing import TypeVar

import msgspec

from kiosk.domain.faults import Fault
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.upload_wire import Batch, BatchAccepted, BatchConflict, Position
from tests.sync.samples import KIOSK

T = TypeVar("T")
CUT = CenterError("cut", Fault.CENTER_BAD_ANSWER)
LATE_KEPT = 20


class NoLine(CenterClient):
    """A client that nobody answers: a test gives the answers that it needs."""

    def __init__(self) -> None:
        self.kiosk_id = KIOSK


class Fated(NoLine):
    """A line on which each request has a fate.

    `cut` before the center, `lost` after it; `late`: an older one comes first;
    `doubled`: it comes twice.
    """

    def __init__(self, fate: Callable[[], str] | None = None) -> None:
        super().__init__()
        self.fate = ""
        self._next_fate = fate or (lambda: self.fate)
        self._batches: list[Batch] = []
        self._acts: list[tuple[str, msgspec.Struct]] = []
        self.changed: Callable[[], None] = lambda: None
        """Told when the center may have taken something, before it answers."""

    def forget(self) -> None:
        """Let nothing that was sent before arrive late."""
        self._batches, self._acts = [], []

    def open(self) -> None:
        """Begin, or begin again after the center's files were changed."""
        raise NotImplementedError

    def let_go(self) -> None:
        """Let go of the center's files."""
        raise NotImplementedError

    async def position(self, notes: int = 0) -> Position:
        """Ask, unless the line is cut."""
        self._cut()
        return await self._position()

    async def get(self, path: str, kind: type[T]) -> T:
        """Fetch, unless the line is cut."""
        self._cut()
        return await self._get(path, kind)

    def _cut(self) -> None:
        if self._next_fate() == "cut":
            raise CUT

    async def upload(self, batch: Batch) -> BatchAccepted | BatchConflict:
        """Send a batch, as the fate will have it."""
        fate = self._next_fate()
        if fate == "cut":
            raise CUT
        if fate == "late" and self._batches:
            await self._upload(random.choice(self._batches))  # Hypothesis seeds it
        answer = await self._upload(batch)
        if fate == "doubled":
            answer = await self._upload(batch)
        self._batches = [*self._batches, batch][-LATE_KEPT:]
        self.changed()
        if fate == "lost":
            raise CUT
        return answer

    async def post(
        self, path: str, request: msgspec.Struct, kind: type[T], again: bool = True
    ) -> T:
        """Send an act, as the fate will have it."""
        fate = self._next_fate()
        if fate == "cut":
            raise CUT
        if fate == "late" and self._acts:
            await self._post(*random.choice(self._acts), object)
        answer = await self._post(path, request, kind)
        if fate == "doubled":
            answer = await self._post(path, request, kind)
        self._acts = [*self._acts, (path, request)][-LATE_KEPT:]
        self.changed()
        if fate == "lost":
            raise CUT
        return answer

    async def _position(self) -> Position:
        raise NotImplementedError

    async def _upload(self, batch: Batch) -> BatchAccepted | BatchConflict:
        raise NotImplementedError

    async def _get(self, path: str, kind: type[T]) -> T:
        raise NotImplementedError

    async def _post(self, path: str, request: msgspec.Struct, kind: type[T]) -> T:
        raise NotImplementedError
