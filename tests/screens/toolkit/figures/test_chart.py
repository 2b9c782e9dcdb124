"""Charts in proportion, with their own labels."""

from decimal import Decimal

import pytest

from kiosk.screens.frame.context import Presentation
from kiosk.screens.looks.records.contributions_look import money, shown_years
from kiosk.screens.toolkit.figures.chart import BarChart
from kiosk.screens.toolkit.kit import Rect
from tests.screens.studio import studio


def test_chart_bars_are_in_proportion_and_debits_have_none() -> None:
    kit = studio("portrait").context(Presentation()).kit
    values = [Decimal(100), Decimal(50), Decimal(-20), Decimal(0)]
    chart = BarChart(kit, values, ["1", "2", "3", "4"], 60.0)
    chart.place(Rect(0, 0, 800, 300))
    heights = [chart._bar(index).height for index in range(4)]
    assert heights[0] == pytest.approx(2 * heights[1], abs=1)
    assert heights[2:] == [0, 0]


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


def test_money() -> None:
    assert money(Decimal("1234567.8")) == "1,234,567.80"
    assert money(Decimal("-3")) == "-3.00"
    assert money(None) == ""
