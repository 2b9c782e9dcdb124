"""PIN and keys, terminal against virtual card: every answer a card can give."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.devices.card.holder.social_card import SocialSecurityCard
from kiosk.devices.card.keys import authentication as crypto
from kiosk.devices.card.keys.authentication import Algorithm
from kiosk.devices.card.keys.key_provider import KeyName, historical_bytes, key_id
from kiosk.devices.card.protocol.apdu import CommandError, is_status_word
from kiosk.devices.card.protocol.pin_coding import PinLocked, PinNotEncodable, WrongPin
from kiosk.devices.virtual.card.chip import VirtualCard
from kiosk.devices.virtual.card.issuing import card_from_person
from kiosk.devices.virtual.card.pin_memory import PinMemory
from kiosk.devices.virtual.demo_keys import (
    algorithm_of_generation,
    card_key,
    external_data,
    pin_reload_data,
)
from kiosk.domain.secret import Pin
from tests.devices.card.samples import PIN, issued, opened, person

NEW = Pin("907163")
HISTORY = "0102030405060708090A0B0C0D"


def say(card: VirtualCard, *commands: str) -> str:
    """Send commands in hexadecimal; return the last answer in hexadecimal."""
    answer = b""
    for command in commands:
        answer = card.answer(bytes.fromhex(command))
    return answer.hex().upper()


def show(card: SocialSecurityCard, generation: int, name: KeyName) -> None:
    """Do EXTERNAL AUTHENTICATE with the demo's key."""
    challenge = card.get_challenge()
    data = external_data(
        person(generation).card.id,
        algorithm_of_generation(generation),
        name,
        challenge,
        b"original",
    )
    card.external_authenticate(key_id(name), data)


def reload_data(card: SocialSecurityCard, generation: int, pin: bytes | None) -> bytes:
    algorithm = algorithm_of_generation(generation)
    return pin_reload_data(
        person(generation).card.id, algorithm, card.get_challenge(), pin
    )


# -- the MAC, against values computed by hand from the primitives -------------


def test_the_des_mac_is_cbc_and_keeps_the_left_half() -> None:
    session, message = bytes(range(8)), bytes(range(11))
    first = crypto.des_encrypt(session, message[:8])
    last = bytes(
        a ^ b for a, b in zip(first, message[8:] + b"\x80" + bytes(4), strict=True)
    )
    expected = crypto.des_encrypt(session, last)[:4]
    assert crypto.mac(Algorithm.DES, session, message) == expected


def test_the_sm4_mac_folds_four_words() -> None:
    session, message = bytes(range(16)), b"five."
    block = crypto.sm4_encrypt(session, message + b"\x80" + bytes(10))
    words = [int.from_bytes(block[at : at + 4]) for at in (0, 4, 8, 12)]
    expected = (words[0] ^ words[1] ^ words[2] ^ words[3]).to_bytes(4)
    assert crypto.mac(Algorithm.SM4, session, message) == expected


@pytest.mark.parametrize("algorithm", [Algorithm.DES, Algorithm.SM4])
def test_whole_blocks_are_padded_too(algorithm: Algorithm) -> None:
    size = crypto.block_size(algorithm)
    padded = crypto.padded(algorithm, bytes(size))
    assert padded == bytes(size) + b"\x80" + bytes(size - 1)
    assert len(crypto.padded(algorithm, bytes(size - 1))) == size


@given(st.binary(min_size=8, max_size=8), st.binary(min_size=16, max_size=16))
def test_deciphering_undoes_enciphering(eight: bytes, sixteen: bytes) -> None:
    for algorithm, key, block in (
        (Algorithm.DES, eight, eight),
        (Algorithm.DES, sixteen, eight),
        (Algorithm.SM4, sixteen, sixteen),
    ):
        secret = crypto.encipher(algorithm, key, block)
        assert crypto.decipher(algorithm, key, secret) == block


@pytest.mark.parametrize(
    ("call"),
    [
        lambda a: crypto.encipher(a, bytes(16), bytes(16)),
        lambda a: crypto.decipher(a, bytes(16), bytes(16)),
        lambda a: crypto.mac(a, bytes(16), b""),
        lambda a: crypto.pin_reload(a, bytes(16), bytes(8), b"\x12\x34"),
    ],
)
def test_ssf33_is_never_guessed(call: Callable[[Algorithm], bytes]) -> None:
    with pytest.raises(crypto.AlgorithmNotAvailable):
        call(Algorithm.SSF33)


