"""The client against a real center over real TLS, and against every broken end."""

import asyncio
import datetime as dt
import os
import ssl
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.center.identity import authority
from kiosk.center.identity.authority import Authority
from kiosk.devices.virtual.network_line import NetworkLine
from kiosk.devices.virtual.people.cast import load_people
from kiosk.domain.faults import Fault
from kiosk.domain.records import CardState, Insurance
from kiosk.machine.demo.demo_center import DemoKeys
from kiosk.settings.state.durable_file import write_durably
from kiosk.sync.clock.clock import SystemClock
from kiosk.sync.identity.certificates import (
    AUTHORITY_FILE,
    CERTIFICATE_FILE,
    Certificates,
)
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.identity.enrolment import enrol
from kiosk.sync.line import https
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.line.https import (
    MAX_ANSWER,
    CenterError,
    HttpAnswer,
    HttpsLine,
    _first_good,
)
from kiosk.sync.upload.uploader import Uploader
from kiosk.sync.wire.identity_wire import Health
from kiosk.sync.wire.visit_wire import CardProof, Session
from tests.center.fixture import (
    KIOSK,
    RunningCenter,
    canned_center,
    enrolled,
    http,
    item_of,
    running_center,
)
from tests.sync.samples import CANARY, filled, journal_in
from tests.until import until

CAST = load_people()


@pytest.fixture(scope="module")
def center(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCenter]:
    with running_center(tmp_path_factory.mktemp("center")) as running:
        yield running


@pytest.fixture
async def client(center: RunningCenter, tmp_path: Path) -> AsyncIterator[CenterClient]:
    async with enrolled(center, tmp_path) as ready:
        yield ready


def at(client: CenterClient, port: int, timeout: float = 30) -> CenterClient:
    """Return a client with the same certificate for another port."""
    keys, folder = client._keys, client._keys.folder
    return CenterClient(f"https://127.0.0.1:{port}", KIOSK, keys, folder, timeout)


async def fault_of(client: CenterClient) -> tuple[Fault, str]:
    """Return how asking for the health fails."""
    try:
        with pytest.raises(CenterError) as caught:
            await client.health()
        return caught.value.fault, str(caught.value)
    finally:
        await client.close()


async def all_ended(client: CenterClient) -> None:
    """Wait until all requests have come to their own limits.

    A handshake that a closing line cuts off loses its socket in the HTTP library.
    """
    line = client._line
    assert line is not None
    await until(lambda: not line._running)


async def session_for(client: CenterClient, person: str) -> Session:
    card = CAST[person].card
    challenge = await client.challenge(card.id)
    answer = DemoKeys().answer(
        card.id, card.generation, challenge.factor, challenge.original
    )
    return await client.open_session(
        CardProof(challenge.id, card.id, answer, item_of(card))
    )


async def test_a_whole_visit(client: CenterClient) -> None:
    health = await client.health()
    assert abs((dt.datetime.now(dt.UTC) - health.time).total_seconds()) < 60
    assert (await client.position()).seq == 0
    for key in ("wang-xiulan", "li-guoqiang", "chen-jianhua"):
        session = await session_for(client, key)
        assert session.state is CardState.NORMAL
        for insurance in Insurance:
            answer = await client.contributions(session.token, insurance)
            assert answer.holder_name == CAST[key].name
            assert len(answer.contributions) == 120
            months = [line.month for line in answer.contributions]
            assert months == sorted(months)
            assert {line.insurance for line in answer.contributions} == {insurance}


async def test_the_journal_gets_there(
    center: RunningCenter, client: CenterClient, tmp_path: Path
) -> None:
    journal = journal_in(tmp_path / "state")
    # The keys of the enrolled kiosk sign; those of the journal only seal.
    filled(journal, 430)
    uploader = Uploader(journal, client, SystemClock(), start_jitter=0)
    task = asyncio.create_task(uploader.run())
    async with asyncio.timeout(60):
        while journal.numbers().waiting:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert uploader.online
    assert (await client.position()).hash == journal.pos().last_hash
    journal.store.close()


