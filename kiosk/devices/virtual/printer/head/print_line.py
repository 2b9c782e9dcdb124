"""The line that a printer is putting together: dots and where each begins.

Nothing of it is on the paper before the line is fed.
"""

from PIL import Image


class PrintLine:
    """Pictures side by side; the pen may be moved to a place of its own."""

    def __init__(self) -> None:
        self._parts: list[tuple[int, Image.Image, str]] = []
        self.pen = 0
        """Where the next character begins, in dots."""

    def __bool__(self) -> bool:
        """Tell whether something waits to be printed."""
        return bool(self._parts)

    def put(self, dots: Image.Image, text: str) -> None:
        """Add dots at the pen."""
        self._parts.append((self.pen, dots, text))
        self.pen += dots.width

    def move(self, to: int, text: str = "") -> None:
        """Set the pen; `text` stands for the gap in what can be read."""
        if text:
            self._parts.append((self.pen, Image.new("1", (1, 1), 0), text))
        self.pen = to

    @property
    def width(self) -> int:
        """Return how far to the right it reaches."""
        return max((x + dots.width for x, dots, _ in self._parts), default=0)

    @property
    def height(self) -> int:
        """Return the tallest part's height."""
        return max((dots.height for _, dots, _ in self._parts), default=0)

    @property
    def text(self) -> str:
        """Return what it says."""
        return "".join(text for _, _, text in self._parts)

    def parts(self) -> list[tuple[int, int, Image.Image]]:
        """Return each part with its place; all stand on the line's foot."""
        tallest = self.height
        return [(x, tallest - dots.height, dots) for x, dots, _ in self._parts]

    def clear(self) -> None:
        """Forget it and begin at the left edge."""
        self._parts.clear()
        self.pen = 0
