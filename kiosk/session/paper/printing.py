"""Printing in an errand: the paper comes out, and the person is told how it ended.

What is on the paper is decided elsewhere.
"""

import asyncio
from collections.abc import Callable
from typing import Literal, TypeVar

from msgspec.structs import replace

from kiosk.devices.printer.printer_port import PrintResult
from kiosk.devices.printer.typesetting.receipt_elements import Receipt
from kiosk.domain.faults import Fault
from kiosk.session.dialog.errand import Errand
from kiosk.session.pages.everywhere import PrintedPage
from kiosk.session.pages.page import Page

P = TypeVar("P", bound=Page)


async def print_and_tell(
    errand: Errand,
    receipt: Receipt,
    holds: Literal["", "accepted", "waiting"] = "",
    number: str = "",
) -> None:
    """Print and say how it ended.

    The print goes on when the person leaves: half a receipt would help nobody.

    :param holds: what was done before, and stands under `number` without a paper.
    """
    parts = errand.parts
    job = asyncio.ensure_future(parts.printer.print(receipt))
    result: PrintResult = await parts.dialog.during(
        asyncio.shield(job), "busy__printing"
    )
    fault = None if result.printed else (result.fault or Fault.PRINTER_INTERRUPTED)
    sure = result.state == "confirmed"
    await parts.dialog.inform(PrintedPage(fault, sure, errand.has_card, holds, number))


def can_print(errand: Errand) -> bool:
    """Tell whether a print may be promised now."""
    return errand.parts.printer.status.fault is None


def promising(errand: Errand, page: P) -> Callable[[], P]:
    """Return what makes a page with a print key true now; it has one to offer."""
    return lambda: replace(page, can_print=can_print(errand))