async def test_not_enrolled(tmp_path: Path) -> None:
    keys = DeviceKeys.load_or_create(tmp_path)
    for url in ("https://127.0.0.1:1", ""):
        bare = CenterClient(url, KIOSK, keys, tmp_path)
        assert (await fault_of(bare))[0] is Fault.NOT_ENROLLED


async def test_it_works_after_enrolment_without_a_new_client(
    center: RunningCenter, tmp_path: Path
) -> None:
    keys = DeviceKeys.load_or_create(tmp_path)
    bare = CenterClient(center.url, KIOSK, keys, tmp_path)
    with pytest.raises(CenterError):
        await bare.health()
    await enrol(center.url, center.code(), KIOSK, keys, tmp_path)
    assert await bare.health()
    await enrol(center.url, center.code(), KIOSK, keys, tmp_path)
    assert await bare.health(), "a new certificate is taken up by itself"
    await bare.close()


async def test_nobody_there(client: CenterClient, center: RunningCenter) -> None:
    line = NetworkLine("127.0.0.1", center.port)
    line.set_mode("refuse")
    try:
        assert (await fault_of(at(client, line.port)))[0] is Fault.CENTER_UNREACHABLE
    finally:
        line.close()
    name = CenterClient(
        "https://no-such-host.invalid", KIOSK, client._keys, client._keys.folder
    )
    assert (await fault_of(name))[0] is Fault.CENTER_UNREACHABLE


async def test_a_center_that_hangs(client: CenterClient, center: RunningCenter) -> None:
    line = NetworkLine("127.0.0.1", center.port)
    there = at(client, line.port, timeout=0.7)
    try:
        line.set_mode("hang")
        with pytest.raises(CenterError) as before:
            await there.health()
        line.set_mode("open")
        there._timeout = 30
        assert await there.health(), "it comes back by itself"
        there._timeout = 0.7
        line.set_mode("hang")
        with pytest.raises(CenterError) as during:
            await there.health()
        faults = {before.value.fault, during.value.fault}
        assert faults == {Fault.CENTER_TIMEOUT}
    finally:
        await all_ended(there)
        await there.close()
        line.close()


@pytest.mark.parametrize("after", [0, 1, 100, 700, 1200])
async def test_a_cut_answer(
    client: CenterClient, center: RunningCenter, after: int
) -> None:
    line = NetworkLine("127.0.0.1", center.port)
    there = at(client, line.port)
    try:
        line.set_mode("cut", after)
        with pytest.raises(CenterError) as caught:
            await there.health()
        assert caught.value.fault in (
            Fault.CENTER_BAD_ANSWER,
            Fault.CENTER_UNREACHABLE,  # cut inside the handshake: no connection yet
        )
        line.set_mode("open")
        assert await there.health()
    finally:
        await there.close()
        line.close()


async def test_a_cut_after_the_handshake(
    client: CenterClient, center: RunningCenter
) -> None:
    line = NetworkLine("127.0.0.1", center.port)
    there = at(client, line.port)
    try:
        token = (await session_for(there, "wang-xiulan")).token
        # Turning the switch drops connections; this one gets a few bytes of records.
        line.set_mode("cut", 3000)
        with pytest.raises(CenterError) as caught:
            await there.contributions(token, Insurance.PENSION)
        assert caught.value.fault is Fault.CENTER_BAD_ANSWER
    finally:
        await there.close()
        line.close()


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (http(500, b"oops"), Fault.CENTER_ERROR),
        (http(503, b"", "retry-after: 7\r\n"), Fault.CENTER_ERROR),
        (http(429, b""), Fault.CENTER_ERROR),
        (http(200, b"{}"), Fault.CENTER_BAD_ANSWER),
        (http(200, b'{"time":"x"'), Fault.CENTER_BAD_ANSWER),
        (http(200, b"\xff\xfe"), Fault.CENTER_BAD_ANSWER),
        (http(302, b"", "location: /\r\n"), Fault.CENTER_BAD_ANSWER),
        (http(404, b'{"code":"no_record","message":""}'), Fault.CENTER_NO_RECORD),
        (
            http(403, b'{"code":"proof_refused","message":""}'),
            Fault.CARD_NOT_GENUINE,
        ),
        (
            http(403, b'{"code":"challenge_ended","message":""}'),
            Fault.CENTER_PROOF,
        ),
        (http(403, b'{"code":"other","message":""}'), Fault.CENTER_BAD_ANSWER),
        (http(418, b"tea"), Fault.CENTER_BAD_ANSWER),
        (b"not http at all\r\n\r\n", Fault.CENTER_BAD_ANSWER),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{", Fault.CENTER_BAD_ANSWER),
        (b"", Fault.CENTER_BAD_ANSWER),
        (http(200, b" " * (MAX_ANSWER + 10)), Fault.CENTER_BAD_ANSWER),
    ],
)
async def test_answers_that_are_no_answers(
    client: CenterClient, center: RunningCenter, answer: bytes, fault: Fault
) -> None:
    with canned_center(center.folder, answer) as port:
        found, text = await fault_of(at(client, port))
    assert found is fault
    assert "oops" not in text


