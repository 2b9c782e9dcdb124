"""The PSAM: its commands, what it computes, and both slots of a real pcscd at once."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.card.card_port import SlotEvent, SlotState
from kiosk.devices.card.holder.social_card import SocialSecurityCard
from kiosk.devices.card.keys.authentication import Algorithm
from kiosk.devices.card.keys.key_provider import (
    CardIdentity,
    KeyName,
    KeyRefused,
    historical_bytes,
    key_id,
)
from kiosk.devices.card.keys.psam import Level, Psam, PsamProvider
from kiosk.devices.card.protocol.apdu import is_status_word
from kiosk.devices.card.protocol.pin_coding import PinLocked
from kiosk.devices.card.protocol.transport import CardGone, Transport
from kiosk.devices.card.readers.pcsc import PcscSlot
from kiosk.devices.virtual.card.chip import VirtualCard
from kiosk.devices.virtual.card.strange_cards import STRANGE
from kiosk.devices.virtual.demo_keys import algorithm_of_generation
from kiosk.devices.virtual.reader.pcscd import SECOND_READER_NAME, PrivatePcscd
from kiosk.devices.virtual.reader.virtual_psam import VirtualPsam as VirtualPsam
from kiosk.devices.virtual.reader.virtual_reader import VirtualReader
from kiosk.devices.virtual.serve_cards import make_card
from kiosk.domain.secret import Pin
from tests.devices.card.samples import Direct, Listener, issued, opened, person

T = TypeVar("T")
LEVELS: tuple[Level, ...] = ("region", "card_id")
NEW = Pin("907163")


class DirectSlot:
    """A slot without a reader, for the provider alone."""

    def __init__(self, card: VirtualPsam | None, *, fails: bool = False) -> None:
        self.card, self.fails = card, fails
        state = SlotState.CARD if card else SlotState.EMPTY
        self.now = SlotEvent(state, "test", 1)

    async def run(self, insertion: int, work: Callable[[Transport], T]) -> T:
        if self.fails or self.card is None:
            raise CardGone("pulled")
        return work(Direct(self.card))


def provider(card: VirtualPsam | None = None, *, fails: bool = False) -> PsamProvider:
    return PsamProvider(DirectSlot(card or VirtualPsam(), fails=fails), LEVELS)  # type: ignore[arg-type]


def identity(chip: VirtualCard, generation: int) -> CardIdentity:
    algorithm = algorithm_of_generation(generation)
    return CardIdentity(
        person(generation).card.id, algorithm, historical_bytes(chip.atr)
    )


def test_the_psam_says_who_it_is() -> None:
    data = Psam(Direct(VirtualPsam())).read_data()
    assert data.terminal == "000000990101"
    assert data.serial == "00000000000000000001"


@pytest.mark.parametrize("generation", [1, 2, 3])
async def test_it_opens_checks_and_unlocks_demo_cards(
    tmp_path: Path, generation: int
) -> None:
    chip = issued(tmp_path, generation, tries=1)
    card, psam = opened(chip), provider()
    who = identity(chip, generation)
    answer = card.internal_authenticate(b"factor-8", b"origin-8")
    assert await psam.internal_answer_is_right(who, b"factor-8", b"origin-8", answer)
    assert not await psam.internal_answer_is_right(
        who, b"factor-9", b"origin-8", answer
    )
    for name in (KeyName.HOLDER_READ, KeyName.UPDATE, KeyName.UNLOCK):
        data = await psam.external_authentication(who, name, card.get_challenge())
        card.external_authenticate(key_id(name), data)
    with pytest.raises(PinLocked):
        card.verify_pin(Pin("111222"))
    card.reload_pin(await psam.pin_reload(who, card.get_challenge(), NEW))
    card.verify_pin(NEW)


async def test_it_unlocks_without_a_new_pin(tmp_path: Path) -> None:
    chip = issued(tmp_path, 3, tries=1)
    card, psam, who = opened(chip), provider(), identity(chip, 3)
    data = await psam.external_authentication(who, KeyName.UNLOCK, card.get_challenge())
    card.external_authenticate(0x06, data)
    card.unblock_pin(await psam.pin_reload(who, card.get_challenge(), None))


async def test_a_copied_card_is_seen() -> None:
    clone = opened(STRANGE["clone"]())
    clone.select_environment()
    issuer = clone.read_issuer()
    assert issuer.card_id is not None
    answer = clone.internal_authenticate(b"factor-8", b"origin-8")
    who = CardIdentity(issuer.card_id, Algorithm.DES, b"")
    assert not await provider().internal_answer_is_right(
        who, b"factor-8", b"origin-8", answer
    )


async def test_what_it_cannot_do_is_a_refusal() -> None:
    who = CardIdentity(person().card.id, Algorithm.SSF33, b"")
    with pytest.raises(KeyRefused, match="6A81"):
        await provider().external_authentication(who, KeyName.UNLOCK, bytes(8))
    with pytest.raises(KeyRefused, match="does not answer"):
        await provider(fails=True).read_data()
    empty = PsamProvider(DirectSlot(None), LEVELS)  # type: ignore[arg-type]
    assert not empty.present
    with pytest.raises(KeyRefused, match="no PSAM"):
        await empty.read_data()


def test_the_identity_never_shows_itself() -> None:
    assert person().card.id not in repr(
        CardIdentity(person().card.id, Algorithm(1), b"")
    )


@pytest.mark.parametrize(
    ("commands", "answer"),
    [
        (["00B000000F"], "6986"),
        (["00A40000020099"], "6A82"),
        (["00A4000002DF01"], "9000"),
        (["00A4040006D15600000590"], "9000"),
        (["00A404000F7378312E73682EC9E7BBE1B1A3D5CF"], "9000"),
        (["00A4010000"], "6A86"),
        (["00A40000020016", "00B0000000"], "6C06"),
        (["00A40000020016", "00B0000604"], "6B00"),
        (["BFEC00000102"], "6A81"),
        (["BFEC0000"], "6700"),
        (["BFDE070810" + "00" * 16], "6985"),
        (["BFEC00000103", "BFDE099910" + "00" * 16], "6A88"),
        (["BFEC00000103", "BFDE070809" + "00" * 9], "6700"),
        (["80FA000010" + "00" * 16], "6985"),
        (["BFEC00000103", "BFDE070810" + "00" * 16, "80FA000008" + "00" * 8], "6700"),
        (["BFEC00000103", "BFDE070810" + "00" * 16, "80FA010010" + "00" * 16], "6A86"),
        (["BFEC00000103", "BFDE070810" + "00" * 16, "80FA000010" + "00" * 16], "6110"),
        (["BFEC00000103", "BFDE070810" + "00" * 16, "80FA050010" + "00" * 16], "6104"),
        (["00C0000010"], "6985"),
        (["0020000000"], "6D00"),
        (["00"], "6700"),
        (["00A4000005DF01"], "6700"),
    ],
)
def test_psam_answers(commands: list[str], answer: str) -> None:
    psam = VirtualPsam()
    said = [psam.answer(bytes.fromhex(command)) for command in commands]
    assert said[-1].hex().upper() == answer


@given(
    st.lists(
        st.binary(max_size=261)
        | st.builds(
            lambda head, rest: head + bytes((len(rest),)) + rest,
            st.sampled_from(
                [
                    bytes.fromhex(text)
                    for text in ("BFEC0000", "BFDE0708", "80FA0000", "80FA0500")
                ]
            ),
            st.binary(max_size=40),
        ),
        max_size=12,
    )
)
def test_no_bytes_make_the_psam_fail(commands: list[bytes]) -> None:
    psam = VirtualPsam()
    for command in commands:
        answer = psam.answer(command)
        assert 2 <= len(answer) <= 258
        assert is_status_word(int.from_bytes(answer[-2:], "big"))
    psam.reset()
    assert Psam(Direct(psam)).read_data().terminal


@pytest.fixture
def second(pcscd: PrivatePcscd) -> Iterator[VirtualReader]:
    reader = VirtualReader("127.0.0.1", pcscd.port + 1)
    yield reader
    reader.close()


@pytest.mark.real
async def test_two_slots_of_one_pcscd(
    tmp_path: Path,
    pcscd: PrivatePcscd,
    reader: VirtualReader,
    slot: PcscSlot,
    listener: Listener,
    second: VirtualReader,
) -> None:
    """The person's card in one, the PSAM in the other: the holder's file opens."""
    heard = Listener()
    other = PcscSlot(SECOND_READER_NAME, 60.0, (pcscd.reader,))
    other.start(heard)
    try:
        second.insert(make_card("psam", tmp_path))
        heard.until(SlotState.CARD)
        chip = issued(tmp_path, 3)
        reader.insert(chip)
        event = listener.until(SlotState.CARD)
        psam = PsamProvider(other, LEVELS)
        assert psam.present
        who = CardIdentity(
            person(3).card.id, Algorithm.SM4, historical_bytes(event.atr)
        )

        challenge = await slot.run(
            event.insertion, lambda line: SocialSecurityCard(line).get_challenge()
        )
        data = await psam.external_authentication(who, KeyName.HOLDER_READ, challenge)

        def read(line: Transport) -> str | None:
            card = SocialSecurityCard(line)
            card.external_authenticate(key_id(KeyName.HOLDER_READ), data)
            return card.read_holder().name

        assert await slot.run(event.insertion, read) == "测试员"
        second.remove()
        heard.until(SlotState.EMPTY)
        assert not psam.present
    finally:
        other.stop()
