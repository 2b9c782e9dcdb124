"""A real center over real TLS for tests, and strange ends of the line beside it."""

import asyncio
import atexit
import shutil
import ssl
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy import update

from kiosk.center.database.connecting import connect
from kiosk.center.database.engine import FILE, URL_FILE
from kiosk.center.hospital.hospital_port import HospitalSystem
from kiosk.center.identity.authority import Authority
from kiosk.center.records.records_tables import card_record
from kiosk.center.server.operations import new_code
from kiosk.center.server.serve import DEFAULT_REGION, act_rules, region_of
from kiosk.devices.virtual.demo_city import write_demo_city
from kiosk.devices.virtual.people.cast import Person, PersonCard, load_people
from kiosk.domain.region.region import Region
from kiosk.machine.demo.demo_center import DemoKeys
from kiosk.machine.demo.demo_registers import fill_registers
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.identity.enrolment import enrol
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.wire.card_item import digest_of
from kiosk.sync.wire.visit_wire import CardItem
from tests.center.engines import ENGINES, TwoNodes, engines
from tests.center.lent_applications import QuickCenter

KIOSK = "hall-1"


ITEM = "DF04.EF05/medical_account_number"


def item_of(card: PersonCard) -> CardItem:
    """Return what a demo person's card gives after its PIN, as a kiosk sends it."""
    account = card.number + card.id[16:24]
    return CardItem(ITEM, digest_of(card.id, ITEM, account.encode("ascii")))


@dataclass
class RunningCenter:
    """A center that answers."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """Return the address for `center.url`."""
        return f"https://127.0.0.1:{self.port}"

    def code(self, kiosk_id: str | None = KIOSK) -> str:
        """Return a fresh one-time code."""
        return new_code(self.folder, kiosk_id)


@contextmanager
def running_center(
    folder: Path,
    now: Callable[[], float] = time.time,
    port: int = 0,
    region: Region | None = None,
    people: Mapping[str, Person] | None = None,
    hospital: HospitalSystem | None = None,
) -> Iterator[RunningCenter]:
    """Run a center in a thread for the time of the block.

    A new one begins as a copy of one with the same people, keys too: to write them
    takes longer than most tests.
    """
    cast = load_people() if people is None else people
    with begun(folder, cast, region, now) as is_filled:
        fill = None if is_filled else fill_registers(cast)
        if region is None:
            write_demo_city(folder, DEFAULT_REGION)
        kind = QuickCenter if engines.present == ENGINES[0] else TwoNodes
        server = kind(
            folder,
            port=port,
            now=now,
            region=region,
            keys=DemoKeys(),
            fill=fill,
            hospital=hospital,
        )
        server.start()
        try:
            yield RunningCenter(folder, server.port)
        finally:
            server.stop()


@contextmanager
def begun(
    folder: Path,
    people: Mapping[str, Person],
    region: Region | None,
    now: Callable[[], float],
) -> Iterator[bool]:
    """Let a center's folder have a database; one that is given anew goes at the end.

    It tells whether the people are in it already.
    """
    if any((folder / name).exists() for name in (FILE, URL_FILE)):
        yield False
        return
    filled = _filled(people, region)
    engines.copy(filled, folder)
    with closing(connect(folder)) as db:
        for person in people.values():
            hours = person.card.loss_ends_in
            if hours is not None:
                own = update(card_record).filter_by(card=person.card.id.upper())
                db.execute(own.values(loss_until=now() + hours * 3600))
    yield True
    engines.drop(folder)


_made: dict[tuple[str, bytes], dict[str, Path]] = {}
"""By engine and people, then by region: one of them is the next one's beginning."""


def _filled(people: Mapping[str, Person], region: Region | None) -> Path:
    """Return the folder of a center with these people, which nobody opens."""
    same = _made.setdefault((engines.present, msgspec.json.encode(people)), {})
    if repr(region) not in same:
        folder = Path(tempfile.mkdtemp(prefix="kiosk-filled-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        if same:
            engines.copy(next(iter(same.values())), folder)
        else:
            engines.give(folder)
            Authority.load_or_create(folder)
        rules = act_rules(folder, region or region_of(folder))
        with closing(connect(folder)) as db:
            fill_registers(people)(db, rules, time.time())
        same[repr(region)] = folder
    return same[repr(region)]


@asynccontextmanager
async def enrolled(
    center: RunningCenter, folder: Path, kiosk_id: str = KIOSK, port: int | None = None
) -> AsyncIterator[CenterClient]:
    """Enrol a kiosk and give its client; `port` leads it over another line."""
    keys = DeviceKeys.load_or_create(folder)
    await enrol(center.url, center.code(kiosk_id), kiosk_id, keys, folder)
    url = f"https://127.0.0.1:{port or center.port}"
    client = CenterClient(url, kiosk_id, keys, folder, timeout=30)
    try:
        yield client
    finally:
        await client.close()


@contextmanager
def canned_center(folder: Path, answer: bytes) -> Iterator[int]:
    """Answer every request with these bytes, over the center's own TLS."""
    authority = Authority.load_or_create(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority.write_server(folder, ["127.0.0.1"]))
    context.load_verify_locations(Authority.path(folder))
    context.verify_mode = ssl.CERT_OPTIONAL

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    started = asyncio.start_server(talk, "127.0.0.1", 0, ssl=context)
    server = asyncio.run_coroutine_threadsafe(started, loop).result(30)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(_end(server), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()


async def _end(server: asyncio.Server) -> None:
    server.close()
    tasks = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.sleep(0.05)  # let the aborted TLS connections go


def http(status: int, body: bytes, headers: str = "") -> bytes:
    """Return an HTTP answer as bytes."""
    return (
        f"HTTP/1.1 {status} X\r\ncontent-length: {len(body)}\r\n"
        f"content-type: application/json\r\nconnection: close\r\n{headers}\r\n"
    ).encode("ascii") + body
