"""Fixtures of the center's tests: each test with one of these runs on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from tests.center.engines import ENGINES, folder_on, opened


@pytest.fixture(params=ENGINES)
def center_folder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """Give a center's folder over each engine."""
    with folder_on(request.param, tmp_path / "center") as folder:
        yield folder


@pytest.fixture
def db(center_folder: Path) -> Iterator[Connection]:
    """Give a connection to an empty database of each engine."""
    with opened(center_folder) as connection:
        yield connection
