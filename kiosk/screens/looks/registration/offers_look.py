"""What a hospital offers: its departments, and one day's clinics of one of them."""

from collections.abc import Sequence
from datetime import date

from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import choices, framed, message
from kiosk.screens.frame.page_parts import (
    CALM,
    actions,
    chinese_only,
    headline,
    sentence,
    ways_out,
)
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.button import Button, ButtonKind, Choice
from kiosk.screens.toolkit.layout import Grid, Row
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.pages.page import ItemChosen
from kiosk.session.registration import wording
from kiosk.session.registration.build import is_full, sound_cost
from kiosk.session.registration.pages import ClinicsPage, DayChosen, DepartmentsPage

DAYS, LOW_DAYS = 8, 4
"""Days to choose from at once; of more, those around the one that is shown."""


class Offer(Choice):
    """A line to touch; what is full is shown and leads nowhere."""

    def __init__(
        self, ctx: PageContext, item: str, label: str, hint: str, is_full: bool
    ) -> None:
        icon = "stop" if is_full else "medical"
        action = ItemChosen(item)
        super().__init__(ctx.kit, f"item-{item}", label, action, hint, icon, least=24.0)
        self.enabled = not is_full
        if is_full:
            self.tone = Role.ON_DISABLED
            self._text.role = self._hint.role = Role.ON_DISABLED

    def children(self) -> Sequence[Widget]:
        inside = list(super().children())
        return inside if self.enabled else inside[:-1]


def departments(page: DepartmentsPage, ctx: PageContext) -> Tree:
    """Return the departments: what is left in each, and where it is."""
    texts, kit = ctx.texts, ctx.kit
    title = texts("departments__title")
    if page.hospital:
        title = texts("departments__title_at", hospital=page.hospital)
    lines = [
        Offer(
            ctx,
            each.id,
            each.name,
            wording.department_hint(each, texts),
            is_full(each),
        )
        for each in page.departments
    ]
    notes = [
        Text(kit, note, Size.SMALL, Role.MUTED, balance=True) for note in page.notes[:1]
    ]
    body: list[Widget] = [
        Gap(kit, 4.0),
        headline(ctx, title, align="left"),
        *chinese_only(ctx, [each.name for each in page.departments]),
        *notes,
        Gap(kit, 6.0),
        choices(ctx, lines),
    ]
    foot = actions(ctx, None, ways_out(ctx, page.card))
    return framed(ctx, texts("crumb__register"), title, body, foot)


def clinics(page: ClinicsPage, ctx: PageContext) -> Tree:
    """Return one day's clinics, and the keys that lead to other days."""
    texts, kit = ctx.texts, ctx.kit
    crumb = texts("crumb__register")
    foot = actions(ctx, None, ways_out(ctx, page.card))
    title = texts("clinics__title", department=page.department)
    if page.day is None:
        words = texts("clinics__none", department=page.department)
        return message(ctx, crumb, CALM, title, [sentence(ctx, words)], foot)
    lines = []
    for each in page.clinics:
        hint = wording.clinic_hint(each, texts, sound_cost(each.cost))
        label = wording.clinic_label(each, texts)
        lines.append(Offer(ctx, each.id, label, hint, is_full(each)))
    body: list[Widget] = [
        Gap(kit, 4.0),
        headline(ctx, title, align="left"),
        Gap(kit, 5.0),
        _days(page, ctx),
        Gap(kit, 5.0),
        choices(ctx, lines),
    ]
    return framed(ctx, crumb, title, body, foot)


def _days(page: ClinicsPage, ctx: PageContext) -> Widget:
    """Return the keys of the days, the shown one marked."""
    assert page.day is not None
    if ctx.elder:
        return _steps(page, page.day, ctx)
    most = LOW_DAYS if ctx.low else DAYS
    at = page.days.index(page.day)
    first = max(0, min(at - most // 2, len(page.days) - most))
    keys = [_key(page, day, ctx) for day in page.days[first : first + most]]
    columns = 4 if ctx.portrait else most
    return Grid(ctx.kit, keys, min(columns, max(2, len(keys))), gap=3.5)


def _steps(page: ClinicsPage, shown: date, ctx: PageContext) -> Widget:
    """Return which day it is, between the day before and the one after."""
    at = page.days.index(shown)
    words = wording.day_words(shown, page.today, ctx.texts)
    cells: list[Widget] = [
        Gap(ctx.kit),
        Text(ctx.kit, words, Size.BODY, bold=True, align="center"),
        Gap(ctx.kit),
    ]
    if at:
        cells[0] = _key(page, page.days[at - 1], ctx, "back")
    if at + 1 < len(page.days):
        cells[2] = _key(page, page.days[at + 1], ctx, "next")
    return Row(ctx.kit, [(cell, 1.0) for cell in cells], gap=5.0)


def _key(page: ClinicsPage, day: date, ctx: PageContext, icon: str = "") -> Button:
    return Button(
        ctx.kit,
        f"day-{day.isoformat()}",
        wording.day_words(day, page.today, ctx.texts),
        DayChosen(day),
        ButtonKind.CHOSEN if day == page.day else ButtonKind.SECONDARY,
        icon=icon,
        icon_last=icon == "next",
        size=Size.BODY,
        least=17.0,
        pad=1.0,
        bold=day == page.day,
    )
