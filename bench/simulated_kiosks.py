"""Many kiosks at once over real TLS, HTTP and signatures; only enrolment is cut short.

They share one pair of keys, and each has a certificate and a chain of its own. Each
asks how far the center is, sends its batches, and is as patient as a real one is.
"""

import asyncio
import base64
import random
import ssl
import time
import zlib
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from sqlalchemy import insert

from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import transaction
from kiosk.center.identity import identity_tables as tables
from kiosk.center.identity.authority import Authority
from kiosk.center.identity.registry import serial_text
from kiosk.sync.wire.chain import (
    ZERO_HASH,
    EventHead,
    EventPlace,
    event_digest,
    link_hash,
)
from kiosk.sync.wire.events.event_registry import encoded
from kiosk.sync.wire.events.machine_events import PrintDone
from kiosk.sync.wire.upload_wire import SIGNATURE_HEADER, Batch, Event

PATIENCE, JITTER = 30.0, 10.0


@dataclass
class Tally:
    """What all of them met."""

    answers: dict[int, int] = field(default_factory=dict)
    broken: int = 0
    without_wait: int = 0
    """Refusals that do not say when to come again."""
    bytes: int = 0


@dataclass
class Kiosk:
    """One of them."""

    name: str
    context: ssl.SSLContext
    bodies: list[bytes]
    signatures: list[str]


def enrolled(folder: Path, count: int, events: int, prefix: str) -> list[Kiosk]:
    """Write kiosks into the center's registry, each with its batches."""
    key, signing = generate_private_key(SECP256R1()), Ed25519PrivateKey.generate()
    request = (
        x509.CertificateSigningRequestBuilder()
        .subject_name(x509.Name([]))
        .sign(key, SHA256())
        .public_bytes(Encoding.PEM)
        .decode()
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    authority, now = Authority.load_or_create(folder), time.time()
    kiosks, rows, papers = [], [], []
    public = signing.public_key().public_bytes_raw()
    for number in range(count):
        name = f"{prefix}-{number}"
        paper = authority.issue_kiosk(request, name)
        file = folder / "simulated.pem"
        file.write_bytes(secret + paper.public_bytes(Encoding.PEM))
        context = ssl.create_default_context(cafile=str(Authority.path(folder)))
        context.load_cert_chain(file)
        rows.append({"id": name, "signing_key": public, "enrolled_at": now})
        serial = serial_text(paper.serial_number)
        papers.append({"kiosk": name, "serial": serial, "not_after": now + 86400 * 90})
        body = zlib.compress(msgspec.json.encode(batch(name, events)), 6)
        signed = base64.b64encode(signing.sign(body)).decode()
        kiosks.append(Kiosk(name, context, [body], [signed]))
    with closing(connect(folder)) as db, transaction(db):
        db.execute(insert(tables.kiosk), rows)
        db.execute(insert(tables.certificate), papers)
    return kiosks


def batch(name: str, count: int) -> Batch:
    """Return a kiosk's first events."""
    events, prev, now = [], ZERO_HASH, int(time.time() * 1e6)
    for seq in range(1, count + 1):
        done = PrintDone(job=seq, receipt="x", state="confirmed", sent=1, fault=None)
        data, own, place = encoded(done), random.randbytes(16), EventPlace(1, seq)
        head = EventHead(name, own, done.about.name, now + seq, seq, "boot")
        hashed = link_hash(prev, place, event_digest(head, data))
        payload = msgspec.Raw(data)
        _, _, kind, wall, mono, boot = head
        events.append(Event(*place, own, kind, wall, mono, boot, prev, hashed, payload))
        prev = hashed
    return Batch(name, events)


class Line:
    """One connection, as plain as can be."""

    def __init__(self, port: int, context: ssl.SSLContext, address: str) -> None:
        self._to = (port, context, address)
        self._open: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self, method: str, path: str, head: str = "", body: bytes = b""
    ) -> tuple[int, dict[str, str], bytes]:
        """Send a request and return status, headers and body."""
        if self._open is None:
            port, context, address = self._to
            self._open = await asyncio.open_connection(
                "127.0.0.1",
                port,
                ssl=context,
                server_hostname="localhost",
                local_addr=(address, 0),
            )
        reader, writer = self._open
        length = f"content-length: {len(body)}\r\n"
        text = f"{method} /v1{path} HTTP/1.1\r\nhost: localhost\r\n{length}{head}\r\n"
        writer.write(text.encode() + body)
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines[1:] if line)
        answer = await reader.readexactly(int(headers.get("content-length", "0")))
        return int(lines[0].split()[1]), headers, answer

    def close(self) -> None:
        """End it."""
        if self._open is not None:
            self._open[1].close()
            self._open = None


async def drained(
    kiosk: Kiosk, port: int, address: str, jitter: float, tally: Tally
) -> None:
    """Let one kiosk send everything, however long it takes."""
    await asyncio.sleep(random.uniform(0, jitter))
    line, sent, failures = Line(port, kiosk.context, address), -1, 0
    while sent < len(kiosk.bodies):
        try:
            async with asyncio.timeout(PATIENCE):
                status, headers, _ = await _step(line, kiosk, sent)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            tally.broken, failures = tally.broken + 1, failures + 1
            line.close()
            await asyncio.sleep(random.uniform(0, min(300, 2**failures)))
            continue
        tally.answers[status] = tally.answers.get(status, 0) + 1
        if status == 200:
            sent, failures = sent + 1, 0
        else:
            wait = float(headers.get("retry-after", "0"))
            tally.without_wait += not wait
            await asyncio.sleep(max(wait, 0.1) * random.uniform(0.5, 1.5))
    tally.bytes += sum(map(len, kiosk.bodies))
    line.close()


async def _step(
    line: Line, kiosk: Kiosk, sent: int
) -> tuple[int, dict[str, str], bytes]:
    if sent < 0:
        return await line.ask("GET", f"/kiosk/{kiosk.name}/position")
    head = (
        f"content-encoding: deflate\r\n{SIGNATURE_HEADER}: {kiosk.signatures[sent]}\r\n"
    )
    kind = "content-type: application/json\r\n"
    return await line.ask("POST", "/batch", kind + head, kiosk.bodies[sent])
