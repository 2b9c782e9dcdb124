"""From the center's list of kept receipts to the page; pure."""

from datetime import tzinfo

from kiosk.session.kept.pages import KeptReceiptsPage
from kiosk.session.pages.record import Listing, ListingRow, Note, Word
from kiosk.session.pages.record_times import local
from kiosk.sync.wire.kept_receipts import KEEP_DAYS, KeptReceipt, KeptReceipts

COLUMNS = ("kept_kind", "kept_day")


def kept_page(told: KeptReceipts, zone: tzinfo | None) -> KeptReceiptsPage:
    """Return the receipts, the newest first."""
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
        (Word("verify__kind", one.kind), local(one.kept, zone).date()),
        heading=f"{one.number} · {one.kiosk}",
        opens=f"{one.kiosk}:{one.number}",
    )
