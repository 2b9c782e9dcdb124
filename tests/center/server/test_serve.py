"""The running center: who may ask what, and what hostile bytes get."""

import asyncio
import base64
import json
import os
import signal
import ssl
import subprocess
import sys
import zlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.center.identity.authority import Authority, RequestRefused
from kiosk.center.server.admission import Admission
from kiosk.center.server.operations import new_code
from kiosk.center.server.refusals import Refusal
from kiosk.center.server.serve import CenterServer, NoPort
from kiosk.center.upload.stored import stored_events, verify_stored
from kiosk.machine.demo.demo_center import DemoKeys
from kiosk.sync.identity.certificates import Certificates
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.line.https import HttpAnswer, HttpsLine
from kiosk.sync.upload.outbox import Outbox
from kiosk.sync.wire.contract import API, MAX_BATCH_BYTES, Problem
from kiosk.sync.wire.upload_wire import SIGNATURE_HEADER
from tests.center.engines import engines
from tests.center.fixture import KIOSK, RunningCenter, enrolled, running_center
from tests.documents.openapi import document
from tests.sync.samples import filled, journal_in

ROOT = Path(__file__).resolve().parents[3]
ROUTES = [
    ("GET", "/health"),
    ("GET", f"/kiosk/{KIOSK}/position"),
    ("POST", "/batch"),
    ("POST", "/renew"),
    ("POST", "/challenges"),
    ("POST", "/sessions"),
    ("POST", "/records/contributions"),
]


@pytest.fixture(scope="module")
def center(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCenter]:
    with running_center(tmp_path_factory.mktemp("center")) as running:
        yield running


@pytest.fixture
async def line(center: RunningCenter, tmp_path: Path) -> AsyncIterator[HttpsLine]:
    """Give a raw line with an enrolled kiosk's certificate."""
    async with enrolled(center, tmp_path) as client:
        papers = Certificates(client._keys.folder, client._keys)
        raw = HttpsLine(center.url, papers.context())
        yield raw
        await raw.close()


@pytest.fixture
async def bare(center: RunningCenter) -> AsyncIterator[HttpsLine]:
    """Give a raw line without any certificate."""
    context = ssl.create_default_context(cafile=Authority.path(center.folder))
    raw = HttpsLine(center.url, context)
    yield raw
    await raw.close()


async def ask(
    line: HttpsLine,
    method: str,
    path: str,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> HttpAnswer:
    return await line.exchange(method, API + path, 10, body, headers)


def code_of(answer: HttpAnswer) -> str:
    return msgspec.json.decode(answer.body, type=Problem).code


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_strangers_get_nothing(bare: HttpsLine, method: str, path: str) -> None:
    answer = await ask(bare, method, path, b"{}" if method == "POST" else None)
    assert (answer.status, code_of(answer)) == (401, "not_enrolled")


async def test_strangers_may_fetch_the_authority(
    bare: HttpsLine, center: RunningCenter
) -> None:
    answer = await ask(bare, "GET", "/authority")
    assert answer.body == Authority.path(center.folder).read_bytes()


async def test_a_kiosk_sees_only_its_own_journal(line: HttpsLine) -> None:
    answer = await ask(line, "GET", "/kiosk/hall-2/position")
    assert (answer.status, code_of(answer)) == (403, "other_kiosk")
    signature = {SIGNATURE_HEADER: base64.b64encode(bytes(64)).decode()}
    body = b'{"kiosk":"hall-2","events":[]}'
    answer = await ask(line, "POST", "/batch", body, signature)
    assert (answer.status, code_of(answer)) == (403, "other_kiosk")


@pytest.mark.parametrize("signature", ["", "!!", base64.b64encode(bytes(64)).decode()])
async def test_an_unsigned_batch_is_refused(line: HttpsLine, signature: str) -> None:
    body = b'{"kiosk":"hall-1","events":[]}'
    answer = await ask(line, "POST", "/batch", body, {SIGNATURE_HEADER: signature})
    assert (answer.status, code_of(answer)) == (403, "signature")
    answer = await ask(line, "POST", "/batch", body)
    assert (answer.status, code_of(answer)) == (400, "bad_request")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"card_id":1}',
        b'{"card_id":"x","more":1}',
        b"null",
        b'{"card_id":"\\ud800"}',
    ],
)
async def test_what_is_not_agreed_is_a_clear_refusal(
    line: HttpsLine, body: bytes
) -> None:
    for path in (
        "/challenges",
        "/sessions",
        "/records/contributions",
        "/enrol",
        "/renew",
    ):
        answer = await ask(line, "POST", path, body)
        assert (answer.status, code_of(answer)) == (400, "bad_request"), path


