"""One visit of one cardholder: what is known of the card, kept until dropped.

The object is thrown away at the end; nothing of it is kept or wiped by hand.
"""

from dataclasses import dataclass, field
from uuid import uuid4

from kiosk.devices.card.pin import PinStatus
from kiosk.devices.card.port import CardUnreadable, Transport
from kiosk.devices.card.social_card import SocialSecurityCard
from kiosk.faults import Fault, KioskError
from kiosk.records import CardState, HolderData, IssuerData
from kiosk.session.parts import Parts
from kiosk.sync.contract import CardProof


@dataclass
class Visit:
    """The card in the slot and what the center opened for it."""

    parts: Parts
    insertion: int
    issuer: IssuerData
    holder: HolderData
    pin: PinStatus
    id: str = field(default_factory=lambda: uuid4().hex)
    token: str | None = None
    state: CardState = CardState.UNKNOWN
    center_fault: Fault | None = None
    """Why the center could not be asked, as of the last question."""

    def note(self, kind: str, **payload: object) -> None:
        """Journal an event of this visit."""
        self.parts.note(kind, visit=self.id, **payload)

    async def open_at_center(self) -> None:
        """Prove to the center that the card is here and learn its state.

        :raises KioskError: when the center or the card fails.
        """
        card_id = self.issuer.card_id
        if card_id is None:
            raise CardUnreadable(
                "The card has no readable id.", Fault.CARD_FILE_DAMAGED
            )
        challenge = await self.parts.center.challenge(card_id)
        answer = await self.parts.slot.run(
            self.insertion,
            lambda transport: SocialSecurityCard(transport).internal_authenticate(
                challenge.factor, challenge.original
            ),
        )
        session = await self.parts.center.open_session(
            CardProof(challenge_id=challenge.id, card_id=card_id, answer=answer)
        )
        self.token, self.state, self.center_fault = session.token, session.state, None

    async def token_now(self) -> str:
        """Return a token, opened now when there is none.

        :raises KioskError: when the center or the card fails.
        """
        if self.token is None:
            await self.open_at_center()
        assert self.token is not None
        return self.token


def read_card(
    transport: Transport,
) -> tuple[IssuerData, HolderData, PinStatus]:
    """Read what a visit begins with; runs on the slot's thread.

    :raises KioskError: when this is no readable social security card.
    """
    card = SocialSecurityCard(transport)
    card.select_environment()
    issuer = card.read_issuer()
    if issuer.card_id is None:
        raise KioskError("The issuer's file has no card id.", Fault.CARD_FILE_DAMAGED)
    return issuer, card.read_holder(), card.pin_status()
