"""The toolkit's small promises: letters, cache, colours, layout, chart."""

from kiosk.screens.frame.context import Presentation
from kiosk.screens.toolkit.geometry import Size, panel_metrics
from kiosk.screens.toolkit.kit import Rect
from kiosk.screens.toolkit.layout import Column, Grid, Row
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.widget import Icon
from kiosk.screens.toolkit.widget_base import Gap
from kiosk.settings.config import PanelSettings
from tests.screens.studio import studio


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
