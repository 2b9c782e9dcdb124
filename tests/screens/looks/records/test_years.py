"""Which years are offered when there are more than there is room for."""

import pytest

from kiosk.screens.looks.records.years import shown_years


@pytest.mark.parametrize(
    ("years", "chosen", "most", "shown"),
    [
        ((2024, 2023), 2023, 10, (2024, 2023)),
        (tuple(range(2024, 2000, -1)), 2024, 3, (2024, 2023, 2022)),
        (tuple(range(2024, 2000, -1)), 2001, 3, (2003, 2002, 2001)),
        (tuple(range(2024, 2000, -1)), 2010, 3, (2011, 2010, 2009)),
        (tuple(range(2024, 2000, -1)), 1950, 3, (2024, 2023, 2022)),
    ],
)
def test_years(
    years: tuple[int, ...], chosen: int, most: int, shown: tuple[int, ...]
) -> None:
    assert shown_years(years, chosen, most) == shown
