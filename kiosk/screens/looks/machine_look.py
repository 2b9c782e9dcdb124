"""The machine as the technician sees it: parts, journal, versions, a test print."""

from kiosk.domain.notation import second
from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import framed
from kiosk.screens.frame.page_parts import (
    BAD,
    CAUTION,
    GOOD,
    Tone,
    actions,
    back_button,
    banner,
    headline,
    main_button,
    side_button,
)
from kiosk.screens.frame.strip import paged
from kiosk.screens.toolkit.box import Box
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.kit import Kit
from kiosk.screens.toolkit.layout import Column, Row
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget import Icon, Rule
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.pages.page import Tap
from kiosk.session.pages.values_wording import said
from kiosk.session.staff.pages import (
    Known,
    MaintenancePage,
    PartHealth,
    PartRow,
    TestPrint,
)

_HEALTH = {
    PartHealth.OK: ("check", Role.SUCCESS),
    PartHealth.WARNING: ("warning", Role.WARNING),
    PartHealth.BAD: ("stop", Role.DANGER),
    PartHealth.UNKNOWN: ("unknown", Role.MUTED),
}
_BOXED = 3
_TONES: dict[str, Tone] = {"sure": GOOD, "unsure": CAUTION, "failed": BAD}


def maintenance(page: MaintenancePage, ctx: PageContext) -> Tree:
    """Return the technician's page."""
    kit, texts = ctx.kit, ctx.texts
    title = texts("maintenance__title", machine=page.machine)
    now = texts("maintenance__now", time=second(page.now))
    head: list[Widget] = [
        headline(ctx, title, align="left"),
        Gap(kit, 2.0),
        Text(kit, now, Size.SMALL, Role.MUTED),
        Gap(kit, 6.0),
    ]
    blocks: list[Widget] = []
    if page.printed is not None:
        blocks.append(_printed(page.printed, ctx))
    if page.new_roll:
        blocks.append(banner(ctx, GOOD, texts("maintenance__new_roll")))
    boxes, numbers = _parts(page, ctx), _numbers(page, ctx)
    close = ctx.portrait or ctx.elder or kit.metrics.ease < 1.0
    if close or ctx.low or ctx.presentation.voice:
        blocks += [*boxes, numbers]
    else:
        parts = Column(kit, boxes, gap=5.0, divides=True)
        blocks.append(Row(kit, [(parts, 1.3), (numbers, 1.0)], gap=8.0))
    body = [*head, paged(ctx, blocks, gap=5.0)]
    return framed(ctx, texts("crumb__maintenance"), title, body, _foot(ctx))


def _printed(test: TestPrint, ctx: PageContext) -> Widget:
    """Return how the test print ended and when, with the printer's own fault."""
    texts = ctx.texts
    words = texts(f"maintenance__printed_{test.ended}", time=f"{test.at:%H:%M:%S}")
    if test.fault is not None:
        title = texts(f"fault__{test.fault.value}__title")
        words += "\n" + texts("fault__named", words=title, code=test.fault.value)
    return banner(ctx, _TONES[test.ended], words)


def _foot(ctx: PageContext) -> Widget:
    """Return the actions."""
    texts = ctx.texts
    test = main_button(
        ctx, Tap.TEST_PRINT, texts("button__test_print"), Tap.TEST_PRINT, "printer"
    )
    leave = back_button(ctx, texts("button__leave"))
    refresh = side_button(
        ctx, Tap.REFRESH, texts("button__refresh"), Tap.REFRESH, "retry"
    )
    roll = side_button(
        *(ctx, Tap.ROLL_CHANGED, texts("button__roll_changed"), Tap.ROLL_CHANGED)
    )
    return actions(ctx, test, [leave, refresh, roll])


def _boxed(kit: Kit, lines: list[Widget], grow: float = 0.0) -> Widget:
    """Return lines in a raised box."""
    column = Column(kit, lines, gap=2.2, divides=True)
    return Box(
        kit, column, (7.0, 5.0), fill=Role.RAISED, edge=Role.LINE, radius=3.5, grow=grow
    )


