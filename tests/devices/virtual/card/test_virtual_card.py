"""The virtual card answers as a real one: tables, access rules, and any bytes."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.devices.card.keys import authentication as crypto
from kiosk.devices.card.keys.authentication import Algorithm
from kiosk.devices.card.keys.key_provider import KeyName
from kiosk.devices.card.protocol import codec
from kiosk.devices.card.protocol.apdu import Ins, is_status_word
from kiosk.devices.virtual.card.chip import VirtualCard
from kiosk.devices.virtual.card.issuing import card_from_person
from kiosk.devices.virtual.card.strange_cards import STRANGE
from kiosk.devices.virtual.demo_keys import card_key
from tests.devices.card.samples import PIN, issued, person

ENVIRONMENT = "00A404000F 7378312E73682EC9E7BBE1B1A3D5CF"


def say(card: VirtualCard, *commands: str) -> str:
    """Send commands in hexadecimal; return the last answer in hexadecimal."""
    answer = b""
    for command in commands:
        answer = card.answer(bytes.fromhex(command))
    return answer.hex().upper()


@pytest.fixture
def card(tmp_path: Path) -> VirtualCard:
    return issued(tmp_path)


@pytest.mark.parametrize(("generation", "algorithm"), [(1, "01"), (2, "01"), (3, "03")])
def test_the_environment_answers_as_traced_from_a_real_card(
    tmp_path: Path, generation: int, algorithm: str
) -> None:
    card = issued(tmp_path, generation)
    assert say(card, ENVIRONMENT) == "611E"
    fci = (
        f"6F1C840F7378312E73682EC9E7BBE1B1A3D5CFA5098801 1E9F0C03 8601{algorithm} 9000"
    ).replace(" ", "")
    assert say(card, "00C000001E") == fci
    assert say(card, ENVIRONMENT + "00") == fci


def test_the_atr_has_thirteen_historical_bytes_with_region_and_serial(
    card: VirtualCard,
) -> None:
    assert card.atr.hex().upper() == "3B6D0000" + "00814E43238697" + "9901" + "00000002"


@pytest.mark.parametrize(
    ("commands", "answer"),
    [
        # Folders and files by id, however the terminal puts it.
        (["00A40000023F00"], "611E"),
        (["00A40000"], "611E"),
        (["00A4000000", "00A40000", "00C0000002"], "6F1C611C"),
        (["00A4000002DF01"], "610A"),
        (["00A4010002DF01"], "610A"),
        (["00A4020002DF01"], "6A82"),
        (["00A4000002EF05"], "9000"),
        (["00A4020002EF05"], "9000"),
        (["00A4000002EF99"], "6A82"),
        (["00A4000002DF01", "00A40000023F00"], "611E"),
        (["00A4030000"], "6A86"),
        # Names: whole, shortened, next, absent.
        (["00A4040006D15600000502"], "610A"),
        (["00A4040005D156000005"], "610A"),
        (
            ["00A4040005D156000005", "00A4040205D156000005", "00C000000A"],
            "6F088406D156000005019000",
        ),
        (["00A4040006D15600000505"], "6A82"),
        (["00A404000E315041592E5359532E4444463031"], "6A82"),
        # Malformed.
        (["00A404"], "6700"),
        (["00A4040003D156"], "6700"),
        (["00A40000013F"], "6700"),
        # Records.
        (["00B2022C03"], "0201339000"),
        (["00B2022C00"], "6C03"),
        (["00B2022CFF"], "6C03"),
        (["00B2022C01"], "6C03"),
        (["00B2082C03"], "6A83"),
        (["00B2012401"], "6A82"),
        (["00B2012C"], "6700"),
        (["00B2010412"], "6986"),
        (["00A4000002EF05", "00B2020403"], "0201339000"),
        (["00B2002F03"], "6A86"),
        (["00B0850010"], "6981"),
        (["00B2013C04"], "6981"),
        (["00B0870010"], "6982"),
        # Rights.
        (["00DC012C0401023132"], "6982"),
        (["04DC012C0401023132"], "6982"),
        (["00D6000001FF"], "6982"),
        # Unknown.
        (["80CA000000"], "6E00"),
        (["00CA000000"], "6D00"),
        (["00C0000010"], "6985"),
        ([""], "6700"),
    ],
)
def test_answers(card: VirtualCard, commands: list[str], answer: str) -> None:
    assert say(card, *commands) == answer


def record(card: VirtualCard, p1: int, mode: int) -> str:
    """Read in a mode of P2 from the current file, with the Le the card asks for."""
    asked = say(card, f"00B2{p1:02X}{mode:02X}00")
    if asked[:2] == "6C":
        return say(card, f"00B2{p1:02X}{mode:02X}{asked[2:]}")
    return asked


def test_records_by_tag_and_by_place(card: VirtualCard) -> None:
    say(card, "00A4000002EF05")
    assert record(card, 0x03, 0)[:4] == "0304"
    assert record(card, 0x00, 2)[:4] == "040C"
    assert record(card, 0x00, 3)[:4] == "0304"
    assert record(card, 0x00, 1)[:4] == "0709"
    assert record(card, 0x00, 2) == "6A83"
    assert record(card, 0x00, 0)[:4] == "0110"
    assert record(card, 0x00, 3) == "6A83"
    assert record(card, 0x77, 0) == "6A83"
    assert record(card, 0x00, 4)[:4] == "0110"  # number 0: the current record


@pytest.mark.parametrize(
    ("sfi", "length", "tags"),
    [(5, 0x40, range(1, 8)), (6, 0x5B, [8, 9, 0x4E, 10, 11, 12, 13])],
)
def test_a_whole_file_is_read_at_once(
    card: VirtualCard, sfi: int, length: int, tags: list[int]
) -> None:
    onwards = say(card, f"00B201{sfi << 3 | 5:02X}{length:02X}")
    records = codec.decode_records(bytes.fromhex(onwards)[:-2]) or []
    assert [r.tag for r in records] == list(tags)
    backwards = say(card, f"00B201{sfi << 3 | 6:02X}{length:02X}")
    records = codec.decode_records(bytes.fromhex(backwards)[:-2]) or []
    assert [r.tag for r in records] == list(tags)[::-1]


def test_binary_files_count_from_the_offset(tmp_path: Path) -> None:
    card = issued(tmp_path)
    say(card, "00A4000002DF01")
    assert say(card, "00B0960004") == "000000009000"
    assert say(card, "00B0010004") == "000000009000"
    assert say(card, "00B0012404") == "000000009000"
    assert say(card, "00B0012504") == "6C03"
    assert say(card, "00B0012804") == "6B00"
    assert say(card, "00B0000000") == "00" * 256 + "9000"


def test_a_protected_file_opens_with_the_pin_and_closes_with_power(
    card: VirtualCard,
) -> None:
    read = "00B2013452"
    say(card, "00A4000002DF01")
    assert say(card, read) == "6982"
    assert say(card, f"0020000003{PIN}") == "9000"
    assert say(card, read)[-4:] == "9000"
    say(card, "00A4000002DF02", "00A4000002DF01")
    assert say(card, read)[-4:] == "9000"
    card.reset()
    assert say(card, "00A4000002DF01", read) == "6982"


def test_a_wrong_pin_takes_the_right_away(card: VirtualCard) -> None:
    say(card, "00A4000002DF01", f"0020000003{PIN}")
    assert say(card, "0020000003111111") == "63C5"
    assert say(card, "00B2013452") == "6982"


def test_offline_settlement_wants_pin_and_key(card: VirtualCard) -> None:
    say(card, "00A4000002DF04", f"0020000003{PIN}")
    assert say(card, "00B2012C0A")[-4:] == "9000"
    assert say(card, "00B2013403") == "6982"


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("0020000000", "63C6"),
        ("00200000", "63C6"),
        ("0020000001", "6700"),
        ("002000000112", "6700"),
        ("0020000009" + "11" * 9, "6700"),
        ("0020000100", "6A86"),
        ("0020000003123456", "63C5"),
    ],
)
def test_verify(card: VirtualCard, command: str, answer: str) -> None:
    assert say(card, command) == answer


def test_the_counter_runs_down_and_stays_down(tmp_path: Path) -> None:
    card = issued(tmp_path, tries=3)
    wrong, right = "0020000003111111", f"0020000003{PIN}"
    assert [say(card, wrong) for _ in range(4)] == ["63C2", "63C1", "63C0", "6983"]
    assert say(card, right) == "6983"
    assert say(card, "0020000000") == "6983"
    again = issued(tmp_path, tries=3)
    assert say(again, right) == "6983"


def test_the_right_pin_fills_the_counter_again(tmp_path: Path) -> None:
    card = issued(tmp_path, tries=3)
    say(card, "0020000003111111")
    assert say(card, f"0020000003{PIN}", "0020000000") == "63C3"
    assert say(issued(tmp_path, tries=3), "0020000000") == "63C3"


def test_an_empty_pin_says_so_and_takes_none(tmp_path: Path) -> None:
    card = card_from_person(person(pin=""), tmp_path)
    assert say(card, "0020000000") == "9000"
    assert say(card, "0020000003000000") == "63C5"


@pytest.mark.parametrize(
    ("command", "length"), [("0084000004", 4), ("0084000008", 8), ("0084000010", 16)]
)
def test_challenges_are_fresh(card: VirtualCard, command: str, length: int) -> None:
    first, second = say(card, command), say(card, command)
    assert len(first) == 2 * length + 4
    assert first != second


def test_other_challenge_lengths_are_refused(card: VirtualCard) -> None:
    assert say(card, "0084000003") == "6700"
    assert say(card, "00840000") == "6700"


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("0088000010" + "11" * 16, "6108"),
        ("0088000011" + "11" * 16 + "01", "6108"),
        ("0088000011" + "11" * 16 + "05", "6A88"),
        ("0088000008" + "11" * 8, "6700"),
        ("0088000110" + "11" * 16, "6A86"),
        ("0082000910" + "11" * 16, "6A88"),
        ("0082000A10" + "11" * 16, "6984"),
    ],
)
def test_authentication_commands(card: VirtualCard, command: str, answer: str) -> None:
    assert say(card, command) == answer


def test_the_terminals_key_opens_a_third_generation_holder_file(
    tmp_path: Path,
) -> None:
    card = issued(tmp_path, 3)
    read = "00B2013414"
    assert say(card, read) == "6982"
    key = card_key(person(3).card.id, KeyName.HOLDER_READ, Algorithm.SM4)
    challenge = bytes.fromhex(say(card, "0084000008"))[:8]
    original = bytes(range(8))
    proof = crypto.answer(Algorithm.SM4, key, challenge, original)
    authenticate = f"0082000A10{proof.hex()}{original.hex()}"

    assert say(card, authenticate) == "9000"
    assert say(card, read)[-4:] == "9000"
    assert say(card, authenticate) == "6984"  # a challenge serves once
    say(card, "0084000008")
    assert say(card, authenticate) == "63CE"


def test_the_directory_lists_the_applications(card: VirtualCard) -> None:
    answer = bytes.fromhex(record(card, 1, 0x1E << 3 | 4))[:-2]
    template = codec.find(codec.decode_records(answer), 0x61)
    entries = codec.decode_records(template or b"")
    assert codec.find(entries, 0x4F) == bytes.fromhex("D15600000500")
    assert codec.decode_an(codec.find(entries, 0x50) or b"") == "公共应用"


ANY_COMMAND = st.one_of(
    st.binary(max_size=261),
    st.builds(
        lambda cla_ins, p1, p2, rest: bytes((*cla_ins, p1, p2)) + rest,
        st.tuples(
            st.sampled_from((0x00, 0x04, 0x80, 0x84)), st.sampled_from(list(Ins))
        ),
        st.integers(0, 255),
        st.integers(0, 255),
        st.one_of(
            st.binary(max_size=40),
            st.binary(min_size=1, max_size=20).map(lambda d: bytes((len(d),)) + d),
            st.binary(min_size=1, max_size=20).map(lambda d: bytes((len(d), *d, 0))),
        ),
    ),
)


@settings(max_examples=150)
@given(st.integers(1, 3), st.lists(ANY_COMMAND, max_size=30))
def test_no_bytes_make_the_card_fail(generation: int, commands: list[bytes]) -> None:
    with TemporaryDirectory() as folder:
        card = issued(Path(folder), generation)
        for command in commands:
            answer = card.answer(command)
            assert 2 <= len(answer) <= 258
            assert is_status_word(int.from_bytes(answer[-2:], "big"))
        # Whatever was sent, the environment is still there.
        card.reset()
        assert say(card, ENVIRONMENT) == "611E"


@pytest.mark.parametrize("name", sorted(STRANGE))
@given(command=st.binary(max_size=261))
def test_no_bytes_make_a_strange_card_fail(name: str, command: bytes) -> None:
    card = STRANGE[name]()
    answer = card.answer(command)
    assert answer is None or len(answer) <= 258
    card.reset()
