"""Who holds the issuer's keys: a city's own key service, named at the command."""

import importlib
from typing import Protocol

from kiosk.domain.message import Message
from kiosk.settings.told import Told


class NoKeyService(Told):
    """Nobody is there to prove cards, or only somebody with keys that everybody has."""


class IssuerKeys(Protocol):
    """What a key service does for the center; keys never leave it."""

    def answer(
        self, card_id: str, generation: int, factor: bytes, original: bytes
    ) -> bytes:
        """Return the 8 bytes that the card must answer."""
        ...

    def external(
        self,
        card_id: str,
        generation: int,
        key: str,
        challenge: bytes,
        original: bytes,
    ) -> bytes:
        """Return the data of EXTERNAL AUTHENTICATE."""
        ...

    def reload(
        self, card_id: str, generation: int, challenge: bytes, pin: bytes | None
    ) -> bytes:
        """Return the data of PIN RELOAD; of UNBLOCK without a PIN.

        :raises ValueError: for a PIN that does not fit.
        """
        ...


def issuer_keys(name: str) -> IssuerKeys:
    """Return the key service of a name `module:factory`.

    :raises NoKeyService: when it cannot be loaded.
    """
    module, _, factory = name.partition(":")
    try:
        made: IssuerKeys = getattr(importlib.import_module(module), factory)()
    except (ImportError, AttributeError, ValueError) as error:
        raise NoKeyService(
            Message("operator__no_key_service", name=name, why=str(error))
        ) from error
    return made
