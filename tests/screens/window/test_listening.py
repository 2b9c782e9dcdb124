"""Who listens is there: a page that is being read aloud does not time out."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.screens.samples import SAMPLES
from tests.screens.window.test_window import Running


class Reading:
    """A voice in the middle of a page."""

    speaking = True
    headphones = False

    def stop(self) -> None:
        """Go on all the same."""

    reset = close = stop


@pytest.fixture
def kiosk() -> Iterator[Running]:
    """Return a window whose voice is reading."""
    running = Running()
    running.do(lambda: None)
    voice: Any = Reading()
    running.window._made_voice = voice
    yield running
    running.end()


@pytest.mark.parametrize(
    ("sample", "counts"),
    [("contributions", True), ("still_there", False), ("take_card", False)],
)
def test_listening_counts_as_being_there(
    kiosk: Running, sample: str, counts: bool
) -> None:
    kiosk.show(SAMPLES[sample])
    kiosk.describe()
    before = kiosk.touches
    kiosk.do(lambda: None)
    kiosk.do(lambda: None)
    assert (kiosk.touches > before) is counts
