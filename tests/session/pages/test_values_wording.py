"""How values are said, and which of them are for the person's eyes only."""

from decimal import Decimal

from kiosk.session.pages.record import Listing, ListingRow
from kiosk.session.pages.values_wording import confidential, private_columns


def test_sums_and_names_are_confidential_and_months_are_not() -> None:
    assert confidential(Decimal(1))
    assert confidential("某某医院")
    assert not confidential("2024-12")
    listing = Listing(
        "x", ("a", "b"), (ListingRow(("2024-01", None)), ListingRow((None, Decimal(1))))
    )
    assert private_columns(listing) == (False, True)
