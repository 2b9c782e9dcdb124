"""A machine that was off too long asks, staff approves, and nobody else gets in."""

import base64
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import msgspec
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.center.database.connecting import connect
from kiosk.center.identity.authority import Authority
from kiosk.center.identity.returning import reenrolment
from kiosk.center.server.operations import revoke_kiosk
from kiosk.domain.faults import Fault
from kiosk.machine.shell.cli import main
from kiosk.settings.state.durable_file import write_durably
from kiosk.sync.identity.certificates import CERTIFICATE_FILE, Certificates
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.identity.renewal import ASK_EVERY, CertificateEvent, Renewer
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.events.machine_events import (
    CertificateAsked,
    CertificateReturned,
)
from kiosk.sync.wire.identity_wire import REENROLMENT, Reenrolment
from tests.center.engines import force
from tests.center.fixture import KIOSK, RunningCenter, enrolled, running_center
from tests.sync.samples import HandClock

DAY = 86400.0


@pytest.fixture
def center(tmp_path: Path) -> Iterator[RunningCenter]:
    with running_center(tmp_path / "center", people={}) as made:
        yield made


def sleep(center: RunningCenter, client: CenterClient) -> None:
    """Let a kiosk have slept for 200 days: its certificate ended 110 days ago."""
    folder = client._keys.folder
    request = Certificates(folder, client._keys).request(client.kiosk_id)
    authority = Authority.load_or_create(center.folder)
    ended = authority.issue_kiosk(request, client.kiosk_id, -0.01)
    write_durably(folder / CERTIFICATE_FILE, ended.public_bytes(Encoding.PEM))
    past = time.time() - 110 * DAY
    with closing(connect(center.folder)) as db:
        change = "UPDATE certificate SET not_after = :past WHERE kiosk = :kiosk"
        force(db, change, past=past, kiosk=client.kiosk_id)


class Sleeper:
    """A kiosk that wakes up, and what it writes into its journal."""

    def __init__(self, client: CenterClient) -> None:
        self.client, self.noted = client, list[CertificateEvent]()
        folder = client._keys.folder
        papers = Certificates(folder, DeviceKeys.load(folder))
        clock = HandClock()
        clock.wall = datetime.now(UTC).timestamp() + 3600
        client._known = lambda: datetime.fromtimestamp(clock.wall, UTC)
        self.renewer = Renewer(papers, client, self.noted.append, clock, Random(1))

    async def look(self) -> float:
        return await self.renewer.look()


@asynccontextmanager
async def asleep(
    center: RunningCenter, folder: Path, kiosk: str = KIOSK
) -> AsyncIterator[Sleeper]:
    async with enrolled(center, folder, kiosk) as client:
        await client.close()
        sleep(center, client)
        yield Sleeper(client)


def request_of(client: CenterClient) -> Reenrolment:
    papers = Certificates(client._keys.folder, client._keys)
    return Reenrolment(client.kiosk_id, papers.request(client.kiosk_id))


