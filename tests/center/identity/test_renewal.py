"""Renewal against a real center over real TLS: old, new, foreign and ended papers."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import every
from kiosk.center.identity.authority import Authority
from kiosk.center.identity.identity_tables import certificate
from kiosk.center.identity.registry import MAX_UNUSED
from kiosk.center.server.operations import all_forks, settle_twin
from kiosk.domain.faults import Fault
from kiosk.machine.shell.doctor import doctor_center
from kiosk.machine.shell.doctor.doctor_line import printed
from kiosk.session.staff.pages import PartHealth
from kiosk.settings.config import CenterSettings, KioskConfig, MachineSettings
from kiosk.settings.state.durable_file import write_durably
from kiosk.settings.texts import load_texts
from kiosk.sync.identity.certificates import (
    CERTIFICATE_FILE,
    CertificateLife,
    Certificates,
)
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.identity.enrolment import enrol
from kiosk.sync.identity.renewal import LOOK_EVERY, Renewer, renew_when_due
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.line.https import CenterError, HttpAnswer, HttpsLine
from kiosk.sync.wire.contract import API
from kiosk.sync.wire.identity_wire import Enrolled, Renewal
from tests.center.fixture import (
    KIOSK,
    RunningCenter,
    canned_center,
    enrolled,
    http,
    running_center,
)
from tests.sync.samples import HandClock, journal_in


@pytest.fixture(scope="module")
def center(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCenter]:
    with running_center(tmp_path_factory.mktemp("center")) as running:
        yield running


@pytest.fixture
async def client(center: RunningCenter, tmp_path: Path) -> AsyncIterator[CenterClient]:
    async with enrolled(center, tmp_path) as ready:
        yield ready


@pytest.fixture
def papers(client: CenterClient) -> Certificates:
    return Certificates(client._keys.folder, client._keys)


@pytest.fixture
async def old(center: RunningCenter, papers: Certificates) -> AsyncIterator[HttpsLine]:
    """Give a line that keeps to the certificate of the enrolment."""
    line = HttpsLine(center.url, papers.context())
    yield line
    await line.close()


def life_of(papers: Certificates) -> CertificateLife:
    life = papers.life()
    assert life is not None
    return life


async def renewed(papers: Certificates, client: CenterClient) -> bool:
    """Renew as at the certificate's end."""
    return await renew_when_due(papers, client, life_of(papers).ends)


async def health(line: HttpsLine) -> int:
    return (await line.exchange("GET", f"{API}/health", 30)).status


async def ask_to_renew(line: HttpsLine, request: str) -> HttpAnswer:
    body = msgspec.json.encode(Renewal(request))
    return await line.exchange("POST", f"{API}/renew", 30, body)


def serials(center: RunningCenter, kiosk: str = KIOSK) -> set[str]:
    with closing(connect(center.folder)) as db:
        rows = every(db, certificate.select().filter_by(kiosk=kiosk, revoked=0))
        return {row["serial"] for row in rows}


async def test_the_old_one_holds_until_the_new_one_is_used(
    center: RunningCenter, client: CenterClient, papers: Certificates, old: HttpsLine
) -> None:
    before = life_of(papers)
    assert await renewed(papers, client)
    after = life_of(papers)
    assert after.serial != before.serial
    assert after.ends >= before.ends
    assert await health(old) == 200
    assert serials(center) == {before.serial, after.serial}
    assert await client.health()
    assert await health(old) == 401
    assert serials(center) == {after.serial}
    assert (await client.position()).seq == 0


async def test_a_fresh_one_is_left_alone(
    center: RunningCenter, client: CenterClient, papers: Certificates
) -> None:
    life = life_of(papers)
    assert not await renew_when_due(papers, client, life.begins + timedelta(days=59))
    assert life_of(papers) == life
    assert serials(center) == {life.serial}


async def test_lost_answers_leave_few_certificates(
    center: RunningCenter, client: CenterClient, papers: Certificates, old: HttpsLine
) -> None:
    first = life_of(papers).serial
    answers = [await ask_to_renew(old, papers.request(KIOSK)) for _ in range(6)]
    assert {answer.status for answer in answers} == {201}
    assert len(serials(center)) == 1 + MAX_UNUSED
    assert first in serials(center)
    texts = [msgspec.json.decode(a.body, type=Enrolled).certificate for a in answers]
    papers.keep_next(texts[0])
    with pytest.raises(CenterError) as caught:
        await client.health()
    assert caught.value.fault is Fault.CENTER_REFUSED_US
    papers.keep_next(texts[-2])
    assert await client.health()
    # A newer one may still be on its way to the kiosk; everything before ends.
    papers.keep_next(texts[-1])
    assert await client.health()
    assert serials(center) == {life_of(papers).serial}
    assert await health(old) == 401


