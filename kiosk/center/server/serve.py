"""Runs the center: blocking, or in a thread of the caller's process.

Also what an operator needs beside it: codes, a backup, counting and verifying.
"""

import asyncio
import os
import shutil
import signal
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import uvicorn

from kiosk.center.applications.applicant import ActRules
from kiosk.center.applications.application_keys import FILE as KEY_FILE
from kiosk.center.applications.application_keys import ActKeys
from kiosk.center.applications.service_pins import ServicePins
from kiosk.center.identity import registry, revoking
from kiosk.center.identity.authority import Authority
from kiosk.center.keys import key_service
from kiosk.center.keys.issuer_keys import (
    DemoKeys,
    IssuerKeys,
    NoKeyService,
    issuer_keys,
    require_demo,
)
from kiosk.center.records import card_items
from kiosk.center.records.seed import seed
from kiosk.center.server import alarms
from kiosk.center.server.admission import Admission
from kiosk.center.server.app import make_app
from kiosk.center.server.db import FILE, Worker, connect
from kiosk.center.server.doorkeeper import Doorkeeper
from kiosk.center.server.route_parts import Center
from kiosk.center.server.tls import Loop, tls_config
from kiosk.center.upload import forks
from kiosk.center.upload.stored import stored_events, verify_stored
from kiosk.devices.virtual.people.cast import Person, load_people
from kiosk.domain.faults import SetupError
from kiosk.domain.region.profile import Region
from kiosk.settings.regions import load_region
from kiosk.settings.state.store import write_durably

__all__ = [
    "CenterServer",
    "KeysGone",
    "NoKeyService",
    "allow_part",
    "backup",
    "new_code",
    "serve",
    "stored_events",
    "verify_stored",
]

LOCAL = ["localhost", "127.0.0.1", "::1"]
DEFAULT_REGION = "ningbo"


class KeysGone(RuntimeError):
    """The database was put back without the file of keys that belongs to it."""


