"""The kiosk's view of a card, straight on virtual cards and on noise."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.card.holder.environment import Environment, NotSocialSecurityCard
from kiosk.devices.card.holder.social_card import CardFileDamaged, SocialSecurityCard
from kiosk.devices.card.keys.authentication import Algorithm
from kiosk.devices.card.protocol.apdu import CommandError, StatusWord
from kiosk.devices.card.protocol.codec import Tlv, decode_records, encode_record
from kiosk.devices.card.protocol.pin_coding import (
    PinLocked,
    PinNotEncodable,
    PinStatus,
    WrongPin,
    encode_pin,
)
from kiosk.devices.card.protocol.transport import CardUnreadable
from kiosk.devices.virtual.card.issuing import card_from_person
from kiosk.devices.virtual.card.strange_cards import STRANGE
from kiosk.devices.virtual.demo_keys import expected_internal_answer
from kiosk.domain.faults import DeviceError, Fault
from kiosk.domain.records import HolderData
from kiosk.domain.secret import Pin
from tests.devices.card.samples import PIN, Direct, issued, opened, person


@pytest.mark.parametrize(
    ("generation", "algorithm"),
    [(1, Algorithm.DES), (2, Algorithm.DES), (3, Algorithm.SM4)],
)
def test_the_environment_tells_the_algorithm(
    tmp_path: Path, generation: int, algorithm: Algorithm
) -> None:
    card = opened(issued(tmp_path, generation))
    assert card.select_environment() == Environment(algorithm)


@pytest.mark.parametrize("generation", [1, 2])
def test_holder_data_is_read_whatever_the_order_of_records(
    tmp_path: Path, generation: int
) -> None:
    sample = person(generation)
    card = opened(issued(tmp_path, generation))
    card.select_environment()
    assert card.read_holder() == HolderData(
        number=sample.number,
        name=sample.name,
        sex=sample.sex,
        nation=sample.nation,
        birthplace=sample.birthplace,
        born=sample.born,
    )


def test_a_third_generation_holder_wants_a_key(tmp_path: Path) -> None:
    card = opened(issued(tmp_path, 3))
    card.select_environment()
    assert card.read_holder() == HolderData()


@pytest.mark.parametrize("name", ["阿依古丽·买买提江·吐尔逊江", "龘" * 15 + "䶮𠮷"])
def test_a_long_name_is_joined(tmp_path: Path, name: str) -> None:
    card = opened(card_from_person(person(2, name=name), tmp_path))
    card.select_environment()
    assert card.read_holder().name == name


def test_an_old_card_without_a_name_is_found_by_its_issuer_file(
    tmp_path: Path,
) -> None:
    card = opened(card_from_person(person(1), tmp_path, nameless=True))
    assert card.select_environment() == Environment(None, by_name=False)
    assert card.read_issuer().generation == 1
    assert card.read_holder().name == "测试员"


class WithoutShortIds(Direct):
    """A card that takes no short file id, as some old ones do."""

    def transmit(self, command: bytes) -> bytes:
        if command[1] == 0xB2 and command[3] >> 3:
            return StatusWord.WRONG_P1_P2.to_bytes(2, "big")
        return super().transmit(command)


def test_a_card_without_short_ids_is_read_by_selecting(tmp_path: Path) -> None:
    card = SocialSecurityCard(WithoutShortIds(issued(tmp_path)))
    card.select_environment()
    assert card.read_issuer().card_number == "X00000019"
    assert card.read_holder().name == "测试员"


class Altered(Direct):
    """A card of which one record is replaced on the way."""

    def __init__(self, folder: Path, number: int, record: bytes) -> None:
        super().__init__(issued(folder))
        self._number = number
        self._record = record

    def transmit(self, command: bytes) -> bytes:
        answer = super().transmit(command)
        if command[1] != 0xB2 or len(answer) == 2:
            return answer
        if command[3] & 0x07 == 0x05:
            records = [encode_record(r.tag, r.value) for r in _records(answer[:-2])]
            records[self._number - 1] = self._record
            return b"".join(records) + b"\x90\x00"
        return self._record + b"\x90\x00" if command[2] == self._number else answer


def _records(data: bytes) -> list[Tlv]:
    records = decode_records(data)
    assert records is not None
    return records


class SingleRecords(Altered):
    """The same, from a card that gives one record at a time only."""

    def transmit(self, command: bytes) -> bytes:
        if command[1] == 0xB2 and command[3] & 0x07 == 0x05:
            return StatusWord.WRONG_P1_P2.to_bytes(2, "big")
        return super().transmit(command)


class FirstRecordOnly(Altered):
    """The same, from a card that overhears "and all after it"."""

    def transmit(self, command: bytes) -> bytes:
        if command[1] == 0xB2 and command[3] & 0x07 == 0x05:
            command = command[:3] + bytes((command[3] & 0xF8 | 0x04, 18))
        return super().transmit(command)


@pytest.mark.parametrize(
    "record",
    [b"", b"\x05", b"\x05\x04\x20\x16", b"\x77\x01\x31", encode_record(5, b"\xaa" * 4)],
)
@pytest.mark.parametrize("kind", [Altered, SingleRecords, FirstRecordOnly])
def test_a_damaged_record_is_none_and_the_rest_stays(
    tmp_path: Path, record: bytes, kind: type[Altered]
) -> None:
    card = SocialSecurityCard(kind(tmp_path, 5, record))
    card.select_environment()
    issuer = card.read_issuer()
    assert issuer.issued is None
    assert issuer.card_number == "X00000019"


@pytest.mark.parametrize("record", [b"", b"\x01\x02\x99\x01"])
def test_without_a_card_id_the_file_is_damaged(tmp_path: Path, record: bytes) -> None:
    card = SocialSecurityCard(Altered(tmp_path, 1, record))
    card.select_environment()
    with pytest.raises(CardFileDamaged) as damaged:
        card.read_issuer()
    assert damaged.value.fault is Fault.CARD_FILE_DAMAGED


@pytest.mark.parametrize("name", ["bank", "other", "blank"])
def test_other_cards_are_not_ours(name: str) -> None:
    with pytest.raises(NotSocialSecurityCard) as other:
        opened(STRANGE[name]()).select_environment()
    assert other.value.fault is Fault.CARD_UNKNOWN


def test_silence_is_unreadable() -> None:
    with pytest.raises(CardUnreadable):
        opened(STRANGE["mute"]()).select_environment()


@given(st.lists(st.binary(max_size=40), max_size=60))
def test_noise_is_a_device_error_or_unknown_values(answers: list[bytes]) -> None:
    class Noise:
        def transmit(self, command: bytes) -> bytes:
            return answers.pop() if answers else b"\x6f\x00"

    card = SocialSecurityCard(Noise())
    for ask in (
        card.select_environment,
        card.read_issuer,
        card.read_holder,
        card.pin_status,
        lambda: card.verify_pin(Pin(PIN)),
        lambda: card.internal_authenticate(bytes(8), bytes(8)),
    ):
        with contextlib.suppress(DeviceError):
            ask()


def test_no_error_shows_the_pin(tmp_path: Path) -> None:
    card = opened(issued(tmp_path, tries=1))
    secret = "97531864"
    for _ in range(2):
        with pytest.raises(PinLocked) as locked:
            card.verify_pin(Pin(secret))
        assert secret not in f"{locked.value!r} {locked.value}"


def test_the_status_of_the_pin_costs_no_try(tmp_path: Path) -> None:
    card = opened(issued(tmp_path, tries=3))
    for _ in range(5):
        assert card.pin_status() == PinStatus(attempts_remaining=3)


@pytest.mark.parametrize(
    ("sw", "status"),
    [
        (0x9000, PinStatus(empty=True)),
        (0x63C2, PinStatus(2)),
        (0x63C0, PinStatus(0, locked=True)),
        (0x6983, PinStatus(0, locked=True)),
        (0x6700, PinStatus()),
        (0x6D00, PinStatus()),
    ],
)
def test_what_the_query_may_answer(sw: int, status: PinStatus) -> None:
    assert PinStatus.from_status_word(sw) == status


def test_wrong_pins_lock_and_say_how_many_are_left(tmp_path: Path) -> None:
    card = opened(issued(tmp_path, tries=2))
    with pytest.raises(WrongPin) as wrong:
        card.verify_pin(Pin("000000"))
    assert wrong.value.attempts_remaining == 1
    with pytest.raises(PinLocked) as locked:
        card.verify_pin(Pin("000000"))
    assert locked.value.by_this_try
    with pytest.raises(PinLocked) as locked:
        card.verify_pin(Pin(PIN))
    assert not locked.value.by_this_try
    assert locked.value.fault is Fault.CARD_LOCKED


@pytest.mark.parametrize("pin", ["12345X", "X", "123", ""])
def test_a_pin_that_cannot_be_coded_spends_no_try(tmp_path: Path, pin: str) -> None:
    transport = Direct(issued(tmp_path))
    with pytest.raises(PinNotEncodable):
        SocialSecurityCard(transport).verify_pin(Pin(pin))
    assert transport.commands == []


@pytest.mark.parametrize(("pin", "coded"), [("1234", "1234"), ("12345", "12345f")])
def test_pin_coding(pin: str, coded: str) -> None:
    assert encode_pin(Pin(pin)).hex() == coded


def test_another_refusal_of_verify_is_a_command_error() -> None:
    class Refusing:
        def transmit(self, command: bytes) -> bytes:
            return b"\x69\x85"

    with pytest.raises(CommandError) as refused:
        SocialSecurityCard(Refusing()).verify_pin(Pin(PIN))
    assert refused.value.sw == 0x6985


@pytest.mark.parametrize("generation", [1, 2, 3])
def test_the_card_proves_itself(tmp_path: Path, generation: int) -> None:
    card = opened(issued(tmp_path, generation))
    algorithm = card.select_environment().algorithm
    assert algorithm is not None
    card_id = card.read_issuer().card_id
    assert card_id is not None
    factor, original = b"\x01" * 8, b"\x02" * 8
    proof = card.internal_authenticate(factor, original)
    assert proof == expected_internal_answer(card_id, algorithm, factor, original)
