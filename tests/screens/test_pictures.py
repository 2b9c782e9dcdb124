"""Every page looks exactly as accepted, to the pixel.

What differs is drawn in `tests/screens/out/index.html`.
"""

from collections.abc import Iterator

import pytest

from tests.screens.pictures import (
    accepted,
    pixel_hash,
    shots,
    write_actual,
    write_difference,
    write_report,
)

STATES: dict[str, str] = {}


@pytest.fixture(scope="module", autouse=True)
def report() -> Iterator[None]:
    """Write the report when all pictures were drawn."""
    yield
    write_report(STATES)


@pytest.mark.parametrize("name", shots())
def test_picture(name: str) -> None:
    picture = shots()[name].draw()
    same = accepted().get(name) == pixel_hash(picture)
    STATES[name] = "same" if same else "differs"
    write_actual(name, picture)
    if not same:
        write_difference(name, picture)
    assert same, f"{name} looks different: see tests/screens/out/index.html"


def test_no_picture_is_accepted_that_nobody_draws() -> None:
    assert set(accepted()) - set(shots()) == set()
