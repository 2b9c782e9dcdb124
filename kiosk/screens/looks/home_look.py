"""The choices after the PIN."""

from collections.abc import Sequence

from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import choices, framed
from kiosk.screens.frame.page_parts import (
    CAUTION,
    actions,
    banner,
    finish_button,
    heading,
    headline,
)
from kiosk.screens.toolkit.box import Box
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.button import Button, ButtonKind, Choice
from kiosk.screens.toolkit.layout import Column, Row
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.pages.page import ServiceChosen
from kiosk.session.registration.wording import whole_date
from kiosk.session.visit.menus import GROUPS, LOOK
from kiosk.session.visit.pages import DueSaid, HomePage

ICONS = {
    **{name: name for name in ("pension", "medical", "unemployment")},
    **{name: name for name in ("injury", "maternity")},
    "pin_change": "keypad",
    "contact": "phone",
    "errands": "list",
    **{"register": "clock", "registrations": "receipt"},
    **{"health": "medical", "medical_account": "card", "visits": "medical"},
    **{"certify": "pension", "unemployed": "unemployment", "vacancies": "eye"},
    **{f"benefit_{name}": name for name in ("unemployment", "injury", "maternity")},
    **{"contributions": "list", "rights_statement": "list"},
    **{"statements": "pension", "benefit_pension": "pension"},
    **{"benefits": "receipt", "entitlements": "card"},
    **{"person": "card", "participation": "info", "papers": "printer"},
    "kept_receipts": "receipt",
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
    if page.due is not None:
        body += [Gap(kit, 6.0), _due(page.due, ctx)]
    plain = [_choice(name, ctx) for name in page.services]
    body += [Gap(kit, 6.0), choices(ctx, _grouped(page.services, ctx), plain)]
    foot = actions(ctx, None, [finish_button(ctx)])
    return framed(ctx, texts("crumb__home"), title, body, foot)


def _due(due: DueSaid, ctx: PageContext) -> Widget:
    """Return the one thing that is due: a sentence and its button."""
    kit, texts = ctx.kit, ctx.texts
    key = f"due__{due.kind}__{due.how}" if due.how else f"due__{due.kind}"
    about = due.about if due.named else texts(f"due__about__{due.about or 'any'}")
    until = whole_date(due.until, texts) if due.until else ""
    said = texts(key, until=until, about=about)
    words = Text(kit, said, Size.BODY, Role.INK, bold=True, spacing=1.3)
    own = f"{key}__button"
    label = texts(own if texts.has(own) else f"due__{due.kind}__button")
    action = ServiceChosen("due")
    key_to_it = Button(kit, "due", label, action, ButtonKind.PRIMARY, icon="next")
    if ctx.portrait and not ctx.low:
        inside: Widget = Column(kit, [words, Gap(kit, 4.0), key_to_it])
    else:
        inside = Row(kit, [(words, 1.6), (key_to_it, 1.0)], gap=6.0)
    return Box(kit, inside, (6.0, 5.0), fill=Role.TINT, edge=Role.ACTION, radius=3.5)


def _grouped(services: Sequence[str], ctx: PageContext) -> list[Widget]:
    """Return the choices, a small heading over the first of each group.

    Lying, where two stand beside each other, both have one or neither.
    """
    groups = [GROUPS.get(name, LOOK) for name in services]
    heads = ["" if n and groups[n - 1] == it else it for n, it in enumerate(groups)]
    wide = 1 if ctx.portrait else 2
    lines: list[Widget] = []
    for at, name in enumerate(services):
        beside = heads[at - at % wide : at - at % wide + wide]
        choice = _choice(name, ctx)
        lines.append(_headed(heads[at], choice, ctx) if any(beside) else choice)
    return lines


def _headed(group: str, choice: Choice, ctx: PageContext) -> Widget:
    """Return a choice below its group's name; without one below as much room."""
    kit = ctx.kit
    above = heading(ctx, ctx.texts(f"home__group__{group}") if group else "　")
    choice.grow = 1.0
    return Column(kit, [above, Gap(kit, 2.0), choice])


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
