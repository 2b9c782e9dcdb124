"""The line to the desk, where the other end is odd."""

from pathlib import Path

import pytest

from kiosk.sync.downward.desk_client import DeskClient, OlderCenter
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.identity.enrolment import enrol
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.downward.pulse_wire import Pulse
from tests.center.fixture import KIOSK, canned_center, http, running_center


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (http(404, b'{"code":"no_route","message":""}'), OlderCenter),
        (http(405, b""), OlderCenter),
        (http(200, b'{"time":"2026-11-30T08:00:00Z","after":-1}'), CenterError),
        (http(200, b'{"time":"2026-11-30T08:00:00","after":1}'), CenterError),
        (http(503, b"{}"), CenterError),
    ],
)
async def test_what_a_center_may_answer(
    tmp_path: Path, answer: bytes, error: type[Exception]
) -> None:
    keys = DeviceKeys.load_or_create(tmp_path)
    with running_center(tmp_path / "center") as center:
        await enrol(center.url, center.code(), KIOSK, keys, tmp_path)
        with canned_center(tmp_path / "center", answer) as port:
            url = f"https://127.0.0.1:{port}"
            desk = DeskClient(url, KIOSK, keys, tmp_path, timeout=30)
            with pytest.raises(error):
                await desk.pulse(Pulse(boot="b", number=1))
            await desk.close()