async def test_the_name_is_the_registrys(
    center: RunningCenter,
    client: CenterClient,
    papers: Certificates,
    old: HttpsLine,
    tmp_path: Path,
) -> None:
    async with enrolled(center, tmp_path / "other", "hall-2") as other:
        answer = await ask_to_renew(old, papers.request("hall-2"))
        text = msgspec.json.decode(answer.body, type=Enrolled).certificate
        certificate = x509.load_pem_x509_certificate(text.encode())
        (name,) = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        assert name.value == KIOSK
        papers.keep_next(text)
        assert await client.position()
        assert await other.position()


@pytest.mark.parametrize("request_pem", ["", "nonsense", "-----BEGIN CERTIFICATE-----"])
async def test_nonsense_is_refused(
    center: RunningCenter, old: HttpsLine, papers: Certificates, request_pem: str
) -> None:
    assert (await ask_to_renew(old, request_pem)).status == 400
    assert serials(center) == {life_of(papers).serial}


@pytest.mark.parametrize("days", [-0.01, 30])
async def test_an_ended_and_a_foreign_one_are_refused(
    center: RunningCenter, client: CenterClient, papers: Certificates, days: float
) -> None:
    """The second is of this authority and in its time, but of no enrolment."""
    authority = Authority.load_or_create(center.folder)
    made = authority.issue_kiosk(papers.request(KIOSK), KIOSK, days)
    pem = made.public_bytes(Encoding.PEM)
    path = client._keys.folder / CERTIFICATE_FILE
    write_durably(path, pem)
    with pytest.raises(CenterError) as caught:
        await renewed(papers, client)
    assert caught.value.fault is Fault.CENTER_REFUSED_US
    assert path.read_bytes() == pem


async def test_one_of_another_authority_is_refused(
    center: RunningCenter, client: CenterClient, papers: Certificates, tmp_path: Path
) -> None:
    authority = Authority.load_or_create(tmp_path / "elsewhere")
    made = authority.issue_kiosk(papers.request(KIOSK), KIOSK)
    write_durably(
        client._keys.folder / CERTIFICATE_FILE, made.public_bytes(Encoding.PEM)
    )
    with pytest.raises(CenterError) as caught:
        await renewed(papers, client)
    assert caught.value.fault is Fault.CENTER_REFUSED_US


async def test_the_end_counts_on_an_open_connection_too(tmp_path: Path) -> None:
    """TLS has seen a good certificate; the center's clock then passes its end."""
    ahead = [0.0]
    with running_center(tmp_path / "c", now=lambda: time.time() + ahead[0]) as center:
        async with enrolled(center, tmp_path / "kiosk") as client:
            assert await client.health()
            ahead[0] = 91 * 86400.0
            papers = Certificates(client._keys.folder, client._keys)
            with pytest.raises(CenterError) as caught:
                await renewed(papers, client)
            assert caught.value.fault is Fault.CENTER_REFUSED_US


async def test_a_new_enrolment_ends_unused_ones_too(
    center: RunningCenter, client: CenterClient, papers: Certificates, tmp_path: Path
) -> None:
    assert await renewed(papers, client)
    keys = DeviceKeys.load_or_create(tmp_path / "new-disk")
    await enrol(center.url, center.code(), KIOSK, keys, tmp_path / "new-disk")
    with pytest.raises(CenterError) as caught:
        await client.health()
    assert caught.value.fault is Fault.CENTER_REFUSED_US
    fresh = Certificates(tmp_path / "new-disk", keys)
    assert serials(center) == {life_of(fresh).serial}


async def test_nobody_notices_a_renewal(
    client: CenterClient, papers: Certificates
) -> None:
    """Requests that run while the certificate changes all get their answer."""
    for _ in range(3):
        asked = [asyncio.create_task(client.position()) for _ in range(12)]
        renewing = asyncio.create_task(renewed(papers, client))
        while not renewing.done():
            asked.append(asyncio.create_task(client.position()))
            await asyncio.sleep(0.002)
        asked.append(asyncio.create_task(client.position()))
        assert await renewing
        assert {p.seq for p in await asyncio.gather(*asked)} == {0}


