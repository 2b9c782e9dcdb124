"""Receipts of every kind, byte for byte and dot for dot, and read back.

The virtual printer, written from the makers' tables and not from the kiosk's builder,
draws them; another program (zxing-cpp) reads the codes off the drawn paper.
"""

import pytest
import zxingcpp
from PIL import Image

from kiosk.devices.printer.typesetting.dots.paper_dots import row_dots
from kiosk.devices.printer.typesetting.encode import encode
from kiosk.devices.printer.typesetting.field_rows import rule_row
from kiosk.devices.printer.typesetting.paper_layout import lay_out
from kiosk.devices.printer.typesetting.paper_rows import CodeRow, PaperRow
from kiosk.devices.printer.typesetting.preview import draw_receipt
from kiosk.devices.printer.typesetting.receipt_elements import (
    Barcode,
    Code,
    Columns,
    Receipt,
    ReceiptField,
    TextLine,
)
from kiosk.devices.printer.typesetting.segments import build_job
from tests.devices.printer.conftest import profile
from tests.devices.printer.paper import picture, piece_of, printed
from tests.every import every
from tests.session.paper.canon import FOLDER, KINDS, PAPERS, receipts

NAMES = (*KINDS, "test", "rare")
ALL = [(paper, name) for paper in PAPERS for name in NAMES]
WORDS = [(paper, name) for paper in PAPERS for name in KINDS]
"""All but those with lines that are sent as dots."""
RECORDS = KINDS[:12]
MOST = {"generic-80mm": 45, "generic-58mm": 37}
"""Bytes a line."""


def receipt_of(paper: str, name: str) -> Receipt:
    return receipts(paper)[name]


@pytest.mark.parametrize(("paper", "name"), ALL)
def test_bytes_and_dots_are_the_accepted_ones(paper: str, name: str) -> None:
    """Else look, and run `python -m tests.session.paper.accept`."""
    data = build_job(receipt_of(paper, name), profile(paper), 1).data
    assert data == (FOLDER / paper / f"{name}.bin").read_bytes()
    with Image.open(FOLDER / paper / f"{name}.png") as accepted:
        dots = accepted.convert("1").tobytes()
    piece = piece_of(data, profile(paper))
    assert piece.errors == ()
    assert piece.dots.tobytes() == dots


def test_nothing_else_lies_there() -> None:
    found = {f"{file.parent.name}/{file.stem}" for file in FOLDER.glob("*/*")}
    assert found == {f"{paper}/{name}" for paper, name in ALL}


@pytest.mark.parametrize(("paper", "name"), ALL)
def test_the_preview_is_the_paper(paper: str, name: str) -> None:
    receipt, own = receipt_of(paper, name), profile(paper)
    assert picture(draw_receipt(receipt, own)).tobytes() == (
        printed(receipt, own).tobytes()
    )


@pytest.mark.parametrize(("paper", "name"), ALL)
def test_another_program_reads_the_codes(paper: str, name: str) -> None:
    receipt = receipt_of(paper, name)
    dots = printed(receipt, profile(paper)).convert("L").point(lambda x: 255 - x)
    # A reader that takes every sort finds some in rows of plain figures.
    sorts = zxingcpp.barcode_formats_from_str("QRCode,Code128")
    found = {code.text for code in zxingcpp.read_barcodes(dots, formats=sorts)}
    wanted = {e.data for e in receipt.elements if isinstance(e, Code | Barcode)}
    assert found == wanted
    assert found


@pytest.mark.parametrize(("paper", "name"), WORDS)
def test_the_printer_understood_all_that_the_receipt_says(
    paper: str, name: str
) -> None:
    """Every word and figure is in what the virtual printer made of the bytes."""
    receipt, own = receipt_of(paper, name), profile(paper)
    heard = _bare(piece_of(build_job(receipt, own, 1).data, own).text)
    tables = [e for e in receipt.elements if isinstance(e, Columns)]
    said = [cell for table in tables for row in table.rows for cell in row]
    for element in receipt.elements:
        match element:
            case TextLine():
                said.append(element.text)
            case ReceiptField():
                said += (element.label, element.value)
    assert len(said) > 10
    for part in every(said):
        assert _bare("".join(c.text for c in encode(part, own.text.charset))) in heard


def _bare(text: str) -> str:
    return text.replace(" ", "").replace("\n", "")


@pytest.mark.parametrize(("paper", "name"), ALL)
def test_head_and_foot_and_code_have_one_axis_of_ink(paper: str, name: str) -> None:
    """A Hanzi's own white may differ by a dot or two from side to side."""
    own = profile(paper)
    rows = lay_out(receipt_of(paper, name), own)
    title = next(i for i, row in enumerate(rows) if row == rule_row(own))
    code = next(i for i, row in enumerate(rows) if isinstance(row, CodeRow))
    for row in every([*rows[:title], *rows[code:]]):
        left, _, right, _ = row_dots(row, own).getbbox() or (0, 0, 0, 0)
        assert abs(left + right - own.width_dots) / 2 <= 2


@pytest.mark.parametrize(("paper", "name"), ALL)
def test_the_job_knows_how_long_its_paper_is(paper: str, name: str) -> None:
    """Never too short: a printer is not called silent while it still draws a code."""
    own = profile(paper)
    job = build_job(receipt_of(paper, name), own, 1)
    drawn = piece_of(job.data, own).dots.height / own.dots_per_mm
    assert drawn - 0.2 <= job.mm <= drawn + 8


def lines_on(paper: str, name: str) -> int:
    rows = lay_out(receipt_of(paper, name), profile(paper))
    return sum(isinstance(row, PaperRow) for row in rows)


def size_of(paper: str, name: str) -> int:
    return build_job(receipt_of(paper, name), profile(paper), 1).size


@pytest.mark.parametrize(("paper", "name"), [(p, n) for p, n in WORDS if n in RECORDS])
def test_records_take_few_bytes_a_line(paper: str, name: str) -> None:
    assert size_of(paper, name) <= MOST[paper] * lines_on(paper, name)


@pytest.mark.parametrize("paper", PAPERS)
def test_all_kinds_together_take_few_bytes_a_line(paper: str) -> None:
    """The shortest ones are mostly their code, so they are not judged alone."""
    sizes = [size_of(paper, name) for name in KINDS]
    lines = [lines_on(paper, name) for name in KINDS]
    assert sum(sizes) <= MOST[paper] * sum(lines)


@pytest.mark.parametrize(("paper", "name"), WORDS)
def test_it_is_a_fortieth_of_its_dots(paper: str, name: str) -> None:
    dots = draw_receipt(receipt_of(paper, name), profile(paper)).dots
    assert size_of(paper, name) * 40 <= len(dots)
