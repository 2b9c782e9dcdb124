"""A spreadsheet that opens a file runs nothing of what a machine said."""

import csv
import io

import pytest

from kiosk.center.fleet.shown.csv_lines import Cell, csv_lines

pytestmark = pytest.mark.engine("sqlite")

EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", " =1", "\n=1", "＝1", "\u3000=1"]


@pytest.mark.parametrize("text", EVIL)
def test_a_formula_is_text(text: str) -> None:
    ((cell, other),) = csv.reader(io.StringIO(csv_lines([[text, 7]]), newline=""))
    assert cell == f"'{text}"
    assert other == "7"


def test_what_is_harmless_stays_as_it_is() -> None:
    rows: list[list[Cell]] = [["示例市第一服务大厅", 'a "b", c', -5, None, "a=b"]]
    (read,) = csv.reader(io.StringIO(csv_lines(rows)))
    assert read == ["示例市第一服务大厅", 'a "b", c', "-5", "", "a=b"]
