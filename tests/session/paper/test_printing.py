"""A receipt is seen before it is printed, and can be declined."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.devices.printer.printer_port import (
    Cover,
    LinkState,
    Paper,
    PrinterFault,
    PrinterStatus,
)
from kiosk.devices.printer.typesetting.receipt_elements import Receipt, TextLine
from kiosk.domain.faults import Fault
from kiosk.session.dialog.ends import Finished
from kiosk.session.dialog.errand import Errand
from kiosk.session.pages.everywhere import PrintedPage, PrintEnd
from kiosk.session.pages.page import Answer, Page, Tap
from kiosk.session.paper.pages import PreviewPage
from kiosk.session.paper.printing import print_and_tell
from kiosk.session.paper.receipt_frame import build_receipt
from tests.session.hall import Scene, scene

OUT = PrinterStatus(LinkState.OK, Paper.OUT, Cover.CLOSED, PrinterFault.NONE, 1.0)


def answering(folder: Path, *answers: Answer) -> Scene:
    """Return a machine before somebody who answers previews so, and else OK."""
    left: Iterator[Answer] = iter(answers)

    def mind(page: Page) -> Answer | None:
        if isinstance(page, PreviewPage):
            return next(left)
        return Tap.OK if isinstance(page, PrintedPage) else None

    return scene(folder, mind)


def guide(errand: Errand) -> Receipt:
    return build_receipt(errand, "guide", "办事指南", (TextLine("一行"),))


async def test_a_paper_is_seen_before_it_comes_out(tmp_path: Path) -> None:
    place = answering(tmp_path, Tap.PRINT)
    errand = Errand(place.parts)
    await print_and_tell(errand, guide(errand))
    pages = [page for page in place.who.shown if isinstance(page, PreviewPage)]
    assert len(pages) == 1
    assert pages[0].title == "办事指南"
    assert pages[0].preview.height > 0
    assert len(place.printer.receipts) == 1


async def test_a_paper_that_is_declined_is_not_printed(tmp_path: Path) -> None:
    place = answering(tmp_path, Tap.BACK)
    errand = Errand(place.parts)
    await print_and_tell(errand, guide(errand))
    assert not place.printer.receipts
    assert not place.who.saw(PrintedPage)
    assert not errand.copies


async def test_a_visit_can_end_at_the_preview(tmp_path: Path) -> None:
    place = answering(tmp_path, Tap.FINISH)
    errand = Errand(place.parts)
    with pytest.raises(Finished):
        await print_and_tell(errand, guide(errand))
    assert not place.printer.receipts


async def test_the_print_key_of_a_preview_follows_the_paper(tmp_path: Path) -> None:
    place = answering(tmp_path, Tap.PRINT)
    errand = Errand(place.parts)
    usual = place.who.mind

    def runs_out(page: Page) -> Answer | None:
        if isinstance(page, PreviewPage) and page.can_print:
            place.printer.status = OUT
            loop = asyncio.get_running_loop()
            loop.call_later(0.02, place.parts.dialog.devices_changed)
            return None
        return usual(page)

    place.who.mind = runs_out
    await print_and_tell(errand, guide(errand))
    pages = [page for page in place.who.shown if isinstance(page, PreviewPage)]
    assert [page.can_print for page in pages] == [True, False]
    assert not place.printer.receipts
    (told,) = place.who.saw(PrintedPage)
    assert isinstance(told, PrintedPage)
    assert (told.ended, told.fault) == (PrintEnd.REFUSED, Fault.PRINTER_PAPER_OUT)
    assert told.code


async def test_a_second_preview_bears_the_mark(tmp_path: Path) -> None:
    """What is seen is what comes out: the second time a copy."""
    place = answering(tmp_path, Tap.PRINT, Tap.PRINT)
    seen: list[Receipt] = []
    drawing = place.printer.preview

    def draws(receipt: Receipt) -> object:
        seen.append(receipt)
        return drawing(receipt)

    place.printer.preview = draws  # type: ignore[method-assign, assignment]
    errand = Errand(place.parts)
    for _ in range(2):
        await print_and_tell(errand, guide(errand))
    assert seen == place.printer.receipts
    assert seen[0].elements != seen[1].elements
    assert seen[1] == replace(seen[1], number=seen[0].number)
