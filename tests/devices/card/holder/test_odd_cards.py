"""Cards and readers that say the same thing in another way."""

import time
from collections.abc import Callable, Iterator

import pytest

from kiosk.devices.card.card_port import SlotEvent, SlotState
from kiosk.devices.card.holder.environment import algorithm_in
from kiosk.devices.card.holder.social_card import SocialSecurityCard
from kiosk.devices.card.keys.authentication import Algorithm
from kiosk.devices.card.protocol import codec
from kiosk.devices.card.protocol.transport import CardGone, CardUnreadable
from kiosk.devices.card.readers import owner
from kiosk.devices.card.readers.owner import Owner
from kiosk.devices.card.readers.watcher import fitting_readers
from kiosk.devices.card.readers.winscard import PcscError
from kiosk.domain.visible_text import visible

COLD, WARM, THIRD = (bytes.fromhex(f"3B6{last}0000") for last in "DEF")
ISSUER = {
    1: bytes.fromhex("0110D15600D156000005" + "00" * 8),
    2: bytes.fromhex("020133"),
    3: bytes.fromhex("0304322E3030"),
}


class OddCard:
    """A card whose records are filled up, or behind each other with filling."""

    def __init__(self, filling: bytes, whole: bool) -> None:
        self._filling, self._whole = filling, whole

    def transmit(self, command: bytes) -> bytes:
        if command[1] != 0xB2:
            return b"\x90\x00"
        if command[3] & 7 == 5:
            if not self._whole:
                return b"\x6a\x86"
            return b"".join(ISSUER.values()) + self._filling * 3 + b"\x90\x00"
        record = ISSUER.get(command[2])
        if record is None or self._whole:
            return b"\x6a\x83"
        wide = record.ljust(24, self._filling) if self._filling else record
        return wide + b"\x90\x00"


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("filling", [b"", b"\x00", b"\xff"])
def test_filling_around_records_means_nothing(filling: bytes, whole: bool) -> None:
    issuer = SocialSecurityCard(OddCard(filling, whole)).read_issuer()
    assert (issuer.version, issuer.card_class) == ("2.00", "3")


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("020133", (2, "33")),
        ("0201330000", (2, "33")),
        ("020133FFFF", (2, "33")),
        ("02013300FF", None),
        ("02013341", None),
        ("0202", None),
    ],
)
def test_a_record_ends_at_its_length(raw: str, found: tuple[int, str] | None) -> None:
    record = codec.decode_record(bytes.fromhex(raw))
    assert (record and (record.tag, record.value.hex().upper())) == found


FCI = "6F{outer:02X}840F7378312E73682EC9E7BBE1B1A3D5CFA5{inner:02X}{body}"


def fci(algorithm: int, *, inside: str = "") -> bytes:
    body = f"8801059F0C03{'8601'}{algorithm:02X}{inside}"
    inner = len(body) // 2
    return bytes.fromhex(FCI.format(outer=17 + 2 + inner, inner=inner, body=body))


@pytest.mark.parametrize("inside", ["", "00", "FFFF"])
@pytest.mark.parametrize("behind", [b"", b"\x00", b"\x00\x00", b"\xff" * 4])
@pytest.mark.parametrize("algorithm", Algorithm)
def test_the_algorithm_is_found_behind_filling(
    algorithm: Algorithm, behind: bytes, inside: str
) -> None:
    assert algorithm_in(fci(algorithm, inside=inside) + behind) is algorithm


def test_the_algorithm_is_found_behind_a_long_length() -> None:
    raw = fci(Algorithm.SM4)
    for size in ("81{:02X}", "82{:04X}"):
        length = bytes.fromhex(size.format(len(raw) - 2))
        assert algorithm_in(raw[:1] + length + raw[2:]) is Algorithm.SM4


@pytest.mark.parametrize("cut", range(1, 30))
def test_a_cut_answer_names_no_algorithm(cut: int) -> None:
    raw = fci(Algorithm.SM4)
    assert len(raw) == 30
    assert algorithm_in(raw[:cut]) is None


class Scripted:
    """A powered card with an answer to reset for each time it is connected."""

    has_lengths_apart = False
    resets: list[bytes]
    noise: list[bool]
    took = 0.0

    def atr(self) -> bytes:
        return self.resets.pop(0) if len(self.resets) > 1 else self.resets[0]

    def transmit(self, command: bytes) -> bytes:
        time.sleep(self.took)
        if self.noise and self.noise.pop(0):
            raise PcscError("SCardTransmit", 0x8010002F)  # data lost, once
        return b"\x90\x00"

    def control(self, code: int, data: bytes = b"") -> bytes:
        raise PcscError("SCardControl", 0x80100022)

    def present(self) -> bool:
        return True

    def disconnect(self, *, reset: bool = True) -> None:
        pass


