"""Watches one PC/SC reader and names insertions; survives the service and the reader.

One supervised thread. It reports the truth as the service tells it; a hanging call to
the card and what the session hears of it are the slot's matter (`pcsc.py`). A service
that does not even answer whether something changed is away: the thread that hangs in it
is left behind and another one tries.
"""

import logging
import re
import threading
import time
from collections.abc import Callable

from kiosk.devices.card.card_port import SlotEvent, SlotState
from kiosk.devices.card.readers.winscard import (
    NEW_READERS,
    PcscContext,
    PcscError,
    PcscFault,
    ReaderState,
)

logger = logging.getLogger(__name__)

_WAIT_S = 3.0
"""How long the watcher trusts a silent service before it looks again."""
_SHORT_WAIT_S = 0.2
_GRACE_S = 0.6
"""How long the service may still report a card that was already found gone."""
_BACKOFF_S = (0.2, 2.0)
_SILENT_S = 10.0
"""After so long without any answer the service counts as away."""
_GUARD_S = 1.0
_MOST_HUNG = 4
"""Watching threads that hang at a time; beyond that the service is simply away."""
_NUMBERED = re.compile(r"(.+) [0-9A-F]{2} ([0-9A-F]{2})", re.DOTALL)


class _Abandoned(Exception):
    """This thread's call came back after it had been given up."""


