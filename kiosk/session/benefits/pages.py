"""A benefit and its payments, the failed ones too."""

from typing import ClassVar

from kiosk.session.pages.record import RecordPage


class BenefitPage(RecordPage, frozen=True, kw_only=True):
    """One benefit: what it is and its payments, the failed ones too."""

    name: ClassVar[str] = "benefit"
    receipt: ClassVar[str] = "benefits"
    family: ClassVar[str] = "benefit"
