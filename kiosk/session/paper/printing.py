"""Printing in an errand: the paper comes out, and the person is told how it ended.

What is on the paper is decided elsewhere.
"""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Literal, TypeVar

from msgspec.structs import replace

from kiosk.devices.printer.printer_port import JobState, PrintResult
from kiosk.devices.printer.typesetting.receipt_elements import Code, Receipt
from kiosk.domain.faults import Fault
from kiosk.session.dialog.errand import Errand
from kiosk.session.dialog.ports import Ports
from kiosk.session.pages.everywhere import PrintedPage, PrintEnd
from kiosk.session.pages.page import Answer, Page, Tap
from kiosk.session.paper.copies import marked
from kiosk.session.paper.keeping import can_keep, keep, printed_again
from kiosk.session.paper.pages import PreviewPage
from kiosk.session.paper.receipt_frame import title_of
from kiosk.session.paper.unseen import leave_unseen
from kiosk.settings.state.store_errors import StoreError

P = TypeVar("P", bound=Page)
_ENDS = {
    JobState.CONFIRMED: PrintEnd.SURE,
    JobState.ASSUMED: PrintEnd.UNSURE,
    JobState.REFUSED: PrintEnd.REFUSED,
}
log = logging.getLogger(__name__)


async def print_and_tell(
    errand: Errand,
    receipt: Receipt,
    holds: Literal["", "accepted", "waiting"] = "",
    number: str = "",
) -> None:
    """Show the paper, print it and say how it ended, as often as it is wanted again.

    Where the printer cannot print now the person is told so at once.

    :param holds: what was done before, and stands under `number` without a paper.
    """
    if can_print(errand) and not await _wanted(errand, receipt):
        return
    fault = errand.parts.printer.status.fault
    page = PrintedPage(PrintEnd.REFUSED, fault, errand.has_card, holds, number)
    if fault is None:
        page = await _printed(errand, receipt, page)
    while (answer := await _told(errand, receipt, page)) is Tap.PRINT:
        page = await _printed(errand, receipt, page)
    if answer is Tap.KEEP:
        keep(errand, receipt)
        await errand.parts.dialog.inform(_without_paper(errand, receipt, page))


async def _wanted(errand: Errand, receipt: Receipt) -> bool:
    """Show the paper as it will come out; True when the person wants it printed."""
    parts = errand.parts
    paper = marked(parts, receipt, _next_copy(errand, receipt))
    page = PreviewPage(
        title_of(receipt),
        parts.printer.preview(paper),
        card=errand.has_card,
    )
    fresh = promising(errand, page)
    idle = parts.config.times.idle_reading
    return await parts.dialog.ask(fresh(), idle, fresh) is Tap.PRINT


def _next_copy(errand: Errand, receipt: Receipt) -> int:
    return errand.copies.get(receipt.number, 0) + 1


async def _printed(errand: Errand, receipt: Receipt, page: PrintedPage) -> PrintedPage:
    """Print a receipt, marked when its number may be on paper already.

    The print goes on when the person leaves: half a receipt would help nobody.
    """
    parts, copy = errand.parts, _next_copy(errand, receipt)
    paper = marked(parts, receipt, copy)
    job = asyncio.ensure_future(parts.printer.print(paper, copy))
    try:
        result: PrintResult = await parts.dialog.during(
            asyncio.shield(job), "busy__printing"
        )
    except BaseException:
        job.add_done_callback(partial(_leave, parts, receipt.number))
        raise
    if result.touched:
        errand.copies[receipt.number] = copy
        printed_again(errand, receipt.number)
    return replace(page, ended=ended(result), fault=result.fault)


def print_beside(errand: Errand, receipt: Receipt) -> "asyncio.Task[PrintResult]":
    """Begin a print that nobody asks for; it ends whatever becomes of the page."""
    parts, copy = errand.parts, _next_copy(errand, receipt)
    paper = marked(parts, receipt, copy)

    async def run() -> PrintResult:
        result = await parts.printer.print(paper, copy)
        if result.touched:
            errand.copies[receipt.number] = copy
            printed_again(errand, receipt.number)
        return result

    return asyncio.ensure_future(run())


def left_beside(
    errand: Errand, receipt: Receipt, job: "asyncio.Task[PrintResult]"
) -> None:
    """Let staff be told of such a print when its person went before its end."""
    job.add_done_callback(partial(_leave, errand.parts, receipt.number))


def ended(result: PrintResult) -> PrintEnd:
    """Return how a print ended, as far as anybody knows."""
    return _ENDS.get(result.state, PrintEnd.BROKEN)


def _leave(parts: Ports, number: str, job: "asyncio.Future[PrintResult]") -> None:
    """Tell staff of a print whose person did not wait for its end."""
    if job.cancelled() or job.exception() is not None:
        return
    try:
        leave_unseen(parts.store, job.result(), number)
    except StoreError:
        log.error("print job %d: staff could not be told", job.result().job)


async def _told(errand: Errand, receipt: Receipt, page: PrintedPage) -> Answer | None:
    """Say how it ended; what is not sure stays until somebody touches it."""
    dialog = errand.parts.dialog
    if page.ended is PrintEnd.SURE:
        return await dialog.inform(page)
    if page.ended is not PrintEnd.UNSURE:
        page = replace(page, fault=page.fault or Fault.PRINTER_INTERRUPTED)
    page = _without_paper(errand, receipt, page)
    page = replace(page, can_keep=can_keep(errand, receipt))
    fresh = promising(errand, page)
    return await dialog.ask(fresh(), fresh=fresh)


def _without_paper(errand: Errand, receipt: Receipt, page: PrintedPage) -> PrintedPage:
    """Return the page with what stands for a paper that may not be there."""
    code = next((e.data for e in receipt.elements if isinstance(e, Code)), "")
    kept = receipt.number in errand.kept
    return replace(page, receipt=receipt.number, code=code, kept=kept)


def can_print(errand: Errand) -> bool:
    """Tell whether a print may be promised now."""
    return errand.parts.printer.status.fault is None


def promising(errand: Errand, page: P) -> Callable[[], P]:
    """Return what makes a page with a print key true now; it has one to offer."""
    return lambda: replace(page, can_print=can_print(errand))