class Forgetful:
    """A way to the center that forgets connections without telling either end."""

    def __init__(self, port: int) -> None:
        self.made, self._port, self._forgotten = 0, port, 0
        self._ends: list[asyncio.StreamWriter] = []
        self._server: asyncio.Server | None = None

    async def open(self) -> int:
        """Listen, and return the port."""
        self._server = await asyncio.start_server(self._pass, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    def forget(self) -> None:
        """Pass nothing more on over the connections there are."""
        self._forgotten = self.made

    async def close(self) -> None:
        """Hang up on everybody."""
        assert self._server is not None
        self._server.close()
        for end in self._ends:
            end.close()
        await asyncio.gather(
            *(end.wait_closed() for end in self._ends), return_exceptions=True
        )

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.made += 1
        own = self.made
        there, back = await asyncio.open_connection("127.0.0.1", self._port)
        self._ends += [writer, back]

        async def pump(a: asyncio.StreamReader, b: asyncio.StreamWriter) -> None:
            while data := await a.read(65536):
                if own > self._forgotten:
                    b.write(data)
            b.close()

        await asyncio.gather(
            pump(reader, back), pump(there, writer), return_exceptions=True
        )


@pytest.fixture
async def way(center: RunningCenter) -> AsyncIterator[Forgetful]:
    forgetful = Forgetful(int(center.url.rpartition(":")[2]))
    yield forgetful
    await forgetful.close()


async def test_a_forgotten_connection_costs_nobody_the_whole_time(
    way: Forgetful, client: CenterClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    through = at(client, await way.open())
    await through.health()
    way.forget()
    with monkeypatch.context() as brief:
        brief.setattr(https, "_SILENT", 0.02)
        assert (await through.health()).version
    assert (await through.health()).version
    assert way.made == 2
    await asyncio.gather(way.close(), through.close())


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        (("late 200", "unreachable"), "200"),
        (("broken", "late unreachable"), "broken"),
        (("late broken", "unreachable"), "broken"),
        (("late broken", "409"), "409"),
        (("late 200", "409"), "200"),
        (("late 409", "200"), "200"),
    ],
)
async def test_a_second_try_says_nothing_of_the_first(
    ends: tuple[str, str], told: str
) -> None:
    """That it found no center does not mean that nothing was sent."""

    async def end(how: str) -> HttpAnswer:
        if how.startswith("late "):
            await asyncio.sleep(0.01)
        word = how.removeprefix("late ")
        if word.isdecimal():
            return HttpAnswer(int(word), b"", None)
        unreachable = word == "unreachable"
        fault = Fault.CENTER_UNREACHABLE if unreachable else Fault.CENTER_BAD_ANSWER
        raise CenterError(word, fault)

    tasks = [asyncio.create_task(end(how)) for how in ends]
    (found,) = await asyncio.gather(_first_good(tasks), return_exceptions=True)
    await asyncio.gather(*tasks, return_exceptions=True)
    said = found.status if isinstance(found, HttpAnswer) else found
    assert str(said) == told


