"""The strip of every page: where you are, whom to call, how you want to see it.

Its keys change the presentation at once, on whatever page; no page's words are here.
"""

from collections.abc import Sequence
from dataclasses import replace

from kiosk.screens.frame.context import (
    PACES,
    RATES,
    SIZES,
    VOLUMES,
    PageContext,
    Presentation,
    Repeat,
    Switch,
    Turn,
    next_language,
)
from kiosk.screens.toolkit.box import Box, Narrow
from kiosk.screens.toolkit.geometry import ROOMY, Size
from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.toolkit.keys.stacked import StackedKey
from kiosk.screens.toolkit.keys.turns import Turns
from kiosk.screens.toolkit.kit import Kit
from kiosk.screens.toolkit.layout import Column, Row
from kiosk.screens.toolkit.paged import MakePager, Paged
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import THEMES, Role
from kiosk.screens.toolkit.widget import Rule
from kiosk.screens.toolkit.widget_base import BETWEEN, Widget
from kiosk.settings.texts import load_texts

STRIP_LEVEL = 1.5
"""Between normal and elder mode: seven words still stand beside each other."""
SMALL_STRIP_LEVEL = 1.0
"""The same below 21.5 inch, where a larger strip would leave too little to the page."""
MARGIN = 16.0
"""Left and right of everything, in millimetres."""
_ICONS = {
    Switch.SIZE: "letters",
    Switch.CONTRAST: "contrast",
    Switch.LANGUAGE: "language",
    Switch.VOICE: "voice",
    Switch.PACE: "clock",
    Switch.REACH: "reach",
    Switch.MASK: "eye",
    Switch.RATE: "rate",
    Switch.VOLUME: "voice",
}
_ON_OR_OFF = (Switch.VOICE, Switch.REACH)
USUAL = (
    Switch.SIZE,
    Switch.CONTRAST,
    Switch.LANGUAGE,
    Switch.VOICE,
    Switch.PACE,
    Switch.REACH,
)
"""The keys of every page."""


def strip(ctx: PageContext, where: str, masks: bool = False) -> Widget:
    """Return the strip; with the key that hides private words where there are any."""
    kit = strip_kit(ctx)
    place = Text(kit, where, Size.SMALL, Role.MUTED, max_lines=2, spacing=1.2)
    line: list[tuple[Widget, float]] = [(place, 1.0)]
    if ctx.hotline:
        words = ctx.texts("strip__hotline", hotline=ctx.hotline)
        line.append((Text(kit, words, Size.SMALL, Role.MUTED, align="right"), 0.0))
    keys = [_key(ctx, kit, switch) for switch in USUAL]
    if masks:
        keys.append(_key(ctx, kit, Switch.MASK))
    voice = _voice_keys(ctx, kit) if ctx.presentation.voice else []
    if ctx.portrait:
        matter: Widget = _upright(ctx, kit, line, keys, voice)
    else:
        matter = _lying(ctx, kit, line, keys, voice)
    box = Box(kit, matter, (MARGIN, 2.5), fill=Role.RAISED, radius=0)
    for widget in box.walk():
        widget.of_strip = True
    return Column(kit, [Rule(kit), box] if ctx.low else [box, Rule(kit)])


