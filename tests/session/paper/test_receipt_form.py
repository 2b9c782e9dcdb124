"""A receipt comes back as it was, or not at all."""

import zlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.printer.typesetting.receipt_elements import (
    Align,
    Code,
    Columns,
    PaperRule,
    Receipt,
    ReceiptField,
    Space,
    TextLine,
)
from kiosk.session.paper.receipt_form import UnreadableReceipt, read_again, written

TEXT = st.text(max_size=30)
ELEMENTS = st.one_of(
    st.builds(TextLine, TEXT, st.sampled_from(Align), st.integers(1, 2), st.booleans()),
    st.builds(ReceiptField, TEXT, TEXT, st.booleans()),
    st.builds(
        Columns,
        st.just(("甲", "乙")),
        st.lists(st.tuples(TEXT, TEXT), max_size=4).map(tuple),
        st.just((3, 4)),
        st.frozensets(st.integers(0, 1)),
    ),
    st.builds(PaperRule),
    st.builds(Space, st.integers(0, 3)),
    st.builds(Code, TEXT),
)


@given(st.lists(ELEMENTS, max_size=12).map(tuple))
def test_a_receipt_comes_back_as_it_was(elements: tuple[TextLine, ...]) -> None:
    receipt = Receipt("guide", elements, "5F0A1C3E-103000")
    data = written(receipt)
    assert read_again(data) == receipt
    assert len(data) % 1024 == 0


def form(**changed: object) -> bytes:
    whole = {"version": 1, "kind": "guide", "number": "A-1", "elements": []} | changed
    return zlib.compress(msgspec.json.encode(whole))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no receipt",
        zlib.compress(b"[]"),
        form(version=2),
        form(elements=[["Hologram", {}]]),
        form(elements=[["TextLine", {"text": "a", "colour": "red"}]]),
        form(elements=[["TextLine", {}]]),
        form(elements=[["Columns", {"header": 7}]]),
        zlib.compress(b" " * 4_000_000 + b"{}"),
        form()[:-9],
    ],
)
def test_what_is_no_receipt_is_none(data: bytes) -> None:
    with pytest.raises(UnreadableReceipt):
        read_again(data)


def test_a_form_is_read() -> None:
    assert read_again(form()) == Receipt("guide", (), "A-1")
