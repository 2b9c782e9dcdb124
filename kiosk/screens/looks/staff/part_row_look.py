"""One part of the machine as the technician sees it: health, state, age, advice."""

from kiosk.screens.frame.context import PageContext
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.button import Choice
from kiosk.screens.toolkit.layout import Column, Row
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.widget import Icon
from kiosk.screens.toolkit.widget_base import Widget
from kiosk.session.pages.page import ItemChosen
from kiosk.session.pages.values_wording import said
from kiosk.session.staff.pages import Known, PartHealth, PartRow
from kiosk.session.staff.staff_wording import health_words

HEALTHS = {
    PartHealth.OK: ("check", Role.SUCCESS),
    PartHealth.WARNING: ("warning", Role.WARNING),
    PartHealth.BAD: ("stop", Role.DANGER),
    PartHealth.UNKNOWN: ("unknown", Role.MUTED),
}


def part_choice(row: PartRow, ctx: PageContext) -> Choice:
    """Return a part as a line that leads to its tool."""
    texts = ctx.texts
    icon, role = HEALTHS[row.health]
    name = texts(f"part__{row.part}")
    label = texts("part__and_health", part=name, health=health_words(texts, row))
    hint = texts("part__state_and_age", state=_state(row, ctx), age=_age(row, ctx))
    name = f"part-{row.part}"
    line = Choice(ctx.kit, name, label, ItemChosen(row.tool), hint, icon, least=21.0)
    line.tone = role
    return line


def part_line(row: PartRow, ctx: PageContext) -> Widget:
    """Return a part whole: its health, its own state, the age and the advice."""
    kit, texts = ctx.kit, ctx.texts
    icon, role = HEALTHS[row.health]
    name = texts(f"part__{row.part}")
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
            Text(
                kit,
                health_words(ctx.texts, row),
                Size.BODY,
                role,
                bold=True,
                align="right",
            ),
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
    if row.advice:
        told.append(texts(f"advice__{row.advice}"))
    elif texts.has(own):
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
    return texts(f"known__{row.known}", span=span_of(age, ctx))


def span_of(seconds: int, ctx: PageContext) -> str:
    """Return a time in its largest unit of which there are two."""
    for key, size in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return ctx.texts(f"span__{key}", count=seconds // size)
    return ctx.texts("span__seconds", count=seconds)
