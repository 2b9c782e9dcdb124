"""What a visit has done with the issuer's keys: prove the card, open the holder's file.

Who holds the keys is a matter of configuration; without anybody a visit goes on.
"""

import asyncio
import secrets
from collections.abc import Awaitable

from kiosk.devices.card.holder.social_card import SocialSecurityCard
from kiosk.devices.card.keys.authentication import algorithm_of_region
from kiosk.devices.card.keys.key_provider import (
    CardIdentity,
    KeyName,
    KeyProvider,
    KeyRefused,
    historical_bytes,
    key_id,
)
from kiosk.devices.card.protocol.apdu import CommandError
from kiosk.devices.card.protocol.pin_coding import encode_pin
from kiosk.devices.card.protocol.transport import Transport
from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.records import HolderData
from kiosk.domain.secret import Pin
from kiosk.session.dialog.card_session import CardSession, NotGenuine, answer_of_card
from kiosk.sync.wire.events.visit_events import (
    CardGenuine,
    CardNotChecked,
    HolderUnknown,
)
from kiosk.sync.wire.keys_wire import ExternalKeyRequest, PinReloadRequest

_OF_THE_CARD = frozenset(
    {
        Fault.CARD_REMOVED,
        Fault.CARD_UNREADABLE,
        Fault.CARD_FILE_DAMAGED,
        Fault.CARD_NOT_GENUINE,
        Fault.CARD_PIN_UNPROVED,
        Fault.CARD_NOT_ENABLED,
        Fault.CARD_REPORTED_LOST,
    }
)
"""What a question to the center can bring to light about the card itself."""


class CenterKeys:
    """A `KeyProvider` over the center's key service, for the card of one visit."""

    def __init__(self, visit: CardSession) -> None:
        self._visit = visit

    async def external_authentication(
        self, card: CardIdentity, key: KeyName, challenge: bytes
    ) -> bytes:
        """Have the center compute proof and original."""
        if key not in (KeyName.HOLDER_READ, KeyName.UNLOCK):
            raise KeyRefused(f"The center does not lend {key}.")
        token = await self._visit.token_now()
        request = ExternalKeyRequest(
            token, "PUK" if key is KeyName.UNLOCK else "RKSSSE", challenge
        )
        return await self._visit.parts.center.use_key(request)

    async def internal_answer_is_right(
        self, card: CardIdentity, factor: bytes, original: bytes, answer: bytes
    ) -> bool:
        """Refuse: the center trusts only challenges of its own."""
        raise KeyRefused("The center checks a card when it opens a session.")

    async def pin_reload(
        self, card: CardIdentity, challenge: bytes, pin: Pin | None
    ) -> bytes:
        """Have the center encrypt the new PIN; it goes there over mutual TLS."""
        token = await self._visit.token_now()
        coded = b"" if pin is None else encode_pin(pin)
        request = PinReloadRequest(token, challenge, coded)
        return await self._visit.parts.center.reload_pin(request)


def provider_of(visit: CardSession) -> KeyProvider | None:
    """Return who uses the issuer's keys in this visit: PSAM, center, or nobody."""
    psam = visit.parts.psam
    if psam is not None and psam.present:
        return psam
    return CenterKeys(visit) if visit.parts.config.keys.center else None


async def prove_with_psam(visit: CardSession) -> None:
    """Let the PSAM check the card, where there is one; for when the center is away.

    :raises NotGenuine: when the card does not hold its issuer's key.
    """
    psam = visit.parts.psam
    if psam is None or not psam.present:
        return
    factor, original = secrets.token_bytes(8), secrets.token_bytes(8)
    card = _identity(visit)
    answer = await answer_of_card(visit, factor, original)
    try:
        right = await psam.internal_answer_is_right(card, factor, original, answer)
    except KeyRefused as error:
        visit.parts.note(CardNotChecked(visit.id, str(error)))
        return
    if not right:
        raise NotGenuine("The PSAM expects another answer.")
    visit.parts.note(CardGenuine(visit.id, by="psam"))


async def open_holder(visit: CardSession) -> None:
    """Read the holder's file, with the issuer's key where the card wants one first.

    It never ends a visit by itself: without provider, in time, or against a refusal
    the holder stays unknown. A card that goes or fails does end it.
    """
    wants_key = visit.issuer.generation >= 3
    provider = provider_of(visit) if wants_key else None
    try:
        async with asyncio.timeout(visit.parts.config.times.card_query):
            visit.holder = await visit.parts.dialog.during(
                _read_holder(visit, provider), "busy__reading_card"
            )
    except TimeoutError:
        visit.parts.note(HolderUnknown(visit.id, fault=Fault.CENTER_TIMEOUT))
    except (KeyRefused, CommandError) as error:
        visit.parts.note(HolderUnknown(visit.id, fault=error.fault, reason=str(error)))


async def _read_holder(visit: CardSession, provider: KeyProvider | None) -> HolderData:
    if provider is not None:
        await show_key(visit, provider, KeyName.HOLDER_READ)

    def read(transport: Transport) -> HolderData:
        return SocialSecurityCard(transport).read_holder(visit.issuer.generation)

    return await visit.parts.slot.run(visit.insertion, read)


async def show_key(visit: CardSession, provider: KeyProvider, name: KeyName) -> None:
    """Do EXTERNAL AUTHENTICATE with one key under the environment.

    :raises KeyRefused: when the provider does not do it.
    :raises CommandError: when the card does not accept it.
    """
    card = _identity(visit)
    challenge = await get_challenge(visit)
    data = await lent(provider.external_authentication(card, name, challenge))

    def authenticate(transport: Transport) -> None:
        SocialSecurityCard(transport).external_authenticate(key_id(name), data)

    await visit.parts.slot.run(visit.insertion, authenticate)


async def reload_pin(visit: CardSession, provider: KeyProvider, pin: Pin) -> None:
    """Give the card a new PIN by the issuer's keys; its counter is full again.

    :raises KeyRefused: when the provider does not do it.
    :raises CommandError: when the card does not accept it.
    """
    await show_key(visit, provider, KeyName.UNLOCK)
    card = _identity(visit)
    challenge = await get_challenge(visit)
    data = await lent(provider.pin_reload(card, challenge, pin))

    def reload(transport: Transport) -> None:
        SocialSecurityCard(transport).reload_pin(data)

    await visit.parts.slot.run(visit.insertion, reload)


async def get_challenge(visit: CardSession) -> bytes:
    """Return a random number of the card."""
    return await visit.parts.slot.run(
        visit.insertion,
        lambda transport: SocialSecurityCard(transport).get_challenge(),
    )


async def lent(work: Awaitable[bytes]) -> bytes:
    """Wait for a provider; a center that fails there is not the card's failure.

    What is wrong with the card itself goes on: it was pulled, is a copy, was
    reported lost.

    :raises KeyRefused: for every fault of the center, with its own fault.
    """
    try:
        return await work
    except KeyRefused:
        raise
    except KioskError as error:
        if error.fault in _OF_THE_CARD:
            raise
        raise KeyRefused("The key service failed.", error.fault) from error


def _identity(visit: CardSession) -> CardIdentity:
    """Return what the card's keys are derived from."""
    card_id = visit.issuer.card_id
    assert card_id is not None, "a visit begins with a readable card id"
    algorithm = visit.algorithm or algorithm_of_region(card_id)
    history = historical_bytes(visit.parts.slot.now.atr)
    return CardIdentity(card_id, algorithm, history)
