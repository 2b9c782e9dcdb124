"""The social security card as the kiosk uses it: environment, issuer, holder, PIN.

Plain and synchronous above a Transport; which reader or thread that is, is not known
here. Facts: the card's file structure V2.0 of 2012 and LD/T 32.
"""

from collections.abc import Iterator
from datetime import date

from kiosk.devices.card.holder.environment import (
    ENVIRONMENT_NAME,
    MASTER_FILE,
    Environment,
    NotSocialSecurityCard,
    algorithm_in,
    is_card_id,
)
from kiosk.devices.card.holder.item_values import Value, decode
from kiosk.devices.card.holder.items import (
    HOLDER_FILE,
    ISSUER_FILE,
    file_items,
    item,
    standard,
)
from kiosk.devices.card.protocol import codec
from kiosk.devices.card.protocol.apdu import Ins, Response, StatusWord
from kiosk.devices.card.protocol.secure_commands import SecureCommands
from kiosk.devices.card.protocol.transport import CardUnreadable
from kiosk.domain.faults import Fault
from kiosk.domain.records import HolderData, IssuerData

__all__ = ["CardFileDamaged", "NotSocialSecurityCard", "SocialSecurityCard"]

_BY_NUMBER = 0x04
"""READ RECORD, P2: P1 is a record number; the upper five bits are the SFI."""
_FROM_THERE_ON = 0x05
"""READ RECORD, P2: all records from number P1 to the last, in one answer."""
_MAX_RECORDS = 16
_LE_ALL = 0
_NEWEST = 3
"""The issuer's file is the same in all generations."""


class CardFileDamaged(CardUnreadable):
    """The environment is there, but the issuer's file gives no card id."""

    fault = Fault.CARD_FILE_DAMAGED


class SocialSecurityCard(SecureCommands):
    """One card in one slot, for as long as `transport` reaches it."""

    def select_environment(self) -> Environment:
        """Select the social security environment.

        :raises NotSocialSecurityCard: when the card has none.
        :raises CardUnreadable: when the answer is not one a card gives.
        """
        response = self._send(Ins.SELECT, p1=0x04, data=ENVIRONMENT_NAME, le=_LE_ALL)
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
        values = dict(self._records(ISSUER_FILE, _NEWEST))
        card_id = values.get(0x01, b"")
        if len(card_id) != 16 or not card_id.strip(b"\xff"):
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

    def read_holder(self, generation: int = 2) -> HolderData:
        """Read the holder's file; all None where the card wants a key first.

        Records are told apart by their tag, because the order differs between
        generations: the first has no second name record (4E).

        :param generation: as the issuer's file says; a wrong one costs a command.
        """
        values = dict(self._records(HOLDER_FILE, generation))
        text = _Reader(HOLDER_FILE, values)
        return HolderData(
            number=text("number"),
            name=_name(values),
            sex=text("sex"),
            nation=text("nation"),
            birthplace=text("birthplace"),
            born=text.day("born"),
        )

    def _records(self, file: str, generation: int) -> Iterator[tuple[int, bytes]]:
        """Yield tag and value of every readable record until all tags were seen.

        One command gives the whole file. What it does not give, on a card that knows
        single records only or gives noise, is read record by record.
        """
        rows = [r for r in standard().file(file, generation) if r.top_level]
        wanted = {row.tag for row in rows}
        found = self._whole_file(file, sum(row.length + 2 for row in rows))
        if found is None:
            return
        for record in found:
            if record.tag in wanted:
                wanted.discard(record.tag)
                yield record.tag, record.value
        if wanted:
            yield from self._one_by_one(file, len(found) + 1, wanted)

    def _whole_file(self, file: str, length: int) -> list[codec.Tlv] | None:
        """Return a file's records as one command gives them; None: not allowed."""
        sfi = int(file[-2:], 16) & 0x1F
        response = self._send(Ins.READ_RECORD, 1, sfi << 3 | _FROM_THERE_ON, le=length)
        if response.sw == StatusWord.SECURITY_NOT_SATISFIED:
            return None
        return (codec.decode_records(response.data) if response.ok else None) or []

    def _one_by_one(
        self, file: str, first: int, wanted: set[int | None]
    ) -> Iterator[tuple[int, bytes]]:
        response, p2 = self._open(file, first)
        for number in range(first + 1, _MAX_RECORDS + 2):
            if not response.ok:
                return
            record = codec.decode_record(response.data)
            if record is not None and record.tag in wanted:
                wanted.discard(record.tag)
                yield record.tag, record.value
            if not wanted:
                return
            response = self._read_record(file, number, p2)

    def _open(self, file: str, number: int = 1) -> tuple[Response, int]:
        """Read one record of a file; return it and the P2 for the others.

        The short file id saves a command. A card that does not take it gets the file
        selected and is read with "the current file".
        """
        fid = bytes.fromhex(file[-4:])
        by_sfi = (fid[1] & 0x1F) << 3 | _BY_NUMBER
        response = self._read_record(file, number, by_sfi)
        if response.ok or response.sw == StatusWord.SECURITY_NOT_SATISFIED:
            return response, by_sfi
        if not self._send(Ins.SELECT, p1=0x02, data=fid).ok:
            return response, by_sfi
        return self._read_record(file, number, _BY_NUMBER), _BY_NUMBER

    def _read_record(self, file: str, number: int, p2: int) -> Response:
        le = _expected_length(file, number)
        return self._send(Ins.READ_RECORD, number, p2, le=le)


class _Reader:
    """Looks values of one file up by key in what the card gave by tag."""

    def __init__(self, file: str, values: dict[int, bytes]) -> None:
        self._file = file
        self._values = values

    def __call__(self, key: str) -> str | None:
        value = self._value(key)
        return value if isinstance(value, str) else None

    def day(self, key: str) -> date | None:
        value = self._value(key)
        return value if isinstance(value, date) else None

    def _value(self, key: str) -> Value:
        row = item(self._file, key)
        return decode(row.form, self._values.get(row.tag or 0, b""))


def _name(values: dict[int, bytes]) -> str | None:
    """Join the name and its continuation before decoding: a character may straddle."""
    head, rest = values.get(0x09, b""), codec.trim(values.get(0x4E, b""))
    return codec.decode_an(codec.trim(head) + rest if rest else head) or None


def _expected_length(file: str, number: int) -> int:
    """Return a record's length by the table; a card that differs answers 6Cxx."""
    for row in file_items(file):
        if row.record == number:
            return row.length + 2
    return _LE_ALL
