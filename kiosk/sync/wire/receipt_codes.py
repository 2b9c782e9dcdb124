"""The code on a receipt: who printed what and when, signed by the kiosk.

Both ends of the wire use it; it proves that a kiosk printed a receipt of this kind and
number, and by its digest which one. It holds no personal data. Nothing is stored here.

A code is base64url without padding of: one byte 1, the fields as a MessagePack array,
64 bytes of Ed25519 over `kiosk-receipt-1`, a zero byte and all before the signature.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Annotated, NamedTuple

import msgspec

from kiosk.sync.wire.contract import KioskId
from kiosk.sync.wire.enrolment_code import base32

PATH = "/verify/"
MAX_CODE = 300
"""The longest code with its address; usual ones have 160 to 230 characters. A QR code
of this length still has modules of half a millimetre on 80 mm paper."""
DIGEST_BYTES = 5
NO_TIME = 0
_VERSION = b"\x01"
_DOMAIN = b"kiosk-receipt-1\x00"
_SIGNATURE_BYTES = 64

Kind = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,19}$(?!\n)")]
State = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,11}$(?!\n)")]
Serial = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9-]{1,16}$(?!\n)")]
Sign = Callable[[bytes], bytes]


class Printed(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What a code says about its receipt."""

    kiosk: KioskId
    kind: Kind
    """The receipt's kind, such as `contributions` or `loss_report`."""
    serial: Serial
    """The number that the receipt shows."""
    seconds: int
    """When it was printed, since 1970, as the kiosk believed; 0: it did not know."""
    digest: Annotated[bytes, msgspec.Meta(min_length=5, max_length=5)]
    act_id: Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)] | None = None
    """What the person did: the act's UUID."""
    state: State | None = None
    """How the act stood when the receipt was printed."""

    def __repr__(self) -> str:
        return "Printed(hidden)"

    @property
    def at(self) -> datetime:
        """Return when it was printed.

        :raises ValueError: when no clock ever shows that.
        """
        try:
            return datetime.fromtimestamp(self.seconds, UTC)
        except (OverflowError, OSError) as error:
            raise ValueError("no time") from error

    @property
    def act(self) -> str | None:
        """Return the act's id as the center's other endpoints write it."""
        return None if self.act_id is None else self.act_id.hex()

    @property
    def letters(self) -> str:
        """Return the digest as eight letters and digits to compare by eye."""
        return base32(self.digest, 8)


class SignedCode(NamedTuple):
    """A code taken apart; its signature is not checked yet."""

    printed: Printed
    signed: bytes
    signature: bytes


def digest_of(content: Iterable[str]) -> bytes:
    """Return the first 40 bits of SHA-256 over a receipt's lines, its code left out."""
    text = "\n".join(content).encode("utf-8")
    return hashlib.sha256(b"kiosk-receipt-content-1\x00" + text).digest()[:DIGEST_BYTES]


def build_code(printed: Printed, sign: Sign, public_url: str = "") -> str:
    """Return the signed code, as an address when the center has a public one.

    :raises ValueError: when a field is not in the agreed form.
    """
    signed = _VERSION + msgspec.msgpack.encode(printed)
    signature = sign(_DOMAIN + signed)
    code = base64.urlsafe_b64encode(signed + signature).decode("ascii").rstrip("=")
    # Encoding checks nothing; a receipt must not show what the center cannot read.
    parse_code(code)
    return public_url.rstrip("/") + PATH + code if public_url else code


def parse_code(code: str) -> SignedCode:
    """Take a code apart, given with its address or without.

    :raises ValueError: when it is no code; the text does not quote it.
    """
    text = code.rpartition("/")[2]
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
        signed, signature = raw[:-_SIGNATURE_BYTES], raw[-_SIGNATURE_BYTES:]
        if signed[:1] != _VERSION:
            raise ValueError("another kind of code")
        printed = msgspec.msgpack.decode(signed[1:], type=Printed)
        _ = printed.at
    except (binascii.Error, ValueError, msgspec.DecodeError):
        # Without the cause: it may quote what somebody typed.
        raise ValueError("This is no code of a receipt.") from None
    return SignedCode(printed, _DOMAIN + signed, signature)


class ReceiptCodes:
    """Makes the codes of one kiosk's receipts."""

    def __init__(self, kiosk_id: str, sign: Sign, public_url: str = "") -> None:
        """Use the kiosk's own key; an empty address gives codes without one."""
        self._kiosk_id, self._sign, self._public_url = kiosk_id, sign, public_url

    def __call__(
        self,
        kind: str,
        serial: str,
        printed: datetime | None,
        content: Iterable[str],
        act: str | None = None,
        state: str | None = None,
    ) -> str:
        """Return the code of a receipt.

        :param printed: with its zone; None where the kiosk did not know the time.
        :param content: the receipt's lines as printed, without the code.
        :param act: the act's id in hexadecimal, when the receipt is about one.
        """
        seconds = int(printed.timestamp()) if printed else NO_TIME
        fields = (self._kiosk_id, kind, serial, seconds, digest_of(content))
        act_id = None if act is None else bytes.fromhex(act)
        return build_code(Printed(*fields, act_id, state), self._sign, self._public_url)
