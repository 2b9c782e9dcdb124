"""A receipt has one number for ever, and every further print of it says so."""

from pathlib import Path

import pytest

from kiosk.devices.printer.printer_port import JobState
from kiosk.devices.printer.typesetting.receipt_elements import Align, Receipt, TextLine
from kiosk.domain.notation import minute
from kiosk.session.dialog.errand import Errand
from kiosk.session.pages.everywhere import PrintedPage, PrintEnd
from kiosk.session.pages.page import Answer, Page, Tap
from kiosk.session.paper.pages import PreviewPage
from kiosk.session.paper.printing import print_and_tell
from kiosk.session.paper.receipt_frame import build_receipt, lines_of
from tests.session.hall import Scene, scene

TOUCHED = (
    JobState.CONFIRMED,
    JobState.ASSUMED,
    JobState.SUSPENDED,
    JobState.UNKNOWN,
)


def receipt(errand: Errand, text: str = "一行") -> Receipt:
    return build_receipt(errand, "guide", "办事指南", (TextLine(text),))


def marks(paper: Receipt) -> list[str]:
    return [line for line in lines_of(paper.elements) if line.startswith("补打")]


def again(times: int) -> Scene:
    """Return a machine before somebody who prints again so many times."""
    left = times

    def mind(page: Page) -> Answer | None:
        nonlocal left
        if isinstance(page, PreviewPage):
            return Tap.PRINT
        if not isinstance(page, PrintedPage):
            return None
        left -= 1
        return Tap.PRINT if left >= 0 else Tap.OK

    return scene(Path(), mind)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


async def test_what_was_said_before_is_the_same_receipt() -> None:
    place = again(0)
    errand = Errand(place.parts)
    one, same, other = (receipt(errand, text) for text in ("甲", "甲", "乙"))
    assert one is same
    assert other.number != one.number, "two within a second are told apart"
    assert one.number[:8] == errand.id[:8].upper()
    assert receipt(Errand(place.parts), "甲").number != one.number


@pytest.mark.parametrize("state", TOUCHED)
async def test_a_number_that_may_be_on_paper_is_printed_as_a_copy(
    state: JobState,
) -> None:
    place = again(2)
    place.printer.result = state
    errand = Errand(place.parts)
    paper = receipt(errand)
    await print_and_tell(errand, paper)
    first, second, third = place.printer.receipts
    assert place.printer.copies == [1, 2, 3]
    assert first == paper
    assert (marks(second), marks(third)) == (
        ["补打 第2次打印"] * 2,
        ["补打 第3次打印"] * 2,
    )
    assert {each.number for each in place.printer.receipts} == {paper.number}
    head = second.elements[0]
    assert isinstance(head, TextLine)
    assert (head.text, head.size) == ("补打 第2次打印", 2)
    now = place.parts.clock.known()
    assert now is not None
    assert second.elements[1] == TextLine(f"本张打印于 {minute(now)}", Align.CENTER)


async def test_what_was_refused_before_the_first_byte_is_no_copy() -> None:
    place = again(1)
    place.printer.result = JobState.REFUSED
    errand = Errand(place.parts)
    await print_and_tell(errand, receipt(errand))
    assert place.printer.copies == [1, 1]
    assert not any(map(marks, place.printer.receipts))


@pytest.mark.parametrize(
    ("state", "ended"),
    [
        (JobState.CONFIRMED, PrintEnd.SURE),
        (JobState.ASSUMED, PrintEnd.UNSURE),
        (JobState.SUSPENDED, PrintEnd.BROKEN),
        (JobState.UNKNOWN, PrintEnd.BROKEN),
        (JobState.REFUSED, PrintEnd.REFUSED),
    ],
)
async def test_a_print_is_told_as_it_ended(state: JobState, ended: PrintEnd) -> None:
    place = again(0)
    place.printer.result = state
    errand = Errand(place.parts)
    paper = receipt(errand)
    await print_and_tell(errand, paper, "accepted", "A-1")
    (page,) = place.who.saw(PrintedPage)
    assert isinstance(page, PrintedPage)
    assert (page.ended, page.number) == (ended, "A-1")
    sure = ended is PrintEnd.SURE
    assert (page.receipt, bool(page.code)) == ("" if sure else paper.number, not sure)