async def test_what_is_done_once_is_not_sent_again(
    way: Forgetful, client: CenterClient
) -> None:
    through = at(client, await way.open())
    await through.health()
    way.forget()
    with pytest.raises(CenterError) as caught:
        await through.exchange("GET", "/health", 0.5, None, None, again=False)
    assert (caught.value.fault, way.made) == (Fault.CENTER_TIMEOUT, 1)
    await asyncio.gather(way.close(), through.close())


async def test_retry_after_reaches_the_caller(
    client: CenterClient, center: RunningCenter
) -> None:
    with canned_center(center.folder, http(503, b"", "retry-after: 7\r\n")) as port:
        there = at(client, port)
        with pytest.raises(CenterError) as caught:
            await there.health()
        await there.close()
    assert caught.value.retry_after == 7


async def test_what_a_center_says_never_gets_into_an_error(
    client: CenterClient, center: RunningCenter
) -> None:
    secret = CANARY.encode()
    for body in (
        b'{"time":"' + secret + b'","version":"1"}',
        b'{"code":"' + secret + b'","message":"' + secret + b'"}',
    ):
        for status in (200, 403):
            with canned_center(center.folder, http(status, body)) as port:
                there = at(client, port)
                with pytest.raises(CenterError) as caught:
                    await there.health()
                await there.close()
            error: BaseException | None = caught.value
            while error is not None:
                assert CANARY not in f"{error} {error!r}"
                error = error.__cause__


async def test_a_center_of_another_authority(
    client: CenterClient, tmp_path: Path
) -> None:
    health = msgspec.json.encode(Health(dt.datetime.now(dt.UTC), "1"))
    with canned_center(tmp_path / "other", http(200, health)) as port:
        assert (await fault_of(at(client, port)))[0] is Fault.CENTER_IDENTITY


