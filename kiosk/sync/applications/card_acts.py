"""What is asked for with a card, or for a card that is to come; sure of the answer.

Contact data, PIN, enabling, a replacement, progress: none of it can wait. Every act has
an event before it is sent and one after it.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from kiosk.domain.applications import (
    NO_PROOF,
    ActAnswer,
    ActId,
    ByIdCard,
    CodeAnswer,
    Contact,
    ContactProof,
    NewPin,
    ProgressAnswer,
    ProgressState,
    Who,
)
from kiosk.domain.faults import Fault, KioskError
from kiosk.settings.state.store_errors import StoreError, StoreUnsure
from kiosk.sync.applications.application_ids import ActIds
from kiosk.sync.applications.applications_client import ActsClient
from kiosk.sync.applications.key_cache import KeyCache
from kiosk.sync.applications.sure_answer import NOTHING_SENT, Send, sure_answer
from kiosk.sync.journal.journal import Journal
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.applications_wire import (
    CodeRequest,
    ContactRequest,
    EnableRequest,
    PinChangeRequest,
    PinProgressRequest,
    ProgressRequest,
    ReplacementRequest,
    Sealed,
)
from kiosk.sync.wire.events.application_events import (
    Answered,
    Asked,
    CertificationAnswered,
    CertificationAsked,
    ContactAnswered,
    ContactAsked,
    EnablingAnswered,
    EnablingAsked,
    ReplacementAnswered,
    ReplacementAsked,
    ServicePinAnswered,
    ServicePinAsked,
    SignInAnswered,
    SignInAsked,
    evidence_of,
)
from kiosk.sync.wire.sealing import (
    CONTACT,
    PIN,
    PROGRESS,
    REPLACEMENT,
    Binding,
    seal_identity,
)
from kiosk.sync.wire.services.eligibility_wire import CertifyRequest, FaceProof
from kiosk.sync.wire.services.work_wire import SignInRequest


class NoSealingKey(KioskError):
    """No center was ever reached, so nothing can be sealed for it."""

    fault = Fault.CENTER_UNREACHABLE


class CardActs:
    """Acts that are asked for at once; lives on the session thread's loop."""

    def __init__(
        self, journal: Journal, ids: ActIds, client: ActsClient, keys: KeyCache
    ) -> None:
        self._journal, self._ids, self._client = journal, ids, client
        self._keys = keys
        self.kick: Callable[[], None] = lambda: None
        """Tells the uploader that there is something new."""

    async def change_contact(
        self, token: str, contact: Contact, proof: ContactProof = NO_PROOF
    ) -> ActAnswer:
        """Change contact data of the proved card's holder.

        :param proof: what vouches for it besides the card with its PIN.

        :raises CenterError: when it is not known whether the center did it.
        """
        act, identity = self._ids.next(), None
        if proof.id_card is not None:
            identity = await self.sealed(act, CONTACT, proof.id_card)
        request = ContactRequest(
            act=act, token=token, contact=contact, identity=identity, code=proof.code
        )
        send = partial(self._client.change_contact, request)
        return await self.asked(ContactAsked(act), ContactAnswered, send)

    async def contact_code(self, token: str) -> CodeAnswer:
        """Have a code sent to the number on record of the proved card's holder.

        :raises CenterError: when it is not known whether one was sent.
        """
        request = CodeRequest(act=self._ids.next(), token=token)
        return await self._client.contact_code(request)

    async def enable(self, token: str) -> ActAnswer:
        """Enable the social function of the proved card.

        :raises CenterError: when it is not known whether the center did it.
        """
        act = self._ids.next()
        request = EnableRequest(act=act, token=token)
        send = partial(self._client.enable, request)
        return await self.asked(EnablingAsked(act), EnablingAnswered, send)

    async def replace_card(self, who: Who) -> ActAnswer:
        """Apply for a new card for one that is lost.

        :raises CenterError: when it is not known whether the center took it.
        """
        act = self._ids.next()
        sealed = await self.sealed(act, REPLACEMENT, who)
        request = ReplacementRequest(act=act, identity=sealed)
        send = partial(self._client.replace_card, request)
        return await self.asked(ReplacementAsked(act), ReplacementAnswered, send)

    async def sign_in(self, token: str) -> ActAnswer:
        """Sign the proved card's holder in as unemployed.

        :raises CenterError: when it is not known whether the center did it.
        """
        act = self._ids.next()
        request = SignInRequest(act=act, token=token)
        send = partial(self._client.sign_in, request)
        return await self.asked(SignInAsked(act), SignInAnswered, send)

    async def change_pin(self, token: str, new: NewPin) -> ActAnswer:
        """Tell the center the PIN that the proved card has now.

        :raises CenterError: when it is not known whether the center took it.
        """
        act = self._ids.next()
        sealed = await self.sealed(act, PIN, new)
        request = PinChangeRequest(act=act, token=token, identity=sealed)
        send = partial(self._client.change_pin, request)
        return await self.asked(ServicePinAsked(act), ServicePinAnswered, send)

    async def certify(self, token: str, face: FaceProof | None) -> ActAnswer:
        """Certify the benefits of the proved card's holder; nothing of it ever waits.

        :param face: what the camera module signed; None: only the card speaks.
        :raises CenterError: when it is not known whether the center did it.
        """
        act = self._ids.next()
        request = CertifyRequest(act=act, token=token, face=face)
        send = partial(self._client.certify, request)
        return await self.asked(CertificationAsked(act), CertificationAnswered, send)

    async def progress(self, who: Who) -> ProgressAnswer:
        """Ask how far a person's card is.

        :raises CenterError: when the center did not answer.
        """
        if isinstance(who, ByIdCard):
            return await self._client.progress(ProgressRequest(who.number, who.name))
        answer = await self._progress_by_pin(who)
        if answer.state is ProgressState.UNREADABLE:
            await self._keys.fetch()
            answer = await self._progress_by_pin(who)
        return answer

    async def _progress_by_pin(self, who: Who) -> ProgressAnswer:
        act = self._ids.next()
        sealed = await self.sealed(act, PROGRESS, who)
        request = PinProgressRequest(act=act, identity=sealed)
        return await self._client.progress_by_pin(request)

    async def asked(self, asked: Asked, then: type[Answered], send: Send) -> ActAnswer:
        """Ask for what cannot wait, with an event before and after.

        The first one is durable before anything is sent: a killed program leaves it
        as the sign that the outcome is unknown.
        """
        try:
            self._journal.append(asked)
        except StoreUnsure as error:
            # Whatever became of the event: nothing was sent.
            raise StoreError(str(error)) from error
        try:
            answer = await sure_answer(self._client, asked.act, send)
        except CenterError as error:
            state = _outcome(error)
            self._journal.append(then(act=asked.act, state=state, fault=error.fault))
            raise
        finally:
            self.kick()
        # A full disk must not hide from the person what the center has done.
        with suppress(StoreError):
            self._journal.append(
                then(
                    act=asked.act,
                    state=answer.state,
                    reason=answer.reason,
                    evidence=evidence_of(answer),
                )
            )
        return answer

    async def sealed(self, act: ActId, purpose: str, who: Who | NewPin) -> Sealed:
        """Return who asks, under a seal that only the center opens.

        :raises NoSealingKey: when no center was ever reached.
        """
        try:
            key = await self._keys.present()
        except CenterError as error:
            raise NoSealingKey("There is no key to seal with.") from error
        return seal_identity(key, Binding(self._journal.kiosk_id, act, purpose), who)


def _outcome(error: CenterError) -> str:
    """Return what an act became that has no answer, for the journal."""
    if error.fault in NOTHING_SENT:
        return "not_sent"
    return "refused" if error.code else "unknown"
