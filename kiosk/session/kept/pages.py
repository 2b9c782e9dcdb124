"""The page of receipts that the center keeps for a later print."""

from typing import ClassVar

from kiosk.session.pages.record import RecordPage


class KeptReceiptsPage(RecordPage, frozen=True, kw_only=True):
    """What can be printed later; a line leads to its paper."""

    name: ClassVar[str] = "kept_receipts"
    receipt: ClassVar[str] = "other"
    on_paper: ClassVar[bool] = False
