"""Goes the way to the center step by step, on a thread of its own, told as it goes.

At most one check runs at a time. Whoever shows it reads `steps`; nobody waits for it. A
command at a shell can use it as well: it needs neither session nor store.
"""

import asyncio
import ssl
import threading
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from time import monotonic
from typing import TypeVar
from urllib.parse import urlsplit

from kiosk.domain.faults import Fault, KioskError
from kiosk.sync.identity.certificates import Certificates
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.line.https import NOT_LET_IN, CenterError
from kiosk.sync.line.line_looks import LIMIT, NameLook, Place, connect, shake_hands
from kiosk.sync.line.line_steps import (
    STEPS,
    LineStep,
    StepOutcome,
    failed,
    ok,
    unknown,
)
from kiosk.sync.line.own_links import (
    OwnLink,
    address_step,
    gateway_step,
    link_step,
    own_links,
)

T = TypeVar("T")
CLOCK_OFF = 60
"""Seconds by which the machine's own clock may be off."""
ENDS_SOON = 14
"""Days; a certificate is renewed well before, so this near its end that failed."""


class LineCheck:
    """The check of one kiosk's way to its center."""

    def __init__(
        self,
        url: str,
        kiosk_id: str,
        keys: DeviceKeys,
        known: Callable[[], datetime | None],
        wall: Callable[[], datetime],
        told: Callable[[], None] = lambda: None,
        links: Callable[[], tuple[OwnLink, ...]] = own_links,
        limit: float = LIMIT,
    ) -> None:
        """Take where the center is, who we are, and two clocks.

        :param known: the time; None where nobody knows it.
        :param wall: what the machine's own clock says, to be compared.
        :param told: called from the check's thread whenever a step is another.
        """
        self._url, self._kiosk_id, self._keys = url, kiosk_id, keys
        self._papers = Certificates(keys.folder, keys)
        self._known, self._wall, self._told = known, wall, told
        self._links, self._limit = links, limit
        self._resolver = NameLook()
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()
        self._ended: float | None = None
        self.steps: tuple[LineStep, ...] = ()
        """The newest check, each step as far as it is; empty before any."""

    @property
    def running(self) -> bool:
        """Tell whether a check is under way."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def stopped(self) -> bool:
        """Tell whether somebody broke the newest check off."""
        return self._stopped.is_set()

    @property
    def age(self) -> float | None:
        """Return how many seconds ago the newest check ended; None before its end."""
        return None if self._ended is None else monotonic() - self._ended

    def begin(self) -> bool:
        """Begin a check; False when one runs."""
        if self.running:
            return False
        self._stopped.clear()
        self._ended = None
        self.steps = tuple(map(LineStep, STEPS))
        self._thread = threading.Thread(target=self._run, name="line", daemon=True)
        self._thread.start()
        return True

    def stop(self) -> None:
        """Let nothing more be tried; the step that runs ends by its own limit."""
        self._stopped.set()

    def wait(self, seconds: float) -> bool:
        """Wait for the end, as only a command at a shell may; tell whether it came."""
        if self._thread is not None:
            self._thread.join(seconds)
        return not self.running

    def _run(self) -> None:
        try:
            self._near()
            self._far()
            self._believe_the_far()
            self._own_certificate()
        finally:
            self.steps = tuple(map(_not_reached, self.steps))
            self._ended = monotonic()
            self._told()

    def _near(self) -> None:
        links: tuple[OwnLink, ...] = ()

        def look() -> LineStep:
            nonlocal links
            links = self._links()
            return link_step(links)

        self._do("link", look)
        self._do("address", lambda: address_step(links))
        self._do("gateway", gateway_step)

    def _believe_the_far(self) -> None:
        """Take back what this machine says of its own sockets, where it got through."""
        if self._outcome("tcp") is not StepOutcome.OK:
            return
        near = ("link", "address", "gateway")
        self.steps = tuple(
            replace(s, outcome=StepOutcome.UNKNOWN)
            if s.step in near and s.outcome is StepOutcome.FAILED
            else s
            for s in self.steps
        )

    def _far(self) -> None:
        """Go to the center; what stands behind a step that failed is not reached."""
        place, addresses, address = place_of_url(self._url), list[str](), ""

        def name() -> LineStep:
            nonlocal addresses
            if not place.host:
                return failed("dns", "no_center", Fault.NOT_ENROLLED)
            step, addresses = self._resolver.look(place, self._limit)
            return step

        def connection() -> LineStep:
            nonlocal address
            step, address = connect(place, addresses, self._limit)
            return step

        def tls() -> LineStep:
            context, now = self._context(), self._known()
            return shake_hands(place, address, context, now, self._limit)

        for step, look in (("dns", name), ("tcp", connection), ("tls", tls)):
            if self._do(step, look) is StepOutcome.FAILED:
                return
        if self._outcome("tls") is StepOutcome.OK:
            self._ask_center()

    def _ask_center(self) -> None:
        """Ask the center itself: is it well, what time is it, does it know us."""
        clock: LineStep | None = None

        def health() -> LineStep:
            nonlocal clock
            began, before = self._wall(), monotonic()
            answer = self._ask(lambda client: client.health())
            if isinstance(answer, KioskError):
                return failed("health", _why(answer.fault), answer.fault)
            halfway = began.timestamp() + (monotonic() - before) / 2
            clock = clock_step(round(answer.time.timestamp() - halfway))
            return ok("health", ("version", answer.version))

        def known() -> LineStep:
            fault = self._fault("health")
            if fault is not None and fault in NOT_LET_IN:
                return failed("known", _why(fault), fault, ("machine", self._kiosk_id))
            answer = self._ask(lambda client: client.position())
            if isinstance(answer, KioskError):
                return failed("known", _why(answer.fault), answer.fault)
            return ok("known", ("machine", self._kiosk_id))

        well = self._do("health", health) is StepOutcome.OK
        told = clock
        if told is not None:
            self._do("clock", lambda: told)
        if well or self._fault("health") in NOT_LET_IN:
            self._do("known", known)

    def _own_certificate(self) -> None:
        self._do("certificate", lambda: certificate_step(self._papers, self._known()))

    def _context(self) -> ssl.SSLContext | None:
        try:
            return self._papers.context()
        except CenterError:
            return None

    def _ask(self, what: Callable[[CenterClient], Awaitable[T]]) -> T | KioskError:
        """Ask the center one thing over a line of its own."""

        async def once() -> T | KioskError:
            keys, folder = self._keys, self._keys.folder
            client = CenterClient(
                self._url, self._kiosk_id, keys, folder, self._limit, self._known
            )
            try:
                return await what(client)
            except KioskError as error:
                return error
            finally:
                await client.close()

        return asyncio.run(once())

    def _do(self, step: str, look: Callable[[], LineStep]) -> StepOutcome:
        """Do one step and show it before and after."""
        if self._stopped.is_set():
            return StepOutcome.FAILED
        self._put(LineStep(step, StepOutcome.RUNNING))
        before = monotonic()
        try:
            done = look()
        except Exception:
            # A check must end with a word about every step, whatever was met.
            done = failed(step, "odd", Fault.INTERNAL)
        self._put(done.took(monotonic() - before))
        return done.outcome

    def _put(self, done: LineStep) -> None:
        self.steps = tuple(done if s.step == done.step else s for s in self.steps)
        self._told()

    def _outcome(self, step: str) -> StepOutcome:
        return next(s.outcome for s in self.steps if s.step == step)

    def _fault(self, step: str) -> Fault | None:
        return next(s.fault for s in self.steps if s.step == step)


def place_of_url(url: str) -> Place:
    """Return where a center's address leads; without a host it leads nowhere."""
    try:
        parts = urlsplit(url)
        return Place(parts.hostname or "", parts.port or 443)
    except ValueError:
        return Place("", 443)


