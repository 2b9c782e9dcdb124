"""The idle page of a machine that somebody took out of service."""

from datetime import datetime
from typing import ClassVar

from kiosk.session.pages.page import Page


class ServiceBreakPage(Page, frozen=True):
    """Staff took the machine out of service; the hidden corner works here too."""

    name: ClassVar[str] = "out_of_service-staff"
    place: str
    hotline: str
    message: str
    """`service_message__<name>`; empty: somebody typed the words."""
    words: str = ""
    until: datetime | None = None
    """None: nobody said when it goes on."""
