"""What a number at a hospital costs, and who pays it."""

from decimal import Decimal

import pytest

from kiosk.domain.services.registrations import Cost


@pytest.mark.parametrize(
    ("fund", "account", "own", "holds"),
    [
        ("20.00", "10.00", "20.00", True),
        ("20.00", "10.00", "20.01", False),
        (None, "60.00", "20.00", True),
        ("0.00", "0.00", "50.00", True),
    ],
)
def test_known_parts_together_are_the_fee(
    fund: str | None, account: str, own: str, holds: bool
) -> None:
    parts = Decimal(fund) if fund else None
    cost = Cost(
        fee=Decimal("50.00"), fund=parts, account=Decimal(account), own=Decimal(own)
    )
    assert cost.adds_up is holds
