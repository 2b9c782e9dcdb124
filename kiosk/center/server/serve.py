"""Runs the center: blocking, or in a thread of the caller's process."""

import asyncio
import os
import resource
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from functools import partial
from pathlib import Path

import uvicorn
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from kiosk.center.applications.applicant import ActRules
from kiosk.center.applications.application_keys import ActKeys
from kiosk.center.applications.contact.contact_codes import forget_old_codes
from kiosk.center.applications.service_pins import ServicePins
from kiosk.center.database.center_clock import EVERY, Clock, EvenClock
from kiosk.center.database.clock_check import checked_clock, keep_clock
from kiosk.center.database.connecting import connect, take_database
from kiosk.center.database.durable_engine import check_durable
from kiosk.center.database.engine import SQLITE, database_url
from kiosk.center.database.folder_lock import alone
from kiosk.center.database.workers import Workers
from kiosk.center.editions import rollouts
from kiosk.center.fleet.counts import forget_counts
from kiosk.center.fleet.pulse_desk import PulseDesk
from kiosk.center.hospital.city.hospital_keeping import forget_clinics, keep_clinics
from kiosk.center.hospital.claimants import patient_tag
from kiosk.center.hospital.hospital_line import HospitalLine, OutsideLine, OwnLine
from kiosk.center.hospital.hospital_port import HospitalSystem
from kiosk.center.identity import authorities
from kiosk.center.identity.authorities import Authorities
from kiosk.center.identity.desk_key import DeskKey
from kiosk.center.identity.node_papers import NodePapers
from kiosk.center.identity.sealed_secrets import SealedSecrets
from kiosk.center.keys.issuer_keys import IssuerKeys
from kiosk.center.receipts.kept_keys import KeptKeys
from kiosk.center.server.admission import Admission, ASGIApp
from kiosk.center.server.app import make_app
from kiosk.center.server.doorkeeper import Doorkeeper
from kiosk.center.server.operations import clock_is_right
from kiosk.center.server.refusals import Refusal
from kiosk.center.server.route_parts import CenterParts
from kiosk.center.server.tls import Loop, NodeContext, tls_config
from kiosk.domain.faults import SetupError
from kiosk.domain.message import Message
from kiosk.domain.region.region import Region
from kiosk.settings.regions import load_region
from kiosk.settings.told import Told, system_reason

Fill = Callable[[Connection, ActRules, float], None]
"""Writes registers: the database, the rules of acts, the time of the start."""
LOCAL = ["localhost", "127.0.0.1", "::1"]
DEFAULT_REGION = "ningbo"
THREADS = {"uploads": 3, "people": 6, "fleet": 1}
"""With a database of its own; a file has one writer, and more would only queue. What
machines say each minute goes in one line: it is gathered, and delays nobody there."""
TURN = 0.0005
"""Seconds after which a thread that computes lets another one go on."""
FIRST_HANDED = 3
"""The number of the first socket that systemd hands over."""


class NoPort(Told, SetupError):
    """The address and port to listen on cannot be had."""


class SayingServer(uvicorn.Server):
    """Uvicorn's server that says when it answers, and when it begins to end."""

    on_started: Callable[[], None] = staticmethod(lambda: None)
    on_ending: Callable[[], None] = staticmethod(lambda: None)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, then say so."""
        await super().startup(sockets)
        if self.started:
            self.on_started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Say so, then end what was begun."""
        self.on_ending()
        await super().shutdown(sockets)


