"""Charts in proportion, with their own labels."""

from decimal import Decimal

import pytest

from kiosk.screens.frame.context import Presentation
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
