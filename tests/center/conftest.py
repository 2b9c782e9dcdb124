"""Every test of the center runs on both engines, but those of one engine's own ways."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from kiosk.center.database.connecting import connect
from tests.center.engines import ENGINES, engines


@pytest.fixture(scope="session", params=ENGINES, autouse=True)
def engine(request: pytest.FixtureRequest) -> str:
    """The engine of the tests that come now."""
    return str(request.param)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Let what a test asks for be of its engine; the tests elsewhere have the file."""
    callspec = getattr(item, "callspec", None)
    engines.present = callspec.params["engine"] if callspec else ENGINES[0]
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """Go back to the file when all is taken down."""
    try:
        return (yield)
    finally:
        engines.present = ENGINES[0]


@pytest.fixture
def center_folder(tmp_path: Path) -> Iterator[Path]:
    """A center's folder with an empty database."""
    yield engines.give(tmp_path / "center")
    engines.take_back(tmp_path / "center")


@pytest.fixture
def db(center_folder: Path) -> Iterator[Connection]:
    """A connection to an empty database."""
    with closing(connect(center_folder)) as connection:
        yield connection


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave out what is not about both engines: it runs once, on its own."""
    here = Path(__file__).parent
    ours = [item for item in items if here in item.path.parents]
    others = {id(item) for item in ours if not _belongs(item)}
    config.hook.pytest_deselected(items=[i for i in items if id(i) in others])
    items[:] = [item for item in items if id(item) not in others]


def _belongs(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("engine")
    own = mark.args[0] if mark else None
    callspec = getattr(item, "callspec", None)
    return own is None or callspec is None or callspec.params.get("engine") == own
