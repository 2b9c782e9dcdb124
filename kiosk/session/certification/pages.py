"""Pages of certifications: how each benefit stands, the camera, what came of it."""

from datetime import datetime
from typing import ClassVar

from kiosk.domain.faults import Fault
from kiosk.domain.services.eligibility import Eligibility
from kiosk.domain.services.face import FaceVerdict
from kiosk.session.pages.page import Page
from kiosk.session.pages.record import RecordPage


class CertificationPage(RecordPage, frozen=True, kw_only=True):
    """Each benefit: until when it is certified, done now or not, what a miss means."""

    name: ClassVar[str] = "certification"
    receipt: ClassVar[str] = "certification"
    sums: ClassVar[bool] = False


class FacePage(Page, frozen=True):
    """Look into the camera; BACK. After a look that failed also RETRY, or OK.

    OK goes on with the card alone, where the module is not there.
    """

    name: ClassVar[str] = "face"
    verdict: FaceVerdict | None = None
    """Of the look before; None: the module is at work now."""


class CertifiedPage(Page, frozen=True, kw_only=True):
    """The center has written it down; answers PRINT, BACK or FINISH."""

    name: ClassVar[str] = "certified"
    private: ClassVar[bool] = True
    outcome: str
    """`passed`, `resumed`, `presented` or `already`; words `certified__<outcome>`."""
    number: str
    at: datetime | None
    card_number: str
    benefits: tuple[Eligibility, ...]
    hotline: str
    can_print: bool


class CertifyNotMadePage(Page, frozen=True):
    """The center was not reached, so nothing was made and nothing waits; BACK."""

    name: ClassVar[str] = "certify_not_made"
    fault: Fault
    hotline: str
