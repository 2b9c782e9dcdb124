"""The kiosk's way to its center: every request of the contract as a method.

What is asked, not how it travels: that is `exchange.py`, with all failures.
"""

import base64
import zlib
from typing import TypeVar

import msgspec

from kiosk.domain.faults import Fault
from kiosk.domain.records import Insurance, Record
from kiosk.sync.line.exchange import UPLOAD_DEADLINE, Exchange, checked, decoded
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.contract import MOST_RECORDS
from kiosk.sync.wire.downward.signed_message import SignedMessage
from kiosk.sync.wire.identity_wire import (
    REENROLMENT,
    Enrolled,
    Health,
    Reenrolled,
    Reenrolment,
    Renewal,
    TrustedAuthorities,
)
from kiosk.sync.wire.kept_receipts import (
    KeptReceipts,
    ReceiptContent,
    ReceiptKey,
    ReceiptRequest,
)
from kiosk.sync.wire.keys_wire import ExternalKeyRequest, KeyData, PinReloadRequest
from kiosk.sync.wire.own_records_wire import (
    BenefitsAnswer,
    ListRequest,
    MedicalAnswer,
    PersonAnswer,
    RightsRequest,
    StatementsAnswer,
    VisitsAnswer,
)
from kiosk.sync.wire.services.due_wire import DueAnswer
from kiosk.sync.wire.services.eligibility_wire import (
    EligibilityAnswer,
    FaceLeave,
    FaceRequest,
)
from kiosk.sync.wire.services.work_wire import (
    UnemploymentAnswer,
    VacanciesAnswer,
    VacanciesRequest,
    VacancyGroupsAnswer,
    VacancyGroupsRequest,
)
from kiosk.sync.wire.upload_wire import (
    SIGNATURE_HEADER,
    Batch,
    BatchAccepted,
    BatchConflict,
    Position,
)
from kiosk.sync.wire.visit_wire import (
    CardProof,
    Challenge,
    ChallengeRequest,
    Contributions,
    ContributionsRequest,
    Session,
    SessionRequest,
)

T = TypeVar("T")


