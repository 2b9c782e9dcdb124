"""One visit of one cardholder: what is known of the card, kept until dropped.

The object is thrown away at the end; nothing of it is kept or wiped by hand.
"""

from dataclasses import dataclass

from kiosk.devices.card.holder.social_card import SocialSecurityCard
from kiosk.devices.card.keys.authentication import Algorithm
from kiosk.devices.card.protocol.apdu import CommandError, StatusWord
from kiosk.devices.card.protocol.pin_coding import PinStatus
from kiosk.devices.card.protocol.transport import CardUnreadable, Transport
from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.records import CardState, HolderData, IssuerData
from kiosk.domain.services.due import Due
from kiosk.session.dialog.errand import Errand
from kiosk.sync.wire.visit_wire import CardItem, CardProof, PinKnown, Session


class NotGenuine(KioskError):
    """A copy without its issuer's key, or a card with something in front of it."""

    fault = Fault.CARD_NOT_GENUINE


_STATE_FAULTS = {
    CardState.NOT_ENABLED: Fault.CARD_NOT_ENABLED,
    CardState.ASSIGNED: Fault.CARD_NOT_ENABLED,
    CardState.MAKING: Fault.CARD_NOT_ENABLED,
    CardState.TEMPORARY_LOSS: Fault.CARD_REPORTED_LOST,
    CardState.LOSS: Fault.CARD_REPORTED_LOST,
    CardState.CANCELLED: Fault.CARD_REPORTED_LOST,
    CardState.CANCELLED_AFTER_LOSS: Fault.CARD_REPORTED_LOST,
}

_NO_KEY = (
    StatusWord.KEY_NOT_FOUND,
    StatusWord.INS_UNKNOWN,
    StatusWord.NOT_SUPPORTED,
    StatusWord.KEY_INDEX_UNKNOWN,
)
"""How a card says that it cannot prove itself at all."""


@dataclass(repr=False)
class CardSession(Errand):
    """The card in the slot and what the center opened for it."""

    insertion: int
    issuer: IssuerData
    holder: HolderData
    """Nothing is known of the holder before the PIN."""
    pin: PinStatus
    algorithm: Algorithm | None = None
    """The card's algorithm; None when it does not say, and the region decides."""
    item: CardItem | None = None
    """What the card gave after its PIN; None before that."""
    pin_known: PinKnown = PinKnown.NONE
    """What the center made of it, as of the last session."""
    token: str | None = None
    proved: bool = False
    """Whoever stands here typed the card's PIN."""
    state: CardState = CardState.UNKNOWN
    due: Due | None = None
    """What is said first on the home page; None: nothing, or nobody could be asked."""
    center_fault: Fault | None = None
    """Why the center could not be asked, as of the last question."""

    async def open_at_center(self) -> None:
        """Prove to the center that the card is here and learn its state.

        :raises NotGenuine: when the card's answer is wrong.
        :raises KioskError: when the center or the card fails.
        """
        card_id = self.issuer.card_id
        if card_id is None:
            raise CardUnreadable(
                "The card has no readable id.", Fault.CARD_FILE_DAMAGED
            )
        try:
            session = await self._prove(card_id)
        except KioskError as error:
            if error.fault is Fault.CARD_NOT_GENUINE:
                what = "item" if self.item else "answer"
                raise NotGenuine(f"The center expects another {what}.") from error
            if error.fault is not Fault.CENTER_PROOF:
                raise
            # A center that lost its challenge accuses nobody: once more with another.
            session = await self._prove(card_id)
        self.token, self.state, self.center_fault = session.token, session.state, None
        self.pin_known = session.pin

    async def _prove(self, card_id: str) -> Session:
        challenge = await self.parts.center.challenge(card_id)
        answer = await answer_of_card(self, challenge.factor, challenge.original)
        return await self.parts.center.open_session(
            CardProof(challenge.id, card_id, answer, self.item)
        )

    @property
    def state_fault(self) -> Fault | None:
        """Return why a card in its state is not served; None when it is."""
        return _STATE_FAULTS.get(self.state)

    async def token_now(self) -> str:
        """Return a token, opened now when there is none.

        A center that was away when the card came in may tell only now that the card
        was reported lost: that ends the visit here as it would have there.

        :raises KioskError: when the center or the card fails, or the card is not valid.
        """
        if self.token is None:
            await self.open_at_center()
            if self.state_fault is not None:
                raise KioskError("The card is not valid.", self.state_fault)
        assert self.token is not None
        return self.token


async def answer_of_card(visit: CardSession, factor: bytes, original: bytes) -> bytes:
    """Return the card's answer to a challenge, 8 bytes each.

    :raises NotGenuine: when the card has no key to answer with.
    """
    try:
        return await visit.parts.slot.run(
            visit.insertion,
            lambda transport: SocialSecurityCard(transport).internal_authenticate(
                factor, original
            ),
        )
    except CommandError as error:
        if error.sw in _NO_KEY:
            raise NotGenuine("The card has no key to prove itself.") from error
        raise


@dataclass(frozen=True, slots=True, repr=False)
class FirstLook:
    """What a visit begins with: all that is needed until the PIN is asked for."""

    issuer: IssuerData
    pin: PinStatus
    algorithm: Algorithm | None
    """None when the card does not say."""


def read_card(transport: Transport) -> FirstLook:
    """Read what a visit begins with; runs on the slot's thread.

    The holder's file is not among it: no page before the PIN shows it, and a third
    generation card wants a key first.

    :raises KioskError: when this is no readable social security card.
    """
    card = SocialSecurityCard(transport)
    environment = card.select_environment()
    issuer = card.read_issuer()
    if issuer.card_id is None:
        raise KioskError("The issuer's file has no card id.", Fault.CARD_FILE_DAMAGED)
    return FirstLook(issuer, card.pin_status(), environment.algorithm)
