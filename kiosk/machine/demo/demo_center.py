"""What makes a center the demo's: the public keys, on this machine alone, and people.

The demo's keys stand in the source, so whoever reads it makes cards that they prove. A
center that other machines can reach never takes them.
"""

import ipaddress

from kiosk.center.keys.issuer_keys import NoKeyService
from kiosk.devices.virtual.demo_keys import (
    algorithm_of_generation,
    expected_internal_answer,
    external_data,
    pin_reload_data,
)
from kiosk.domain.message import Message


class DemoKeys:
    """The demo's keys; for a center on this machine alone."""

    def answer(
        self, card_id: str, generation: int, factor: bytes, original: bytes
    ) -> bytes:
        """Return the 8 bytes that a demo card must answer."""
        algorithm = algorithm_of_generation(generation)
        return expected_internal_answer(card_id, algorithm, factor, original)

    def external(
        self,
        card_id: str,
        generation: int,
        key: str,
        challenge: bytes,
        original: bytes,
    ) -> bytes:
        """Return the data of EXTERNAL AUTHENTICATE for a demo card."""
        algorithm = algorithm_of_generation(generation)
        return external_data(card_id, algorithm, key, challenge, original)

    def reload(
        self, card_id: str, generation: int, challenge: bytes, pin: bytes | None
    ) -> bytes:
        """Return the data of PIN RELOAD or UNBLOCK for a demo card."""
        algorithm = algorithm_of_generation(generation)
        return pin_reload_data(card_id, algorithm, challenge, pin)


def require_demo(host: str) -> None:
    """Check that only this machine can reach a center with the demo's keys.

    :raises NoKeyService: when others can.
    """
    if not _is_loopback(host):
        raise NoKeyService(Message("operator__demo_keys", host=host))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
