"""What the chip itself says about one insurance, while the center is away."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from kiosk.domain.records import Insurance
from kiosk.session.pages.page import Page, Part


class ChipFact(Part, frozen=True):
    """One line of what the card holds; words from `chip_fact__<name>`."""

    name: str
    value: str | int | date | Decimal | None
    """None: it stands on the card and cannot be read. A text may be a code with words
    of its own, `chip_code__<name>__<value>`."""
    months: bool = False


class ChipSettlement(Part, frozen=True):
    """One medical settlement as the card noted it; None where unreadable."""

    at: datetime | None
    fund: Decimal | None
    account: Decimal | None
    cash: Decimal | None


class ChipFactsPage(Page, frozen=True):
    """What the chip itself holds about one insurance, and since when; answers BACK."""

    name: ClassVar[str] = "chip_facts"
    private: ClassVar[bool] = True
    insurance: Insurance
    facts: tuple[ChipFact, ...]
    """Only what has a value; empty when nothing is written there."""
    settlements: tuple[ChipSettlement, ...]
    """The newest first; the medical insurance alone has them."""
    as_of: date | None
    """The card's own date of the information; None when it has none."""
    issued: date | None
    readable: bool
    """False: the card does not give this file at all."""
    hotline: str