class _Server(uvicorn.Server):
    """Uvicorn's server that says when it answers."""

    on_started: Callable[[], None] = staticmethod(lambda: None)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, then say so."""
        await super().startup(sockets)
        if self.started:
            self.on_started()


class CenterServer:
    """One center: made, served, stopped."""

    def __init__(
        self,
        folder: Path,
        host: str = "127.0.0.1",
        port: int = 0,
        names: list[str] | None = None,
        people: Mapping[str, Person] | None = None,
        now: Callable[[], float] = time.time,
        region: Region | None = None,
        keys: IssuerKeys | None = None,
    ) -> None:
        """Open the database, issue the server's certificate and take the port.

        :param region: whose rules acts must obey; the default region's without one.
        :param keys: the city's key service; without one the demo's keys and people.

        :raises NoKeyService: when the demo's keys could be reached from elsewhere.
        :raises OSError: when the port cannot be had.
        """
        if keys is None:
            require_demo(host)
        self._socket = _listen(host, port)
        self.port: int = self._socket.getsockname()[1]
        self._authority = Authority.load_or_create(folder)
        own_names = list(dict.fromkeys([*LOCAL, *(names or [])]))
        server = self._authority.write_server(folder, own_names)
        uploads, people_worker = Worker(folder, "uploads"), Worker(folder, "people")
        self._workers = (uploads, people_worker)
        demo = load_people if keys is None else dict[str, Person]
        self._people: Mapping[str, Person] = demo() if people is None else people
        self._now = now
        self._rules = act_rules(folder, region or region_of(folder))
        center = Center(
            *(uploads, people_worker, self._authority, self._rules),
            *(keys or DemoKeys(), now),
        )
        app = Admission(make_app(center))
        config = tls_config(app, server, Authority.path(folder), self._socket)
        self._server = _Server(config)

    def run(self, ready: Callable[[int], None] | None = None) -> None:
        """Serve until stopped or, on the main thread, until a signal."""
        with asyncio.Runner(loop_factory=Loop) as runner:
            runner.run(self._serve(ready))

    async def _serve(self, ready: Callable[[int], None] | None) -> None:
        try:
            if self._people:
                await self._workers[1].run(self._seed)
            if ready is not None:
                self._server.on_started = lambda: ready(self.port)
            await self._server.serve([self._socket])
        finally:
            for worker in self._workers:
                worker.close()
            self._socket.close()

    def _seed(self, db: sqlite3.Connection) -> None:
        """Write the demo's people; a city's own registers are never touched."""
        began, rules = self._now(), self._rules
        seed(db, self._people, began)
        rules.pins.seed(db, self._people, rules.region.pin)
        card_items.seed_items(db, rules, self._people, began)

    def start(self) -> None:
        """Serve in a thread and return when requests are answered."""
        up = threading.Event()
        self._thread = threading.Thread(
            target=self.run, args=[lambda port: up.set()], name="center", daemon=True
        )
        self._thread.start()
        while not up.wait(0.05):
            if not self._thread.is_alive():
                raise RuntimeError("the center did not start")

    def stop(self) -> None:
        """End what `start` began."""
        self._server.should_exit = True
        self._thread.join(15)


def region_of(folder: Path, name: str = DEFAULT_REGION) -> Region:
    """Return a region's profile: a file of the center's own, or the shipped one.

    :raises ConfigError: when there is none, or it does not fit.
    """
    return load_region(folder / "center.toml", name)


def act_rules(folder: Path, region: Region) -> ActRules:
    """Return by what acts are judged; keys are made on the first start.

    :raises ValueError: when the file with the keys is broken.
    :raises KeysGone: when there is none, and the database needs one.
    """
    if not (folder / KEY_FILE).exists() and _has_acts(folder):
        raise KeysGone(
            f"{folder / KEY_FILE} is missing: put it back from a backup. With new keys "
            "no waiting report opens and no PIN is right."
        )
    keys = ActKeys(folder)
    return ActRules(keys, ServicePins(keys), region)


def _has_acts(folder: Path) -> bool:
    """Tell whether the database holds what only the keys beside it can read."""
    connection = connect(folder)
    try:
        row = connection.execute(
            "SELECT EXISTS(SELECT 1 FROM act) OR EXISTS(SELECT 1 FROM service_pin)"
        ).fetchone()
        return bool(row[0])
    finally:
        connection.close()


def serve(
    folder: Path,
    host: str = "127.0.0.1",
    port: int = 8443,
    names: list[str] | None = None,
    ready: Callable[[int], None] | None = None,
    region: str = DEFAULT_REGION,
    key_service_name: str = "",
) -> int:
    """Serve until a signal; `ready` gets the real port.

    :raises NoKeyService: when there must be one.
    """
    keys = issuer_keys(key_service_name, host)
    # uvicorn stops on these signals and then raises them again for whoever was there
    # before; the default would end the process before the database is closed.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *received: None)
    rules = region_of(folder, region)
    CenterServer(folder, host, port, names, region=rules, keys=keys).run(ready)
    return 0


def new_code(folder: Path, kiosk_id: str | None = None) -> str:
    """Make a one-time enrolment code; the server may be running meanwhile."""
    authority = Authority.load_or_create(folder)
    connection = connect(folder)
    try:
        return registry.make_code(connection, authority, kiosk_id, time.time())
    finally:
        connection.close()


def release_pin(folder: Path, card_id: str) -> None:
    """Let the PIN of one card be replaced; the server may be running meanwhile.

    :raises Refusal: when nobody has this card.
    """
    connection = connect(folder)
    try:
        key_service.release_pin(connection, card_id, time.time())
    finally:
        connection.close()


def learn_card(folder: Path, card_id: str) -> None:
    """Believe once what a card gives after its PIN; the server may be running.

    :raises Refusal: when nobody has this card.
    """
    connection = connect(folder)
    try:
        card_items.learn(connection, card_id, time.time())
    finally:
        connection.close()


def allow_part(folder: Path, kiosk_id: str, part: str) -> None:
    """Write into the registry that a kiosk has a part; the server may be running."""
    connection = connect(folder)
    try:
        registry.allow_part(connection, kiosk_id, part)
    finally:
        connection.close()


def revoke_kiosk(folder: Path, kiosk_id: str) -> bool:
    """End a kiosk at once; the server may be running meanwhile."""
    connection = connect(folder)
    try:
        return revoking.revoke(connection, kiosk_id, time.time())
    finally:
        connection.close()


def all_alarms(folder: Path) -> list[alarms.Alarm]:
    """Return the kiosks that asked for too much, the newest first."""
    connection = connect(folder)
    try:
        return alarms.alarms(connection)
    finally:
        connection.close()


def all_forks(folder: Path) -> tuple[list[forks.Twin], list[forks.Fork]]:
    """Return who shares a name, and every history that was left."""
    connection = connect(folder)
    try:
        return forks.twins(connection), forks.forks(connection)
    finally:
        connection.close()


def settle_twin(folder: Path, kiosk_id: str) -> bool:
    """Let the refused machine of a name go on; the server may be running meanwhile."""
    connection = connect(folder)
    try:
        return forks.settle(connection, kiosk_id, time.time())
    finally:
        connection.close()


_KEYS = (KEY_FILE, "authority-key.pem", "authority.pem")


def backup(folder: Path, target: Path) -> int:
    """Copy the database while it runs, verify the copy, and promise what it holds.

    The keys go with it, for their owner's eyes only: without those for acts nothing
    that waits can be opened, and with another authority every kiosk would be a
    stranger. What a verified backup holds is durable: kiosks may forget it after their
    time. Returns the number of events in the copy.

    :raises RuntimeError: when the copy does not verify; nothing is promised then.
    :raises SetupError: when there is no center, or the copy would lie on
        what it is made of.
    """
    if not (folder / FILE).is_file():
        raise SetupError(f"{folder}: there is no center here; nothing was copied.")
    if target.resolve() == folder.resolve():
        raise SetupError(f"{target}: is the center's own folder; name another one.")
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in _KEYS:
        if (folder / name).exists():
            write_durably(target / name, (folder / name).read_bytes())
    source = connect(folder)
    try:
        # The one before stays until this one is whole: promises rest on it.
        fresh = target / "unverified"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        copy = sqlite3.connect(fresh / FILE)
        with copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        copy.close()
        (fresh / FILE).chmod(0o600)
        report = verify_stored(fresh)
        if not report.ok:
            raise RuntimeError(f"{target / FILE}: {report.sentence}")
        _put(fresh / FILE, target / FILE)
        source.execute("ATTACH DATABASE ? AS copy", [str(target / FILE)])
        source.execute(
            "UPDATE position SET durable_epoch=c.epoch, durable_seq=c.seq "
            "FROM copy.position AS c WHERE c.kiosk=position.kiosk "
            "AND (c.epoch, c.seq) > "
            "(position.durable_epoch, position.durable_seq)"
        )
        return report.events
    finally:
        source.close()


def _put(fresh: Path, place: Path) -> None:
    """Move a verified copy into its place, durably."""
    for path in (fresh, fresh.parent):
        handle = os.open(path, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
    for old in place.parent.glob(place.name + "-*"):
        old.unlink()  # a log of the copy before would be read into this one
    fresh.replace(place)
    handle = os.open(place.parent, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
    shutil.rmtree(fresh.parent)


def _listen(host: str, port: int) -> Doorkeeper:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named: asyncio sets TCP_NODELAY only then, and without it every
    # answer over TLS waits 40 ms for the other end's delayed acknowledgement.
    listener = Doorkeeper(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except OSError:
        listener.close()
        raise
    listener.setblocking(False)
    return listener