async def test_it_asks_waits_is_approved_and_goes_on(
    center: RunningCenter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ["--folder", str(center.folder), "--language", "en"]
    async with asleep(center, tmp_path / "kiosk") as one:
        pause = await one.look()
        assert ASK_EVERY[0] <= pause <= ASK_EVERY[1]
        with pytest.raises(CenterError) as refused:
            await one.client.position()
        assert refused.value.fault is Fault.NOT_APPROVED
        await one.look()
        assert one.noted == [CertificateAsked()], "told once"
        assert main(["center", "waiting", *folder]) == 1
        assert f"kiosk center approve {KIOSK}" in capsys.readouterr().out
        assert main(["center", "approve", KIOSK, "--by", "desk", *folder]) == 0
        assert main(["center", "waiting", *folder]) == 0
        assert "approved (desk)" in capsys.readouterr().out
        await one.look()
        assert [type(each) for each in one.noted[1:]] == [CertificateReturned]
        assert await one.client.position()
        assert main(["center", "waiting", *folder]) == 0
        assert KIOSK not in capsys.readouterr().out
        assert main(["center", "approve", KIOSK, "--by", "desk", *folder]) == 2
        assert one.client.waiting.since is None


async def test_an_answer_that_was_lost_is_given_again(
    center: RunningCenter, tmp_path: Path
) -> None:
    async with asleep(center, tmp_path / "kiosk") as one:
        await one.look()
        with closing(connect(center.folder)) as db:
            assert reenrolment.approve(db, KIOSK, "", time.time())
        lost = await one.client.reenrol(request_of(one.client))
        assert lost.certificate
        await one.look()
        assert await one.client.position()


async def test_a_revoked_machine_does_not_come_back(
    center: RunningCenter, tmp_path: Path
) -> None:
    async with asleep(center, tmp_path / "kiosk") as one:
        await one.look()
        assert revoke_kiosk(center.folder, KIOSK)
        with closing(connect(center.folder)) as db:
            assert reenrolment.waiting(db) == []
            assert not reenrolment.approve(db, KIOSK, "", time.time())
        await one.look()
        assert one.client.waiting.since is None
        with pytest.raises(CenterError) as refused:
            await one.client.reenrol(request_of(one.client))
        assert refused.value.fault is Fault.CENTER_REFUSED_US
        with closing(connect(center.folder)) as db:
            assert reenrolment.waiting(db) == []


async def test_strangers_leave_no_row(center: RunningCenter, tmp_path: Path) -> None:
    async with asleep(center, tmp_path / "kiosk") as one:
        stranger = DeviceKeys.load_or_create(tmp_path / "stranger")
        request = request_of(one.client)
        body = msgspec.json.encode(request)
        unknown = msgspec.structs.replace(request, kiosk="hall-9")
        good = base64.b64encode(one.client._keys.sign(REENROLMENT + body)).decode()
        for sent, signature in (
            (body, base64.b64encode(stranger.sign(REENROLMENT + body)).decode()),
            (body, base64.b64encode(one.client._keys.sign(body)).decode()),
            (body, "汉"),
            (body, ""),
            (msgspec.json.encode(unknown), good),
            (msgspec.json.encode({**msgspec.to_builtins(request), "more": 1}), good),
        ):
            headers = {
                "content-type": "application/json",
                "kiosk-signature": signature.encode("ascii", "replace").decode(),
            }
            answer = await one.client.exchange_unnamed("/reenrol", sent, headers)
            assert answer.status in (400, 401), signature
        with closing(connect(center.folder)) as db:
            assert reenrolment.waiting(db) == []


def asks_otherwise(folder: Path) -> str:
    """Return a request for another key, as who has a copy of the disk can make it."""
    other = DeviceKeys.load_or_create(folder)
    return Certificates(folder, other).request(KIOSK)


async def test_another_key_much_later_is_approved_anew(
    center: RunningCenter, tmp_path: Path
) -> None:
    async with asleep(center, tmp_path / "kiosk") as one:
        await one.look()
        with closing(connect(center.folder)) as db:
            assert reenrolment.approve(db, KIOSK, "", time.time())
            before = "UPDATE waiting_kiosk SET last = :last"
            force(db, before, last=time.time() - 2 * DAY)
        request = asks_otherwise(tmp_path / "other")
        answer = await one.client.reenrol(Reenrolment(KIOSK, request))
        assert answer.waits_since is not None
        with closing(connect(center.folder)) as db:
            (row,) = reenrolment.waiting(db)
        assert (row.approved, row.two_keys) == (None, False)


async def test_of_two_that_ask_by_one_name_none_is_let_in(
    center: RunningCenter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--folder", str(center.folder), "--language", "en")
    async with asleep(center, tmp_path / "kiosk") as one:
        await one.look()
        request = asks_otherwise(tmp_path / "other")
        assert (await one.client.reenrol(Reenrolment(KIOSK, request))).waits_since
        assert main(["center", "waiting", *where]) == 1
        assert "two machines" in capsys.readouterr().out
        assert main(["center", "approve", KIOSK, "--by", "desk", *where]) == 2
        assert "revoke" in capsys.readouterr().err
        assert (await one.client.reenrol(Reenrolment(KIOSK, request))).waits_since
        with closing(connect(center.folder)) as db:
            (row,) = reenrolment.waiting(db)
        assert (row.approved, row.two_keys) == (None, True)


async def test_a_copy_does_not_take_an_approval_away(
    center: RunningCenter, tmp_path: Path
) -> None:
    async with asleep(center, tmp_path / "kiosk") as one:
        await one.look()
        with closing(connect(center.folder)) as db:
            assert reenrolment.approve(db, KIOSK, "", time.time())
        request = asks_otherwise(tmp_path / "other")
        assert (await one.client.reenrol(Reenrolment(KIOSK, request))).waits_since
        await one.look()
        assert [type(each) for each in one.noted][-1] is CertificateReturned
