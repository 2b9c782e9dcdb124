"""The kiosk's log at its start: is the center's region its own?"""

import logging
from datetime import UTC, datetime

import pytest

from kiosk.domain.faults import Fault
from kiosk.sync.applications.region_check import compare_regions
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.identity_wire import Health
from tests.sync.lines import NoLine


class Line(NoLine):
    """Fails once, then answers with a region."""

    def __init__(self, region: str) -> None:
        super().__init__()
        self.region, self.asked = region, 0

    async def health(self) -> Health:
        self.asked += 1
        if self.asked == 1:
            raise CenterError("No line.", Fault.CENTER_UNREACHABLE)
        return Health(datetime.now(UTC), "1", self.region)


@pytest.mark.parametrize(
    ("centers", "warned"), [("beijing", True), ("ningbo", False), ("", False)]
)
async def test_another_region_is_said_once(
    centers: str, warned: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    line = Line(centers)
    await compare_regions(line, "ningbo", pause=0)
    assert line.asked == 2, "asked until it answered"
    assert ("beijing" in caplog.text) is warned
    assert len(caplog.records) == warned
