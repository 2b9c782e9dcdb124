"""The idle page: what the machine does and how to begin.

Nothing here can be touched but the strip and, for who knows it, the hidden corner.
"""

from collections.abc import Sequence

from kiosk.screens.context import Context
from kiosk.screens.frame import (
    CALM,
    CAUTION,
    MARGIN,
    Overlay,
    banner,
    strip,
)
from kiosk.screens.toolkit.button import Corner
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.layout import Box, Column, Row
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget import Gap, Icon, Rule, Text, Widget
from kiosk.session.pages import AttractPage, Press


def attract(page: AttractPage, ctx: Context) -> Tree:
    """Return the idle page."""
    kit = ctx.kit
    facts = Column(kit, _facts(page, ctx), gap=5.0 if ctx.portrait else 7.0)
    below = Box(kit, facts, (MARGIN, 10.0))
    if ctx.portrait:
        matter: Widget = Column(kit, [_hero(ctx, page), below], grow=1.0)
    else:
        matter = Row(kit, [(_hero(ctx, page), 1.25), (below, 1.0)], gap=0.0, grow=1.0)
    whole = Column(kit, [strip(ctx, page.place), matter])
    layered = Overlay(kit, whole, Corner(kit, Press.MAINTENANCE))
    return Tree(kit, layered, ctx.texts("attract__title"))


def _hero(ctx: Context, page: AttractPage) -> Widget:
    """Return the large call to put the card in; notes below make it smaller."""
    kit, texts = ctx.kit, ctx.texts
    notes = (page.online is False) + (page.printer_fault is not None)
    high = 118.0 - 22.0 * notes if ctx.portrait else 76.0
    lines: list[Widget] = [
        Text(
            kit,
            texts("attract__title"),
            Size.DISPLAY,
            Role.ON_HERO,
            bold=True,
            align="center",
            balance=True,
            spacing=1.25,
        ),
        Gap(kit, 7.0),
        Text(
            kit,
            texts("attract__how"),
            Size.LARGE,
            Role.ON_HERO,
            align="center",
            balance=True,
            spacing=1.35,
        ),
        Gap(kit, 16.0 if ctx.portrait else 9.0),
        Icon(kit, "slot", high, Role.ON_HERO),
    ]
    column = Column(kit, lines, middle=True, grow=1.0)
    return Box(kit, column, (MARGIN, 10.0), fill=Role.HERO, radius=0, grow=1.0)


def _facts(page: AttractPage, ctx: Context) -> Sequence[Widget]:
    """Return what can be done here, what cannot now, and whom to call."""
    kit, texts = ctx.kit, ctx.texts
    lines: list[Widget] = []
    if page.online is False:
        lines.append(banner(ctx, CAUTION, texts("attract__offline")))
    if page.printer_fault is not None:
        lines.append(banner(ctx, CALM, texts("attract__no_print")))
    head = Text(kit, texts("attract__can"), Size.LARGE, bold=True)
    can = [
        _fact(ctx, icon, texts(key))
        for icon, key in (
            ("list", "attract__can_query"),
            ("receipt", "attract__can_print"),
        )
    ]
    calls = _calls(page, ctx)
    if not ctx.portrait:
        lines.insert(0, Gap(kit, grow=0.5))
    return [*lines, head, *can, Gap(kit, grow=1.0), Rule(kit), *calls]


def _fact(ctx: Context, icon: str, text: str) -> Widget:
    """Return a drawing with a sentence beside it."""
    kit = ctx.kit
    words = Text(kit, text, Size.BODY, spacing=1.3)
    return Row(kit, [(Icon(kit, icon, 12.0, Role.ACCENT), 0.0), (words, 1.0)], gap=6.0)


def _calls(page: AttractPage, ctx: Context) -> list[Widget]:
    """Return the telephone numbers; the loss lines only where a source has them."""
    texts = ctx.texts
    lines = [texts("attract__hotline", hotline=page.hotline)]
    if page.loss_hotlines:
        numbers = texts("list__separator").join(page.loss_hotlines)
        lines.append(texts("attract__loss", numbers=numbers))
    return [_fact(ctx, "phone", "\n".join(lines))]
