"""Parts of what does not fit at once: nothing is lost, nothing stands alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.screens.frame.context import Presentation, Turn
from kiosk.screens.toolkit.box import Box
from kiosk.screens.toolkit.figures.cells import Heading, Line, TableCell
from kiosk.screens.toolkit.figures.sheet import Pair, Sheet
from kiosk.screens.toolkit.figures.stacked_table import Records
from kiosk.screens.toolkit.figures.table import Table
from kiosk.screens.toolkit.geometry import Level, Size
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.layout import Column, Grid
from kiosk.screens.toolkit.paged import Paged
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.screens.window.current_view import CurrentView
from kiosk.settings.config import PanelSettings
from tests.screens.samples import SAMPLES
from tests.screens.studio import studio

WIDE = 900


def kit_of(level: Level = Level.NORMAL) -> Kit:
    """Return the kit of an upright panel."""
    return studio("portrait").context(Presentation(level=level)).kit


def parts_of(kit: Kit, blocks: list[Widget], height: int) -> list[list[str]]:
    """Return the words of each part at a height in pixels."""
    found, part, parts = [], 0, 1
    while part < parts:
        paged = Paged(kit, blocks, part, lambda _, __: Gap(kit, 20.0), gap=2.0)
        paged.place(Rect(0, 0, WIDE, height))
        assert paged.overflow == 0
        found.append(list(paged.texts()))
        part, parts = part + 1, paged.parts
    return found


def table_of(kit: Kit, rows: int, employers: int) -> Table:
    """Return a table with a heading above each run of rows."""
    lines: list[Line] = []
    for row in range(rows):
        if row % max(1, rows // employers) == 0:
            lines.append(Heading(f"employer {row}"))
        cells = (f"month {row}", f"{row},250.00", f"{row}.00", "paid")
        lines.append([TableCell(text) for text in cells])
    return Table(kit, ["month", "base", "own", "state"], lines, "lrrl")


@settings(max_examples=40)
@given(
    st.integers(1, 30),
    st.integers(1, 4),
    st.integers(500, 1500),
    st.sampled_from(Level),
)
def test_every_row_is_on_exactly_one_part(
    rows: int, employers: int, height: int, level: Level
) -> None:
    kit = kit_of(level)
    parts = parts_of(kit, [table_of(kit, rows, employers)], height)
    months = [text for part in parts for text in part if text.startswith("month ")]
    assert months == [f"month {row}" for row in range(rows)]
    for part in parts:
        assert not part[-1].startswith("employer")
        assert any(text.startswith("employer") for text in part)


def test_a_table_without_room_for_its_columns_becomes_records() -> None:
    kit = kit_of()
    cells = [
        TableCell("1月"),
        TableCell("99,999,999,999.99"),
        TableCell("99,999,999,999.99"),
    ]
    table = Table(kit, ["月份", "单位缴费", "个人缴费"], [cells], "lrr")
    for width, listed in ((WIDE, False), (500, True)):
        high = table.height(width)
        table.place(Rect(0, 0, width, high))
        assert table.overflow == 0
        assert any(isinstance(w, Records) for w in table.walk()) is listed
        assert "99,999,999,999.99" in list(table.texts())


def test_a_heading_stays_with_what_it_leads() -> None:
    kit = kit_of()
    heading = Text(kit, "heading")
    heading.leads = True
    blocks = [
        Box(kit, Gap(kit, 60.0)),
        heading,
        Gap(kit, 2.0),
        Box(kit, Gap(kit, 60.0)),
    ]
    high = kit.mm(60.0 + 2.0 + 20.0 + 2.0) + 2 * heading.height(WIDE)
    assert parts_of(kit, blocks, high) == [[], ["heading"]]


def test_a_paragraph_longer_than_a_part_is_cut_between_lines() -> None:
    kit = kit_of(Level.LARGEST)
    words = "社会保障卡" * 60
    parts = parts_of(kit, [Text(kit, words)], 400)
    assert len(parts) > 1
    assert "".join(text.replace("\n", "") for [text] in parts) == words


def test_what_fits_a_part_whole_is_not_torn() -> None:
    kit = kit_of()
    text = Text(kit, "社会保障卡" * 30)
    high = text.height(WIDE)
    parts = parts_of(kit, [Box(kit, Gap(kit, 30.0)), text], high + kit.mm(24.0))
    assert parts == [[], [text.text]]


@pytest.mark.parametrize("count", [1, 3, 12])
def test_a_sheet_and_a_divided_panel_lose_no_line(count: int) -> None:
    kit = kit_of(Level.ELDER)
    names = [f"name {index}" for index in range(count)]
    sheet = Sheet(kit, [Pair(name, "value") for name in names])
    lines = [Text(kit, name) for name in names]
    panel = Box(kit, Column(kit, lines, gap=2.0, divides=True), (4.0, 4.0))
    for block in (sheet, panel):
        parts = parts_of(kit, [block], 420)
        told = [text for part in parts for text in part if text != "value"]
        assert told == names


def test_a_grid_takes_fewer_columns_rather_than_break_a_number() -> None:
    kit = kit_of()
    numbers = [Text(kit, "99,999,999,999.99", Size.TITLE) for _ in range(4)]
    grid = Grid(kit, numbers, 4)
    grid.place(Rect(0, 0, WIDE, grid.height(WIDE)))
    assert len({text.rect.left for text in numbers}) < 4
    assert all(len(text.lines(text.rect.width)) == 1 for text in numbers)


def test_a_part_stays_where_it_was_when_its_page_is_shown_true_anew() -> None:
    """The paper ran out while somebody read on: they are not thrown back."""
    stage = CurrentView(PanelSettings(video="dummy"), lambda _: None)
    page = SAMPLES["visits"]
    stage.show(1, page)
    stage.turn(Turn(1))
    stage.show(2, replace(page, can_print=False))
    assert stage.tree.part == 1
    stage.answered = True
    stage.show(3, page)
    stage.show(4, SAMPLES["visits-kind"])
    assert stage.tree.part == 0


def test_less_stands_where_it_keeps_all_on_one_part() -> None:
    kit = kit_of()
    lines = [Text(kit, f"第{number}行") for number in range(6)]
    rows = [line.height(WIDE) for line in lines]
    room = sum(rows) + kit.mm(2.0) * 5

    def paged(high: int) -> Paged:
        tall = [Gap(kit, 60.0), *lines]
        made = Paged(
            kit, tall, 0, lambda _, __: Gap(kit, 20.0), gap=2.0, shorter=[lines]
        )
        made.place(Rect(0, 0, WIDE, high))
        return made

    assert len(list(paged(room + kit.mm(80.0)).children())) == 7
    assert paged(room).parts == 1
    assert len(list(paged(room).children())) == 6
    assert paged(room // 2).parts > 1
