"""The card's PIN and authentication commands, as far as a terminal sends them.

What a cryptogram is made of is not known here: keys live with a `KeyProvider`.
"""

from kiosk.devices.card.protocol.apdu import (
    CommandError,
    CommandProcessor,
    Ins,
    Response,
    StatusWord,
    attempts_remaining,
    build,
    is_status_word,
)
from kiosk.devices.card.protocol.pin_coding import (
    PinLocked,
    PinStatus,
    WrongPin,
    encode_pin,
)
from kiosk.devices.card.protocol.transport import CardUnreadable, Transport
from kiosk.domain.secret import Pin

CHALLENGE_LENGTH = 8
_PLAIN_MANAGEMENT = 0x80
_SECURED = 0x84
"""Class of commands that end with a MAC."""
_BETWEEN_PINS = b"\xff"


class SecureCommands:
    """The commands that prove something; the base of `SocialSecurityCard`."""

    def __init__(self, transport: Transport) -> None:
        self._processor = CommandProcessor(transport)

    def pin_status(self) -> PinStatus:
        """Ask the card how many tries are left; costs none.

        A card that does not know the question gives a status of unknowns.
        """
        response = self._send(Ins.VERIFY, le=0)
        return PinStatus.from_status_word(response.sw)

    def verify_pin(self, pin: Pin) -> None:
        """Let the card check the PIN against its own counter.

        :raises PinNotEncodable: when the PIN has an X; no try is spent.
        :raises WrongPin: when it is wrong; a try was spent.
        :raises PinLocked: when no try is left, or this was the last.
        :raises CommandError: when the card refuses for another reason.
        """
        judge_pin(Ins.VERIFY, self._send(Ins.VERIFY, data=encode_pin(pin)))

    def change_pin(self, old: Pin, new: Pin) -> None:
        """Let the card replace its PIN; the old one is judged as by VERIFY.

        The data field is old, FF, new: both in the coding of VERIFY, in plain text.

        :raises PinNotEncodable: when one of them has an X; no try is spent.
        :raises WrongPin: when the old one is wrong; a try was spent.
        :raises PinLocked: when no try is left, or this was the last.
        :raises CommandError: when the card refuses for another reason.
        """
        data = encode_pin(old) + _BETWEEN_PINS + encode_pin(new)
        response = self._send(Ins.CHANGE_PIN, p1=0x01, data=data, cla=_PLAIN_MANAGEMENT)
        judge_pin(Ins.CHANGE_PIN, response)

    def get_challenge(self, length: int = CHALLENGE_LENGTH) -> bytes:
        """Return a random number of the card: 4, 8 or 16 bytes.

        It is the factor of the next command that needs one, and good for one.

        :raises CommandError: when the card refuses.
        :raises CardUnreadable: when the answer has another length.
        """
        response = self._send(Ins.GET_CHALLENGE, le=length)
        return _exactly(Ins.GET_CHALLENGE, response, length)

    def internal_authenticate(self, factor: bytes, original: bytes) -> bytes:
        """Return the card's 8-byte answer to factor and original, 8 bytes each.

        :raises CommandError: when the card refuses.
        :raises CardUnreadable: when the answer has another length.
        """
        response = self._send(Ins.INTERNAL_AUTHENTICATE, data=factor + original, le=0)
        return _exactly(Ins.INTERNAL_AUTHENTICATE, response, 8)

    def external_authenticate(self, key_id: int, data: bytes) -> None:
        """Show that a terminal holds a key of the card.

        :param data: the 8-byte proof over the card's last challenge, then the 8-byte
            original that it was made from.
        :raises CommandError: 63Cx wrong, 6983 blocked, 6984 no challenge, 6A88 no key.
        """
        response = self._send(Ins.EXTERNAL_AUTHENTICATE, p2=key_id, data=data)
        _accepted(Ins.EXTERNAL_AUTHENTICATE, response)

    def reload_pin(self, data: bytes) -> None:
        """Let the issuer's new PIN replace the one of the card, and unlock it.

        Needs EXTERNAL AUTHENTICATE with the unlocking key and a fresh challenge.

        :param data: the encrypted block and its MAC: 12 bytes (DES) or 20 (SM4).
        :raises CommandError: when the card does not accept it.
        """
        self._maintain_pin(0x01, data)

    def unblock_pin(self, mac: bytes) -> None:
        """Let the card count its tries anew; the PIN stays. Needs the same rights.

        :param mac: four bytes.
        :raises CommandError: when the card does not accept it.
        """
        self._maintain_pin(0x00, mac)

    def _maintain_pin(self, p2: int, data: bytes) -> None:
        response = self._send(Ins.RELOAD_PIN, p2=p2, data=data, cla=_SECURED)
        _accepted(Ins.RELOAD_PIN, response)

    def _send(
        self,
        ins: Ins,
        p1: int = 0,
        p2: int = 0,
        data: bytes = b"",
        le: int | None = None,
        cla: int = 0,
    ) -> Response:
        """Send one command.

        :raises CardUnreadable: when the status word is none that ISO 7816 knows.
        """
        response = self._processor.send(build(ins, p1, p2, data, le, cla))
        if not is_status_word(response.sw):
            raise CardUnreadable(f"{ins.name}: status word {response.sw:04X}")
        return response


def judge_pin(ins: Ins, response: Response) -> None:
    """Return when a PIN was right; else say what the card said.

    :raises WrongPin: when it is wrong; a try was spent.
    :raises PinLocked: when no try is left, or this was the last.
    :raises CommandError: when the card refuses for another reason.
    """
    if response.ok:
        return
    left = attempts_remaining(response.sw)
    if left == 0:
        raise PinLocked(by_this_try=response.sw != StatusWord.BLOCKED)
    if left is not None or response.sw == 0x6300:
        raise WrongPin(left)
    raise CommandError(ins, response.sw)


def _accepted(ins: Ins, response: Response) -> None:
    if not response.ok:
        raise CommandError(ins, response.sw)


def _exactly(ins: Ins, response: Response, length: int) -> bytes:
    _accepted(ins, response)
    if len(response.data) != length:
        raise CardUnreadable(f"{ins.name}: not {length} bytes.")
    return response.data
