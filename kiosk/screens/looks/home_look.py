"""The choices after the PIN."""

from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import choices, framed
from kiosk.screens.frame.page_parts import (
    CAUTION,
    actions,
    banner,
    finish_button,
    headline,
)
from kiosk.screens.toolkit.keys.button import Choice
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.pages.page import ServiceChosen
from kiosk.session.visit.pages import HomePage

ICONS = {
    **{name: name for name in ("pension", "medical", "unemployment")},
    **{name: name for name in ("injury", "maternity")},
    "pin_change": "keypad",
    "contact": "phone",
    "errands": "list",
    **{name: "medical" for name in ("health", "medical_account", "visits")},
    **{f"benefit_{name}": name for name in ("unemployment", "injury", "maternity")},
    **{"contributions": "list", "rights_statement": "list"},
    **{"statements": "pension", "benefit_pension": "pension"},
    **{"benefits": "receipt", "entitlements": "pension"},
    **{"personal": "card", "person": "card", "participation": "check"},
    **{"card_services": "service", "year": "clock", "kind_all": "list"},
}
"""Services with a drawing of their own."""


def home(page: HomePage, ctx: PageContext) -> Tree:
    """Return the list of services: one column upright, two when lying."""
    kit, texts = ctx.kit, ctx.texts
    who = page.holder
    title = texts("home__title_name", name=who) if who else texts("home__title")
    body: list[Widget] = [Gap(kit, 4.0), headline(ctx, title, align="left")]
    if not page.online:
        body += [Gap(kit, 6.0), banner(ctx, CAUTION, texts("home__offline"))]
    body += [
        Gap(kit, 8.0),
        choices(ctx, [_choice(name, ctx) for name in page.services]),
    ]
    foot = actions(ctx, None, [finish_button(ctx)])
    return framed(ctx, texts("crumb__home"), title, body, foot)


def _choice(name: str, ctx: PageContext) -> Choice:
    """Return one service as a line to touch."""
    texts = ctx.texts
    return Choice(
        ctx.kit,
        f"service-{name}",
        texts(f"service__{name}"),
        ServiceChosen(name),
        texts(f"service__{name}__hint"),
        ICONS.get(name, "service"),
    )
