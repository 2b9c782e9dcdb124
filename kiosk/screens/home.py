"""The choices after the PIN."""

from kiosk.screens.context import Context
from kiosk.screens.frame import CAUTION, actions, banner, framed, headline, side_button
from kiosk.screens.toolkit.button import Choice
from kiosk.screens.toolkit.layout import Grid
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget import Gap, Widget
from kiosk.session.pages import HomePage, Press, ServiceChosen

ICONS = {
    **{name: name for name in ("pension", "medical", "unemployment")},
    **{name: name for name in ("injury", "maternity")},
    "pin_change": "keypad",
}
"""Services with a drawing of their own."""


def home(page: HomePage, ctx: Context) -> Tree:
    """Return the list of services: one column upright, two when lying."""
    kit, texts = ctx.kit, ctx.texts
    who = page.holder
    title = texts("home__title_name", name=who) if who else texts("home__title")
    body: list[Widget] = [Gap(kit, 4.0), headline(ctx, title, align="left")]
    if not page.online:
        body += [Gap(kit, 6.0), banner(ctx, CAUTION, texts("home__offline"))]
    columns = 1 if ctx.portrait else 2
    high = (
        52.0
        if ctx.portrait and len(page.services) < 6
        else (40.0 if page.online else 34.0)
    )
    choices = [_choice(name, ctx, high) for name in page.services]
    body += [Gap(kit, 8.0), Grid(kit, choices, columns, gap=5.0)]
    finish = side_button(
        ctx, Press.FINISH, texts("button__finish"), Press.FINISH, "card_out"
    )
    foot = actions(ctx, None, [finish])
    return framed(ctx, texts("crumb__home"), title, body, foot)


def _choice(name: str, ctx: Context, least: float) -> Choice:
    """Return one service as a line to touch."""
    texts = ctx.texts
    return Choice(
        ctx.kit,
        f"service-{name}",
        texts(f"service__{name}"),
        ServiceChosen(name),
        texts(f"service__{name}__hint"),
        ICONS.get(name, "service"),
        least,
    )