def clock_step(ahead: int) -> LineStep:
    """Judge by how many seconds the center's clock is ahead of this machine's."""
    if abs(ahead) > CLOCK_OFF:
        return failed("clock", "clock_off", Fault.CLOCK_UNSURE, ("ahead", ahead))
    return ok("clock", ("ahead", ahead))


def certificate_step(papers: Certificates, now: datetime | None) -> LineStep:
    """Judge this kiosk's own certificate."""
    life = papers.life()
    if life is None:
        return failed("certificate", "not_enrolled", Fault.NOT_ENROLLED)
    if now is None:
        return unknown("certificate", "no_time")
    days = (life.ends - now).days
    if now >= life.ends or now < life.begins:
        advice = "certificate_ended" if now >= life.ends else "certificate_early"
        return failed("certificate", advice, Fault.CENTER_REFUSED_US, ("days", days))
    if days < ENDS_SOON:
        return failed("certificate", "certificate_ends", None, ("days", days))
    return ok("certificate", ("days", days))


def _why(fault: Fault) -> str:
    """Return what to do about an answer that is none."""
    return {
        Fault.CENTER_REFUSED_US: "not_known",
        Fault.NOT_APPROVED: "not_approved",
        Fault.CENTER_TIMEOUT: "center_silent",
        Fault.CENTER_ERROR: "center_error",
        Fault.CENTER_TWIN: "twin",
    }.get(fault, "center_odd")


def _not_reached(step: LineStep) -> LineStep:
    if step.outcome in (StepOutcome.WAITING, StepOutcome.RUNNING):
        return replace(step, outcome=StepOutcome.NOT_REACHED)
    return step