def _upright(
    ctx: PageContext,
    kit: Kit,
    line: Sequence[tuple[Widget, float]],
    keys: Sequence[Widget],
    voice: Sequence[Widget],
) -> Widget:
    """Return the strip's rows: more of them rather than a broken word."""
    widest = max(key.narrowest() for key in (*keys, *voice))
    gap = kit.snug(3.2, BETWEEN)
    room = kit.metrics.width - 2 * kit.snug(MARGIN)
    most = max(1, (room + gap) // (widest + gap))
    groups = [keys, voice] if len(keys) <= most else [[*keys, *voice]]
    rows: list[Widget] = []
    for some in filter(None, groups):
        each = -(-len(some) // -(-len(some) // most))
        for at in range(0, len(some), each):
            row = [(key, 1.0) for key in some[at : at + each]]
            rows.append(Row(kit, row, gap=3.2))
    below = Column(kit, rows, gap=3.2)
    return Column(kit, [Row(kit, line), below], gap=1.0)


def _lying(
    ctx: PageContext,
    kit: Kit,
    line: Sequence[tuple[Widget, float]],
    keys: Sequence[Widget],
    voice: Sequence[Widget],
) -> Widget:
    """Return the strip's one row; height is dear, so the voice's keys join it.

    On a small panel, or with them, the place and whom to call share a column.
    """
    wide = roomy(kit)
    slim = [(Narrow(kit, key, 34.0), 0.0) for key in keys]
    if wide and not voice:
        return Row(kit, [*line, *slim], gap=3.5)
    for widget, _ in line:
        assert isinstance(widget, Text)
        widget.align = "left"
    where = Column(kit, [widget for widget, _ in line], gap=1.0, middle=True)
    if wide:
        slim += [(Narrow(kit, key, 34.0), 0.0) for key in voice]
        return Row(kit, [(where, 1.0), *slim], gap=3.5)
    row = Row(kit, [(where, 1.0), *slim], gap=3.5)
    below = Row(kit, [(key, 1.0) for key in voice], gap=3.5)
    return Column(kit, [row, below], gap=3.5) if voice else row


def roomy(kit: Kit) -> bool:
    """Tell whether a panel has 21.5 inch or more; the text's size plays no part."""
    metrics = kit.metrics
    return min(metrics.width, metrics.height) / metrics.per_mm >= ROOMY[1] - 1.0


def _voice_keys(ctx: PageContext, kit: Kit) -> list[Widget]:
    """Return what belongs to the voice: again, how fast, how loud."""
    label = ctx.texts("strip__repeat")
    again = StackedKey(kit, "repeat", label, Repeat(), "retry", 0, 1)
    return [again, _key(ctx, kit, Switch.RATE), _key(ctx, kit, Switch.VOLUME)]


def strip_level(kit: Kit) -> float:
    """Return how far the strip's words grow on a panel."""
    return STRIP_LEVEL if roomy(kit) else SMALL_STRIP_LEVEL


def strip_kit(ctx: PageContext) -> Kit:
    """Return the kit of the strip: the same for all, so it grows only a little."""
    kit = ctx.kit
    level = min(max(kit.metrics.level, 1.0), strip_level(kit))
    return replace(kit, metrics=replace(kit.metrics, level=level))


def _key(ctx: PageContext, kit: Kit, switch: Switch) -> StackedKey:
    """Return one key of the strip, with dots that show which step holds."""
    texts, shown = ctx.texts, ctx.presentation
    word = "mask_show" if switch is Switch.MASK and shown.masked else str(switch)
    label = texts(f"strip__{word}")
    if switch is Switch.LANGUAGE:
        label = load_texts(next_language(shown.language))("language__name")
    spoken = texts(f"strip__{word}__spoken", label=label)
    at, count = _step(shown, switch)
    key = StackedKey(
        kit, switch.value, label, switch, _ICONS[switch], at, count, spoken
    )
    if count > 1:
        word = ("off", "on")[at] if switch in _ON_OR_OFF else "step"
        key.state = texts(f"spoken__{word}", step=at + 1, steps=count)
    return key


def _step(shown: Presentation, switch: Switch) -> tuple[int, int]:
    """Return which step of how many holds; one alone shows nothing."""
    match switch:
        case Switch.SIZE:
            return sorted(SIZES).index(shown.level), len(SIZES)
        case Switch.CONTRAST:
            return list(THEMES).index(shown.theme), len(THEMES)
        case Switch.PACE:
            return PACES.index(shown.pace), len(PACES)
        case Switch.VOICE:
            return int(shown.voice), 2
        case Switch.REACH:
            return int(shown.low), 2
        case Switch.RATE:
            return RATES.index(shown.rate), len(RATES)
        case Switch.VOLUME:
            return VOLUMES.index(shown.volume), len(VOLUMES)
        case _:
            return 0, 1


def pager(ctx: PageContext) -> MakePager:
    """Return what makes the row that turns between parts."""
    kit, texts = ctx.kit, ctx.texts

    def turn(name: str, part: int, parts: int, icon: str) -> Button:
        return Button(
            kit,
            name,
            texts(f"button__{name}"),
            Turn(part),
            icon=icon,
            size=Size.BODY,
            least=18.0,
            enabled=0 <= part < parts,
            one_line=True,
            icon_last=icon == "next",
        )

    def make(part: int, parts: int) -> Widget:
        where = texts("pager__part", part=part + 1, parts=parts)
        words = Text(kit, where, Size.SMALL, Role.MUTED, align="center")
        back = turn("previous", part - 1, parts, "back")
        on = turn("next", part + 1, parts, "next")
        return Turns(kit, back, words, on)

    return make


def paged(
    ctx: PageContext,
    blocks: Sequence[Widget],
    gap: float = 4.0,
    most: int = 0,
    stretch: float = 0.0,
    shorter: Sequence[Sequence[Widget]] = (),
) -> Paged:
    """Return blocks of which as many are shown at once as there is room for."""
    return Paged(
        ctx.kit,
        blocks,
        ctx.part,
        pager(ctx),
        gap=gap,
        most=most,
        stretch=stretch,
        shorter=shorter,
    )
