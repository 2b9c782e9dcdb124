"""A barcode is what another program reads from the paper, however it got there."""

import msgspec
import pytest
import zxingcpp

from kiosk.devices.printer.printer_profile import Bars, PrinterProfile
from kiosk.devices.printer.typesetting.dots.barcode_dots import bars, bars_width
from kiosk.devices.printer.typesetting.paper_layout import lay_out
from kiosk.devices.printer.typesetting.paper_rows import BarsRow
from kiosk.devices.printer.typesetting.preview import draw_receipt
from kiosk.devices.printer.typesetting.receipt_elements import Barcode, Receipt
from kiosk.devices.printer.typesetting.segments import build_job
from tests.devices.printer.conftest import profile
from tests.devices.printer.paper import picture, printed

NUMBER = "A1B2C3D4-101530"
WIDE, SMALL = profile(), profile("generic-58mm")
OF = Receipt("t", (Barcode(NUMBER),))


def own(native: bool, names_set: bool) -> PrinterProfile:
    return msgspec.structs.replace(
        WIDE, barcode=Bars(native=native, names_set=names_set)
    )


def read(dots: object) -> list[str]:
    """Return what an independent reader finds, with the kind of each."""
    found = zxingcpp.read_barcodes(dots)
    return [f"{code.format.name} {code.text}" for code in found]


@pytest.mark.parametrize("native", [True, False])
@pytest.mark.parametrize("names_set", [True, False])
def test_another_program_reads_it(native: bool, names_set: bool) -> None:
    on = own(native, names_set)
    assert read(printed(OF, on).convert("L").point(lambda x: 255 - x)) == [
        f"Code128 {NUMBER}"
    ]
    assert picture(draw_receipt(OF, on)).tobytes() == printed(OF, on).tobytes()


def test_golden_bytes() -> None:
    job = build_job(OF, WIDE, 1)
    assert job.segments[1].data == (
        bytes.fromhex("1b6101 1d6840 1d7702 1d4800 1d6b4911")
        + b"{B"
        + NUMBER.encode()
        + bytes.fromhex("1b6100")
    )


def test_its_text_stands_alone_where_it_does_not_fit() -> None:
    rows = lay_out(OF, SMALL)
    assert not any(isinstance(row, BarsRow) for row in rows)
    assert len(rows) == 1
    assert isinstance(
        lay_out(Receipt("t", (Barcode("1234567890123"),)), SMALL)[0], BarsRow
    )


@pytest.mark.parametrize("data", ["", "é", "a\x1b", "x" * 41, "{A"])
def test_what_is_no_plain_text_is_refused(data: str) -> None:
    with pytest.raises(ValueError, match="a barcode holds"):
        bars(data)


def test_it_is_as_wide_as_it_says() -> None:
    assert bars(NUMBER).width == bars_width(NUMBER) == 400
