"""Who a region is, its offices and banks, and the guides it gives people to read.

Lists and words only; the rules are in `rules.py`.
"""

from kiosk.domain.region.rules import Rules, Words
from kiosk.domain.table import Table


class RegionName(Table, frozen=True):
    """Who the region is and when its facts were true."""

    id: str
    name: str
    province: str
    bureau: str = ""
    code: str = ""
    """Six digits of GB/T 2260; a card that names this region is told by its name."""
    as_of: Words = ()


class Office(Table, frozen=True):
    """One place where people are served in person."""

    district: str
    addresses: Words
    phones: Words = ()


class Bank(Table, frozen=True):
    """A bank whose account the card carries, and its line for lost cards."""

    name: str
    loss_phone: str = ""


class Listing(Rules, frozen=True, kw_only=True):
    """Where a list, of offices or of banks, was taken from."""


class Guide(Table, frozen=True):
    """One page to read: a few plain sentences about one question."""

    id: str
    title: str
    lines: Words
    source: str = ""
    as_of: Words = ()