class OneSlot:
    """A slot in which one card stays."""

    truth = SlotEvent(SlotState.CARD, "R", 1, COLD)

    def __init__(self) -> None:
        self.gone: list[int] = []

    def card_gone(self, insertion: int) -> None:
        self.gone.append(insertion)

    def owner_ended(self, _: Owner) -> None:
        pass


MakeOwner = Callable[..., tuple[Owner, OneSlot]]


@pytest.fixture
def make_owner(monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeOwner]:
    made: list[Owner] = []

    def make(
        resets: list[bytes], noise: list[bool], took: float = 0.0, patience: float = 20
    ) -> tuple[Owner, OneSlot]:
        link, slot = Scripted(), OneSlot()
        link.resets, link.noise, link.took = resets, noise, took

        class Context:
            def connect(self, reader: str) -> Scripted:
                return link

            def release(self) -> None:
                pass

        monkeypatch.setattr(owner, "PcscContext", Context)
        thread = Owner(slot, patience)
        made.append(thread)
        thread.start()
        return thread, slot

    yield make
    for thread in made:
        thread.end()
        thread.join(60)


def send(thread: Owner) -> str:
    try:
        work = thread.submit(1, lambda card: card.transmit(b"\x00\xa4\x00\x00"))
        return work.result(60).hex()
    except (CardGone, CardUnreadable) as error:
        return type(error).__name__


def test_another_answer_after_our_own_reset_is_the_same_card(
    make_owner: MakeOwner,
) -> None:
    thread, slot = make_owner([COLD, WARM], [True, False, True, False])
    seen = [send(thread) for _ in range(4)]
    assert seen == ["CardUnreadable", "9000", "CardUnreadable", "9000"]
    assert slot.gone == []


def test_a_third_answer_is_another_card(make_owner: MakeOwner) -> None:
    thread, slot = make_owner([COLD, WARM, THIRD], [True, True, False])
    seen = [send(thread) for _ in range(3)]
    assert seen == ["CardUnreadable", "CardUnreadable", "CardGone"]
    assert slot.gone == [1]


def test_another_answer_without_our_reset_is_another_card(
    make_owner: MakeOwner,
) -> None:
    thread, slot = make_owner([WARM], [])
    assert send(thread) == "CardGone"
    assert slot.gone == [1]


def test_many_slow_answers_are_not_waited_for_one_by_one(
    make_owner: MakeOwner,
) -> None:
    thread, _ = make_owner([COLD], [], took=0.01, patience=0.05)

    def endless(card: Owner) -> None:
        while True:
            card.transmit(b"\x00\xc0\x00\x00\x00")

    with pytest.raises(CardUnreadable, match="too long"):
        thread.submit(1, endless).result(60)  # type: ignore[arg-type]
    thread._patience = 60.0
    assert send(thread) == "9000"


@pytest.mark.parametrize(
    ("readers", "head", "others", "found"),
    [
        (["ACS ACR38U 01 00"], "ACS ACR38U 00 00", (), ["ACS ACR38U 01 00"]),
        (["ACS ACR38U 0A 01"], "ACS ACR38U 00 00", (), []),
        (["ACS ACR39U 01 00"], "ACS ACR38U 00 00", (), []),
        (["A 00 00", "A 01 00"], "A 00 00", (), ["A 00 00"]),
        (["A 01 00", "A 02 00"], "A 00 00", ("A 01 00",), ["A 02 00"]),
        (["A 01 00"], "A", (), ["A 01 00"]),
    ],
)
def test_a_reader_that_was_plugged_in_again_is_found(
    readers: list[str], head: str, others: tuple[str, ...], found: list[str]
) -> None:
    assert fitting_readers(readers, head, others) == found


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("王\u202e秀兰", "王秀兰"),
        ("ACS\x1b[31m 00", "ACS[31m 00"),
        ("王\u2028秀兰\u200b", "王秀兰"),
        ("张\u3000三", "张\u3000三"),
        ("\u3164\u115f\uffa0\u2800", ""),
        ("王\ufe0f\U000e0100秀\u034f\u180b兰", "王秀兰"),
        ("é", "é"),
        ("e" + "\u0301" * 12, "e" + "\u0301" * 4),
    ],
)
def test_only_visible_characters_are_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_a_chip_cannot_turn_the_reading_direction() -> None:
    raw = "王\u202e秀兰".encode("gb18030")
    assert codec.decode_an(raw) == "王秀兰"
