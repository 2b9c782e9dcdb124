"""From the center's list of kept receipts to the page; pure."""

from datetime import tzinfo

from kiosk.session.kept.pages import KeptReceiptsPage
from kiosk.session.pages.record import Listing, ListingRow, Note, Word
from kiosk.session.pages.record_times import local
from kiosk.sync.wire.kept_receipts import KEEP_DAYS, KeptReceipt, KeptReceipts

COLUMNS = ("kept_day", "kept_number", "kept_kiosk")


def kept_page(told: KeptReceipts, zone: tzinfo | None) -> KeptReceiptsPage:
    """Return the receipts, the newest first, each under what it is."""
    return KeptReceiptsPage(
        as_of=local(told.as_of, zone),
        empty=not told.receipts,
        notes=(Note("kept_days", calm=True, values=(("days", KEEP_DAYS),)),),
        listings=(
            Listing("", COLUMNS, tuple(_line(one, zone) for one in told.receipts)),
        ),
    )


def _line(one: KeptReceipt, zone: tzinfo | None) -> ListingRow:
    return ListingRow(
        (
            local(one.kept, zone).date(),
            Word("receipt_number", one.number),
            Word("kiosk_id", one.kiosk),
        ),
        heading=one.kind,
        opens=f"{one.kiosk}:{one.number}",
    )