class CenterServer:
    """One center: made, served, stopped."""

    def __init__(
        self,
        folder: Path,
        host: str = "127.0.0.1",
        port: int = 0,
        names: list[str] | None = None,
        now: Clock | None = None,
        region: Region | None = None,
        *,
        keys: IssuerKeys,
        fill: Fill | None = None,
        hospital: HospitalSystem | None = None,
    ) -> None:
        """Open the database, issue the server's certificate and take the port.

        :param now: what the time is; the center's own clock without it.
        :param region: whose rules acts must obey; the default region's without one.
        :param keys: the key service that proves cards.
        :param fill: writes registers at each start; a city's own are never touched.
        :param hospital: a hospital's own system; the reference one's tables without.
        :raises NoPort: when the port cannot be had.
        :raises CenterRuns: when another one serves this folder's file.
        :raises ClockBehind: when its own clock cannot be right.
        """
        with ExitStack() as held:
            held.enter_context(alone(folder))
            taken = held.enter_context(closing(listen(host, port)))
            self.port: int = taken.getsockname()[1]
            self._clock = checked_clock(folder) if now is None else None
            self._now = now = now or self._clock or time.time
            self._authorities = Authorities(folder)
            own_names = list(dict.fromkeys([*LOCAL, *(names or [])]))
            self._papers = NodePapers(folder, own_names, self._authorities)
            self._tls = NodeContext(*self._papers.written())
            self._workers, self._socket = _lines(folder), taken
            uploads, people, fleet = self._workers
            self._fill = fill
            self._rules = act_rules(folder, region or region_of(folder))
            desk = DeskKey(folder, lambda: self._authorities.leading(now()))
            self.pulses = PulseDesk(fleet, desk, now)
            self._hospital = hospital_line(hospital, people, self._rules, now)
            center = CenterParts(
                *(uploads, people, self._authorities, self._rules),
                *(keys, KeptKeys(folder)),
                *(desk, SealedSecrets(folder)),
                self.pulses,
                hospital=self._hospital,
                now=now,
            )
            app = Admission(self.answering(center))
            self._server = SayingServer(tls_config(app, self._tls, taken))
            self._server.on_ending = self.pulses.end
            self._held = held.pop_all()

    def answering(self, center: CenterParts) -> ASGIApp:
        """Return the application that answers for a center."""
        return make_app(center)

    def run(self, ready: Callable[[int], None] | None = None) -> None:
        """Serve until stopped or, on the main thread, until a signal."""
        with asyncio.Runner(loop_factory=Loop) as runner:
            runner.run(self._serve(ready))

    async def _serve(self, ready: Callable[[int], None] | None) -> None:
        keepers = [
            asyncio.create_task(work)
            for work in (self._keep_time(), self._keep_papers(), self._keep_rollout())
        ]
        try:
            if self._fill is not None:
                fill, rules, began = self._fill, self._rules, self._now()
                await self._workers[1].run(lambda db: fill(db, rules, began))
            if ready is not None:
                self._server.on_started = lambda: ready(self.port)
            await self._server.serve([self._socket])
        finally:
            for keeper in keepers:
                keeper.cancel()
            self.close()

    async def _keep_rollout(self) -> None:
        """Let the next ring of a rollout open, or stop it; all nodes look."""
        while True:
            with suppress(Refusal, DBAPIError, SetupError):
                await self._workers[0].run(lambda db: rollouts.look(db, self._now()))
            await asyncio.sleep(EVERY)

    async def _keep_time(self) -> None:
        """Look at the database's clock each minute, and note that the center serves."""
        even = EvenClock(self._now)
        while self._clock is not None:
            # What fails now, a minute later may not; until then it is carried on.
            with suppress(Refusal, DBAPIError, SetupError):
                await self._workers[1].run(partial(keep_clock, self._clock))
                now = self._now()
                codes = partial(forget_old_codes, rules=self._rules)
                calm = (forget_counts, forget_clinics) if even.is_even() else ()
                for keep in (keep_clinics, codes, *calm):
                    await self._workers[1].run(partial(keep, now=now))
                await self.pulses.tidy()
            await asyncio.sleep(EVERY)

    async def _keep_papers(self) -> None:
        """See in time that there is another authority, or one less."""
        while True:
            await asyncio.sleep(authorities.LOOK_EVERY)
            with suppress(Refusal, DBAPIError, SetupError):
                await self._workers[1].run(self.look)

    def look(self, db: Connection) -> None:
        """Look for authorities, and show and accept what holds from now on."""
        if self._authorities.look(db) or self._papers.are_old():
            self._papers.written()
            self._tls.take()

    def close(self) -> None:
        """Let go of the database, of the port and of the folder."""
        self._hospital.close()
        for worker in self._workers:
            worker.close()
        self._held.close()

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