def test_pin_blocks() -> None:
    block = crypto.pin_block(Algorithm.DES, bytes.fromhex("123456"))
    assert block.hex() == "0312345680000000"
    block = crypto.pin_block(Algorithm.DES, bytes(7))
    assert block.hex() == "0700000000000000"
    block = crypto.pin_block(Algorithm.SM4, bytes(8))
    assert block.hex() == "08" + "00" * 8 + "80" + "00" * 6
    with pytest.raises(ValueError, match="fit"):
        crypto.pin_block(Algorithm.DES, bytes(8))


@pytest.mark.parametrize(
    ("atr", "history"),
    [
        ("3B6D0000" + HISTORY, HISTORY),
        (
            "3B8D8001" + HISTORY + "7A",
            HISTORY,
        ),
        ("3B020000", "0000"),
        ("3B", ""),
        ("3BF0", ""),
        ("", ""),
    ],
)
def test_historical_bytes(atr: str, history: str) -> None:
    assert historical_bytes(bytes.fromhex(atr)).hex().upper() == history


# -- changing the PIN ----------------------------------------------------------


@pytest.mark.parametrize("generation", [1, 2, 3])
def test_the_pin_is_changed_for_good(tmp_path: Path, generation: int) -> None:
    card = opened(issued(tmp_path, generation))
    card.change_pin(Pin(PIN), NEW)
    again = opened(issued(tmp_path, generation))
    with pytest.raises(WrongPin):
        again.verify_pin(Pin(PIN))
    again.verify_pin(NEW)
    assert again.pin_status().attempts_remaining == 6


def test_a_wrong_old_pin_costs_a_try_and_changes_nothing(tmp_path: Path) -> None:
    card = opened(issued(tmp_path, tries=2))
    with pytest.raises(WrongPin) as miss:
        card.change_pin(Pin("111222"), NEW)
    assert miss.value.attempts_remaining == 1
    card.verify_pin(Pin(PIN))
    for _ in range(1):
        with pytest.raises(WrongPin):
            card.change_pin(Pin("111222"), NEW)
    with pytest.raises(PinLocked) as locked:
        card.change_pin(Pin("111222"), NEW)
    assert locked.value.by_this_try
    with pytest.raises(PinLocked) as locked:
        card.change_pin(Pin(PIN), NEW)
    assert not locked.value.by_this_try


def test_a_changed_pin_fills_the_counter_and_keeps_the_rights(tmp_path: Path) -> None:
    chip = issued(tmp_path, tries=3)
    card = opened(chip)
    with pytest.raises(WrongPin):
        card.verify_pin(Pin("111222"))
    card.verify_pin(Pin(PIN))
    card.change_pin(Pin(PIN), NEW)
    assert card.pin_status().attempts_remaining == 3
    assert say(chip, "00A4000002DF01", "00B2013452")[-4:] == "9000"


def test_an_x_spends_no_try(tmp_path: Path) -> None:
    card = opened(issued(tmp_path))
    for old, new in ((Pin("12345X"), NEW), (Pin(PIN), Pin("12345X"))):
        with pytest.raises(PinNotEncodable):
            card.change_pin(old, new)
    assert card.pin_status().attempts_remaining == 6


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        (f"805E010007{PIN}FF907163", "9000"),
        ("805E010007111222FF907163", "63C5"),
        (f"805E000007{PIN}FF907163", "6A86"),
        (f"805E010107{PIN}FF907163", "6A86"),
        (f"005E010007{PIN}FF907163", "6E00"),
        (f"845E010007{PIN}FF907163", "6E00"),
        ("805E010002FF11", "6700"),
        ("805E0100", "6700"),
        ("805E010012" + "11" * 18, "6700"),
        ("805E010003" + "11" * 3, "6A80"),
        (f"805E010006{PIN}907163", "6A80"),
        (f"805E010007{PIN}FF90716F", "9000"),
        (f"805E010007{PIN}FF9A7163", "6A80"),
        (f"805E010004{PIN}FF", "6A80"),
        (f"805E010005{PIN}FF90", "6A80"),
    ],
)
def test_change_pin_answers(tmp_path: Path, command: str, answer: str) -> None:
    assert say(issued(tmp_path), command) == answer


