"""The idle page: how to begin with a card, and what needs none.

The slot is the main thing; below it the lost card comes first. For who knows it, the
hidden corner is there too.
"""

from collections.abc import Sequence

from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import Overlay
from kiosk.screens.frame.page_parts import CALM, CAUTION, banner, sized
from kiosk.screens.frame.slot_mark import pointing, slot_words
from kiosk.screens.frame.strip import MARGIN, strip
from kiosk.screens.toolkit.box import Box
from kiosk.screens.toolkit.corner import Corner
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.button import Button, ButtonKind, Choice
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.layout import Column, Grid, Row
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget import Icon, Rule
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.pages.everywhere import AttractPage
from kiosk.session.pages.page import ServiceChosen, Tap

LOSS = "loss"
TILE_ICON = 15.0
ICONS = {
    **{"offices": "map", "progress": "clock", "guides": "info", "more": "list"},
    **{"register": "medical", "vacancies": "eye"},
}


class Urgent(Choice):
    """The one choice that cannot wait, in the colour of danger."""

    def __init__(
        self, kit: Kit, name: str, label: str, hint: str, least: float
    ) -> None:
        super().__init__(kit, name, label, ServiceChosen(LOSS), hint, "stop", least)
        self.kind = ButtonKind.URGENT
        self._icon = Icon(kit, "stop", 17.0, Role.DANGER)
        self._on = Icon(kit, "next", 9.0, Role.DANGER)
        self._text.role, self._hint.role = Role.DANGER, Role.INK


class Tile(Button):
    """A choice among few, narrow ones: the drawing above its words."""

    def __init__(
        self,
        kit: Kit,
        name: str,
        label: str,
        action: object,
        icon: str,
        least: float,
    ) -> None:
        super().__init__(
            *(kit, name, label, action, ButtonKind.TILE),
            icon=icon,
            size=Size.BODY,
            pad=3.0,
            least=least,
        )
        self._icon = Icon(kit, icon, TILE_ICON * kit.metrics.ease, Role.ACCENT)

    def narrowest(self) -> int:
        return self._text.narrowest() + 2 * self._pad

    def height(self, width: int) -> int:
        words = self._text.height(width - 2 * self._pad)
        return max(self._least, self.kit.snug(TILE_ICON + 2.5 + 8.0) + words)

    def place(self, rect: Rect) -> None:
        Widget.place(self, rect)
        assert self._icon is not None
        kit, inside = self.kit, rect.width - 2 * self._pad
        words, side = self._text.height(inside), kit.snug(TILE_ICON)
        top = rect.top + (rect.height - words - side - kit.snug(2.5)) // 2
        self._icon.place(Rect(rect.left, top, rect.width, side))
        below = top + side + kit.snug(2.5)
        self._text.place(Rect(rect.left + self._pad, below, inside, words))

    def _tint(self, ink: Role) -> None:
        """Keep the roles: a tile only changes its ground."""


def attract(page: AttractPage, ctx: PageContext) -> Tree:
    """Return the idle page."""
    kit = ctx.kit
    pad = 9.0 if ctx.portrait else 7.0
    hero = _hero(ctx, page)
    choices = Column(kit, _choices(page, ctx), gap=4.5, grow=1e-6)
    below = Box(kit, choices, (MARGIN, pad))
    if ctx.portrait:
        matter: Widget = Column(kit, [hero, below], grow=1.0)
    else:
        call = 1.2 if kit.metrics.ease == 1.0 else 0.9
        matter = Row(kit, [(hero, call), (below, 1.0)], gap=0.0, grow=1.0)
    above = strip(ctx, page.place)
    whole = Column(kit, [matter, above] if ctx.low else [above, matter])
    marked = pointing(ctx, whole)
    layered = Overlay(kit, marked, Corner(kit, Tap.MAINTENANCE))
    return Tree(kit, layered, ctx.texts("attract__title"))


def _hero(ctx: PageContext, page: AttractPage) -> Widget:
    """Return the large call to put the card in; its drawing takes what room is left."""
    kit, texts = ctx.kit, ctx.texts

    def words(key: str, size: Size, bold: bool = False) -> Text:
        return Text(
            kit,
            texts(key),
            size,
            Role.ON_HERO,
            bold=bold,
            align="center",
            balance=True,
            spacing=1.3,
        )

    lines: list[Widget] = [
        words("attract__title", _call_size(ctx), bold=True),
        Gap(kit, 5.0),
        words("attract__how", Size.LARGE),
        *slot_words(ctx, Size.LARGE, Role.ON_HERO),
        Gap(kit, 8.0),
        Icon(kit, "slot", _drawing(ctx, page) * kit.metrics.ease, Role.ON_HERO),
        Gap(kit, 8.0),
        _told(ctx, page) or words(f"attract__can{_more(page)}", Size.BODY),
    ]
    column = Column(kit, lines, middle=True, grow=1.0)
    return Box(kit, column, (MARGIN, 8.0), fill=Role.HERO, radius=0, grow=1.0)


