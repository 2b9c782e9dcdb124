"""Closes what the scenes of a test opened."""

from collections.abc import Iterator

import pytest

from tests.session.hall import OPEN_STORES


@pytest.fixture(autouse=True)
def stores_are_closed() -> Iterator[None]:
    yield
    while OPEN_STORES:
        OPEN_STORES.pop().close()