def test_a_malformed_change_spends_no_try(tmp_path: Path) -> None:
    card = issued(tmp_path)
    say(card, f"805E010007{PIN}FF9A7163", "805E010003111111", "805E0100")
    assert say(card, "0020000000") == "63C6"


def test_a_card_without_a_pin_has_none_to_change(tmp_path: Path) -> None:
    card = card_from_person(person(pin=""), tmp_path)
    assert say(card, "805E010007000000FF907163") == "63C5"


def test_a_damaged_memory_is_no_pin_at_all(tmp_path: Path) -> None:
    card = issued(tmp_path)
    (tmp_path / f"{person().card.id}.pin").write_text("what?", "ascii")
    assert say(card, f"0020000003{PIN}") == "6581"
    assert say(card, f"805E010007{PIN}FF907163") == "6581"


def test_the_memory_is_for_its_owner_alone(tmp_path: Path) -> None:
    memory = PinMemory(tmp_path / "card.pin", b"\x12\x34")
    assert memory.read() == b"\x12\x34"
    memory.write(b"\x56\x78")
    assert PinMemory(tmp_path / "card.pin", b"").read() == b"\x56\x78"
    assert (tmp_path / "card.pin").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["card.pin"]


# -- a new PIN by the issuer's keys -------------------------------------------


@pytest.mark.parametrize("generation", [1, 2, 3])
def test_a_locked_card_gets_a_new_pin(tmp_path: Path, generation: int) -> None:
    card = opened(issued(tmp_path, generation, tries=1))
    with pytest.raises(PinLocked):
        card.verify_pin(Pin("111222"))
    show(card, generation, KeyName.UNLOCK)
    card.reload_pin(reload_data(card, generation, bytes.fromhex("907163")))
    again = opened(issued(tmp_path, generation, tries=1))
    again.verify_pin(NEW)


@pytest.mark.parametrize("generation", [2, 3])
def test_a_locked_card_is_unlocked_with_its_own_pin(
    tmp_path: Path, generation: int
) -> None:
    card = opened(issued(tmp_path, generation, tries=1))
    with pytest.raises(PinLocked):
        card.verify_pin(Pin("111222"))
    show(card, generation, KeyName.UNLOCK)
    card.unblock_pin(reload_data(card, generation, None))
    card.verify_pin(Pin(PIN))


def test_an_empty_pin_can_be_loaded(tmp_path: Path) -> None:
    chip = issued(tmp_path)
    card = opened(chip)
    show(card, 2, KeyName.UNLOCK)
    card.reload_pin(reload_data(card, 2, b""))
    assert say(chip, "0020000000") == "9000"


def refused(call: Callable[[], None]) -> int:
    with pytest.raises(CommandError) as caught:
        call()
    return caught.value.sw


def test_reloading_wants_the_key_a_challenge_and_the_right_mac(tmp_path: Path) -> None:
    card = opened(issued(tmp_path))
    data = reload_data(card, 2, b"\x12\x34\x56")
    assert refused(lambda: card.reload_pin(data)) == 0x6982
    show(card, 2, KeyName.UNLOCK)
    assert refused(lambda: card.reload_pin(data)) == 0x6984
    show(card, 2, KeyName.UNLOCK)
    spoilt = reload_data(card, 2, b"\x12\x34\x56")[:-1] + b"\x00"
    assert refused(lambda: card.reload_pin(spoilt)) == 0x6988
    # The right was used up by the wrong MAC.
    good = reload_data(card, 2, b"\x12\x34\x56")
    assert refused(lambda: card.reload_pin(good)) == 0x6982
    card.verify_pin(Pin(PIN))


@pytest.mark.parametrize("plain", ["0922334455667788", "03AABBCC80000000", "04"])
def test_a_block_that_is_no_pin_is_refused(tmp_path: Path, plain: str) -> None:
    card = opened(issued(tmp_path))
    show(card, 2, KeyName.UNLOCK)
    key = card_key(person().card.id, KeyName.MAINTENANCE, Algorithm.DES)
    session = crypto.session_key(Algorithm.DES, key, card.get_challenge())
    block = bytes.fromhex(plain).ljust(8, b"\x00")
    secret = crypto.encipher(Algorithm.DES, session, block)
    header = crypto.pin_reload_header(True, len(secret))
    mac = crypto.mac(Algorithm.DES, session, header + secret)
    assert refused(lambda: card.reload_pin(secret + mac)) == 0x6A80
    card.verify_pin(Pin(PIN))


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("8424000004" + "00" * 4, "6982"),
        ("842400010C" + "00" * 12, "6982"),
        ("8424000114" + "00" * 20, "6700"),
        ("84240000", "6700"),
        ("8424000204" + "00" * 4, "6A86"),
        ("8424010004" + "00" * 4, "6A86"),
        ("0024000004" + "00" * 4, "6E00"),
    ],
)
def test_reload_answers(tmp_path: Path, command: str, answer: str) -> None:
    assert say(issued(tmp_path), command) == answer


