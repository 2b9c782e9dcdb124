"""Every page looks exactly as accepted, to the pixel.

What differs is drawn in `tests/screens/out/index.html`.
"""

from collections.abc import Iterator
from pathlib import Path

import pygame
import pytest

from tests.screens import pictures
from tests.screens.pictures import (
    accepted,
    keep_expected,
    pixel_hash,
    shots,
    write_actual,
    write_difference,
    write_report,
)

pytestmark = pytest.mark.xdist_group("pictures")
"""One process draws them all, so that one report is written."""
STATES: dict[str, str] = {}
SHOTS = shots()
ACCEPTED = accepted()


@pytest.fixture(scope="module", autouse=True)
def report() -> Iterator[None]:
    """Write the report when all pictures were drawn."""
    yield
    write_report(STATES)


@pytest.mark.parametrize("name", SHOTS)
def test_picture(name: str) -> None:
    picture = SHOTS[name].draw()
    same = ACCEPTED.get(name) == pixel_hash(picture)
    STATES[name] = "same" if same else "differs" if name in ACCEPTED else "new"
    if not same:
        write_actual(name, picture)
        write_difference(name, picture)
    assert same, f"{name} looks different: see tests/screens/out/index.html"


def test_no_picture_is_accepted_that_nobody_draws() -> None:
    assert set(ACCEPTED) - set(SHOTS) == set()


def test_the_hash_is_of_pixels_and_size() -> None:
    one, other = (pygame.Surface((4, 2), depth=32) for _ in range(2))
    assert pixel_hash(one) == pixel_hash(other)
    assert pixel_hash(one) != pixel_hash(pygame.Surface((2, 4), depth=32))
    other.set_at((3, 1), (0, 0, 1))
    assert pixel_hash(one) != pixel_hash(other)


def test_the_report_shows_what_changed_first_and_beside_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "OUT", tmp_path)
    old = pygame.Surface((4, 4), depth=32)
    new = old.copy()
    new.set_at((1, 2), (200, 100, 50))
    keep_expected("b", old)
    write_actual("b", new)
    write_difference("b", new)
    text = write_report({"a": "same", "b": "differs"}).read_text("utf-8")
    assert "2 pages, 1 differ" in text
    assert text.index("<td>b<br>") < text.index("<td>a<br>")
    for folder in ("expected", "actual", "difference"):
        assert f'src="{folder}/b.png"' in text
    difference = pygame.image.load(tmp_path / "difference" / "b.png")
    lit = [(x, y) for x in range(4) for y in range(4) if difference.get_at((x, y))[0]]
    assert lit == [(1, 2)]
