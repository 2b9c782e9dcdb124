"""The social security card as the kiosk uses it: environment, issuer, holder, PIN.

Plain and synchronous above a Transport; which reader or thread that is, is not known
here. Facts: the card's file structure V2.0 of 2012 and LD/T 32.
"""

from collections.abc import Iterator
from datetime import date

from kiosk.devices.card import codec
from kiosk.devices.card.apdu import (
    CommandError,
    CommandProcessor,
    Ins,
    Response,
    StatusWord,
    attempts_remaining,
    build,
    is_status_word,
)
from kiosk.devices.card.environment import (
    ENVIRONMENT_NAME,
    MASTER_FILE,
    Environment,
    NotSocialSecurityCard,
    algorithm_in,
    is_card_id,
)
from kiosk.devices.card.items import (
    HOLDER_FILE,
    ISSUER_FILE,
    decode_day,
    decode_text,
    file_items,
    item,
)
from kiosk.devices.card.pin import (
    PinLocked,
    PinStatus,
    WrongPin,
    encode_pin,
)
from kiosk.devices.card.port import CardUnreadable, Transport
from kiosk.faults import Fault
from kiosk.records import HolderData, IssuerData
from kiosk.secret import Pin

__all__ = ["CardFileDamaged", "NotSocialSecurityCard", "SocialSecurityCard"]

_BY_NUMBER = 0x04
"""READ RECORD, P2: P1 is a record number; the upper five bits are the SFI."""
_MAX_RECORDS = 16
_LE_ALL = 0


class CardFileDamaged(CardUnreadable):
    """The environment is there, but the issuer's file gives no card id."""

    fault = Fault.CARD_FILE_DAMAGED


class SocialSecurityCard:
    """One card in one slot, for as long as `transport` reaches it."""

    def __init__(self, transport: Transport) -> None:
        self._processor = CommandProcessor(transport)

    def select_environment(self) -> Environment:
        """Select the social security environment.

        :raises NotSocialSecurityCard: when the card has none.
        :raises CardUnreadable: when the answer is not one a card gives.
        """
        response = self._send(Ins.SELECT, p1=0x04, data=ENVIRONMENT_NAME)
        if response.ok:
            return Environment(algorithm_in(response.data))
        if self._is_old_card():
            return Environment(None, by_name=False)
        raise NotSocialSecurityCard(f"SELECT: status word {response.sw:04X}")

    def _is_old_card(self) -> bool:
        """Look for the issuer's file directly under the master file."""
        if not self._send(Ins.SELECT, data=MASTER_FILE).ok:
            return False
        response, _ = self._open(ISSUER_FILE)
        record = codec.decode_record(response.data) if response.ok else None
        return is_card_id(codec.find([record] if record else [], 0x01))

    def read_issuer(self) -> IssuerData:
        """Read the issuer's file.

        :raises CardFileDamaged: when not even the card id can be read.
        """
        values = dict(self._records(ISSUER_FILE))
        card_id = values.get(0x01, b"")
        if len(card_id) != 16:
            raise CardFileDamaged("The issuer's file has no card id.")
        text = _Reader(ISSUER_FILE, values)
        return IssuerData(
            card_id=card_id.hex().upper(),
            card_class=text("card_class"),
            version=text("version"),
            issued=text.day("issued"),
            valid_until=text.day("valid_until"),
            card_number=text("card_number"),
        )

    def read_holder(self) -> HolderData:
        """Read the holder's file; all None where the card wants a key first.

        Records are told apart by their tag, because the order differs between
        generations: the first has no second name record (4E).
        """
        values = dict(self._records(HOLDER_FILE))
        text = _Reader(HOLDER_FILE, values)
        return HolderData(
            number=text("number"),
            name=_name(values),
            sex=text("sex"),
            nation=text("nation"),
            birthplace=text("birthplace"),
            born=text.day("born"),
        )

    def _records(self, file: str) -> Iterator[tuple[int, bytes]]:
        """Yield tag and value of every readable record until all tags were seen."""
        wanted = {row.tag for row in file_items(file) if row.top_level}
        response, p2 = self._open(file)
        for number in range(2, _MAX_RECORDS + 2):
            if not response.ok:
                return
            record = codec.decode_record(response.data)
            if record is not None and record.tag in wanted:
                wanted.discard(record.tag)
                yield record.tag, record.value
            if not wanted:
                return
            response = self._read_record(file, number, p2)

    def _open(self, file: str) -> tuple[Response, int]:
        """Read a file's first record; return it and the P2 for the others.

        The short file id saves a command. A card that does not take it gets the file
        selected and is read with "the current file".
        """
        fid = bytes.fromhex(file[-4:])
        by_sfi = (fid[1] & 0x1F) << 3 | _BY_NUMBER
        response = self._read_record(file, 1, by_sfi)
        if response.ok or response.sw == StatusWord.SECURITY_NOT_SATISFIED:
            return response, by_sfi
        if not self._send(Ins.SELECT, p1=0x02, data=fid).ok:
            return response, by_sfi
        return self._read_record(file, 1, _BY_NUMBER), _BY_NUMBER

    def _read_record(self, file: str, number: int, p2: int) -> Response:
        le = _expected_length(file, number)
        return self._send(Ins.READ_RECORD, number, p2, le=le)

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
        response = self._send(Ins.VERIFY, data=encode_pin(pin))
        if response.ok:
            return
        left = attempts_remaining(response.sw)
        if left == 0:
            raise PinLocked(by_this_try=response.sw != StatusWord.BLOCKED)
        if left is not None or response.sw == 0x6300:
            raise WrongPin(left)
        raise CommandError(Ins.VERIFY, response.sw)

    def internal_authenticate(self, factor: bytes, original: bytes) -> bytes:
        """Return the card's 8-byte answer to factor and original, 8 bytes each.

        :raises CommandError: when the card refuses.
        :raises CardUnreadable: when the answer has another length.
        """
        response = self._send(Ins.INTERNAL_AUTHENTICATE, data=factor + original)
        if not response.ok:
            raise CommandError(Ins.INTERNAL_AUTHENTICATE, response.sw)
        if len(response.data) != 8:
            raise CardUnreadable("INTERNAL AUTHENTICATE: not eight bytes.")
        return response.data

    def _send(
        self,
        ins: Ins,
        p1: int = 0,
        p2: int = 0,
        data: bytes = b"",
        le: int | None = None,
    ) -> Response:
        """Send one command.

        :raises CardUnreadable: when the status word is none that ISO 7816 knows.
        """
        response = self._processor.send(build(ins, p1, p2, data, le))
        if not is_status_word(response.sw):
            raise CardUnreadable(f"{ins.name}: status word {response.sw:04X}")
        return response


class _Reader:
    """Looks values of one file up by key in what the card gave by tag."""

    def __init__(self, file: str, values: dict[int, bytes]) -> None:
        self._file = file
        self._values = values

    def __call__(self, key: str) -> str | None:
        row = item(self._file, key)
        return decode_text(row, self._values.get(row.tag or 0))

    def day(self, key: str) -> date | None:
        row = item(self._file, key)
        return decode_day(row, self._values.get(row.tag or 0))


def _name(values: dict[int, bytes]) -> str | None:
    """Join the name and its continuation before decoding: a character may straddle."""
    head = codec.trim(values.get(0x09, b""))
    return codec.decode_an(head + codec.trim(values.get(0x4E, b""))) or None


def _expected_length(file: str, number: int) -> int:
    """Return a record's length by the table; a card that differs answers 6Cxx."""
    for row in file_items(file):
        if row.record == number:
            return row.length + 2
    return _LE_ALL
