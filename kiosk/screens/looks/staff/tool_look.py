"""Every tool of the technician: one way to show parts, facts, records and acts."""

from kiosk.domain.notation import second
from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import ELDER_CHOICES, framed
from kiosk.screens.frame.page_parts import (
    BAD,
    CALM,
    CAUTION,
    GOOD,
    Tone,
    actions,
    back_button,
    banner,
    headline,
)
from kiosk.screens.frame.strip import paged
from kiosk.screens.looks.staff.facts_look import (
    Bar,
    boxed,
    count_chart,
    fact_group,
    staff_crumb,
    steps_box,
    tests_box,
    tool_choice,
)
from kiosk.screens.looks.staff.part_row_look import part_choice, part_line
from kiosk.screens.toolkit.figures.qr import QrCode
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.button import Button, ButtonKind
from kiosk.screens.toolkit.layout import Row
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.pages.values_wording import said
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    Saying,
    ToolAct,
    ToolActKind,
    ToolPage,
)

MOODS: dict[Mood, Tone] = {
    Mood.CALM: CALM,
    Mood.GOOD: GOOD,
    Mood.CAUTION: CAUTION,
    Mood.BAD: BAD,
}
_KINDS = {
    ToolActKind.MAIN: ButtonKind.PRIMARY,
    ToolActKind.SIDE: ButtonKind.SECONDARY,
    ToolActKind.URGENT: ButtonKind.URGENT,
}
LEAVES = ("overview",)
"""Tools whose way back leads out of the maintenance."""
NO_WAY_BACK = ("first_language",)
"""A first start's first page."""


def tool(page: ToolPage, ctx: PageContext) -> Tree:
    """Return a technician's page."""
    kit, texts = ctx.kit, ctx.texts
    title = texts(f"tool__{page.tool}", subject=said(texts, page.subject))
    head: list[Widget] = [
        headline(ctx, title, align="left"),
        Gap(kit, 2.0),
        Text(kit, _below_title(page, ctx), Size.SMALL, Role.MUTED),
        Gap(kit, 5.0),
    ]
    most = ELDER_CHOICES if ctx.elder else 0
    body = [*head, paged(ctx, _blocks(page, ctx), gap=4.0, most=most)]
    crumb = staff_crumb(ctx, page.progress)
    return framed(ctx, crumb, title, body, _foot(page, ctx))


def _below_title(page: ToolPage, ctx: PageContext) -> str:
    """Return when all this was so, or how far a first start is."""
    if page.progress:
        return ctx.texts("first__progress", progress=page.progress)
    key = "maintenance__now" if page.sure else "maintenance__now_unsure"
    return ctx.texts(key, time=second(page.now))


def _blocks(page: ToolPage, ctx: PageContext) -> list[Widget]:
    """Return everything between headline and actions.

    What was proved stands beside what is live; a remedy is proved last.
    """
    blocks: list[Widget] = [_banner(saying, ctx) for saying in page.sayings]
    if page.bar:
        blocks.append(Bar(ctx.kit, page.bar))
    if page.code:
        blocks.append(QrCode(ctx.kit, page.code, 62.0))
    blocks += [
        boxed(ctx.kit, [part_line(row, ctx)]) for row in page.parts if not row.tool
    ]
    tests = [tests_box(page.tests, ctx)] if page.tests else []
    blocks += [] if page.steps else tests
    lines: list[Widget] = [part_choice(row, ctx) for row in page.parts if row.tool]
    lines += [tool_choice(choice, ctx) for choice in page.choices]
    blocks += _in_columns(lines, ctx)
    blocks += [fact_group(group, ctx) for group in page.groups]
    if page.chart:
        blocks.append(count_chart(page, ctx))
    if page.steps:
        blocks.append(steps_box(page.steps, page.picture, ctx))
    return [*blocks, *tests] if page.steps else blocks


def _in_columns(lines: list[Widget], ctx: PageContext) -> list[Widget]:
    """Return lines to touch: one column upright, two when the panel lies."""
    if ctx.portrait or ctx.elder:
        return lines
    rows: list[Widget] = []
    for at in range(0, len(lines), 2):
        pair = lines[at : at + 2]
        cells = [(line, 1.0) for line in pair] + [(Gap(ctx.kit), 1.0)] * (2 - len(pair))
        rows.append(Row(ctx.kit, cells, gap=5.0))
    return rows


def _banner(saying: Saying, ctx: PageContext) -> Widget:
    values = {name: said(ctx.texts, value) for name, value in saying.values}
    words = ctx.texts(f"said__{saying.name}", **values)
    return banner(ctx, MOODS[saying.mood], words)


def _foot(page: ToolPage, ctx: PageContext) -> Widget | None:
    """Return the acts and the way back."""
    leaves = page.tool in LEAVES
    label = ctx.texts("button__leave") if leaves else ""
    main = [_button(act, ctx) for act in page.acts if act.kind is ToolActKind.MAIN]
    sides = [_button(act, ctx) for act in page.acts if act.kind is not ToolActKind.MAIN]
    if page.tool not in NO_WAY_BACK:
        sides = [back_button(ctx, label), *sides]
    if not main and not sides:
        return None
    return actions(ctx, main[0] if main else None, sides)


def _button(act: ToolAct, ctx: PageContext) -> Button:
    return Button(
        *(
            ctx.kit,
            act.name,
            ctx.texts(f"act__{act.label or act.name}"),
            ActChosen(act.name),
        ),
        _KINDS[act.kind],
        icon=act.icon,
        least=30.0 if act.kind is ToolActKind.MAIN else 24.0,
        enabled=act.enabled,
    )
