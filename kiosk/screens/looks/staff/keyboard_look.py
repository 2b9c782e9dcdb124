"""The keyboard's page: what is asked, one line of what was typed, the keys."""

from kiosk.screens.frame.context import PageContext, Turn
from kiosk.screens.frame.frame import framed
from kiosk.screens.frame.page_parts import CAUTION, back_button, banner
from kiosk.screens.frame.strip import MARGIN
from kiosk.screens.looks.staff.facts_look import staff_crumb
from kiosk.screens.toolkit.box import Narrow
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.keyboard import Keyboard
from kiosk.screens.toolkit.keys.keypad import LOW_KEY, Submit, TypedEntry
from kiosk.screens.toolkit.layout import Row
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.staff.keyboard_page import KeyboardPage, TextTyped

_WORDS = ("delete", "clear", "ok", "space", "layer_lower", "layer_upper", "layer_signs")


def keyboard(page: KeyboardPage, ctx: PageContext) -> Tree:
    """Return the keyboard, lying with its words in as few lines as possible."""
    texts, kit = ctx.texts, ctx.kit
    entry = ctx.entry or TypedEntry(page.least, page.most, page.typed)
    upright = ctx.portrait and not ctx.low
    keys = Keyboard(
        *(kit, entry, Submit(TextTyped), {k: texts(f"key__{k}") for k in _WORDS}),
        kit.metrics.width - 2 * kit.snug(MARGIN),
        Turn,
        layer=ctx.part,
        secret=page.secret,
        tall=24.0 if upright else LOW_KEY,
    )
    title = texts(f"typing__{page.purpose}")
    size = Size.HEADLINE if ctx.portrait else Size.LARGE
    head = Text(kit, title, size, bold=True, align="center", balance=True)
    words = _words(page, ctx)
    body: list[Widget] = [head, Gap(kit, 4.0), words, Gap(kit, 4.0)]
    if ctx.portrait:
        body = [Gap(kit, grow=1.0), *body, keys.dots, Gap(kit, grow=1.0), keys]
        return framed(ctx, staff_crumb(ctx, page.progress), title, body, _back(ctx))
    line = Row(kit, [(_back(ctx), 1.0), (keys.dots, 2.6)], gap=5.0)
    body = [Gap(kit, grow=1.0), *body, line, Gap(kit, 4.0), keys]
    return framed(ctx, staff_crumb(ctx, page.progress), title, body)


def _back(ctx: PageContext) -> Widget:
    back = back_button(ctx)
    return Narrow(ctx.kit, back, 206.0) if ctx.portrait else back


def _words(page: KeyboardPage, ctx: PageContext) -> Widget:
    """Return what was wrong before, or else how long it may be."""
    if page.mistake:
        return banner(ctx, CAUTION, ctx.texts(f"typing__mistake__{page.mistake}"))
    hint = ctx.texts(f"typing__{page.purpose}__hint", least=page.least, most=page.most)
    return Text(ctx.kit, hint, Size.BODY, Role.MUTED, align="center", balance=True)
