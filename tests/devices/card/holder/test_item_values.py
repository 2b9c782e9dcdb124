"""Values that look like their own filling, in every item of the table."""

from datetime import datetime
from decimal import Decimal

import pytest

from kiosk.devices.card.holder.contents import cyclic_entries
from kiosk.devices.card.holder.item_values import (
    Unreadable,
    UnreadableReason,
    Value,
    decode,
    encode,
    form_of,
    overwritten,
)
from kiosk.devices.card.holder.items import (
    Item,
    ItemKind,
    ItemUnit,
    item,
    items,
    standard,
)
from kiosk.domain.china_time import CHINA

FORMS = [row for row in items() if row.kind is not ItemKind.NESTED]
SPECIAL = standard().file("DF04.EF15")


def name_of(row: Item) -> str:
    return f"{row.file}-{row.key}"


@pytest.mark.parametrize("row", FORMS, ids=name_of)
def test_its_own_filling_is_no_value(row: Item) -> None:
    assert decode(row.form, row.form.empty) in (None, 0)
    assert decode(row.form, b"\xff" * row.length) is None
    if row.kind is ItemKind.AN:
        assert decode(row.form, b" " * row.length) is None


@pytest.mark.parametrize("row", FORMS, ids=name_of)
def test_what_would_read_as_nothing_is_not_written(row: Item) -> None:
    blank: dict[ItemUnit, Value] = {
        ItemUnit.DIGITS: None,
        ItemUnit.DATE: "00000000",
        ItemUnit.TIME: "0" * 14,
        ItemUnit.HEX: "FF" * row.length,
        ItemUnit.BYTES: b"\xff" * row.length,
    }
    value = blank.get(row.form.unit, " " if row.kind is ItemKind.AN else None)
    if row.kind is ItemKind.BINARY and row.form.unit is not ItemUnit.BYTES:
        most = 256**row.length - 1
        value = Decimal(most) / 100 if row.form.unit is ItemUnit.FEN else most
    if value is None:
        assert encode(row.form, value) == row.form.empty
        return
    with pytest.raises(ValueError, match=row.form.key):
        encode(row.form, value)


@pytest.mark.parametrize(
    ("raw", "sequence", "kind"),
    [
        ("00FF00", 255, None),
        ("FF0000", 0xFF00, None),
        ("FFFF31", None, "1"),
        ("000031", 0, "1"),
        ("00FFFF", 255, None),
    ],
)
def test_a_record_of_00_and_ff_is_a_record(
    raw: str, sequence: Value, kind: Value
) -> None:
    found = cyclic_entries(SPECIAL, 1, bytes.fromhex(raw))
    assert [entry.value for entry in found] == [sequence, kind]


@pytest.mark.parametrize("raw", ["000000", "FFFFFF", "", "00", "FFFFFFFF"])
def test_a_record_of_one_filling_was_never_written(raw: str) -> None:
    assert cyclic_entries(SPECIAL, 1, bytes.fromhex(raw)) == []


def test_a_record_of_every_fields_own_filling_was_never_written() -> None:
    rows = standard().file("DF02.EF16")
    raw = b"".join(row.form.empty for row in rows)
    assert raw.strip(b"\x00") != b""
    assert cyclic_entries(rows, 1, raw) == []


NOT_WHOLE = Unreadable(UnreadableReason.NOT_A_DATE)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("20240105123400", datetime(2024, 1, 5, 12, 34, tzinfo=CHINA)),
        ("202401051234FF", NOT_WHOLE),
        ("2024010512FFFF", NOT_WHOLE),
        ("20241112FFFFFF", NOT_WHOLE),
        ("2024111212FFFF", NOT_WHOLE),
        ("202411121FFFFF", NOT_WHOLE),
        ("20241312123400", NOT_WHOLE),
        ("00000000000000", None),
        ("FFFFFFFFFFFFFF", None),
    ],
)
def test_a_time_is_read_by_its_exact_width(raw: str, value: Value) -> None:
    form = item("DF04.EF08", "settlement_time").form
    assert decode(form, bytes.fromhex(raw)) == value


ISSUER = item("DF02.EF09", "employment_certificate_issuer")


@pytest.mark.parametrize("text", ["测试局李", "测试局深", "测" * 34 + "李", "测试局"])
def test_a_character_that_ends_like_the_filling_stays_whole(text: str) -> None:
    assert "李".encode("gbk")[-1] == "深".encode("gbk")[-1] == 0xEE
    form, value = form_of(ISSUER, overwritten(ISSUER, text), 1)
    assert decode(form, value) == text


def test_an_old_name_that_ends_like_the_filling_is_not_a_newer_code() -> None:
    row = item("DF04.EF05", "medical_kind")
    text = "测" * 34 + "李"
    form, value = form_of(row, text.encode("gbk"), 1)
    assert form.key == "hospital_name_1"
    assert decode(form, value) == text


def test_a_code_written_over_an_old_name_is_still_found() -> None:
    row = item("DF04.EF05", "medical_kind")
    form, value = form_of(row, overwritten(row, "31011"), 1)
    assert (form.key, decode(form, value)) == ("medical_kind", "31011")
