"""What the center gives this machine to live by: fetched, proved, applied or refused.

Only what an authority that this machine trusts stands behind, for this machine, with a
number above all before, is taken. Its row is there before anything else happens, so a
power cut leaves either nothing or something to finish. Each end is journaled once.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Protocol

import msgspec
from cryptography import x509

from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.downward.edition_rows import EditionRows, KeptEdition
from kiosk.sync.journal.journal import Journal
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.downward.editions_wire import Edition, EditionMark
from kiosk.sync.wire.downward.pulse_wire import EditionPlace
from kiosk.sync.wire.downward.signed_message import (
    Purpose,
    SignedMessage,
    UnsignedMessage,
    machine_mark,
    opened,
)
from kiosk.sync.wire.events.edition_events import EditionApplied, EditionRefused
from kiosk.sync.wire.events.journal_event import JournalEvent

log = logging.getLogger(__name__)
LATER_S = 600.0
"""Seconds until something is asked for again that nobody trusted signed for us."""
RESTART = "restart"

Fetch = Callable[[str, int], Awaitable[SignedMessage]]
Authorities = Callable[[], Iterable[x509.Certificate]]


class EditionUnfit(Exception):
    """This machine does not take it; the word says why."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class NotBegun(Exception):
    """What an edition says was not begun to be applied, or a power cut was first."""


class Applier(Protocol):
    """How editions of one kind are applied."""

    tries: int
    """So often it is begun."""
    replaced: bool
    """A newer one need not wait for its end."""

    def apply(self, edition: KeptEdition) -> bool:
        """Check it and, where that is all, put it in force; in the caller's block.

        :returns: False when it goes on trial.
        :raises EditionUnfit: when it is not for this machine.
        """
        ...

    def begin(self, edition: KeptEdition) -> None:
        """Put it on trial.

        :raises EditionUnfit: when that cannot be.
        :raises OSError: when it cannot be kept.
        """
        ...

    def outcome(self, edition: KeptEdition) -> str | None:
        """Return how its trial ended: empty where well, else why; None: not yet.

        :raises NotBegun: when there is no trial of it.
        """
        ...

    def hold(self, number: int, content: bytes) -> None:
        """Let the running program have what is in force."""
        ...


