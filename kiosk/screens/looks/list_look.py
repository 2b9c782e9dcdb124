"""A list of things to choose from: offices, guides, ways to say who one is."""

from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import choices, framed
from kiosk.screens.frame.page_parts import actions, chinese_only, headline, ways_out
from kiosk.screens.toolkit.keys.button import Choice
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.guides.pages import ListItem, ListPage
from kiosk.session.guides.wording import distance
from kiosk.session.pages.page import ItemChosen

ICONS = {
    "number": "keypad",
    "id_card": "card",
    "offices": "map",
    "banks": "service",
    "progress": "clock",
    "guides": "info",
    "errands": "list",
    "questions": "info",
    "about": "info",
    "apply": "list",
    "use": "card",
    "care": "medical",
    "money": "service",
    "where": "map",
    "districts": "map",
    "loss": "stop",
    "formal_loss": "stop",
    "report": "stop",
    "withdraw": "retry",
    "mobile": "phone",
    "phone": "phone",
    "address": "map",
    "postcode": "list",
    "register": "medical",
    "registrations": "receipt",
    "contact": "phone",
    "vacancies": "eye",
    "by_district": "map",
}
"""By an item's id, else by its list's kind."""


def listing(page: ListPage, ctx: PageContext) -> Tree:
    """Return the list: one column upright, two when the panel lies."""
    texts, kit = ctx.texts, ctx.kit
    title = texts(f"list__{page.kind}")
    body: list[Widget] = [
        Gap(kit, 4.0),
        headline(ctx, title, align="left"),
        *chinese_only(ctx, [item.label for item in page.items]),
        Gap(kit, 8.0),
        choices(ctx, [_choice(page, item, ctx) for item in page.items]),
    ]
    out = ways_out(ctx, page.card)
    crumb = texts("crumb__home" if page.card else "crumb__no_card")
    return framed(ctx, crumb, title, body, actions(ctx, None, out))


def _choice(page: ListPage, item: ListItem, ctx: PageContext) -> Choice:
    key = f"list__{page.kind}__{item.id}"
    hint = item.hint
    if not hint and ctx.texts.has(f"{key}__hint"):
        hint = ctx.texts(f"{key}__hint")
    if item.metres is not None:
        away = distance(item.metres, ctx.texts)
        hint = ctx.texts("list__away", distance=away, where=hint)
    return Choice(
        ctx.kit,
        f"item-{item.id}",
        item.label or ctx.texts(key),
        ItemChosen(item.id),
        hint,
        ICONS.get(item.id) or ICONS.get(page.kind, "info"),
        least=24.0,
    )
