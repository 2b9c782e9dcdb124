"""What stands on a technician's page besides parts: facts, tests, steps, counts."""

from decimal import Decimal

import pygame

from kiosk.screens.frame.context import PageContext
from kiosk.screens.looks.staff.part_row_look import HEALTHS
from kiosk.screens.toolkit.box import Box
from kiosk.screens.toolkit.figures.chart import BarChart
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.button import Choice
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.layout import Column, Row
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Color, Role
from kiosk.screens.toolkit.widget import Icon, Rule
from kiosk.screens.toolkit.widget_base import Widget
from kiosk.session.pages.page import ItemChosen
from kiosk.session.pages.values_wording import said
from kiosk.session.staff.pages import (
    TestOutcome,
    TestRecord,
    ToolChoice,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from kiosk.session.staff.staff_wording import outcome_words, time_words

_OUTCOMES = {
    TestOutcome.PASSED: ("check", Role.SUCCESS),
    TestOutcome.FAILED: ("stop", Role.DANGER),
    TestOutcome.BROKEN_OFF: ("unknown", Role.MUTED),
    TestOutcome.UNSURE: ("warning", Role.WARNING),
}
LEAST_SHARE, MOST_SHARE = 0.28, 0.5
"""Of a line for the names of facts, by how long they are."""


def staff_crumb(ctx: PageContext, progress: str) -> str:
    """Return where the page is: in the maintenance, or so far in a first start."""
    key = "crumb__first" if progress else "crumb__maintenance"
    return ctx.texts(key, progress=progress)


class Bar(Widget):
    """A bar of so many pixels, to be held against something real."""

    def __init__(self, kit: Kit, pixels: int) -> None:
        super().__init__(kit)
        self._pixels = pixels

    def height(self, width: int) -> int:
        return self.kit.mm(_BAR_HIGH)

    def width(self) -> int:
        return self._pixels

    def ink_rect(self) -> Rect:
        """Return where it really draws, for the audit."""
        box = Rect(0, 0, self._pixels, self.kit.mm(_BAR_HIGH))
        box.center = self.rect.center
        return box

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        surface.fill(self.kit.color(Role.INK), self.ink_rect())


_BAR_HIGH = 14.0


def boxed(kit: Kit, lines: list[Widget]) -> Widget:
    """Return lines in a raised box."""
    column = Column(kit, lines, gap=2.2, divides=True)
    return Box(kit, column, (7.0, 5.0), fill=Role.RAISED, edge=Role.LINE, radius=3.5)


def fact_group(group: ToolFacts, ctx: PageContext) -> Widget:
    """Return facts under their heading, name at the left and value at the right."""
    lines: list[Widget] = []
    if group.name:
        lines.append(_heading(ctx, f"group__{group.name}"))
    names = [_name(fact, ctx) for fact in group.facts]
    share = _share(names, ctx)
    pairs = zip(group.facts, names, strict=True)
    lines += [_fact(fact, name, share, ctx) for fact, name in pairs]
    return boxed(ctx.kit, lines)


def _name(fact: ToolFact, ctx: PageContext) -> Text:
    key = fact.name if "__" in fact.name else f"fact__{fact.name}"
    return Text(ctx.kit, ctx.texts(key), Size.BODY, Role.MUTED, spacing=1.2)


def _share(names: list[Text], ctx: PageContext) -> float:
    """Return how much of a line the names get, one width for the whole group."""
    widest = max((name.width() for name in names), default=0)
    return min(MOST_SHARE, max(LEAST_SHARE, 1.3 * widest / ctx.kit.metrics.width))


def _fact(fact: ToolFact, left: Text, share: float, ctx: PageContext) -> Widget:
    kit = ctx.kit
    role = Role.INK if fact.health is None else HEALTHS[fact.health][1]
    value = said(ctx.texts, fact.value)
    right: Widget = Text(kit, value, Size.BODY, role, spacing=1.2)
    if fact.more:
        more = ctx.texts("list__separator").join(said(ctx.texts, v) for v in fact.more)
        below = Text(kit, more, Size.SMALL, Role.MUTED, spacing=1.2)
        right = Column(kit, [right, below], gap=0.6)
    if ctx.elder:
        # Large words break in half a line.
        return Column(kit, [left, right], gap=0.5)
    return Row(kit, [(left, share), (right, 1.0 - share)], gap=4.0)


def tests_box(tests: tuple[TestRecord, ...], ctx: PageContext) -> Widget:
    """Return the last self-test of each kind, or that there is no record."""
    lines: list[Widget] = [_heading(ctx, "group__tests")]
    for test in tests:
        lines += [Rule(ctx.kit)] if len(lines) > 1 else []
        lines.append(_test(test, ctx))
    return boxed(ctx.kit, lines)


def _test(test: TestRecord, ctx: PageContext) -> Widget:
    kit, texts = ctx.kit, ctx.texts
    icon, role = ("unknown", Role.MUTED)
    if test.outcome is not None:
        icon, role = _OUTCOMES[test.outcome]
    outcome = outcome_words(texts, test)
    head = Row(
        kit,
        [
            (Text(kit, texts(f"test__{test.test}"), Size.BODY, bold=True), 1.0),
            (Text(kit, outcome, Size.BODY, role, bold=True, align="right"), 0.8),
        ],
        gap=4.0,
    )
    lines: list[Widget] = [head]
    told = _told(test, ctx)
    if told:
        lines.append(Text(kit, told, Size.SMALL, Role.MUTED, spacing=1.2))
    words = Column(kit, lines, gap=1.0)
    return Row(kit, [(Icon(kit, icon, 9.0, role), 0.0), (words, 1.0)], gap=5.0)


def _told(test: TestRecord, ctx: PageContext) -> str:
    """Return what a test proved, by whom it was run and when."""
    if test.outcome is None:
        return ""
    texts = ctx.texts
    told = texts("test__by", who=test.who, time=time_words(texts, test))
    proved = texts(f"proved__{test.proved}") if test.proved else ""
    return texts("list__separator").join(filter(None, (proved, told)))


def steps_box(steps: tuple[str, ...], picture: str, ctx: PageContext) -> Widget:
    """Return what to do, numbered, with the remedy's drawing where there is one."""
    kit, lines = ctx.kit, [_heading(ctx, "group__steps")]
    for number, step in enumerate(steps, 1):
        mark = Text(kit, f"{number}.", Size.BODY, Role.ACCENT, bold=True)
        words = Text(kit, ctx.texts(f"step__{step}"), Size.BODY, spacing=1.25)
        lines.append(Row(kit, [(mark, 0.0), (words, 1.0)], gap=4.0))
    if not picture or ctx.elder or not ctx.portrait:
        return boxed(kit, lines)
    drawing = Icon(kit, f"remedy_{picture}", 34.0, Role.ACCENT)
    column = Column(kit, lines, gap=2.2)
    return boxed(kit, [Row(kit, [(column, 1.0), (drawing, 0.0)], gap=6.0)])


def count_chart(page: ToolPage, ctx: PageContext) -> Widget:
    """Return numbers over days or hours as bars."""
    kit = ctx.kit
    bars = BarChart(
        kit,
        [Decimal(number) for _, number in page.chart],
        [name for name, _ in page.chart],
        34.0,
    )
    return boxed(kit, [_heading(ctx, f"chart__{page.tool}"), bars])


def tool_choice(choice: ToolChoice, ctx: PageContext) -> Choice:
    """Return a line that leads on."""
    texts, key = ctx.texts, f"tool__{choice.key or choice.item}"
    hint = texts("list__separator").join(said(texts, value) for value in choice.hint)
    if not hint and texts.has(f"{key}__hint"):
        hint = texts(f"{key}__hint")
    values = {name: said(texts, value) for name, value in choice.values}
    label = choice.label or texts(key, **values)
    icon, role = choice.icon, Role.ACCENT
    if choice.health is not None:
        icon, role = HEALTHS[choice.health]
    line = Choice(
        *(ctx.kit, f"item-{choice.item}", label, ItemChosen(choice.item), hint, icon),
        least=21.0,
    )
    line.tone = role
    return line


def _heading(ctx: PageContext, key: str) -> Widget:
    return Text(ctx.kit, ctx.texts(key), Size.SMALL, Role.MUTED, bold=True)
