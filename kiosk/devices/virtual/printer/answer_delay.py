"""The virtual printer's mouth: says its answers at once, or as late as it is told."""

from collections import deque
from collections.abc import Callable


class AnswerDelay:
    """Answers in the order they were given, each some time after its cause."""

    def __init__(self, reply: Callable[[bytes], None]) -> None:
        self.seconds = 0.0
        self._reply = reply
        self._held: deque[tuple[float, bytes]] = deque()

    def say(self, data: bytes, now: float) -> None:
        """Answer, at once when nothing delays it."""
        if not data:
            return
        if self.seconds <= 0 and not self._held:
            self._reply(data)
        else:
            self._held.append((now + self.seconds, data))

    def run(self, now: float) -> None:
        """Say what has waited long enough."""
        while self._held and self._held[0][0] <= now:
            self._reply(self._held.popleft()[1])

    def wait(self, now: float) -> float:
        """Return the seconds until the next answer is due."""
        return max(0.0, self._held[0][0] - now) if self._held else 3600.0

    def forget(self) -> None:
        """Lose what was not said yet."""
        self._held.clear()
