"""The keys that lead to another year: all at once, or with large text the next ones."""

from kiosk.screens.frame.context import PageContext
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.button import Button, ButtonKind
from kiosk.screens.toolkit.layout import Grid, Row
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.pages.page import YearChosen

MOST_YEARS, LOW_YEARS = 10, 5
"""Keys on one page, fewer where all to touch stands low; of a longer life those around
the chosen year."""
COLUMNS = 5


def year_keys(ctx: PageContext, years: tuple[int, ...], chosen: int) -> Widget:
    """Return the keys of the years, newest first, the chosen one marked."""
    if ctx.elder:
        return _steps(ctx, years, chosen)
    most = LOW_YEARS if ctx.low else MOST_YEARS
    shown = shown_years(years, chosen, most)
    keys = [_key(ctx, year, year == chosen) for year in shown]
    return Grid(ctx.kit, keys, min(COLUMNS, max(3, len(keys))), gap=3.5)


def shown_years(
    years: tuple[int, ...], chosen: int, most: int = MOST_YEARS
) -> tuple[int, ...]:
    """Return at most so many years, newest first, with the chosen one among them."""
    if len(years) <= most:
        return years
    place = years.index(chosen) if chosen in years else 0
    first = min(max(0, place - most // 2), len(years) - most)
    return years[first : first + most]


def _steps(ctx: PageContext, years: tuple[int, ...], chosen: int) -> Widget:
    """Return the year before and the one after; the page's title says this one."""
    place = years.index(chosen)
    earlier = years[place + 1 : place + 2]
    later = years[place - 1 : place] if place else ()
    none: list[Widget] = [Gap(ctx.kit)]
    before = [_key(ctx, year, False, "back") for year in earlier]
    after = [_key(ctx, year, False, "next") for year in later]
    cells = [*(before or none), *(after or none)]
    return Row(ctx.kit, [(cell, 1.0) for cell in cells], gap=5.0)


def _key(ctx: PageContext, year: int, chosen: bool, icon: str = "") -> Button:
    return Button(
        ctx.kit,
        f"year-{year}",
        ctx.texts("record__year", year=year),
        YearChosen(year),
        ButtonKind.CHOSEN if chosen else ButtonKind.SECONDARY,
        icon=icon,
        icon_last=icon == "next",
        size=Size.BODY,
        least=17.0,
        pad=1.0,
        bold=chosen,
    )