ENROLMENT: dict[str, object] = {
    "code": "0000-0000-0000-0000-0000-0000-0000-0000",
    "kiosk": "hall-7",
    "certificate_request": "",
    "signing_key": base64.b64encode(bytes(32)).decode(),
}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kiosk", ""),
        ("kiosk", None),
        ("kiosk", "a b"),
        ("kiosk", "hall-7\n"),
        ("kiosk", "x" * 33),
        ("kiosk", ["hall-7"]),
        ("code", "x" * 65),
        ("certificate_request", "x" * 20_000),
        ("signing_key", "AA=="),
    ],
)
async def test_an_enrolment_in_a_wrong_form_is_refused(
    bare: HttpsLine, field: str, value: object
) -> None:
    body = json.dumps(ENROLMENT | {field: value}).encode()
    answer = await ask(bare, "POST", "/enrol", body)
    assert (answer.status, code_of(answer)) == (400, "bad_request")


@pytest.mark.parametrize("path", ["/challenges", "/sessions", "/enrol", "/batch"])
async def test_what_is_nested_without_end_is_refused(
    line: HttpsLine, path: str
) -> None:
    body = b'{"card_id":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    answer = await ask(line, "POST", path, body, {SIGNATURE_HEADER: "x"})
    assert (answer.status, code_of(answer)) == (400, "bad_request")


async def test_a_failure_is_logged_with_its_cause_and_nothing_of_the_request(
    line: HttpsLine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> object:
        raise ValueError("no such person: 王秀兰")

    monkeypatch.setattr("kiosk.center.upload.ingest.position", broken)
    answer = await ask(line, "GET", f"/kiosk/{KIOSK}/position")
    assert (answer.status, code_of(answer)) == (500, "internal")
    assert "ValueError" in caplog.text
    assert "test_serve.py" in caplog.text, "the place where it began"
    assert "王秀兰" not in caplog.text
    assert "王秀兰" not in answer.body.decode()


@pytest.mark.parametrize("path", ["/nothing", "/batch/x", "/../etc"])
async def test_other_paths(line: HttpsLine, path: str) -> None:
    answer = await ask(line, "GET", path)
    assert (answer.status, code_of(answer)) == (404, "no_route")
    assert (await ask(line, "DELETE", "/health")).status == 405


BOMB = zlib.compress(b" " * (MAX_BATCH_BYTES * 200))
DEFLATE = {"content-encoding": "deflate", SIGNATURE_HEADER: "x"}


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (BOMB, DEFLATE, 413),
        (b"x" * (MAX_BATCH_BYTES + 1), {}, 413),
        (b"x" * (MAX_BATCH_BYTES * 3), {}, 413),
        (b"no zlib", DEFLATE, 400),
        (zlib.compress(b"{}")[:-3], DEFLATE, 400),
        (zlib.compress(b"{}") + b"tail", DEFLATE, 400),
        (b"{}", {"content-encoding": "gzip"}, 415),
    ],
)
async def test_bombs_and_floods(
    line: HttpsLine, body: bytes, headers: dict[str, str], status: int
) -> None:
    answer = await ask(line, "POST", "/batch", body, headers)
    assert answer.status == status
    assert (await ask(line, "GET", "/health")).status == 200


async def test_a_text_that_no_database_keeps_is_refused(line: HttpsLine) -> None:
    body = rb'{"number": "99\u0000", "name": "x"}'
    headers = {"content-type": "application/json"}
    assert (await ask(line, "POST", "/acts/progress", body, headers)).status == 400
    plain = body.replace(rb"\u0000", b"")
    assert (await ask(line, "POST", "/acts/progress", plain, headers)).status == 200


async def test_it_describes_itself_as_the_document_says(line: HttpsLine) -> None:
    answer = await ask(line, "GET", "/schema/openapi.json")
    assert answer.status == 200
    assert json.loads(answer.body) == json.loads(document())


@pytest.mark.parametrize(
    "path",
    ["/schema", "/schema/", "/schema/openapi.json", "/schema/openapi.yaml"],
)
async def test_a_stranger_is_not_even_told_what_there_is(
    center: RunningCenter, path: str
) -> None:
    context = ssl.create_default_context(cafile=str(center.folder / "authority.pem"))
    stranger = HttpsLine(center.url, context)
    answer = await ask(stranger, "GET", path)
    await stranger.close()
    assert answer.status in (401, 404)
    assert b"openapi" not in answer.body


def test_the_committed_document_is_this_one() -> None:
    committed = (ROOT / "docs" / "openapi.json").read_text("utf-8")
    assert committed == document(), "run: python -m tests.documents"