class CenterClient(Exchange):
    """Every request of the contract as a method."""

    async def health(self) -> Health:
        """Return the center's clock and version."""
        return await self.get("/health", Health)

    async def position(self, notes: int = 0) -> Position:
        """Return how far the center has got with this kiosk.

        :param notes: the number of the last note on a refused event that is kept.
        """
        path = f"/kiosk/{self.kiosk_id}/position?notes={notes}"
        return await self.get(path, Position)

    async def upload(self, batch: Batch) -> BatchAccepted | BatchConflict:
        """Send one batch, deflated and signed.

        :raises CenterError: with the code `too_large` when it must be halved.
        """
        body = zlib.compress(msgspec.json.encode(batch), 6)
        headers = {
            "content-type": "application/json",
            "content-encoding": "deflate",
            SIGNATURE_HEADER: base64.b64encode(self._keys.sign(body)).decode("ascii"),
        }
        deadline = max(UPLOAD_DEADLINE, self._timeout)
        answer = await self.exchange("POST", "/batch", deadline, body, headers)
        if answer.status == 409:
            return decoded(answer, BatchConflict)
        if answer.status == 413:
            raise CenterError(
                "The batch is too large.", Fault.CENTER_ERROR, code="too_large"
            )
        return decoded(checked(answer), BatchAccepted)

    async def edition(self, kind: str, number: int) -> SignedMessage:
        """Fetch an edition that the answer to a pulse named."""
        return await self.get(f"/editions/{kind}/{number}", SignedMessage)

    async def release_block(self, sha512: str, number: int) -> bytes:
        """Fetch one block of a package; what it is worth its reader judges."""
        path = f"/releases/{sha512}/{number}"
        deadline = max(UPLOAD_DEADLINE, self._timeout)
        return checked(await self.exchange("GET", path, deadline, None, None)).body

    async def challenge(self, card_id: str) -> Challenge:
        """Ask for the numbers that the card must answer."""
        return await self.post("/challenges", ChallengeRequest(card_id), Challenge)

    async def open_session(self, proof: CardProof) -> Session:
        """Show the card's answer and learn the card's state."""
        return await self.post("/sessions", SessionRequest(proof), Session)

    async def contributions(
        self, token: str, insurance: Insurance, before: str = ""
    ) -> Contributions:
        """Fetch months of one insurance, a page of them."""
        asked = ContributionsRequest(token, insurance, MOST_RECORDS, before)
        whole = ContributionsRequest(token, insurance)
        return await self._page("/records/contributions", asked, whole, Contributions)

    async def person(self, token: str) -> PersonAnswer:
        """Fetch who the person is and how the card stands."""
        return await self.post("/records/person", RightsRequest(token), PersonAnswer)

    async def statements(self, token: str) -> StatementsAnswer:
        """Fetch the pension account and all its years; they are few."""
        request = ListRequest(token)
        return await self.post("/records/statements", request, StatementsAnswer)

    async def medical(self, token: str, before: str = "") -> MedicalAnswer:
        """Fetch the medical account and a page of its movements."""
        asked, whole = ListRequest(token, MOST_RECORDS, before), ListRequest(token)
        return await self._page("/records/medical", asked, whole, MedicalAnswer)

    async def visits(self, token: str, before: str = "") -> VisitsAnswer:
        """Fetch a page of the medical settlements."""
        asked, whole = ListRequest(token, MOST_RECORDS, before), ListRequest(token)
        return await self._page("/records/visits", asked, whole, VisitsAnswer)

    async def _page(self, path: str, asked: Record, whole: Record, kind: type[T]) -> T:
        """Ask for a page; a center that knows no pages is asked for everything."""
        try:
            return await self.post(path, asked, kind)
        except CenterError as error:
            if error.code != "bad_request":
                raise
        return await self.post(path, whole, kind)

    async def due(self, token: str) -> DueAnswer:
        """Fetch what the person has due; before the PIN, when a report ends."""
        return await self.post("/records/due", RightsRequest(token), DueAnswer)

    async def benefits(self, token: str) -> BenefitsAnswer:
        """Fetch what is and was paid to the person."""
        request = RightsRequest(token)
        return await self.post("/records/benefits", request, BenefitsAnswer)

    async def eligibility(self, token: str) -> EligibilityAnswer:
        """Fetch how the person's benefits and their certifications stand."""
        request = RightsRequest(token)
        return await self.post("/records/eligibility", request, EligibilityAnswer)

    async def face_leave(self, token: str) -> FaceLeave:
        """Ask for a number for one look of the camera module."""
        return await self.post("/eligibility/face", FaceRequest(token), FaceLeave)

    async def unemployment(self, token: str) -> UnemploymentAnswer:
        """Fetch how the person is registered as unemployed."""
        request = RightsRequest(token)
        return await self.post("/records/unemployment", request, UnemploymentAnswer)

    async def vacancies(self, asked: VacanciesRequest, after: int) -> VacanciesAnswer:
        """Fetch the vacancies behind one; 0: from the beginning."""
        request = msgspec.structs.replace(asked, after=after)
        return await self.post("/vacancies", request, VacanciesAnswer)

    async def vacancy_groups(self) -> VacancyGroupsAnswer:
        """Fetch by what the vacancies can be narrowed."""
        request = VacancyGroupsRequest()
        return await self.post("/vacancies/groups", request, VacancyGroupsAnswer)

    async def receipt_key(self) -> ReceiptKey:
        """Return the center's present key for receipts that are printed later."""
        return await self.get("/keys/receipts", ReceiptKey)

    async def kept_receipts(self, token: str) -> KeptReceipts:
        """Fetch the list of receipts that are kept for the holder."""
        return await self.post("/records/receipts", RightsRequest(token), KeptReceipts)

    async def kept_receipt(self, request: ReceiptRequest) -> ReceiptContent:
        """Fetch one of them."""
        return await self.post("/records/receipt", request, ReceiptContent)

    async def use_key(self, request: ExternalKeyRequest) -> bytes:
        """Have the key service make the data of EXTERNAL AUTHENTICATE."""
        return (await self.post("/keys/external", request, KeyData)).data

    async def reload_pin(self, request: PinReloadRequest) -> bytes:
        """Have the key service make the data of PIN RELOAD or PIN UNBLOCK."""
        return (await self.post("/keys/pin", request, KeyData)).data

    async def renew(self, request: Renewal) -> Enrolled:
        """Ask, over this certificate, for the next."""
        return await self.post("/renew", request, Enrolled, again=False)

    async def reenrol(self, request: Reenrolment) -> Reenrolled:
        """Ask for a certificate without showing one; staff has to approve."""
        body = msgspec.json.encode(request)
        signature = self._keys.sign(REENROLMENT + body)
        headers = {
            "content-type": "application/json",
            SIGNATURE_HEADER: base64.b64encode(signature).decode("ascii"),
        }
        answer = await self.exchange_unnamed("/reenrol", body, headers)
        return decoded(checked(answer), Reenrolled)

    async def authorities(self) -> TrustedAuthorities | None:
        """Return which authorities hold; None: an older center, which has one."""
        asked = ("GET", "/authorities", self._timeout, None, None)
        answer = await self.exchange(*asked)
        if answer.status == 404:
            return None
        return decoded(checked(answer), TrustedAuthorities)