def _lines(folder: Path) -> tuple[Workers, ...]:
    """Return the lines of work, with connections apart: people before queues.

    :raises NotDurable: when the database would forget what it confirmed.
    """
    with closing(connect(folder)) as db:
        check_durable(db)
    file = database_url(folder).get_backend_name() == SQLITE
    return tuple(
        Workers(folder, name, 1 if file else threads)
        for name, threads in THREADS.items()
    )


def region_of(folder: Path, name: str = DEFAULT_REGION) -> Region:
    """Return a region's profile: a file of the center's own, or the shipped one.

    :raises SettingsMistake: when there is none, or it does not fit.
    """
    return load_region(folder / "center.toml", name)


def act_rules(folder: Path, region: Region) -> ActRules:
    """Return by what acts are judged; keys are made on the first start.

    :raises ValueError: when an older center's file with the keys is broken.
    :raises KeysGone: when there are none, and the database needs them.
    """
    keys = ActKeys(folder)
    return ActRules(keys, ServicePins(keys), region)


def hospital_line(
    system: HospitalSystem | None, people: Workers, rules: ActRules, now: Clock
) -> HospitalLine:
    """Return the line to a hospital's own system, or to the center's tables."""
    if system is not None:
        return OutsideLine(system)
    return OwnLine(people, partial(patient_tag, rules), now)


def serve(
    folder: Path,
    host: str = "127.0.0.1",
    port: int = 8443,
    names: list[str] | None = None,
    ready: Callable[[int], None] | None = None,
    region: str = DEFAULT_REGION,
    *,
    keys: IssuerKeys,
    fill: Fill | None = None,
    database: str | None = None,
    clock_ahead: bool = False,
    hospital: HospitalSystem | None = None,
) -> int:
    """Serve until a signal; `ready` gets the real port.

    :param database: where it is, written down for all commands of this folder.
    :param clock_ahead: whether the center's clock was ahead once, and is right now.
    """
    # uvicorn stops on these signals and then raises them again for whoever was there
    # before; the default would end the process before the database is closed.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *received: None)
    rules = region_of(folder, region)
    if database is not None:
        take_database(folder, database)
    if clock_ahead:
        clock_is_right(folder)
    _open_enough()
    # Whoever answers people is not to wait for a batch's whole turn each time.
    sys.setswitchinterval(TURN)
    who = (folder, host, port, names, None, rules)
    server = CenterServer(*who, keys=keys, fill=fill, hospital=hospital)
    server.run(ready)
    return 0


def _open_enough() -> None:
    """Let as many connections be open as the system allows: each kiosk keeps some."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _handed() -> Doorkeeper | None:
    """Return the socket that the service manager opened for this very process."""
    mine = os.environ.get("LISTEN_PID") == str(os.getpid())
    if not mine or os.environ.get("LISTEN_FDS", "0") == "0":
        return None
    handed = socket.socket(fileno=FIRST_HANDED)
    kind = (handed.family, handed.type, socket.IPPROTO_TCP)
    listener = Doorkeeper(*kind, handle=handed.detach())
    listener.setblocking(False)
    return listener


def served_host(host: str) -> str:
    """Return where kiosks really come in: the service manager's socket goes before."""
    handed = _handed()
    if handed is None:
        return host
    found = str(handed.getsockname()[0])
    handed.detach()
    return found


def listen(host: str, port: int) -> Doorkeeper:
    """Take the port, or the socket that the service manager handed over.

    :raises NoPort: when it cannot be had.
    """
    handed = _handed()
    if handed is not None:
        return handed
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named: asyncio sets TCP_NODELAY only then, and without it every
    # answer over TLS waits 40 ms for the other end's delayed acknowledgement.
    listener = Doorkeeper(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        why = system_reason(error)
        message = Message("operator__no_port", host=host, port=port, why=why)
        raise NoPort(message) from error
    listener.setblocking(False)
    return listener
