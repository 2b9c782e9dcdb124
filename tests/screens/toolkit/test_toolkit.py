"""The toolkit's small promises: letters, cache, colours, layout, chart."""

from decimal import Decimal

import pytest

from kiosk.screens.frame.context import Presentation
from kiosk.screens.looks.records.contributions_look import money, shown_years
from kiosk.screens.toolkit.figures.chart import BarChart
from kiosk.screens.toolkit.geometry import Size, panel_metrics
from kiosk.screens.toolkit.keys.keypad import Keystroke, TypedEntry
from kiosk.screens.toolkit.kit import Rect
from kiosk.screens.toolkit.layout import Column, Grid, Row
from kiosk.screens.toolkit.text.coverage import (
    FALLBACK_FILE,
    Coverage,
    Face,
    load_coverage,
)
from kiosk.screens.toolkit.text.typesetter import Typesetter
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.widget import Icon
from kiosk.screens.toolkit.widget_base import Gap
from kiosk.settings.config import PanelSettings
from tests.screens.studio import studio

BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def test_main_face_covers_the_general_standard_and_fallback_the_rest() -> None:
    coverage = load_coverage()
    assert coverage.face("社") is Face.MAIN
    assert coverage.face("㼆") is Face.MAIN
    rare = Face.FALLBACK if FALLBACK_FILE.is_file() else Face.NOBODY
    assert coverage.face("𠮷") is rare
    assert coverage.face("\ue000") is Face.NOBODY
    assert coverage.face("\x00") is Face.NOBODY
    assert coverage.face("\U0010ffff") is Face.NOBODY


def test_runs_keep_order_and_single_out_what_nobody_draws() -> None:
    main = bytearray(32)
    main[ord("a") >> 3] |= 1 << (ord("a") & 7)
    found = Coverage(bytes(main), b"").runs("aa??a")
    nobody = (Face.NOBODY, "?")
    assert found == [(Face.MAIN, "aa"), nobody, nobody, (Face.MAIN, "a")]


def test_a_character_of_no_face_is_drawn_as_its_number() -> None:
    type_ = Typesetter()
    blank = type_.label("　", 40, BLACK, WHITE)
    framed = type_.label("\ue123", 40, BLACK, WHITE)
    assert framed.get_size() == (40, type_.height(40))
    assert blank.get_buffer().raw != framed.get_buffer().raw


@pytest.mark.parametrize("text", ["", "\x00", "\t", "\ud800", "a\U0010ffffb", "𠮷㼆"])
def test_no_text_breaks_the_typesetter(text: str) -> None:
    type_ = Typesetter()
    assert type_.label(text, 30, BLACK, WHITE).get_height() == type_.height(30)
    assert "".join(type_.lines(text, 30, 60)) == text


def test_digits_are_of_one_width() -> None:
    type_ = Typesetter()
    for bold in (False, True):
        assert len({type_.width(d * 8, 32, bold) for d in "0123456789"}) == 1


def test_the_label_cache_keeps_its_limit_and_forgets() -> None:
    type_ = Typesetter(limit=200_000)
    for number in range(200):
        type_.label(f"第{number}行", 40, BLACK, WHITE)
    assert 0 < type_.bytes <= 200_000
    first = type_.label("第199行", 40, BLACK, WHITE)
    assert type_.label("第199行", 40, BLACK, WHITE) is first
    type_.forget()
    assert type_.bytes == 0


def test_metrics_follow_the_denser_axis_and_the_scale() -> None:
    full = panel_metrics(PanelSettings())
    assert full.portrait
    assert full.mm(15.0) / (1080 / 268) >= 14.8
    half = panel_metrics(PanelSettings(scale=0.5))
    assert (half.width, half.height) == (540, 960)
    assert abs(half.em(Size.TITLE) * 2 - full.em(Size.TITLE)) <= 1
    sizes = [
        panel_metrics(PanelSettings(), level).em(Size.SMALL)
        for level in (0, 1, 1.5, 2, 3)
    ]
    assert sizes == sorted(set(sizes))


def test_columns_give_spare_room_to_what_grows_and_say_overflow() -> None:
    kit = studio("portrait").context(Presentation()).kit
    fixed, growing = Gap(kit, 10.0), Gap(kit, grow=1.0)
    column = Column(kit, [fixed, growing])
    column.place(Rect(0, 0, 100, 500))
    assert growing.rect == Rect(0, fixed.rect.height, 100, 500 - fixed.rect.height)
    column.place(Rect(0, 0, 100, 10))
    assert column.overflow == fixed.rect.height - 10


def test_rows_and_grids_stay_inside() -> None:
    kit = studio("portrait").context(Presentation()).kit
    icons = [Icon(kit, "check", 10.0, Role.INK) for _ in range(5)]
    row = Row(kit, [(icon, 1.0) for icon in icons])
    row.place(Rect(5, 5, 700, 60))
    assert all(row.rect.contains(icon.rect) for icon in icons)
    grid = Grid(kit, icons, 2)
    grid.place(Rect(0, 0, 400, 400))
    assert icons[4].rect.top > icons[2].rect.top > icons[0].rect.top


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


def test_entry_holds_so_many_and_hands_over_once() -> None:
    entry = TypedEntry(6, 6)
    for key in "12345":
        Keystroke(key).apply(entry)
    assert len(entry) == 5
    for key in ("X", "9", "delete", "7"):
        Keystroke(key).apply(entry)
    assert entry.complete
    assert "1234" not in repr(entry)
    assert "7" not in repr(Keystroke("7"))
    assert entry.take() == "123457"
    assert len(entry) == 0
    Keystroke("1").apply(entry)
    Keystroke("clear").apply(entry)
    assert len(entry) == 0