class EditionDesk:
    """Takes editions; lives on the session thread's loop."""

    def __init__(
        self,
        journal: Journal,
        fetch: Fetch,
        authorities: Authorities,
        appliers: Mapping[str, Applier],
        kick: Callable[[], None] = lambda: None,
    ) -> None:
        """Take the journal, the way to the center, and who applies each kind.

        :param kick: tells the uploader that there is something new.
        """
        self._journal, self._fetch, self._kick = journal, fetch, kick
        self._authorities, self._appliers = authorities, appliers
        self._rows = EditionRows(journal.store)
        self._mark = machine_mark(journal.keys.signing_public)
        self._later: dict[tuple[str, int], float] = {}
        self._noted: dict[str, float] = {}

    def start(self) -> None:
        """Let the program have what is in force, once after its start."""
        for row in self._rows.all():
            applier = self._appliers.get(row["kind"])
            if applier is not None and row["applied"]:
                try:
                    applier.hold(row["applied"], row["held"])
                except EditionUnfit:
                    # A newer program may read less; the next edition ends it.
                    log.error("an edition of %s is not readable any more", row["kind"])

    def applied(self) -> tuple[EditionPlace, ...]:
        """Return the newest number of each kind that is in force, for the pulse."""
        rows = self._rows.all()
        return tuple(
            EditionPlace(r["kind"], r["applied"]) for r in rows if r["applied"]
        )

    def refused(self) -> tuple[EditionPlace, ...]:
        """Return the kinds whose newest one was refused."""
        return tuple(
            EditionPlace(row["kind"], row["refused"])
            for row in self._rows.all()
            if row["refused"] and row["refused"] >= row["applied"]
        )

    @property
    def trial(self) -> str:
        """Return a kind that is being tried; empty: none."""
        return next((each.kind for each in self._rows.trying()), "")

    async def take(self, marks: Iterable[EditionMark]) -> None:
        """Take what the center's answer named; what fails on the way comes again."""
        for mark in marks:
            applier = self._appliers.get(mark.kind)
            if applier is not None and self._is_new(mark, applier):
                try:
                    await self._take(mark, applier)
                except (CenterError, StoreError) as error:
                    log.info("no %s edition now: %s", mark.kind, type(error).__name__)

    def _is_new(self, mark: EditionMark, applier: Applier) -> bool:
        row = self._rows.of(mark.kind)
        if mark.number <= row["seen"]:
            return False
        now = self._journal.time.monotonic()
        if self._later.get((mark.kind, mark.number), now) > now:
            return False
        return not row.get("trying") or applier.replaced

    async def _take(self, mark: EditionMark, applier: Applier) -> None:
        message = await self._fetch(mark.kind, mark.number)
        try:
            edition = self._proved(message, mark)
        except EditionUnfit as unfit:
            self._strange(mark, unfit.why)
            return
        if not self._is_new(mark, applier):
            return
        kept = KeptEdition(edition.kind, edition.number, edition.by, edition.content)
        self._drop_trial(edition.kind)
        try:
            with self._journal.store.atomic():
                self._rows.take(kept)
                done = applier.apply(kept)
                if done:
                    self._rows.applied(kept)
                    self._journal.append(_applied(kept))
        except EditionUnfit as unfit:
            self._refuse(kept, unfit.why)
            return
        if done:
            applier.hold(kept.number, kept.content)
            self._kick()
        else:
            self.work()

    def _proved(self, message: SignedMessage, mark: EditionMark) -> Edition:
        """Return an edition that is signed, for this machine, and the one asked for.

        :raises EditionUnfit: when it is not.
        """
        now = self._journal.time.known()
        try:
            body = opened(message, Purpose.EDITION, self._authorities(), now)
        except (UnsignedMessage, OSError, ValueError) as error:
            # Also where the authorities cannot be read just now.
            raise EditionUnfit("unsigned") from error
        try:
            edition = msgspec.json.decode(body, type=Edition)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise EditionUnfit("unreadable") from error
        if (edition.kiosk, edition.machine) != (self._journal.kiosk_id, self._mark):
            raise EditionUnfit("other_machine")
        if edition.kind != mark.kind:
            raise EditionUnfit("other_kind")
        if edition.number != mark.number:
            older = edition.number < mark.number
            raise EditionUnfit("older" if older else "other_number")
        return edition

    def _strange(self, mark: EditionMark, why: str) -> None:
        """Note what is none of ours; the true one may still come.

        Once a kind and while: a center that names other numbers fills no journal.
        """
        place, now = (mark.kind, mark.number), self._journal.time.monotonic()
        known = place in self._later or self._noted.get(mark.kind, now) > now
        self._later = {k: v for k, v in self._later.items() if k[0] != mark.kind}
        self._later[place] = now + LATER_S
        if not known:
            self._noted[mark.kind] = now + LATER_S
            self._note(EditionRefused(edition=mark.kind, number=mark.number, why=why))

    def _drop_trial(self, kind: str) -> None:
        """Say of what a newer one takes the place of that it ended."""
        for old in self._rows.trying():
            if old.kind == kind:
                self._end(old, "ended")

    def work(self) -> None:
        """Go on with what is being tried, and settle what has ended."""
        for edition in self._rows.trying():
            applier = self._appliers.get(edition.kind)
            try:
                end = RESTART if applier is None else self._tried(applier, edition)
            except EditionUnfit as unfit:
                end = unfit.why
            except OSError as error:
                log.error("an edition cannot be kept: %s", error.strerror)
                continue
            if end is not None:
                self._end(edition, end)

    def _tried(self, applier: Applier, edition: KeptEdition) -> str | None:
        try:
            return applier.outcome(edition)
        except NotBegun:
            if edition.begun >= applier.tries:
                return RESTART
            self._rows.begin(edition)
            applier.begin(edition)
            return None

    def _end(self, edition: KeptEdition, why: str) -> None:
        if why:
            self._refuse(edition, why)
            return
        with self._journal.store.atomic():
            self._rows.applied(edition)
            self._journal.append(_applied(edition))
        self._appliers[edition.kind].hold(edition.number, edition.content)
        self._kick()

    def take_back(self, kind: str, why: str) -> None:
        """Say of what was in force that it turned out to be nothing."""
        row = self._rows.of(kind)
        number = row["applied"]
        if number and number == row["seen"] != row["refused"]:
            self._refuse(KeptEdition(kind, number, "", b""), why)

    def _refuse(self, edition: KeptEdition, why: str) -> None:
        kind, number = edition.kind, edition.number
        with self._journal.store.atomic():
            if self._rows.of(kind)["seen"] < number:
                self._rows.take(edition._replace(content=b""))
            self._rows.refused(kind, number)
            self._journal.append(EditionRefused(edition=kind, number=number, why=why))
        log.warning("edition %s %s is refused: %s", kind, number, why)
        self._kick()

    def _note(self, event: JournalEvent) -> None:
        try:
            self._journal.append(event)
        except StoreError:
            log.error("%s could not be journaled", event.about.name)
        self._kick()


def _applied(edition: KeptEdition) -> EditionApplied:
    what = {"edition": edition.kind, "number": edition.number}
    return EditionApplied(**what, by=edition.by)  # type: ignore[arg-type]
