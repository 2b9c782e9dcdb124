"""The item table: complete, consistent with itself and with the standard's sums."""

from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.card.holder.access import file_rules, read_rights
from kiosk.devices.card.holder.contents import nested_length
from kiosk.devices.card.holder.item_values import (
    Unreadable,
    UnreadableReason,
    decode,
    encode,
    form_of,
)
from kiosk.devices.card.holder.items import (
    HOLDER_FILE,
    ISSUER_FILE,
    Item,
    ItemKind,
    ItemUnit,
    file_items,
    item,
    items,
    read_table,
    standard,
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
    return [row for row in items() if row.kind is ItemKind.NESTED]


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
    raw = encode(row.form, value)
    assert len(raw) == row.length
    assert decode(row.form, raw) == value


def test_empty_and_overlong_values() -> None:
    form = item(HOLDER_FILE, "name").form
    assert decode(form, b"") is None
    assert decode(form, form.empty) is None
    too_long = decode(form, b"A" * (form.length + 1))
    assert too_long == Unreadable(UnreadableReason.LENGTH)
    assert encode(item(ISSUER_FILE, "issued").form, None).hex() == "ffffffff"


@given(st.sampled_from(items()), st.binary(max_size=100), st.sampled_from([1, 2, 3]))
def test_no_bytes_make_an_item_raise(row: Item, raw: bytes, generation: int) -> None:
    form, value = form_of(row, raw, generation)
    decode(form, value)


@pytest.mark.parametrize(
    ("file", "key", "raw", "reason"),
    [
        (ISSUER_FILE, "issued", "20160230", UnreadableReason.NOT_A_DATE),
        (ISSUER_FILE, "issued", "2016050F", UnreadableReason.NOT_A_DATE),
        (ISSUER_FILE, "issued", "20A60504", UnreadableReason.NOT_DIGITS),
        (ISSUER_FILE, "issued", "2016050411", UnreadableReason.LENGTH),
        (ISSUER_FILE, "card_id", "3302", UnreadableReason.LENGTH),
        (HOLDER_FILE, "name", "B2E2CA", UnreadableReason.NOT_TEXT),
        (HOLDER_FILE, "birthplace", "9901FF", UnreadableReason.LENGTH),
        ("DF03.EF05", "months_paid", "31417A", UnreadableReason.NOT_DIGITS),
        ("DF04.EF08", "settlement_fund", "0001", UnreadableReason.LENGTH),
        ("DF04.EF08", "settlement_time", "20241399000000", UnreadableReason.NOT_A_DATE),
    ],
)
def test_wrong_bytes_say_why(
    file: str, key: str, raw: str, reason: UnreadableReason
) -> None:
    assert decode(item(file, key).form, bytes.fromhex(raw)) == Unreadable(reason)


@pytest.mark.parametrize(
    ("file", "key", "raw", "value"),
    [
        ("DF03.EF19", "voucher_amount", "12345FFF", Decimal("123.45")),
        ("DF03.EF19", "voucher_amount", "00012345", Decimal("123.45")),
        ("DF04.EF08", "settlement_fund", "00003039", Decimal("123.45")),
        ("DF03.EF05", "months_paid", "303036", 6),
        ("DF03.EF05", "months_paid", "362000", 6),
        (ISSUER_FILE, "issued", "00000000", None),
        ("DF04.EF08", "settlement_fund", "FFFFFFFF", None),
        (HOLDER_FILE, "name", "FE590000", "\u9fb4"),
    ],
)
def test_ways_of_writing_the_same(file: str, key: str, raw: str, value: object) -> None:
    assert decode(item(file, key).form, bytes.fromhex(raw)) == value


def test_the_first_generation_kept_other_things() -> None:
    row = item("DF03.EF07", "pension_region")
    old = bytes.fromhex("00123456")
    form, raw = form_of(row, old, 1)
    assert (form.key, decode(form, raw)) == ("pension_balance", Decimal("1234.56"))
    form, raw = form_of(row, bytes.fromhex("330200EE"), 1)
    assert (form.key, decode(form, raw)) == ("pension_region", "330200")
    assert form_of(row, old, 2)[0].key == "pension_region"


def test_a_file_of_a_region_stands_in_front(tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    head = "file\trecord\ttag\tkind\tlength\tunit\tkey\tname\tfirst\n"
    own.write_text(head + "SSSE.EF0D\t1\tEA\tan\t0C\tcode\tlocal\t本地\t\n", "utf-8")
    table = standard().with_local(own)
    assert table.item("SSSE.EF0D", "local").form.unit is ItemUnit.CODE
    assert len(table.rows) == 249
    own.write_text(head + "SSSE.EF0D\t1\tEA\tan\n", "utf-8")
    with pytest.raises(ValueError, match="line 2"):
        read_table(own)


def test_every_file_has_its_rights() -> None:
    assert list(file_rules()) == [
        *dict.fromkeys(row.file for row in items()),
    ]
    assert read_rights("SSSE.EF06", 3) == (frozenset({"RKSSSE"}),)
    assert read_rights("DF04.EF06") == (frozenset({"PIN", "RK1DF04"}),)
    assert read_rights("DF01.EF05", 1) == (frozenset({"PIN"}),)


def test_nested_records_are_shorter_without_new_elements() -> None:
    row = item("DF02.EF05", "worker_skill_1")
    assert nested_length(standard(), row, 2) == row.length == 0x6C
    assert nested_length(standard(), row, 1) == row.length - 18