async def test_a_certificate_that_does_not_hold_at_this_time(
    client: CenterClient, center: RunningCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clock that is wrong by years looks just so, and may well be the reason."""
    monkeypatch.setattr(authority, "SERVER_DAYS", -0.002)
    health = msgspec.json.encode(Health(dt.datetime.now(dt.UTC), "1"))
    with canned_center(center.folder, http(200, health)) as port:
        assert (await fault_of(at(client, port)))[0] is Fault.CENTER_TIME


async def test_a_certificate_for_another_name(
    client: CenterClient, center: RunningCenter
) -> None:
    authority = Authority.load_or_create(center.folder)
    file = authority.write_server(client._keys.folder, ["elsewhere.example"])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server = await asyncio.start_server(
        lambda reader, writer: writer.close(), "127.0.0.1", 0, ssl=context
    )
    port = server.sockets[0].getsockname()[1]
    assert (await fault_of(at(client, port)))[0] is Fault.CENTER_IDENTITY
    server.close()
    await server.wait_closed()


async def own_certificate(
    client: CenterClient, authority: Authority, days: float
) -> None:
    """Put a certificate of another life or another authority in place of ours."""
    request = Certificates(client._keys.folder, client._keys).request(KIOSK)
    fresh = authority.issue_kiosk(request, KIOSK, days)
    write_durably(
        client._keys.folder / CERTIFICATE_FILE, fresh.public_bytes(Encoding.PEM)
    )


async def test_our_certificate_has_ended(
    client: CenterClient, center: RunningCenter
) -> None:
    authority = Authority.load_or_create(center.folder)
    await own_certificate(client, authority, days=-0.01)
    assert (await fault_of(at(client, center.port)))[0] is Fault.CENTER_REFUSED_US


async def test_our_certificate_is_of_another_authority(
    client: CenterClient, center: RunningCenter, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    await own_certificate(client, Authority.load_or_create(tmp_path / "other"), 9)
    assert (await fault_of(at(client, center.port)))[0] is Fault.CENTER_REFUSED_US


async def test_our_certificate_was_never_registered(
    client: CenterClient, center: RunningCenter
) -> None:
    await own_certificate(client, Authority.load_or_create(center.folder), 9)
    assert (await fault_of(at(client, center.port)))[0] is Fault.CENTER_REFUSED_US


async def test_a_new_enrolment_ends_the_old_certificate(
    client: CenterClient, center: RunningCenter, tmp_path: Path
) -> None:
    assert await client.health()
    async with enrolled(center, tmp_path / "new-disk") as other:
        assert await other.health()
        assert (await fault_of(client))[0] is Fault.CENTER_REFUSED_US


async def test_a_certificate_that_does_not_fit_the_key(
    client: CenterClient, center: RunningCenter
) -> None:
    (client._keys.folder / CERTIFICATE_FILE).write_bytes(b"nonsense")
    assert (await fault_of(client))[0] is Fault.NOT_ENROLLED
    assert (client._keys.folder / AUTHORITY_FILE).exists()


async def test_cancelled_in_the_middle_it_still_works(
    client: CenterClient, center: RunningCenter
) -> None:
    for delay in (0, 0.001, 0.005, 0.02):
        task = asyncio.create_task(client.health())
        await asyncio.sleep(delay)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert await client.health()


async def test_cancelled_handshakes_leave_no_socket_behind(
    client: CenterClient, center: RunningCenter
) -> None:
    line = NetworkLine("127.0.0.1", center.port)
    there = at(client, line.port, timeout=0.7)
    line.set_mode("hang")
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(12):
        task = asyncio.create_task(there.health())
        await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await all_ended(there)
    await there.close()
    line.close()
    async with asyncio.timeout(30):
        while len(os.listdir("/proc/self/fd")) > before:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_a_line_closed_under_a_request_is_a_trouble_not_an_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A cancelled request would otherwise end whoever waits, and nobody would know."""
    line = HttpsLine("https://127.0.0.1:9", ssl.create_default_context())
    monkeypatch.setattr(line, "_request", lambda *_: asyncio.sleep(30))
    asking = asyncio.create_task(line.exchange("GET", "/v1/health", 10))
    await asyncio.sleep(0.01)
    await line.close()
    with pytest.raises(CenterError) as caught:
        await asking
    assert caught.value.fault is Fault.CENTER_UNREACHABLE


async def test_a_center_that_knows_no_pages_is_asked_for_everything(
    center: RunningCenter, client: CenterClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = (await session_for(client, "wang-xiulan")).token
    paged = await client.visits(token), await client.medical(token)
    sent: list[bytes] = []
    exchange = client.exchange

    async def older(
        method: str, path: str, deadline: float, *rest: Any, **more: Any
    ) -> Any:
        """Refuse, as a center of before does, a field that it does not know."""
        body = rest[0] if rest else b""
        if path.startswith("/records/"):
            sent.append(body)
            if b'"limit"' in body:
                no = b'{"code":"bad_request","message":"unknown field `limit`"}'
                return HttpAnswer(400, no, None)
        return await exchange(method, path, deadline, *rest, **more)

    monkeypatch.setattr(client, "exchange", older)
    whole = await client.visits(token), await client.medical(token)
    assert [answer.more for answer in whole] == ["", ""]
    assert whole[0].visits == paged[0].visits
    assert whole[1].movements == paged[1].movements
    assert (whole[0].counts, whole[1].years) == (None, ())
    answer = await client.contributions(token, Insurance.PENSION)
    assert (len(answer.contributions), answer.whole) == (120, None)
    assert len(sent) == 6


async def test_who_asks_for_no_page_gets_no_field_of_pages(
    center: RunningCenter, client: CenterClient
) -> None:
    """A kiosk of before refuses an answer with a field that it does not know."""
    token = (await session_for(client, "wang-xiulan")).token
    headers = {"content-type": "application/json"}
    for path, more in (
        ("visits", {}),
        ("medical", {}),
        ("statements", {}),
        ("contributions", {"insurance": "pension"}),
    ):
        body = msgspec.json.encode({"token": token, **more})
        answer = await client.exchange("POST", f"/records/{path}", 5, body, headers)
        assert answer.status == 200
        found = msgspec.json.decode(answer.body)
        assert {"more", "counts", "years", "whole"}.isdisjoint(found), path
