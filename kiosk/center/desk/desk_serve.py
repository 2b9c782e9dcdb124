"""Runs the desk: a process of its own, on the folder and database of the nodes."""

import asyncio
import signal
import ssl
import threading
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any, NamedTuple

import uvicorn
from sqlalchemy.exc import DBAPIError

from kiosk.center.database.center_clock import EVERY, Clock
from kiosk.center.database.clock_check import checked_clock
from kiosk.center.database.connecting import connect
from kiosk.center.database.durable_engine import check_durable
from kiosk.center.database.engine import SQLITE, database_url
from kiosk.center.database.workers import Workers
from kiosk.center.desk.audit.audit_book import AuditBook
from kiosk.center.desk.desk_app import make_desk
from kiosk.center.desk.desk_fence import DeskFence
from kiosk.center.desk.desk_keys import DeskKeys
from kiosk.center.desk.desk_parts import DeskParts
from kiosk.center.desk.entrance.desk_papers import DeskContext, DeskPapers
from kiosk.center.desk.entrance.proof_lane import ProofLane
from kiosk.center.desk.watching import alert_rounds
from kiosk.center.desk.watching.watching_loop import watch
from kiosk.center.desk.watching.webhook import Webhook
from kiosk.center.identity import authorities
from kiosk.center.server.doorkeeper import Doorkeeper
from kiosk.center.server.refusals import Refusal
from kiosk.center.server.serve import SayingServer, listen
from kiosk.center.server.tls import GRACE, Loop, MutualTlsProtocol
from kiosk.domain.faults import SetupError

THREADS = 6
STRANGERS, KNOWN = (1, 16), (1, 8)
"""Threads that judge passwords, and how many may be there at once; a process judges
one at a time, the two lines in turn."""
PORT = 8444


class DeskOptions(NamedTuple):
    """What may be told a desk beside where it listens."""

    refusal_s: float = 1.0
    """Seconds that a login that fails takes at least."""
    hook: Webhook | None = None
    metrics_token: str = ""
    look_every: float = alert_rounds.EVERY

    def __repr__(self) -> str:
        return "DeskOptions(hidden)"


class DeskServer:
    """One desk: made, served, stopped."""

    def __init__(
        self,
        folder: Path,
        host: str = "127.0.0.1",
        port: int = 0,
        names: list[str] | None = None,
        papers: DeskPapers | None = None,
        now: Clock | None = None,
        options: DeskOptions = DeskOptions(),  # noqa: B008
    ) -> None:
        """Open the database, take the certificate and the port.

        :raises NoDeskPapers: when the certificate or its key cannot be used.
        :raises NoPort: when the port cannot be had.
        """
        with ExitStack() as held:
            door = held.enter_context(closing(listen(host, port)))
            self.port: int = door.getsockname()[1]
            self._clock = clock = checked_clock(folder)
            self._papers = DeskContext(folder, names or [], papers)
            keys = DeskKeys(folder)
            self._line, self._door = _line(folder), door
            held.callback(self._line.close)
            lanes = ProofLane(*STRANGERS), ProofLane(*KNOWN)
            for lane in lanes:
                held.callback(lane.close)
            parts = self._line, keys, AuditBook(keys), now or clock
            token = options.metrics_token
            desk = DeskParts(*parts, *lanes, door, options.refusal_s, token)
            self._desk, self._options = desk, options
            app = DeskFence(make_desk(desk))
            self._server = SayingServer(_config(app, self._papers.first, door))
            self._held = held.pop_all()

    def run(self, ready: Callable[[int], None] | None = None) -> None:
        """Serve until stopped or, on the main thread, until a signal."""
        with asyncio.Runner(loop_factory=Loop) as runner:
            runner.run(self._serve(ready))

    async def _serve(self, ready: Callable[[int], None] | None) -> None:
        hook, seconds = self._options.hook, self._options.look_every
        tasks = [
            asyncio.create_task(self._keep_time()),
            asyncio.create_task(self._keep_papers()),
            asyncio.create_task(watch(self._desk, hook, seconds)),
        ]
        try:
            if ready is not None:
                self._server.on_started = lambda: ready(self.port)
            await self._server.serve([self._door])
        finally:
            for task in tasks:
                task.cancel()
            self._held.close()

    async def _keep_time(self) -> None:
        """Look at the database's clock each minute."""
        while True:
            with suppress(Refusal, DBAPIError, SetupError):
                await self._line.run(self._clock.look)
            await asyncio.sleep(EVERY)

    async def _keep_papers(self) -> None:
        """See in time that there is another authority or another certificate."""
        while True:
            await asyncio.sleep(authorities.LOOK_EVERY)
            with suppress(Refusal, DBAPIError, SetupError, OSError):
                await self._line.run(self._papers.look)

    def start(self) -> None:
        """Serve in a thread and return when requests are answered."""
        up = threading.Event()
        self._thread = threading.Thread(
            target=self.run, args=[lambda port: up.set()], name="desk", daemon=True
        )
        self._thread.start()
        while not up.wait(0.05):
            if not self._thread.is_alive():
                raise RuntimeError("the desk did not start")

    def stop(self) -> None:
        """End what `start` began."""
        self._server.should_exit = True
        self._thread.join(15)


def serve_desk(
    folder: Path,
    host: str,
    port: int,
    names: list[str],
    papers: DeskPapers | None,
    options: DeskOptions,
    ready: Callable[[int], None],
) -> int:
    """Serve until a signal; `ready` gets the real port."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *received: None)
    DeskServer(folder, host, port, names, papers, options=options).run(ready)
    return 0


def _line(folder: Path) -> Workers:
    """Return the threads with the database.

    :raises NotDurable: when it would forget what it confirmed.
    """
    with closing(connect(folder)) as db:
        check_durable(db)
    file = database_url(folder).get_backend_name() == SQLITE
    return Workers(folder, "desk", 2 if file else THREADS)


def _config(app: Any, context: ssl.SSLContext, door: Doorkeeper) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=type("AtTheDesk", (MutualTlsProtocol,), {"door": door}),
        ws="none",
        loop="asyncio",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        ssl_context_factory=lambda config, default: context,
    )
