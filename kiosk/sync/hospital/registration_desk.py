"""What a flow asks of a hospital; sure of the answer, and never a seat kept in vain.

What was sent is ended, whoever left meanwhile: only its own end says what is to be told
or given back. It knows no page.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from kiosk.domain.applications import ByIdCard
from kiosk.domain.services.registration_steps import RegistrationStep, reached
from kiosk.domain.services.registrations import Key, RegistrationId, RegistrationReason
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.applications.application_ids import ActIds
from kiosk.sync.applications.applications_client import ActsClient
from kiosk.sync.applications.key_cache import KeyCache
from kiosk.sync.hospital.hospital_client import HospitalClient
from kiosk.sync.hospital.open_registrations import OpenRegistrations
from kiosk.sync.hospital.sure_registration import (
    SendAgain,
    matching,
    sure_registration,
    surely_not,
)
from kiosk.sync.journal.journal import Journal
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.events.registration_events import (
    RegistrationCancelled,
    RegistrationConfirmed,
    RegistrationEvent,
    RegistrationHeld,
    RegistrationRefused,
    RegistrationReleased,
    RegistrationSignedIn,
    RegistrationUnknown,
)
from kiosk.sync.wire.sealing import REGISTRATION, Binding, seal_identity
from kiosk.sync.wire.services.hospital_wire import (
    Claimant,
    ClinicsAnswer,
    DepartmentsAnswer,
    HoldRequest,
    MineAnswer,
    MineRequest,
    RegistrationAnswer,
    RegistrationRequest,
)

_DONE: dict[RegistrationStep, type[RegistrationEvent]] = {
    RegistrationStep.HOLD: RegistrationHeld,
    RegistrationStep.CONFIRM: RegistrationConfirmed,
    RegistrationStep.CANCEL: RegistrationCancelled,
    RegistrationStep.SIGN_IN: RegistrationSignedIn,
}


@dataclass(frozen=True, slots=True, repr=False)
class ByCard:
    """Whoever proved a card: its session at the center, and its id."""

    token: str
    card: str


Registrant = ByCard | ByIdCard
"""Who registers."""


class RegistrationDesk:
    """Registrations in a person's name; lives on the session thread's loop."""

    def __init__(
        self,
        journal: Journal,
        ids: ActIds,
        client: HospitalClient,
        keys: KeyCache,
        rows: OpenRegistrations,
    ) -> None:
        self._journal, self._ids, self._client = journal, ids, client
        self._keys, self._open = keys, rows
        self._running: dict[RegistrationId, asyncio.Task[RegistrationAnswer]] = {}
        self._leaving: set[asyncio.Task[None]] = set()
        self.kick: Callable[[], None] = lambda: None
        """Tells the uploader that there is something new."""

    @classmethod
    def over(cls, journal: Journal, line: CenterClient) -> "RegistrationDesk":
        """Return a desk on the journal's store and the line to the center."""
        keys = KeyCache(journal.store, ActsClient(line), journal.time)
        rows = OpenRegistrations(journal.store)
        return cls(journal, ActIds(journal.time), HospitalClient(line), keys, rows)

    def new_id(self) -> RegistrationId:
        """Return an id for what begins with this tap."""
        return self._ids.next()

    async def departments(self) -> DepartmentsAnswer:
        """Return the departments and the hospital's limits."""
        return await self._client.departments()

    async def clinics(self, department: Key) -> ClinicsAnswer:
        """Return a department's clinics."""
        return await self._client.clinics(department)

    async def hold(
        self, act: RegistrationId, clinic: Key, who: Registrant
    ) -> RegistrationAnswer:
        """Have a seat kept for a few minutes.

        :raises CenterError: when it is not known whether one is kept.
        """
        answer = await self._held(act, clinic, who)
        if answer.refused is RegistrationReason.UNREADABLE:
            # The center was restored or changed: its present key is another.
            await self._keys.fetch()
            answer = await self._held(act, clinic, who)
        return answer

    async def confirm(self, act: RegistrationId, who: Registrant) -> RegistrationAnswer:
        """Register who holds the seat; the id is durable before this is sent.

        :raises CenterError: when it is not known whether the hospital did it.
        :raises StoreError: when it could not be made durable; nothing was sent.
        """
        request = RegistrationRequest(act=act, who=await self._claim(act, who))
        self._open.begin(act, self._tag(who))
        send = partial(self._client.confirm, request)
        return await self._ended(RegistrationStep.CONFIRM, act, send)

    async def cancel(self, act: RegistrationId, who: Registrant) -> RegistrationAnswer:
        """Take a registration back.

        :raises CenterError: when it is not known whether the hospital did it.
        """
        request = RegistrationRequest(act=act, who=await self._claim(act, who))
        send = partial(self._client.cancel, request)
        return await self._ended(RegistrationStep.CANCEL, act, send)

    async def sign_in(self, act: RegistrationId, who: Registrant) -> RegistrationAnswer:
        """Tell the hospital that the person is here.

        :raises CenterError: when it is not known whether the hospital took it.
        """
        request = RegistrationRequest(act=act, who=await self._claim(act, who))
        send = partial(self._client.sign_in, request)
        return await self._ended(RegistrationStep.SIGN_IN, act, send)

    def release(self, act: RegistrationId, who: Registrant) -> None:
        """Give a held seat back; nobody waits for it, and its deadline frees it too."""
        task = asyncio.ensure_future(self._release(act, who))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    async def mine(self, who: Registrant) -> MineAnswer:
        """Return a person's registrations.

        :raises CenterError: when they are not to be had.
        """
        answer = await self._mine(who)
        if answer.refused is RegistrationReason.UNREADABLE:
            await self._keys.fetch()
            answer = await self._mine(who)
        return answer

    async def lost(self, who: Registrant) -> list[RegistrationAnswer | None]:
        """Return what became of confirmations that this person got no answer to.

        None for one that still nobody knows of; one whose end is told is forgotten.
        """
        answers: list[RegistrationAnswer | None] = []
        for act in self._open.of(self._tag(who)):
            if act in self._running:
                continue
            try:
                answer = matching(act, await self._client.status(act))
            except CenterError:
                answers.append(None)
                continue
            if answer.refused is RegistrationReason.AWAY or _is_held(answer):
                # The hospital may still be at the confirmation.
                answers.append(None)
                continue
            answers.append(answer)
            self._settled(act)
        return answers

    async def _held(
        self, act: RegistrationId, clinic: Key, who: Registrant
    ) -> RegistrationAnswer:
        request = HoldRequest(act=act, clinic=clinic, who=await self._claim(act, who))
        send = partial(self._client.hold, request)
        return await self._ended(RegistrationStep.HOLD, act, send)

    async def _mine(self, who: Registrant) -> MineAnswer:
        act = self.new_id()
        claim = await self._claim(act, who)
        return await self._client.mine(MineRequest(act=act, who=claim))

    async def _ended(
        self, step: RegistrationStep, act: RegistrationId, send: SendAgain
    ) -> RegistrationAnswer:
        """Send, and go on with it when whoever waits is gone."""
        task = asyncio.ensure_future(self._asked(step, act, send))
        self._running[act] = task
        task.add_done_callback(partial(self._left, act))
        return await asyncio.shield(task)

    def _left(
        self, act: RegistrationId, task: "asyncio.Task[RegistrationAnswer]"
    ) -> None:
        if self._running.get(act) is task:
            del self._running[act]
        if not task.cancelled():
            task.exception()  # looked at: whoever waited for it may be gone

    async def _asked(
        self, step: RegistrationStep, act: RegistrationId, send: SendAgain
    ) -> RegistrationAnswer:
        try:
            answer = await sure_registration(self._client, step, act, send)
        except CenterError as error:
            if surely_not(error):
                self._settled(act)
            else:
                unknown = RegistrationUnknown(act, step=step, fault=error.fault)
                self._note(unknown)
            raise
        if answer.refused is not None:
            done = reached(step, answer.registration)  # a contradiction: asked later
            if answer.refused is not RegistrationReason.AWAY and not done:
                self._settled(act)
            refused = RegistrationRefused(act, step=step, reason=answer.refused)
            self._note(refused)
        elif reached(step, answer.registration):
            self._settled(act)
            self._note(_DONE[step](act))
        return answer

    async def _release(self, act: RegistrationId, who: Registrant) -> None:
        """Give back what is still held once all that was sent has ended."""
        running = self._running.get(act)
        if running is not None:
            with suppress(CenterError):
                await asyncio.shield(running)
        with suppress(CenterError):
            claim = await self._claim(act, who)
            answer = await self._client.release(RegistrationRequest(act=act, who=claim))
            if answer.refused is None and not _is_held(answer):
                self._note(RegistrationReleased(act))

    def _settled(self, act: RegistrationId) -> None:
        """Forget an id; a disk that fails only has it asked after once more."""
        with suppress(StoreError):
            self._open.settle(act)

    def _note(self, event: RegistrationEvent) -> None:
        """Note what the hospital has done; a full disk must not hide it."""
        with suppress(StoreError):
            self._journal.append(event)
        self.kick()

    def _tag(self, who: Registrant) -> str:
        """Return by what the same person is known again."""
        if isinstance(who, ByCard):
            return self._journal.keys.tag("registration.card", who.card)
        return self._journal.keys.tag("registration.id_card", who.number.upper())

    async def _claim(self, act: RegistrationId, who: Registrant) -> Claimant:
        """Return who asks, as it goes over the wire: an ID card under its seal.

        :raises CenterError: when there is no key to seal with.
        """
        if isinstance(who, ByCard):
            return Claimant(token=who.token)
        key = await self._keys.present()
        binding = Binding(self._journal.kiosk_id, act, REGISTRATION)
        return Claimant(identity=seal_identity(key, binding, who))


def _is_held(answer: RegistrationAnswer) -> bool:
    return reached(RegistrationStep.HOLD, answer.registration)
