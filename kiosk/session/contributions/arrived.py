"""What of a person's contributions arrived: the sums and months that count.

Only money that arrived is in a total, on the page of a year as over all years.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from msgspec.structs import replace

from kiosk.domain.records import Contribution
from kiosk.sync.wire.visit_wire import Contributions

_ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True, repr=False)
class ArrivedSums:
    """The totals of some contributions."""

    months: int
    """Different months: one that was charged twice counts once."""
    employer: Decimal
    personal: Decimal

    @property
    def both(self) -> Decimal:
        """Return both parts together."""
        return self.employer + self.personal


def arrived_sums(contributions: Iterable[Contribution]) -> ArrivedSums:
    """Return the totals of those whose money arrived."""
    paid = [c for c in contributions if c.arrived is not None]
    return ArrivedSums(
        months=len({(c.insurance, c.month) for c in paid}),
        employer=sum((c.employer_amount for c in paid), _ZERO),
        personal=sum((c.personal_amount for c in paid), _ZERO),
    )


def charged_years(contributions: Sequence[Contribution]) -> tuple[int, ...]:
    """Return the years from the first to the last month, newest first, no gap."""
    found = [c.year for c in contributions]
    return tuple(range(max(found), min(found) - 1, -1)) if found else ()


def months_span(told: Contributions) -> tuple[str, str]:
    """Return the first and the last month of all that were charged; empty: none."""
    if told.whole is not None:
        return told.whole.first, told.whole.last
    months = [c.month for c in told.contributions]
    return min(months, default=""), max(months, default="")


def years_told(told: Contributions) -> tuple[int, ...]:
    """Return the years of all that were charged, newest first, no gap."""
    first, last = months_span(told)
    return tuple(range(int(last[:4]), int(first[:4]) - 1, -1)) if last else ()


def months_arrived(told: Contributions) -> int:
    """Return how many months were paid over all years."""
    if told.whole is not None:
        return told.whole.months
    return arrived_sums(told.contributions).months


def with_older_months(told: Contributions, older: Contributions) -> Contributions:
    """Return both together, oldest first."""
    months = [*older.contributions, *told.contributions]
    return replace(told, contributions=months, more=older.more)


def of_year(contributions: Iterable[Contribution], year: int) -> list[Contribution]:
    """Return what was charged for the months of one year."""
    return [c for c in contributions if c.year == year]
