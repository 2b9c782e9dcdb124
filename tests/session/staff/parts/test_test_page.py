"""The test print shows every claim of the profile, and is nobody's receipt."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
import zxingcpp

from kiosk.devices.printer.printer_profile import (
    Bars,
    Charset,
    PrinterProfile,
    PrinterText,
)
from kiosk.devices.printer.typesetting.encode import encode
from kiosk.devices.printer.typesetting.paper_layout import lay_out
from kiosk.devices.printer.typesetting.preview import draw_receipt
from kiosk.devices.printer.typesetting.receipt_elements import (
    Code,
    Receipt,
    ReceiptField,
    TextLine,
)
from kiosk.devices.printer.typesetting.segments import build_job
from kiosk.session.paper.receipt_frame import lines_of
from kiosk.session.staff.parts.test_page import diagnostic_receipt, short_test
from kiosk.settings.texts import languages, load_texts
from kiosk.sync.wire.receipt_codes import parse_code
from tests.devices.printer.conftest import profile
from tests.devices.printer.paper import picture, printed
from tests.every import every
from tests.session.paper.canon import visit_of

CHARSETS: tuple[Charset, ...] = ("gb2312", "gbk", "gb18030-2")
FULL = profile()
BARE = msgspec.structs.replace(
    FULL,
    text=PrinterText(charset="gb2312", user_glyphs=0, places=False),
    barcode=Bars(native=False),
)


async def page_for(folder: Path, on: PrinterProfile, language: str = "") -> Receipt:
    """Return the print of a machine that has this printer."""
    parts = visit_of(folder).parts
    parts.printer.profile = on  # type: ignore[misc]
    texts = load_texts(language) if language else parts.texts
    return diagnostic_receipt(replace(parts, texts=texts))


@pytest.mark.parametrize("on", [FULL, profile("generic-58mm"), BARE])
async def test_it_comes_out_as_it_is_drawn(tmp_path: Path, on: PrinterProfile) -> None:
    receipt = await page_for(tmp_path, on)
    assert (
        picture(draw_receipt(receipt, on)).tobytes() == printed(receipt, on).tobytes()
    )


@pytest.mark.parametrize(
    ("claim", "bytes_of_it"),
    [
        ("size", b"\x1d\x21\x11"),
        ("bold", b"\x1b\x45\x01"),
        ("places", b"\x1b\x24"),
        ("glyphs", b"\x1c\x32\xfe\xb4"),
        ("picture", b"\x1d\x76\x30\x00"),
        ("barcode", b"\x1d\x6b\x49"),
        ("code", b"\x1d(k"),
        ("cut", b"\x1d\x56\x42\x00"),
    ],
)
async def test_each_claim_is_named_and_tried(
    tmp_path: Path, claim: str, bytes_of_it: bytes
) -> None:
    """Also the last of the twenty characters that are claimed to be learned."""
    receipt = await page_for(tmp_path, FULL)
    assert bytes_of_it in build_job(receipt, FULL, 1).data
    label = load_texts()(f"test_page__{claim}").split("（")[0]
    assert any(label in line for line in lines_of(receipt.elements))


async def test_what_is_not_claimed_is_not_tried(tmp_path: Path) -> None:
    data = build_job(await page_for(tmp_path, BARE), BARE, 1).data
    for command in (b"\x1c\x32", b"\x1d\x6b", b"\x1b\x24"):
        assert command not in data


async def test_lines_of_the_width_end_at_the_edge(tmp_path: Path) -> None:
    receipt = await page_for(tmp_path, FULL)
    ends = [row.right for row in lay_out(receipt, FULL) if hasattr(row, "right")]
    assert ends.count(576) >= 3


async def test_the_sample_of_the_font_is_in_the_font(tmp_path: Path) -> None:
    for charset in every(CHARSETS):
        on = msgspec.structs.replace(FULL, text=PrinterText(charset=charset))
        receipt = await page_for(tmp_path / charset, on)
        said = [e.text for e in receipt.elements if isinstance(e, TextLine)]
        at = next(i for i, text in enumerate(said) if f"（{charset}）" in text)
        assert all(cell.code for cell in encode(said[at + 1], charset))


async def test_it_is_no_person_s(tmp_path: Path) -> None:
    receipt = await page_for(tmp_path, FULL)
    labels = {e.label for e in receipt.elements if isinstance(e, ReceiptField)}
    assert load_texts()("receipt__name") not in labels
    title = receipt.elements[1]
    assert isinstance(title, TextLine)
    assert "TEST" in title.text
    assert title.size == 2


async def test_nobody_takes_it_for_a_slip(tmp_path: Path) -> None:
    """TEST stands large at both ends; no number, and no code that verifies."""
    for receipt in (
        await page_for(tmp_path, FULL),
        short_test(visit_of(tmp_path).parts),
    ):
        lines = [e for e in receipt.elements if isinstance(e, TextLine)]
        large = [e for e in lines if e.size == 2 and "TEST" in e.text]
        assert large[0] is receipt.elements[1]
        assert large[-1] is receipt.elements[-1]
        assert receipt.number == ""
        labels = {e.label for e in receipt.elements if isinstance(e, ReceiptField)}
        assert load_texts()("receipt__serial") not in labels
        for code in (e for e in receipt.elements if isinstance(e, Code)):
            with pytest.raises(ValueError, match="no code"):
                parse_code(code.data)


async def test_presenter_and_answers_are_named(tmp_path: Path) -> None:
    said = "\n".join(
        lines_of((await page_for(tmp_path, profile("custom-vkp80"))).elements)
    )
    assert "[presenter]" in said
    assert "[answers]" in said


async def test_both_codes_are_read_by_another_program(tmp_path: Path) -> None:
    dots = printed(await page_for(tmp_path, FULL), FULL).convert("L")
    found = zxingcpp.read_barcodes(dots.point(lambda level: 255 - level))
    assert {code.format.name for code in found} == {"Code128", "QRCode"}
    assert "TEST-123456" in {code.text for code in found}


async def test_it_is_said_in_every_language(tmp_path: Path) -> None:
    for language in every(languages()):
        receipt = await page_for(tmp_path / language, FULL, language)
        assert "[test_page" not in "\n".join(lines_of(receipt.elements))
