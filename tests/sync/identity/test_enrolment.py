"""Enrolment against a real center: the code is the only trust there is."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.center.identity.authority import Authority
from kiosk.domain.faults import Fault
from kiosk.sync.identity.certificates import CERTIFICATE_FILE, Certificates
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.identity.enrolment import enrol
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.enrolment_code import base32, split_code
from tests.center.fixture import (
    KIOSK,
    RunningCenter,
    canned_center,
    http,
    running_center,
)


@pytest.fixture(scope="module")
def center(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCenter]:
    with running_center(tmp_path_factory.mktemp("center")) as running:
        yield running


async def refused(
    center: RunningCenter, folder: Path, code: str, kiosk_id: str = KIOSK
) -> Fault:
    keys = DeviceKeys.load_or_create(folder)
    with pytest.raises(CenterError) as caught:
        await enrol(center.url, code, kiosk_id, keys, folder)
    assert code not in str(caught.value)
    assert not (folder / CERTIFICATE_FILE).exists()
    return caught.value.fault


@pytest.mark.parametrize("kiosk_id", [KIOSK, None])
async def test_a_code_becomes_a_certificate(
    center: RunningCenter, tmp_path: Path, kiosk_id: str | None
) -> None:
    code = center.code(kiosk_id).lower().replace("-", " ").replace("0", "o")
    keys = DeviceKeys.load_or_create(tmp_path)
    await enrol(center.url, code, KIOSK, keys, tmp_path)
    client = CenterClient(center.url, KIOSK, keys, tmp_path)
    assert await client.health()
    await client.close()


async def test_a_code_works_once(center: RunningCenter, tmp_path: Path) -> None:
    code = center.code()
    keys = DeviceKeys.load_or_create(tmp_path / "one")
    await enrol(center.url, code, KIOSK, keys, tmp_path / "one")
    assert await refused(center, tmp_path / "two", code) is Fault.CENTER_REFUSED_US


async def test_a_code_is_for_one_kiosk(center: RunningCenter, tmp_path: Path) -> None:
    code = center.code("hall-9")
    assert await refused(center, tmp_path, code) is Fault.CENTER_REFUSED_US


async def test_a_code_ends_after_ten_minutes(tmp_path: Path) -> None:
    def later() -> float:
        return time.time() + 601

    with running_center(tmp_path / "center", now=later) as center:
        fault = await refused(center, tmp_path / "kiosk", center.code())
    assert fault is Fault.CENTER_REFUSED_US


async def test_the_code_of_another_center(
    center: RunningCenter, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    stranger = Authority.load_or_create(tmp_path / "other")
    code = split_code(center.code()).secret + base32(stranger.digest, 20)
    fault = await refused(center, tmp_path / "kiosk", code)
    assert fault is Fault.CENTER_IDENTITY


@pytest.mark.parametrize("code", ["", "ABCD", "U" * 32, "A" * 33, "汉" * 32])
async def test_no_code_at_all(center: RunningCenter, tmp_path: Path, code: str) -> None:
    keys = DeviceKeys.load_or_create(tmp_path)
    with pytest.raises(CenterError, match="32 letters"):
        await enrol(center.url, code, KIOSK, keys, tmp_path)


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (http(500, b""), Fault.CENTER_ERROR),
        (http(404, b""), Fault.CENTER_BAD_ANSWER),
        (http(200, b"no certificate"), Fault.CENTER_BAD_ANSWER),
        (http(200, b"\xff"), Fault.CENTER_BAD_ANSWER),
    ],
)
async def test_an_authority_that_is_none(
    center: RunningCenter, tmp_path: Path, answer: bytes, fault: Fault
) -> None:
    with canned_center(center.folder, answer) as port:
        there = RunningCenter(center.folder, port)
        assert await refused(there, tmp_path, center.code()) is fault


async def test_nobody_there(center: RunningCenter, tmp_path: Path) -> None:
    nowhere = RunningCenter(center.folder, 1)
    fault = await refused(nowhere, tmp_path, center.code())
    assert fault is Fault.CENTER_UNREACHABLE


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "", "center"])
async def test_only_https(center: RunningCenter, tmp_path: Path, url: str) -> None:
    keys = DeviceKeys.load_or_create(tmp_path)
    with pytest.raises(CenterError, match=r"center\.url"):
        await enrol(url, center.code(), KIOSK, keys, tmp_path)


def test_a_certificate_for_another_key_is_not_kept(
    center: RunningCenter, tmp_path: Path
) -> None:
    authority = Authority.load_or_create(center.folder)
    ours = DeviceKeys.load_or_create(tmp_path / "ours")
    theirs = DeviceKeys.load_or_create(tmp_path / "theirs")
    certificate = authority.issue_kiosk(
        Certificates(tmp_path / "theirs", theirs).request(KIOSK), KIOSK
    )
    pem = certificate.public_bytes(Encoding.PEM).decode()
    for text in (pem, "nonsense", authority.pem.replace("M", "N")):
        with pytest.raises(CenterError):
            Certificates(tmp_path / "ours", ours).keep_first(text, authority.pem)
    assert not (tmp_path / "ours" / CERTIFICATE_FILE).exists()