def test_the_document_says_base64_where_bytes_travel() -> None:
    fields = json.loads(document())["components"]["schemas"]["Event"]["properties"]
    assert fields["hash"]["contentEncoding"] == "base64"
    assert fields["hash"]["maxLength"] == 44
    assert fields["id"]["maxLength"] == 24


async def test_a_batch_signed_by_another_key_is_refused(
    center: RunningCenter, tmp_path: Path
) -> None:
    journal = journal_in(tmp_path / "state")
    filled(journal, 3)
    batch = Outbox(journal).batch(journal.pos().acked)
    assert batch is not None
    async with enrolled(center, tmp_path / "one", "hall-7") as client:
        papers = Certificates(client._keys.folder, client._keys)
        raw = HttpsLine(center.url, papers.context())
        own = msgspec.structs.replace(batch, kiosk="hall-7")
        body = zlib.compress(msgspec.json.encode(own))
        signed = base64.b64encode(journal.keys.sign(body)).decode()
        headers = {"content-encoding": "deflate", SIGNATURE_HEADER: signed}
        answer = await ask(raw, "POST", "/batch", body, headers)
        assert (answer.status, code_of(answer)) == (403, "signature")
        await raw.close()
    journal.store.close()


async def test_it_sheds_uploads_but_not_people() -> None:
    """Against the layer itself: a real overload cannot be made on purpose."""
    entered = asyncio.Event()
    leave = asyncio.Event()

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        entered.set()
        await leave.wait()

    admission = Admission(slow, max_in_flight=1)
    first = asyncio.create_task(call(admission, "/v1/batch"))
    await entered.wait()
    shed = await call(admission, "/v1/batch")
    assert shed[0]["status"] == 503
    waits = dict(shed[0]["headers"])[b"retry-after"]
    assert 1 <= int(waits) <= 5
    person = asyncio.create_task(call(admission, "/v1/sessions"))
    await asyncio.sleep(0)
    leave.set()
    assert await first == await person == []


async def call(admission: Admission, path: str) -> list[dict[str, Any]]:
    """Make one request by hand and return what was sent back."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"{}", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "path": path, "headers": [], "state": {}}
    await admission(scope, receive, send)
    return sent


async def test_a_restart_keeps_everything(tmp_path: Path) -> None:
    folder = engines.give(tmp_path / "center")
    journal = journal_in(tmp_path / "state")
    filled(journal, 20)
    with running_center(folder) as first:
        async with enrolled(first, tmp_path / "kiosk") as client:
            batch = Outbox(journal).batch(journal.pos().acked)
            assert batch is not None
            await client.upload(batch)
        port = first.port
    with running_center(folder, port=port) as second:
        keys = client._keys
        again = CenterClient(second.url, KIOSK, keys, keys.folder)
        assert (await again.position()).seq == 20
        await again.close()
    assert len(stored_events(folder)) == 20
    assert verify_stored(folder).ok
    journal.store.close()


def test_two_centers_cannot_share_a_port(tmp_path: Path) -> None:
    with running_center(tmp_path / "one") as first:
        there = f"127.0.0.1 port {first.port}: .* in use"
        with pytest.raises(NoPort, match=there):
            CenterServer(tmp_path / "two", port=first.port, keys=DemoKeys())


def test_the_command_ends_orderly_on_a_signal(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path;"
        "from kiosk.center.server.serve import serve;"
        "from kiosk.machine.demo.demo_center import DemoKeys;"
        "sys.exit(serve(Path(sys.argv[1]), '127.0.0.1', 0, [],"
        " ready=lambda port: print(port, flush=True), keys=DemoKeys()))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert int(process.stdout.readline()) > 0
    assert new_code(tmp_path, None)
    os.kill(process.pid, signal.SIGTERM)
    assert process.wait(60) == 0
    process.stdout.close()


def test_the_authority_is_made_once_and_never_replaced(tmp_path: Path) -> None:
    first, second = (Authority.load_or_create(tmp_path) for _ in range(2))
    assert first.pem == second.pem


@pytest.mark.parametrize("request_pem", ["", "nonsense", "-----BEGIN CERTIFICATE-----"])
def test_it_signs_no_nonsense(tmp_path: Path, request_pem: str) -> None:
    with pytest.raises(RequestRefused):
        Authority.load_or_create(tmp_path).issue_kiosk(request_pem, KIOSK)


def test_a_refusal_names_its_code() -> None:
    refusal = Refusal(403, "signature", "No.")
    assert (refusal.status, refusal.code, str(refusal)) == (403, "signature", "No.")