async def test_a_request_that_the_renewal_overtook_is_asked_again(
    client: CenterClient, papers: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between choosing its line and sending, the new certificate is used elsewhere."""
    other = CenterClient(client._url, KIOSK, client._keys, client._keys.folder)
    sent: list[HttpsLine] = []
    exchange = HttpsLine.exchange

    async def overtaken(line: HttpsLine, *request: Any) -> HttpAnswer:
        if not sent:
            sent.append(line)
            assert await renewed(papers, other)
            assert await other.health()
        return await exchange(line, *request)

    assert await client.health()
    monkeypatch.setattr(HttpsLine, "exchange", overtaken)
    assert (await client.position()).seq == 0
    assert client._line is not sent[0]
    await other.close()


async def test_what_runs_on_the_old_line_is_not_cut_off(
    client: CenterClient, papers: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow answer comes over the old line longer than a closing line waits."""
    ask, slow = HttpsLine._exchange, asyncio.Event()

    async def slowly(line: HttpsLine, *request: Any) -> HttpAnswer:
        if "/position" in request[1].path:
            slow.set()
            await asyncio.sleep(1.0)
        return await ask(line, *request)

    monkeypatch.setattr(HttpsLine, "_exchange", slowly)
    person = asyncio.create_task(client.position())
    await slow.wait()
    assert await renewed(papers, client)
    assert await client.health()
    assert (await person).seq == 0


async def test_it_is_in_the_journal(
    client: CenterClient, papers: Certificates, tmp_path: Path
) -> None:
    journal = journal_in(tmp_path / "state")
    clock = HandClock()
    clock.wall = (life_of(papers).ends - timedelta(days=1)).timestamp()
    renewer = Renewer(papers, client, journal.append, clock)
    assert await renewer.look() == LOOK_EVERY
    (entry,) = journal.entries()
    life = life_of(papers)
    assert entry.kind == "kiosk.certificate_renewed"
    assert entry.payload == {"serial": life.serial, "ends": life.ends.isoformat()}
    journal.store.close()


async def test_an_unusable_answer_changes_nothing(
    center: RunningCenter, client: CenterClient, papers: Certificates, tmp_path: Path
) -> None:
    theirs = DeviceKeys.load_or_create(tmp_path / "theirs")
    request = Certificates(tmp_path / "theirs", theirs).request(KIOSK)
    authority = Authority.load_or_create(center.folder)
    made = authority.issue_kiosk(request, KIOSK).public_bytes(Encoding.PEM)
    before = life_of(papers)
    for text in (made.decode(), "nonsense", authority.pem):
        body = msgspec.json.encode(Enrolled(text, authority.pem))
        with canned_center(center.folder, http(201, body)) as port:
            url = f"https://127.0.0.1:{port}"
            there = CenterClient(url, KIOSK, client._keys, client._keys.folder)
            with pytest.raises(CenterError) as caught:
                await renewed(papers, there)
            await there.close()
        assert caught.value.fault is Fault.CENTER_BAD_ANSWER
        assert life_of(papers) == before


async def test_who_shows_a_replaced_one_is_told_of_the_other_machine(
    center: RunningCenter, client: CenterClient, papers: Certificates, tmp_path: Path
) -> None:
    """Two machines from one disk, one renewed: the other must not wait in silence."""
    shutil.copytree(client._keys.folder, tmp_path / "copied")
    keys = DeviceKeys.load_or_create(tmp_path / "copied")
    copy = CenterClient(center.url, KIOSK, keys, tmp_path / "copied", timeout=30)
    assert await renewed(papers, client)
    assert await client.health()
    with pytest.raises(CenterError) as caught:
        await copy.position()
    assert (caught.value.fault, caught.value.code) == (Fault.CENTER_TWIN, "twin")
    waiting, _ = all_forks(center.folder)
    assert [(t.kiosk, t.seen_by) for t in waiting] == [(KIOSK, "certificate")]
    assert settle_twin(center.folder, KIOSK)
    assert (await copy.position()).seq == 0, "its events can come now"
    assert (await client.position()).seq == 0
    await copy.close()


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_the_doctor_warns_and_advises(
    center: RunningCenter,
    client: CenterClient,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
) -> None:
    """Rather than a certificate near its end, a longer time of warning."""
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "keys").symlink_to(client._keys.folder)
    config = KioskConfig(
        machine=MachineSettings(
            id=KIOSK, region="ningbo", state=str(tmp_path / "state")
        ),
        center=CenterSettings(url=center.url),
    )
    path = Path("config/kiosk.toml")
    found = await doctor_center.center_lines(config, path)
    parts = ["center", "machine", "clocks", "region"]
    assert [line.part for line in found] == parts
    assert {line.health for line in found} == {PartHealth.OK}
    monkeypatch.setattr(doctor_center, "CERTIFICATE_WARNING", timedelta(days=100))
    line = (await doctor_center.center_lines(config, path))[0]
    assert line.health is PartHealth.WARNING
    texts = load_texts(language)
    assert texts("doctor__center__warning") in printed(line, texts)
