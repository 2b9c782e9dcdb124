"""One set of surroundings for all journeys of a worker; each has its own kiosk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rig import Kiosk, Stage


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    stage = Stage(tmp_path_factory.mktemp("stage"), "TEST-001")
    yield stage
    stage.close()


@pytest.fixture(scope="session")
def enrolled(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Kiosk:
    """A kiosk that was enrolled once; its state is kept over the journeys."""
    kiosk = Kiosk(tmp_path_factory.mktemp("kiosk"), stage)
    kiosk.enrol(stage.ready["code"])
    return kiosk


@pytest.fixture
def kiosk(enrolled: Kiosk, stage: Stage) -> Iterator[Kiosk]:
    """The enrolled kiosk, stopped again after the test."""
    stage.reset()
    yield enrolled
    if enrolled.process is not None and enrolled.process.poll() is None:
        assert enrolled.stop() == 0, enrolled.log.read_text("utf-8")
    stage.reset()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Kiosk]:
    """A kiosk without surroundings that was never started."""
    kiosk = Kiosk(tmp_path, None, "[demo]\nsurroundings = false\n")
    yield kiosk
    if kiosk.process is not None and kiosk.process.poll() is None:
        assert kiosk.stop() == 0, kiosk.log.read_text("utf-8")
