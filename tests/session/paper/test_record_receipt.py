"""A receipt says what its page says: the same figures, under a code that is signed."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.devices.printer.typesetting.paper_layout import lay_out
from kiosk.devices.printer.typesetting.paper_rows import CodeRow, PaperRow
from kiosk.devices.printer.typesetting.receipt_elements import (
    Code,
    Columns,
    Receipt,
    ReceiptField,
    TextLine,
)
from kiosk.domain.records import HolderData, IssuerData
from kiosk.screens.frame.context import Presentation
from kiosk.screens.window.page_table import render_fitting
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.pages.page import Page
from kiosk.session.pages.record import RecordPage
from kiosk.session.paper.receipt_frame import build_receipt, foot, lines_of
from kiosk.session.paper.record_receipt import SUMS, record_receipt
from kiosk.settings.texts import languages, load_texts, own_entries
from kiosk.sync.clock.clock import Certainty
from kiosk.sync.wire.receipt_codes import (
    MAX_CODE,
    NO_TIME,
    ReceiptCodes,
    digest_of,
    parse_code,
)
from tests.devices.printer.conftest import profile
from tests.every import every
from tests.screens.samples_money import HILLS, MIXED, MONEY, STARS, year
from tests.screens.samples_rights import RIGHTS
from tests.screens.studio import studio
from tests.session.hall import NOW, OneClock, scene

SHOWN = {**RIGHTS, **MONEY, "contributions-marks": year(*MIXED)}
PAGES = {
    name: page
    for name, page in SHOWN.items()
    if isinstance(page, RecordPage) and page.can_print
}
FIGURE = re.compile(r"-?\d[\d,]*\.\d\d|\d{4}-\d\d(?:-\d\d)?")
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC_URL = "https://shebao.example.invalid/kiosk"


@pytest.fixture
async def visit(tmp_path: Path) -> CardSession:
    """A visit whose kiosk signs with a real key."""
    place = scene(tmp_path, lambda _: None)
    codes = ReceiptCodes("TEST-1", KEY.sign, PUBLIC_URL)
    parts = replace(place.parts, codes=codes)
    pin = None
    return CardSession(
        parts,
        1,
        IssuerData(card_number="X00000019"),
        HolderData(name="王秀兰", number="990101195603070023"),
        pin,  # type: ignore[arg-type]
    )


def on_screen(page: Page) -> str:
    """Return all that can be read on all parts of a page."""
    said: list[str] = []
    part, parts = 0, 1
    while part < parts:
        tree = render_fitting(page, studio("portrait"), Presentation(), part=part)
        parts = tree.parts
        said += [*tree.texts(), *(button.label for button in tree.buttons)]
        part += 1
    return "\n".join(said)


def matter_of(receipt: Receipt) -> str:
    """Return what a receipt says above its foot."""
    said = list(lines_of(receipt.elements))
    return "\n".join(said[: [x.startswith("打印地点") for x in said].index(True)])


@pytest.mark.parametrize("name", PAGES)
async def test_page_and_paper_have_the_same_figures(
    visit: CardSession, name: str
) -> None:
    page = PAGES[name]
    paper = matter_of(record_receipt(visit, page))
    figures = set(FIGURE.findall(on_screen(page)))
    assert figures
    assert figures == set(FIGURE.findall(paper))


@pytest.mark.parametrize("name", PAGES)
async def test_every_word_is_written_in_every_language(
    visit: CardSession, name: str
) -> None:
    for language in every(languages()):
        texts = load_texts(language)
        spoken = replace(visit.parts, texts=texts)
        said = "\n".join(
            lines_of(record_receipt(_with(visit, spoken), PAGES[name]).elements)
        )
        assert "[" not in re.sub(r"\[[^\]_]*\]", "", said)
        assert {f"receipt__kind__{PAGES[name].name}"} <= set(own_entries(language))


def _with(visit: CardSession, parts: object) -> CardSession:
    return replace(visit, parts=parts)  # type: ignore[arg-type]


async def test_each_month_stands_under_its_employer(visit: CardSession) -> None:
    page = PAGES["contributions-marks"]
    tables = [
        (before.text, [row[0] for row in table.rows])
        for before, table in pairwise(record_receipt(visit, page).elements)
        if isinstance(table, Columns) and isinstance(before, TextLine)
    ]
    assert tables == [
        (STARS, [*(f"{n}月" for n in range(1, 8)), "8月"]),
        (HILLS, ["9月*", "10月*", "11月", "12月+"]),
    ]


async def test_a_month_without_a_charge_says_so_in_its_row(visit: CardSession) -> None:
    receipt = record_receipt(visit, PAGES["contributions-marks"])
    rows = [row for e in receipt.elements if isinstance(e, Columns) for row in e.rows]
    assert ("8月", "未缴费", "", "") in rows
    paper = matter_of(receipt)
    assert "* 补缴" in paper
    assert "+ 未到账" in paper
    assert "- " not in paper


async def test_a_year_stays_a_table_on_narrow_paper(visit: CardSession) -> None:
    rows = lay_out(
        record_receipt(visit, PAGES["contributions"]), profile("generic-58mm")
    )
    assert len(rows) < 45


async def test_the_code_holds_for_all_above_it(visit: CardSession) -> None:
    receipt = record_receipt(visit, PAGES["statement"])
    elements = receipt.elements
    place = next(i for i, e in enumerate(elements) if isinstance(e, Code))
    code = elements[place]
    letters = elements[place - 2]
    assert isinstance(code, Code)
    assert isinstance(letters, ReceiptField)
    signed = parse_code(code.data)
    KEY.public_key().verify(signed.signature, signed.signed)
    printed = signed.printed
    assert printed.kind == "statement"
    assert printed.kiosk == "TEST-1"
    assert printed.at == NOW.replace(microsecond=0)
    assert printed.digest == digest_of(lines_of(elements[: place - 2]))
    assert letters.value.replace(" ", "") == printed.letters
    assert any(
        isinstance(e, ReceiptField) and e.value == printed.serial for e in elements
    )
    assert code.data.startswith(PUBLIC_URL)
    assert len(code.data) <= MAX_CODE


async def test_another_amount_is_another_code(visit: CardSession) -> None:
    page = PAGES["statement"]
    other = msgspec.structs.replace(page, lead=page.lead[1:])
    codes = [
        next(e.data for e in record_receipt(visit, one).elements if isinstance(e, Code))
        for one in (page, other)
    ]
    one, two = (parse_code(code).printed for code in codes)
    assert one.digest != two.digest


@pytest.mark.parametrize("certainty", Certainty)
async def test_no_paper_bears_a_date_that_nobody_knows(
    visit: CardSession, certainty: Certainty
) -> None:
    texts = visit.parts.texts
    clock = visit.parts.clock
    assert isinstance(clock, OneClock)
    clock.certainty = certainty
    end = foot(visit.parts, "0190a2b3", "visit", ())
    feet = {e.label: e.value for e in end if isinstance(e, ReceiptField)}
    (code,) = [e.data for e in end if isinstance(e, Code)]
    printed = parse_code(code).printed
    if certainty is Certainty.UNSURE:
        assert feet[texts("receipt__printed")] == texts("receipt__no_time")
        assert printed.seconds == NO_TIME
    else:
        assert feet[texts("receipt__printed")] == f"{NOW:%Y-%m-%d %H:%M:%S}"
        assert printed.at == NOW


@pytest.mark.parametrize("paper", ["generic-80mm", "generic-58mm"])
@pytest.mark.parametrize("name", PAGES)
async def test_it_fits_the_paper(visit: CardSession, name: str, paper: str) -> None:
    """No row is wider than the paper, and the code is among what is sent."""
    own = profile(paper)
    rows = lay_out(record_receipt(visit, PAGES[name]), own)
    assert all(row.right <= own.width_dots for row in rows if isinstance(row, PaperRow))
    assert sum(isinstance(row, CodeRow) for row in rows) == 1


async def test_a_statement_of_five_stays_a_table_on_narrow_paper(
    visit: CardSession,
) -> None:
    rows = lay_out(
        record_receipt(visit, PAGES["rights_statement"]), profile("generic-58mm")
    )
    assert len(rows) < 110


async def test_no_name_and_no_whole_number_outside_of_its_own(
    visit: CardSession,
) -> None:
    for name in ("statement", "visits", "medical_account", "rights_statement"):
        said = "\n".join(lines_of(record_receipt(visit, PAGES[name]).elements))
        assert "王**" in said
        assert "王秀兰" not in said
        assert "990101195603070023" not in said


async def test_all_kinds_have_words_at_the_center(visit: CardSession) -> None:
    kinds = {record_receipt(visit, page).kind for page in PAGES.values()}
    words = {f"verify__kind__{kind}" for kind in kinds}
    assert {word for word in words if not load_texts().has(word)} == set()


@pytest.mark.parametrize("name", PAGES)
async def test_what_is_confidential_can_be_covered(
    visit: CardSession, name: str
) -> None:
    """Sums, and who somebody is, stand in private parts only."""
    open_text = []
    for element in record_receipt(visit, PAGES[name]).elements:
        match element:
            case TextLine(private=False):
                open_text.append(element.text)
            case ReceiptField(private=False):
                open_text.append(element.value)
            case Columns():
                open_text += [
                    cell
                    for row in element.rows
                    for column, cell in enumerate(row)
                    if column not in element.private
                ]
    said = "\n".join(open_text)
    assert not re.search(r"\d\.\d\d\b", said)
    assert "王" not in said
    assert "9901" not in said


@pytest.mark.parametrize(("place", "said"), [("\U0002ebf0甲", 1), ("𠮷甲", 0)])
async def test_boxes_are_explained_on_the_same_paper(
    visit: CardSession, place: str, said: int
) -> None:
    """A character of extension I has no face in any package: staff need its number."""
    body = (TextLine(place),)
    receipt = build_receipt(visit, "test", "t", body)
    lines = [line for line in lines_of(receipt.elements) if "U+2EBF0" in line]
    assert len(lines) == said
    if said:
        assert "方框" in lines[0]


@pytest.mark.parametrize("name", ["contributions", "contribution_years"])
async def test_what_is_added_up_stands_below_its_column(
    visit: CardSession, name: str
) -> None:
    page, texts = PAGES[name], visit.parts.texts
    (table,) = [
        e for e in record_receipt(visit, page).elements if isinstance(e, Columns)
    ]
    facts = {fact.name: fact.value for fact in page.lead}
    sums = [facts[n] for pair in SUMS.values() for n in pair if n in facts]
    places = [page.listings[0].columns.index(column) for column in SUMS]
    assert [table.foot[at] for at in places] == [f"{value:,}" for value in sums]
    assert table.foot[0] == texts("receipt__sums")
    assert set(places) <= table.private & table.right
