"""Being registered as unemployed: one page of records that can be acted on."""

from typing import ClassVar

from kiosk.session.pages.record import RecordPage


class UnemploymentPage(RecordPage, frozen=True, kw_only=True):
    """How the person is registered, when to sign in, what is left of the benefit."""

    name: ClassVar[str] = "unemployed"
    receipt: ClassVar[str] = "unemployed"
    sums: ClassVar[bool] = False
