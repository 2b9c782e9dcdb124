"""Card cryptography against published vectors and against its own rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.card.keys import authentication as crypto
from kiosk.devices.card.keys.authentication import Algorithm, AlgorithmNotAvailable
from kiosk.devices.card.keys.key_provider import KeyName
from kiosk.devices.virtual import demo_keys

EIGHT = st.binary(min_size=8, max_size=8)
COMPUTABLE = st.sampled_from((Algorithm.DES, Algorithm.SM4))
CARD_ID = "990101D15600000500000002A1B2C3D4"


def test_sm4_gives_the_standard_example() -> None:
    """GB/T 32907, appendix A, first example: the key encrypts itself."""
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    assert crypto.sm4_encrypt(key, key).hex() == "681edf34d206965e86b3e94f536e4246"


def test_single_des_gives_the_textbook_example() -> None:
    key, block = bytes.fromhex("133457799BBCDFF1"), bytes.fromhex("0123456789ABCDEF")
    assert crypto.des_encrypt(key, block).hex() == "85e813540f0ab405"


def test_a_double_key_of_equal_halves_is_single_des() -> None:
    key = bytes.fromhex("133457799BBCDFF1")
    assert crypto.des_encrypt(key * 2, bytes(8)) == crypto.des_encrypt(key, bytes(8))


def test_sm4_answer_is_built_as_the_standard_says() -> None:
    key, factor, original = bytes(range(16)), bytes(range(8)), bytes(range(8, 16))
    session = crypto.sm4_encrypt(key, factor + bytes(8))
    block = crypto.sm4_encrypt(session, original + bytes(8))
    folded = bytes(a ^ b for a, b in zip(block[:8], block[8:], strict=True))
    assert crypto.answer(Algorithm.SM4, key, factor, original) == folded


def test_des_answer_is_built_as_the_standard_says() -> None:
    key, factor, original = bytes(range(16)), bytes(range(8)), bytes(range(8, 16))
    session = crypto.des_encrypt(key, factor)
    expected = crypto.des_encrypt(session, original)
    assert crypto.answer(Algorithm.DES, key, factor, original) == expected


def test_derived_keys_use_the_complement_of_the_factor() -> None:
    key, factor = bytes(range(16)), bytes.fromhex("00FF0F0FA5A50102")
    left = crypto.derive(Algorithm.DES, key, factor)[:8]
    complement = bytes.fromhex("FF00F0F05A5AFEFD")
    assert crypto.derive(Algorithm.DES, key, complement)[8:] == left
    whole = crypto.sm4_encrypt(key, factor + complement)
    assert crypto.derive(Algorithm.SM4, key, factor) == whole


@pytest.mark.parametrize(
    ("factor", "expected"),
    [
        (crypto.province_factor("330200"), b"330000sh"),
        (crypto.region_factor("990101"), b"990101sx"),
        (crypto.region_factor("330299"), b"330200sx"),
        (crypto.card_factor(bytes(range(1, 14))), bytes(range(6, 14))),
    ],
)
def test_factors(factor: bytes, expected: bytes) -> None:
    assert factor == expected


def test_a_card_without_an_algorithm_has_its_regions() -> None:
    assert crypto.algorithm_of_region("110100") is Algorithm.SSF33
    assert crypto.algorithm_of_region("990101") is Algorithm.DES


def test_ssf33_is_refused_and_not_guessed() -> None:
    with pytest.raises(AlgorithmNotAvailable):
        crypto.answer(Algorithm.SSF33, bytes(16), bytes(8), bytes(8))
    with pytest.raises(AlgorithmNotAvailable):
        crypto.derive(Algorithm.SSF33, bytes(16), bytes(8))


@given(COMPUTABLE, EIGHT, EIGHT)
def test_an_answer_has_eight_bytes_and_depends_on_the_card(
    algorithm: Algorithm, factor: bytes, original: bytes
) -> None:
    other = CARD_ID[:16] + "00000003A1B2C3D4"
    first = demo_keys.expected_internal_answer(CARD_ID, algorithm, factor, original)
    second = demo_keys.expected_internal_answer(other, algorithm, factor, original)
    assert len(first) == 8
    assert first != second


def test_keys_differ_by_name_region_and_algorithm() -> None:
    elsewhere = "990202" + CARD_ID[6:]
    keys = {
        demo_keys.card_key(card, name, algorithm)
        for card in (CARD_ID, elsewhere)
        for name in (KeyName.INTERNAL, KeyName.HOLDER_READ)
        for algorithm in (Algorithm.DES, Algorithm.SM4)
    }
    assert len(keys) == 8


@pytest.mark.parametrize("card_id", ["", "99", "zz" * 16, "AB" * 16, CARD_ID + "00"])
def test_what_is_no_card_id_is_a_value_error(card_id: str) -> None:
    with pytest.raises(ValueError, match=r"card id|hexadecimal"):
        demo_keys.card_key(card_id, KeyName.INTERNAL, Algorithm.SM4)


@pytest.mark.parametrize(("generation", "name"), [(1, "DES"), (2, "DES"), (3, "SM4")])
def test_the_generation_names_the_algorithm(generation: int, name: str) -> None:
    assert demo_keys.algorithm_of_generation(generation).name == name