# -- external authentication ---------------------------------------------------


def test_the_holders_file_opens_by_the_terminals_key(tmp_path: Path) -> None:
    card = opened(issued(tmp_path, 3))
    card.select_environment()
    assert card.read_holder().name is None
    show(card, 3, KeyName.HOLDER_READ)
    assert card.read_holder().name == "测试员"


def test_a_wrong_proof_is_counted_until_the_key_is_blocked(tmp_path: Path) -> None:
    card = opened(issued(tmp_path, 3))
    words = []
    for _ in range(16):
        card.get_challenge()
        words.append(refused(lambda: card.external_authenticate(0x0A, bytes(16))))
    assert words[:2] == [0x63CE, 0x63CD]
    assert words[-2:] == [0x63C0, 0x6983]
    again = opened(issued(tmp_path, 3))
    assert refused(lambda: show(again, 3, KeyName.HOLDER_READ)) == 0x6983
    show(again, 3, KeyName.UNLOCK)  # the other keys still work


def test_key_ids_count_inside_their_folder(tmp_path: Path) -> None:
    chip = issued(tmp_path)
    card = opened(chip)
    say(chip, "00A4000002DF03")
    challenge = card.get_challenge()
    data = external_data(
        person().card.id, Algorithm.DES, "RK2DF03", challenge, b"original"
    )
    card.external_authenticate(0x85, data)
    assert say(chip, "00B2012C05")[-4:] == "9000"
    card.get_challenge()
    assert refused(lambda: card.external_authenticate(0x0A, bytes(16))) == 0x6A88


@pytest.mark.parametrize("length", [4, 8, 16])
def test_challenges_of_every_length_serve(tmp_path: Path, length: int) -> None:
    card = opened(issued(tmp_path, 3))
    challenge = card.get_challenge(length)
    assert len(challenge) == length
    data = external_data(
        person(3).card.id, Algorithm.SM4, KeyName.HOLDER_READ, challenge, b"original"
    )
    card.external_authenticate(0x0A, data)


# -- anything at all -----------------------------------------------------------

STEPS = ("pin", "wrong", "change", "challenge", "unlock", "reload", "unblock", "reset")


@settings(max_examples=80)
@given(
    st.integers(1, 3),
    st.lists(st.sampled_from(STEPS) | st.binary(max_size=24), max_size=25),
)
def test_no_order_of_commands_makes_the_card_fail(
    generation: int, steps: list[str | bytes]
) -> None:
    """PIN right or wrong, in any order with anything between: words, never a crash."""
    with TemporaryDirectory() as folder:
        chip = issued(Path(folder), generation, tries=3)
        card = opened(chip)
        for step in steps:
            if isinstance(step, bytes):
                answer = chip.answer(step)
                assert is_status_word(int.from_bytes(answer[-2:], "big"))
                continue
            with contextlib.suppress(CommandError, WrongPin, PinLocked):
                _take(step, chip, card, generation)
        left = card.pin_status().attempts_remaining
        assert left in (None, 0, 1, 2, 3)
        assert issued(Path(folder), generation, tries=3).answer(b"") == b"\x67\x00"


def _take(
    step: str, chip: VirtualCard, card: SocialSecurityCard, generation: int
) -> None:
    if step == "pin":
        card.verify_pin(Pin(PIN))
    elif step == "wrong":
        card.verify_pin(Pin("111222"))
    elif step == "change":
        card.change_pin(Pin(PIN), NEW)
    elif step == "challenge":
        card.get_challenge()
    elif step == "unlock":
        show(card, generation, KeyName.UNLOCK)
    elif step == "reload":
        card.reload_pin(reload_data(card, generation, bytes.fromhex(PIN)))
    elif step == "unblock":
        card.unblock_pin(reload_data(card, generation, None))
    else:
        chip.reset()
