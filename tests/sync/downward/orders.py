"""Signed orders as a desk gives them, for tests of who takes them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.center.identity.authority import Authority
from kiosk.sync.wire.downward.orders_wire import Order
from kiosk.sync.wire.downward.signed_message import (
    Purpose,
    SignedMessage,
    machine_mark,
    signed,
)
from tests.sync.samples import KIOSK

NOW = datetime.now(UTC).replace(microsecond=0)


class SigningDesk:
    """A desk with an authority of its own."""

    def __init__(self, folder: Path) -> None:
        self.authority = Authority.load_or_create(folder)
        self._key = Ed25519PrivateKey.generate()
        issued = self.authority.issue_desk(self._key.public_key(), 30)
        self._pem = issued.public_bytes(Encoding.PEM).decode("ascii")

    def sign(self, order: Order, purpose: Purpose = Purpose.ORDER) -> SignedMessage:
        """Return it as it goes down."""
        return signed(self._key, self._pem, purpose, msgspec.json.encode(order))


def order(
    machine_key: bytes, number: int = 1, act: str = "restart", text: str = ""
) -> Order:
    """Return an order that is good for ten minutes."""
    return Order(
        kiosk=KIOSK,
        machine=machine_mark(machine_key),
        id=number.to_bytes(16, "big"),
        number=number,
        act=act,
        made=NOW,
        expires=NOW + timedelta(minutes=10),
        by="li",
        text=text,
    )
