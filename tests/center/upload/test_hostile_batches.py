"""Signed batches with anything in them: no 500, and never a dead queue."""

import base64
import zlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.center.upload.stored import stored_events, verify_stored
from kiosk.sync.identity.certificates import Certificates
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.line.https import HttpAnswer, HttpsLine
from kiosk.sync.wire.contract import API
from kiosk.sync.wire.upload_wire import SIGNATURE_HEADER, Batch, BatchAccepted, Event
from tests.center.fixture import KIOSK, RunningCenter, enrolled, running_center
from tests.center.upload.test_ingest import event


@pytest.fixture
def center(tmp_path: Path) -> Iterator[RunningCenter]:
    with running_center(tmp_path / "center") as running:
        yield running


@pytest.fixture
async def client(center: RunningCenter, tmp_path: Path) -> AsyncIterator[CenterClient]:
    async with enrolled(center, tmp_path / "keys") as enrolled_client:
        yield enrolled_client


async def sent(client: CenterClient, center: RunningCenter, body: bytes) -> HttpAnswer:
    """Sign and send these bytes as a batch."""
    keys = client._keys
    deflated = zlib.compress(body)
    headers = {
        "content-type": "application/json",
        "content-encoding": "deflate",
        SIGNATURE_HEADER: base64.b64encode(keys.sign(deflated)).decode("ascii"),
    }
    line = HttpsLine(center.url, Certificates(keys.folder, keys).context())
    try:
        return await line.exchange("POST", f"{API}/batch", 10, deflated, headers)
    finally:
        await line.close()


def body_of(events: list[Event]) -> bytes:
    return msgspec.json.encode(Batch(KIOSK, events))


ODD = [
    ("k" * 150_000, b"{}"),
    ("test.event\n", b"{}"),
    ("测试", b"{}"),
    ("test.event", b"[" * 500 + b"]" * 500),
    ("test.event", b'"text"'),
    ("test.event", b"null"),
]


async def test_one_bad_event_does_not_stop_the_others(
    client: CenterClient, center: RunningCenter
) -> None:
    events = [event(1)]
    for kind, payload in ODD:
        number, prev = len(events) + 1, events[-1].hash
        events.append(event(number, prev=prev, payload=payload, kind=kind))
    events.append(event(len(events) + 1, prev=events[-1].hash))
    answer = await sent(client, center, body_of(events))
    assert answer.status == 200
    taken = msgspec.json.decode(answer.body, type=BatchAccepted)
    assert taken.acked_seq == len(ODD) + 2
    assert [refusal.seq for refusal in taken.rejected] == list(range(2, len(ODD) + 2))
    assert len(stored_events(center.folder)) == len(ODD) + 2
    assert verify_stored(center.folder).ok


NUMBERS = ["-1", "0", str(2**53), str(2**63), str(2**64), "1e3", "1.5", '"1"', "null"]


async def test_a_number_out_of_range_is_refused_for_good(
    client: CenterClient, center: RunningCenter
) -> None:
    for field in ("epoch", "seq", "wall_us", "mono_us"):
        for number in NUMBERS:
            plain = msgspec.json.decode(body_of([event(1)]), type=dict[str, Any])
            plain["events"][0][field] = msgspec.Raw(number.encode())
            answer = await sent(client, center, msgspec.json.encode(plain))
            assert answer.status == 400, "final, so the kiosk looks for the event"
    assert (await client.position()).seq == 0


RAW = [b'{"a":"\xff\xfe"}', b"[" * 100_000 + b"]" * 100_000, b'{"a":"\\ud800"}', b"{"]


async def test_a_payload_that_is_no_json_is_no_failure(
    client: CenterClient, center: RunningCenter
) -> None:
    good = event(1)
    plain = event(2, prev=good.hash, payload=b'"HERE"')
    for payload in RAW:
        odd = event(2, prev=good.hash, payload=payload)
        body = body_of([good, plain]).replace(b'"HERE"', payload)
        hashes = [base64.b64encode(each.hash) for each in (plain, odd)]
        body = body.replace(hashes[0], hashes[1])
        answer = await sent(client, center, body)
        assert answer.status in (200, 400), payload[:20]
        if answer.status == 400:
            continue
        taken = msgspec.json.decode(answer.body, type=BatchAccepted)
        assert [refusal.code for refusal in taken.rejected] == ["bad_payload"]
        plain = event(3, prev=odd.hash, payload=b'"HERE"')
        good = odd
    after = await sent(client, center, body_of([event(1)]))
    assert after.status == 200, "the others go on"
