"""The card's value formats in both directions, with tables and with any bytes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.card.protocol import codec
from kiosk.devices.card.protocol.codec import Tlv


@pytest.mark.parametrize(
    ("raw", "digits"),
    [
        ("990101", "990101"),
        ("123F", "123"),
        ("FFFFFF", None),
        ("", None),
        ("12A4", None),
        ("1F34", None),
    ],
)
def test_cn(raw: str, digits: str | None) -> None:
    assert codec.decode_cn(bytes.fromhex(raw)) == digits


@given(st.text("0123456789", min_size=1, max_size=20))
def test_cn_comes_back(digits: str) -> None:
    assert codec.decode_cn(codec.encode_cn(digits, 10)) == digits


@pytest.mark.parametrize(("digits", "length"), [("12345", 2), ("12A", 2), ("٣", 2)])
def test_cn_refuses_what_does_not_fit(digits: str, length: int) -> None:
    with pytest.raises(ValueError, match=r"fit|digits"):
        codec.encode_cn(digits, length)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("b2e2cad40000", "测试"),
        ("b2e2cad42020", "测试"),
        ("b2e2cad4ffff", "测试"),
        ("000000", ""),
        ("fe9f00", "䶮"),  # in GB18030 only
        ("b2", None),  # half a character
        ("8000", None),
        ("410a42", None),  # a control character
    ],
)
def test_an(raw: str, text: str | None) -> None:
    assert codec.decode_an(bytes.fromhex(raw)) == text


def test_an_refuses_what_does_not_fit() -> None:
    with pytest.raises(ValueError, match="fit"):
        codec.encode_an("测试员", 5)


@given(st.text(st.characters(codec="gbk", min_codepoint=0x21), max_size=20))
def test_an_comes_back(text: str) -> None:
    decoded = codec.decode_an(codec.encode_an(text, 40))
    assert decoded in (text, None)
    assert decoded == text or any(map(codec._unprintable, text))


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("20160504", date(2016, 5, 4)),
        ("20160230", None),
        ("00000000", None),
        ("FFFFFFFF", None),
        ("2016050F", None),
        ("2016", None),
        ("2016050400", None),
    ],
)
def test_dates(raw: str, day: date | None) -> None:
    assert codec.decode_date(bytes.fromhex(raw)) == day


@given(st.dates(min_value=date(1000, 1, 1)))
def test_dates_come_back(day: date) -> None:
    assert codec.decode_date(codec.encode_date(day)) == day


def test_no_date_is_all_f() -> None:
    assert codec.encode_date(None).hex() == "ffffffff"


@pytest.mark.parametrize("raw", ["", "08", "0802", "080231", "0801313131"])
def test_a_cut_or_overlong_record_is_none(raw: str) -> None:
    assert codec.decode_record(bytes.fromhex(raw)) is None


@given(st.integers(1, 254), st.binary(max_size=255))
def test_records_come_back(tag: int, value: bytes) -> None:
    raw = codec.encode_record(tag, value)
    assert codec.decode_record(raw) == Tlv(tag, value)
    assert codec.decode_records(raw + raw) == [Tlv(tag, value)] * 2
    assert codec.decode_records(raw + raw[:-1]) in (None, [Tlv(tag, value)])


@given(st.binary(max_size=64))
def test_no_bytes_make_decoding_raise(raw: bytes) -> None:
    codec.decode_cn(raw)
    codec.decode_an(raw)
    codec.decode_date(raw)
    codec.decode_record(raw)
    for element in codec.decode_records(raw) or []:
        assert codec.find([element], element.tag) == element.value
