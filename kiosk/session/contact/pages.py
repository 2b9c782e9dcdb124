"""New contact data, to be read once more before they are sent."""

from typing import ClassVar

from kiosk.domain.applications import ContactField
from kiosk.session.pages.page import Page


class ContactReviewPage(Page, frozen=True):
    """New contact data before it is sent; answers OK or BACK."""

    name: ClassVar[str] = "contact_review"
    private: ClassVar[bool] = True
    field: ContactField
    value: str
    old: str = ""
    """What is on record, masked; empty where there is nothing."""
