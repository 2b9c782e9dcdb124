"""Printing later what did not come out before: the list, one of it, its paper.

Each paper bears the mark of a copy and the number it always had.
"""

from collections.abc import Awaitable

from msgspec.structs import replace

from kiosk.domain.faults import Fault
from kiosk.session.dialog.ask_center import fetch
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.kept.build import kept_page
from kiosk.session.pages.everywhere import FaultPage
from kiosk.session.pages.page import ItemChosen
from kiosk.session.pages.show_records import show_records
from kiosk.session.paper.printing import print_and_tell
from kiosk.session.paper.receipt_form import UnreadableReceipt, read_again
from kiosk.sync.wire.events.query_events import KeptReceiptsAnswered
from kiosk.sync.wire.kept_receipts import ReceiptContent, ReceiptRequest

KEPT_RECEIPTS = "kept_receipts"
"""The name of the service."""


async def show_kept(visit: CardSession) -> None:
    """Show what is kept for the holder until Back; a line prints."""
    while True:
        answered = KeptReceiptsAnswered(visit.id)
        told = await fetch(visit, answered, visit.parts.center.kept_receipts)
        if told is None:
            return
        page = kept_page(told, visit.parts.clock.now().tzinfo)
        answer = await show_records(visit, page)
        if not isinstance(answer, ItemChosen):
            return
        kiosk, _, number = answer.item.partition(":")
        await _print_kept(visit, kiosk, number)


async def _print_kept(visit: CardSession, kiosk: str, number: str) -> None:
    """Fetch one receipt and print it, marked; one that is gone is said to be."""

    def ask(token: str) -> Awaitable[ReceiptContent]:
        return visit.parts.center.kept_receipt(ReceiptRequest(token, kiosk, number))

    try:
        told = await fetch(visit, KeptReceiptsAnswered(visit.id), ask)
        if told is None:
            return
        receipt = read_again(told.content)
    except UnreadableReceipt:
        page = FaultPage(Fault.CENTER_BAD_ANSWER, visit.parts.hotline)
        await visit.parts.dialog.inform(replace(page, remove_card=False))
        return
    visit.copies[number] = max(1, told.copies, visit.copies.get(number, 0))
    visit.kept[number] = kiosk
    await print_and_tell(visit, receipt)
