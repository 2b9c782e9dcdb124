"""What did not come out is kept for its holder, and printed later with its number."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.devices.printer.printer_port import (
    Cover,
    JobState,
    LinkState,
    Paper,
    PrinterFault,
    PrinterStatus,
)
from kiosk.session.kept.pages import KeptReceiptsPage
from kiosk.session.pages.everywhere import FaultPage, PrintedPage
from kiosk.session.pages.page import Answer, ItemChosen, Page, ServiceChosen, Tap
from kiosk.session.pages.record import Word
from kiosk.session.paper.receipt_form import read_again
from kiosk.session.paper.receipt_frame import lines_of
from kiosk.session.visit.pages import HomePage, MenuPage
from kiosk.sync.receipts.receipt_keeper import SealedReceipt
from kiosk.sync.wire.kept_receipts import KeptReceipt
from tests.session.hall import NOW, READY, Mind, Scene, polite, scene
from tests.session.readers import Reader
from tests.session.visit.test_card_visit import run

OUT = PrinterStatus(LinkState.OK, Paper.OUT, Cover.CLOSED, PrinterFault.NONE, 1.0)


@dataclass
class OneKeeper:
    """Keeps what it is handed as it is, so that a test can read it."""

    able: bool = True
    sealed: list[tuple[str, str, bytes]] = field(default_factory=list)

    def can_keep(self, content: bytes) -> bool:
        return self.able

    def seal(self, card: str, number: str, content: bytes) -> SealedReceipt:
        self.sealed.append((card, number, content))
        return SealedReceipt("0" * 16, b"sealed")


def keeping(mind: Mind) -> Mind:
    """Return somebody who keeps a receipt wherever that is offered, once."""
    kept = False

    def other(page: Page) -> Answer | None:
        nonlocal kept
        if isinstance(page, PrintedPage) and page.can_keep and not kept:
            kept = True
            return Tap.KEEP
        return mind(page)

    return other


def at(place: Scene, keeper: OneKeeper | None) -> Scene:
    place.parts = replace(place.parts, keeper=keeper)
    return place


@pytest.mark.parametrize("state", [JobState.REFUSED, JobState.UNKNOWN, None])
async def test_what_did_not_come_out_is_kept(
    tmp_path: Path, state: JobState | None
) -> None:
    """None: the printer could not even begin."""
    keeper = OneKeeper()
    place = at(scene(tmp_path, keeping(polite())), keeper)
    if state is None:
        place.printer.status = OUT
    else:
        place.printer.result = state
    kinds = await run(place)
    assert kinds.count("receipt.kept") == 1
    (payload,) = [p for kind, p in place.journal.events if kind == "receipt.kept"]
    ((card, number, content),) = keeper.sealed
    assert (payload["card"], payload["number"]) == (card, number)
    assert payload["copies"] == (1 if state is JobState.UNKNOWN else 0)
    kept = read_again(content)
    assert (kept.number, kept.kind) == (number, "contributions")
    if state is not None:
        assert kept == place.printer.receipts[0]
    told = place.who.saw(PrintedPage)[-1]
    assert isinstance(told, PrintedPage)
    assert (told.kept, told.can_keep) == (True, False)


@pytest.mark.parametrize("keeper", [None, OneKeeper(able=False)])
async def test_a_machine_that_cannot_seal_promises_nothing(
    tmp_path: Path, keeper: OneKeeper | None
) -> None:
    place = at(scene(tmp_path, keeping(polite())), keeper)
    place.printer.result = JobState.REFUSED
    assert "receipt.kept" not in await run(place)
    (told,) = place.who.saw(PrintedPage)
    assert isinstance(told, PrintedPage)
    assert told.receipt
    assert not told.can_keep


async def test_a_full_disk_promises_nothing(tmp_path: Path) -> None:
    place = at(scene(tmp_path, polite()), OneKeeper())
    place.printer.status = OUT

    def fills(page: Page) -> Answer | None:
        if isinstance(page, PrintedPage) and page.can_keep:
            place.journal.room = 0
            return Tap.KEEP
        return polite_mind(page)

    polite_mind = place.who.mind
    place.who.mind = fills
    assert "receipt.kept" not in await run(place)
    assert not any(
        page.kept
        for page in place.who.saw(PrintedPage)
        if isinstance(page, PrintedPage)
    )
    assert place.who.saw(FaultPage)


class Later:
    """Goes to the service of kept receipts and prints the first, once."""

    def __init__(self) -> None:
        self.printed = False
        self.usual = Reader()

    def __call__(self, page: Page) -> Answer | None:
        match page:
            case HomePage():
                return Tap.FINISH if self.printed else ServiceChosen("papers")
            case MenuPage():
                return Tap.BACK if self.printed else ServiceChosen("kept_receipts")
            case KeptReceiptsPage():
                if self.printed:
                    return Tap.BACK
                self.printed = True
                opens = [line.opens for line in page.listings[0].lines]
                return ItemChosen(opens[0]) if opens else Tap.BACK
        return self.usual(page)


async def kept_before(folder: Path) -> tuple[str, bytes]:
    """Return a number and what another kiosk made of its receipt."""
    keeper = OneKeeper()
    place = at(scene(folder, keeping(polite())), keeper)
    place.printer.status = OUT
    await run(place)
    ((_, number, content),) = keeper.sealed
    return number, content


@pytest.mark.parametrize("copies", [0, 1, 4])
async def test_a_kept_receipt_is_printed_with_its_number_and_the_mark(
    tmp_path: Path, copies: int
) -> None:
    (tmp_path / "other").mkdir()
    number, content = await kept_before(tmp_path / "other")
    place = at(scene(tmp_path, Later()), OneKeeper())
    one = KeptReceipt(
        *(number, "contributions", "K-2", NOW, NOW + timedelta(days=30), copies)
    )
    place.center.kept = {number: (one, content)}
    kinds = await run(place)
    (paper,) = place.printer.receipts
    assert paper.number == number
    copy = max(copies, 1) + 1
    assert place.printer.copies == [copy]
    assert next(lines_of(paper.elements)) == f"补打 第{copy}次打印"
    (told,) = [p for kind, p in place.journal.events if kind == "receipt.printed_later"]
    assert (told["origin"], told["number"], told["copy"]) == ("K-2", number, copy)
    assert kinds.count("query.kept_receipts") >= 2
    page = place.who.saw(KeptReceiptsPage)[0]
    assert isinstance(page, KeptReceiptsPage)
    line = page.listings[0].lines[0]
    assert line.heading == f"{number} · K-2"
    assert line.values[0] == Word("verify__kind", "contributions")


async def test_nothing_kept_is_said(tmp_path: Path) -> None:
    place = at(scene(tmp_path, Later()), OneKeeper())
    await run(place)
    page = place.who.saw(KeptReceiptsPage)[0]
    assert isinstance(page, KeptReceiptsPage)
    assert page.empty


async def test_a_receipt_that_is_none_prints_nothing(tmp_path: Path) -> None:
    place = at(scene(tmp_path, Later()), OneKeeper())
    one = KeptReceipt("A-1", "guide", "K-2", NOW, NOW, 0)
    place.center.kept = {"A-1": (one, b"no receipt")}
    await run(place)
    assert not place.printer.receipts
    assert place.who.saw(FaultPage)
    assert place.printer.status == READY