class Watcher:
    """The reader whose name begins with `name`; an empty name takes the only one.

    :param tell: called at every change of `truth`, on this or on the owner thread.
    :param others: heads of the names of readers with another use, such as the slot
        of the security module; they are not among the choice.
    """

    def __init__(
        self, name: str, tell: Callable[[], None], others: tuple[str, ...] = ()
    ) -> None:
        self.truth = SlotEvent(SlotState.STARTING)
        self.listed: tuple[str, ...] = ()
        """The readers that the service named last; none while it is away."""
        self._name = name
        self._others = others
        self._tell = tell
        self._lock = threading.RLock()
        self._stopping = threading.Event()
        self._thread = self._new_thread()
        self._hung: set[threading.Thread] = set()
        self._alive_at = time.monotonic()
        """When the service last answered anything, or was given a new thread."""
        self._context: PcscContext | None = None
        self._insertion = 0
        self._counter = -1
        self._gone_at: float | None = None
        self.replaced = 0
        """How often a thread was left behind in a service that did not answer."""

    def start(self) -> None:
        """Begin to watch."""
        self._alive_at = time.monotonic()
        self._thread.start()
        threading.Thread(target=self._guard, name="card-guard", daemon=True).start()

    def _new_thread(self) -> threading.Thread:
        return threading.Thread(
            target=self._watch_for_ever, name="card-watcher", daemon=True
        )

    def _guard(self) -> None:
        """Give up on a thread that hangs in the service, and let another one try."""
        before = time.monotonic()
        while not self._stopping.wait(_GUARD_S):
            now = time.monotonic()
            late, before = now - before > 2 * _GUARD_S, now
            # A machine that is late itself has heard nothing either.
            if not late and now - self._alive_at > _SILENT_S:
                self._replace()

    def _replace(self) -> None:
        with self._lock:
            self._alive_at = time.monotonic()
            self.listed = ()
            self._set(SlotState.NO_SERVICE)
            if len(self._hung) >= _MOST_HUNG - 1:
                # Enough hang already: this one goes on as soon as its call returns.
                return
            self._hung.add(self._thread)
            self._context = None
            self._thread = self._new_thread()
            self._thread.start()
        self.replaced += 1
        logger.warning("The PC/SC service does not answer; another thread tries.")

    def _beat(self) -> None:
        """Note that the service answered this thread.

        :raises _Abandoned: when another thread watches by now.
        """
        with self._lock:
            if threading.current_thread() in self._hung:
                raise _Abandoned
            self._alive_at = time.monotonic()

    def stop(self) -> None:
        """End the thread; one that hangs in the service is left behind."""
        self._stopping.set()
        self._wake()
        if self._thread.is_alive():
            self._thread.join(timeout=0.5)

    def card_gone(self, insertion: int) -> None:
        """Take note of a removal before the service has noticed it."""
        with self._lock:
            truth = self.truth
            if truth.state is not SlotState.CARD or truth.insertion != insertion:
                return
            self._gone_at = time.monotonic()
            self._set(SlotState.EMPTY, truth.reader)
        self._wake()  # to look for a card that was put in meanwhile

    def _wake(self) -> None:
        with self._lock:
            context = self._context
        if context is not None:
            context.cancel()

    def _set(self, state: SlotState, reader: str = "", atr: bytes = b"") -> None:
        with self._lock:
            truth = SlotEvent(state, reader, self._insertion, atr)
            if truth != self.truth:
                self.truth = truth
                self._tell()

    def _watch_for_ever(self) -> None:
        """Watch with a fresh context after every failure of the service."""
        delay, most = _BACKOFF_S
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                self._beat()
                self._watch_once()
            except _Abandoned:
                with self._lock:
                    self._hung.discard(threading.current_thread())
                return
            except PcscError as error:
                logger.info("The PC/SC service is away: %s", error)
            except Exception:
                logger.exception("The card watcher failed and starts again.")
            if self._stopping.is_set():
                return
            with self._lock:
                if threading.current_thread() in self._hung:
                    continue  # to be told at once that it was given up
                self.listed = ()
                self._set(SlotState.NO_SERVICE)
            if time.monotonic() - began > most:
                delay = _BACKOFF_S[0]
            self._stopping.wait(delay)
            delay = min(delay * 2, most)

    def _watch_once(self) -> None:
        """Watch until the service fails or the watcher is stopped."""
        context = PcscContext()
        try:
            self._beat()
            with self._lock:
                self._context = context
            self._watch(context)
        finally:
            with self._lock:
                if self._context is context:
                    self._context = None
            context.release()

    def _watch(self, context: PcscContext) -> None:
        watched = ""
        state = ReaderState(0, b"")
        while not self._stopping.is_set():
            listed = tuple(context.readers())
            self._beat()
            self.listed = listed
            reader = self._choose(list(self.listed))
            if reader != watched:
                watched, state = reader, ReaderState(0, b"")
                self._counter = -1
            state = self._next_state(context, reader, state)
            self._beat()
            if reader and state.bits and not state.lost:
                self._observe(reader, state)

    def _choose(self, readers: list[str]) -> str:
        """Return the reader to watch, or "" after telling why there is none."""
        fitting = fitting_readers(readers, self._name, self._others)
        if len(fitting) == 1:
            return fitting[0]
        self._set(SlotState.SEVERAL_READERS if fitting else SlotState.NO_READER)
        return ""

    def _next_state(
        self, context: PcscContext, reader: str, state: ReaderState
    ) -> ReaderState:
        """Wait for a change of the reader or of the list of readers.

        :raises PcscError: when the service is away.
        """
        known = {NEW_READERS: 0}
        if reader:
            known[reader] = state.known
        patience = _WAIT_S if self._gone_at is None else _SHORT_WAIT_S
        try:
            return context.wait(known, patience).get(reader, state)
        except PcscError as error:
            if error.fault in (PcscFault.SERVICE, PcscFault.OTHER):
                raise
            if error.fault is PcscFault.READER:
                self._stopping.wait(_BACKOFF_S[0])  # it is just leaving
            return state

    def _observe(self, reader: str, state: ReaderState) -> None:
        """Compare the reader's state with the truth so far.

        The service's counter tells two cards apart even when the removal between
        them was never reported.
        """
        with self._lock:
            if not state.present:
                self._gone_at = None
                self._counter = state.counter
                self._set(SlotState.EMPTY, reader)
                return
            unnoticed = state.counter == self._counter
            if unnoticed and not self._came_back():
                return
            if self.truth.state is SlotState.CARD:
                self._set(SlotState.EMPTY, reader)
            self._gone_at = None
            self._counter = state.counter
            self._insertion += 1
            # An exchange the service did not notice: its ATR is the old card's.
            self._set(SlotState.CARD, reader, b"" if unnoticed else state.atr)

    def _came_back(self) -> bool:
        """Say whether a card found gone must be taken for a new one.

        That is so when the service still reports it after it had time to notice: then
        a card was put in again before the service looked.
        """
        gone_at = self._gone_at
        return gone_at is not None and time.monotonic() - gone_at > _GRACE_S


def fitting_readers(
    readers: list[str], head: str, others: tuple[str, ...] = ()
) -> list[str]:
    """Return the readers a head of a name can mean.

    A reader with another use is left out where its own head says more than ours, so
    that the slots of one machine, which begin alike, can be told apart.
    """
    known = tuple(other for other in others if len(other) > len(head))
    free = [name for name in readers if not name.startswith(known)]
    exact = [name for name in free if name.startswith(head)]
    if exact:
        return exact
    taken = tuple(filter(None, others))
    return [n for n in free if _moved(n, head) and not n.startswith(taken)]


def _moved(name: str, wanted: str) -> bool:
    """Tell whether a reader is the wanted one under another number.

    pcscd ends its names with the reader's number and its slot's; the number changes
    when a reader is plugged in again, the slot's does not.
    """
    here, there = _NUMBERED.fullmatch(name), _NUMBERED.fullmatch(wanted)
    return here is not None and there is not None and here.groups() == there.groups()