def _more(page: AttractPage) -> str:
    """Return which of the sentences says what the card is good for here."""
    if page.registers:
        return "__register"
    return "__pin" if page.changes_pin else ""


def _told(ctx: PageContext, page: AttractPage) -> Widget | None:
    """Return what the desk tells everybody; whoever chose large letters has them."""
    size = Size.BODY if ctx.elder else Size.LARGE
    return banner(ctx, CALM, page.message, size) if page.message else None


def _call_size(ctx: PageContext) -> Size:
    """Return the size of the call: the largest for one that takes few lines."""
    kit, share = ctx.kit, (1.0 if ctx.portrait else 0.5)
    text = Text(kit, ctx.texts("attract__title"), Size.DISPLAY, bold=True)
    lines = text.lines(int(kit.metrics.width * share) - 2 * kit.snug(MARGIN))
    most = 3 if ctx.portrait and not ctx.elder else 1
    return Size.DISPLAY if len(lines) <= most else Size.HEADLINE


def _drawing(ctx: PageContext, page: AttractPage) -> float:
    """Return the height of the slot's drawing; notes below make it smaller."""
    notes = (page.online is False) + (page.printer_fault is not None)
    notes += bool(page.notice) + bool(page.message)
    if not ctx.portrait:
        return 50.0 if page.message else 74.0
    return max(50.0, 104.0 - 22.0 * notes - (18.0 if ctx.elder else 0.0))


def _choices(page: AttractPage, ctx: PageContext) -> Sequence[Widget]:
    """Return what needs no card, and what is only read: that stands above for low."""
    kit, texts = ctx.kit, ctx.texts
    word = "loss_report" if page.loss_here else "loss_guide"
    urgent = Urgent(
        *(kit, "service-loss", texts(f"attract__{word}")),
        texts(f"attract__{word}__hint"),
        least=36.0 if ctx.portrait else 42.0,
    )
    touch: list[Widget] = [urgent, _others(page, ctx)]
    calls = _calls(page, ctx)
    if page.notice:
        calls.append(_fact(ctx, "info", page.notice))
    spare = [] if ctx.portrait else [Gap(kit, grow=1.0)]
    if ctx.low:
        return [*_notes(page, ctx), *calls, *spare, *touch]
    return [*_notes(page, ctx), *touch, *spare, Rule(kit), *calls]


def _notes(page: AttractPage, ctx: PageContext) -> list[Widget]:
    """Return what does not work now, said before somebody starts."""
    lines: list[Widget] = []
    if page.online is False:
        lines.append(banner(ctx, CAUTION, ctx.texts("attract__offline")))
    if page.printer_fault is not None:
        lines.append(banner(ctx, CALM, ctx.texts("attract__no_print")))
    return lines


def _others(page: AttractPage, ctx: PageContext) -> Widget:
    """Return the quieter choices: side by side, or all behind one large one."""
    kit, texts = ctx.kit, ctx.texts
    if ctx.elder:
        more, names = texts("attract__more"), page.services
        hint = texts("list__separator").join(texts(f"attract__{x}") for x in names)
        action = ServiceChosen("more")
        return Choice(kit, "service-more", more, action, hint, ICONS["more"], 36.0)
    tiles = [
        Tile(
            kit,
            f"service-{name}",
            texts(f"attract__{name}"),
            ServiceChosen(name),
            ICONS.get(name, "service"),
            least=38.0 if ctx.portrait else 48.0,
        )
        for name in page.services
    ]
    return Grid(kit, tiles, len(tiles), gap=4.5)


def _fact(ctx: PageContext, icon: str, text: str) -> Widget:
    """Return a drawing with a sentence beside it."""
    kit = ctx.kit
    words = Text(kit, text, Size.BODY, balance=True, spacing=1.3)
    drawing = Icon(kit, icon, sized(ctx, 9.0), Role.ACCENT)
    return Row(kit, [(drawing, 0.0), (words, 1.0)], gap=5.0)


def _calls(page: AttractPage, ctx: PageContext) -> list[Widget]:
    """Return the telephone numbers; the loss lines only where a source has them."""
    texts = ctx.texts
    key = "attract__hours" if page.hours else "attract__hotline"
    hours = texts.of_region(page.hours)
    lines = [texts(key, hotline=page.hotline, hours=hours)]
    if page.loss_hotlines:
        numbers = texts("list__separator").join(page.loss_hotlines)
        lines.append(texts("attract__loss", numbers=numbers))
    return [_fact(ctx, "phone", "\n".join(lines))]
