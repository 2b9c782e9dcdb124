"""The item table: complete, consistent with itself and with the standard's sums."""

from collections import Counter
from datetime import date
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.card.items import (
    HOLDER_FILE,
    ISSUER_FILE,
    Item,
    Kind,
    decode_day,
    decode_text,
    encode,
    file_items,
    item,
    items,
)


def test_every_row_is_there_once() -> None:
    assert len(items()) == 248
    keys = Counter((row.file, row.key) for row in items())
    assert max(keys.values()) == 1
    assert all(row.key.isascii() and row.name for row in items())


@pytest.mark.parametrize(("file", "length"), [(ISSUER_FILE, 0x40), (HOLDER_FILE, 0x5B)])
def test_whole_files_have_the_standard_length(file: str, length: int) -> None:
    assert sum(row.length + 2 for row in file_items(file)) == length


@pytest.mark.parametrize(
    ("file", "length"),
    [("DF02.EF07", 0x55), ("DF02.EF16", 0x12), ("DF04.EF08", 0x1C), ("DF04.EF15", 3)],
)
def test_cyclic_records_have_the_standard_length(file: str, length: int) -> None:
    assert all(row.cyclic for row in file_items(file))
    assert sum(row.length for row in file_items(file)) == length


def nested_rows() -> list[Item]:
    return [row for row in items() if row.kind is Kind.NESTED]


@pytest.mark.parametrize("row", nested_rows(), ids=lambda row: f"{row.file}-{row.key}")
def test_nested_elements_fill_their_record(row: Item) -> None:
    parents = (f"{row.tag:02X}", f"{row.tag:02X}"[0] + "x")
    inner = [r for r in file_items(row.file) if r.parent in parents]
    assert sum(r.length + 2 for r in inner) == row.length


@pytest.mark.parametrize("file", sorted({row.file for row in items()}))
def test_records_are_numbered_without_gaps(file: str) -> None:
    rows = [row for row in file_items(file) if row.top_level]
    numbers = [n for r in rows for n in range(r.record, r.record + r.repeat)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_files_stand_together_in_the_table() -> None:
    files = [file for file, _ in groupby(items(), key=lambda row: row.file)]
    assert len(files) == len(set(files))


def test_an_unknown_item_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="no_such_item"):
        item(ISSUER_FILE, "no_such_item")


@pytest.mark.parametrize(
    ("file", "key", "value"),
    [
        (ISSUER_FILE, "card_number", "X00000019"),
        (ISSUER_FILE, "issued", date(2016, 5, 4)),
        (HOLDER_FILE, "name", "测试员"),
        (HOLDER_FILE, "birthplace", "990101"),
        (HOLDER_FILE, "nation", "01"),
    ],
)
def test_values_come_back(file: str, key: str, value: str | date) -> None:
    row = item(file, key)
    raw = encode(row, value)
    assert len(raw) == row.length
    decode = decode_day if isinstance(value, date) else decode_text
    assert decode(row, raw) == value


def test_empty_and_missing_values_are_none() -> None:
    row = item(HOLDER_FILE, "name")
    assert decode_text(row, None) is None
    assert decode_text(row, row.empty) is None
    assert decode_text(row, b"A" * (row.length + 1)) is None
    assert decode_day(item(ISSUER_FILE, "issued"), None) is None
    assert encode(item(ISSUER_FILE, "issued"), None).hex() == "ffffffff"


@given(st.sampled_from(items()), st.binary(max_size=100))
def test_no_bytes_make_an_item_raise(row: Item, raw: bytes) -> None:
    decode_text(row, raw)
    decode_day(row, raw)