def _parts(page: MaintenancePage, ctx: PageContext) -> list[Widget]:
    """Return one line per part, in boxes that a page can take apart."""
    boxes = []
    for start in range(0, len(page.parts), _BOXED):
        lines: list[Widget] = []
        for part in page.parts[start : start + _BOXED]:
            lines += [Rule(ctx.kit)] if lines else []
            lines.append(_part(part, ctx))
        boxes.append(_boxed(ctx.kit, lines))
    return boxes


def _part(row: PartRow, ctx: PageContext) -> Widget:
    """Return a part: a drawing and a word for its health, its own state, the age."""
    kit, texts = ctx.kit, ctx.texts
    icon, role = _HEALTH[row.health]
    health = texts(f"health__{row.health}")
    name = texts(f"part__{row.part}")
    if row.fault is not None:
        health = texts("health__fault", health=health, code=row.fault.value)
    left = Column(
        kit,
        [
            Text(kit, name, Size.BODY, bold=True),
            Text(kit, _state(row, ctx), Size.SMALL, Role.MUTED, spacing=1.2),
        ],
        gap=1.0,
    )
    right = Column(
        kit,
        [
            Text(kit, health, Size.BODY, role, bold=True, align="right"),
            Text(kit, _age(row, ctx), Size.SMALL, Role.MUTED, align="right"),
        ],
        gap=1.0,
    )
    advice = [Text(kit, x, Size.SMALL, role, spacing=1.2) for x in _advice(row, ctx)]
    words = Column(kit, [Row(kit, [(left, 1.3), (right, 1.0)]), *advice], gap=1.0)
    return Row(kit, [(Icon(kit, icon, 11.0, role), 0.0), (words, 1.0)], gap=5.0)


def _state(row: PartRow, ctx: PageContext) -> str:
    """Return what is known of a part in words."""
    return ctx.texts("list__separator").join(said(ctx.texts, x) for x in row.state)


def _advice(row: PartRow, ctx: PageContext) -> list[str]:
    """Return what is wrong and what to do, as `kiosk doctor` says it."""
    texts = ctx.texts
    if row.fault is None:
        return [texts(f"advice__{row.advice}")] if row.advice else []
    code = row.fault.value
    own = f"doctor__fault__{code}"
    title = texts(f"fault__{code}__title")
    told = [] if title in _state(row, ctx) else [title]
    if texts.has(own):
        what_to_do = texts(own)
        told.append(what_to_do[:1].upper() + what_to_do[1:])
    return told


def _age(row: PartRow, ctx: PageContext) -> str:
    """Return in words how old the knowledge about a part is, and what that means."""
    texts, age = ctx.texts, row.age_seconds
    if row.known is Known.LOOKED:
        return texts("known__looked")
    if age is None:
        return texts(f"known__{row.known}__never")
    return texts(f"known__{row.known}", span=_span(age, ctx))


def _span(seconds: int, ctx: PageContext) -> str:
    """Return a time in its largest unit of which there are two."""
    for key, size in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return ctx.texts(f"span__{key}", count=seconds // size)
    return ctx.texts("span__seconds", count=seconds)


def _numbers(page: MaintenancePage, ctx: PageContext) -> Widget:
    """Return the journal's numbers and the versions."""
    kit, texts = ctx.kit, ctx.texts
    journal = [(texts(f"journal__{word}"), number) for word, number in page.journal]
    lines: list[Widget] = [_heading(ctx, "maintenance__journal")]
    lines += [_pair(ctx, name, value) for name, value in journal]
    lines += [Rule(kit), _heading(ctx, "maintenance__versions")]
    lines += [_pair(ctx, name, value) for name, value in page.versions]
    return _boxed(kit, lines)


def _heading(ctx: PageContext, key: str) -> Widget:
    """Return a small heading."""
    return Text(ctx.kit, ctx.texts(key), Size.SMALL, bold=True)


def _pair(ctx: PageContext, name: str, value: str) -> Widget:
    """Return a name at the left and its value at the right."""
    kit = ctx.kit
    left = Text(kit, name, Size.SMALL, Role.MUTED, max_lines=2, spacing=1.2)
    right = Text(kit, value, Size.SMALL, align="right", max_lines=2, spacing=1.2)
    return Row(kit, [(left, 1.2), (right, 1.0)], gap=4.0)
