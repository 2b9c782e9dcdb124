"""The seat that is kept, with the time left; and the question before a cancel."""

from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import framed
from kiosk.screens.frame.page_parts import (
    CALM,
    CAUTION,
    actions,
    back_button,
    banner,
    finish_button,
    headline,
    main_button,
)
from kiosk.screens.frame.strip import paged
from kiosk.screens.toolkit.figures.sheet import Pair, Sheet
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.toolkit.layout import Column, Row
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.pages.page import Tap
from kiosk.session.registration import wording
from kiosk.session.registration.pages import CancelPage, SeatPage

SOON = 30
"""Seconds from which on the time that is left is a caution."""


def seat(page: SeatPage, ctx: PageContext) -> Tree:
    """Return where, when, who and how much, and the seconds that it is kept."""
    texts, kit = ctx.texts, ctx.kit
    title = texts("seat__title")
    tone = CAUTION if page.seconds_left <= SOON else CALM
    left = banner(ctx, tone, wording.countdown(page.seconds_left, texts), Size.LARGE)
    pay = Text(
        kit, wording.pay_words(page.cost, texts), Size.LARGE, bold=True, spacing=1.3
    )
    sheet = facts_of(ctx, wording.seat_facts(page, texts))
    body: list[Widget] = [Gap(kit, 4.0), headline(ctx, title, align="left")]
    if ctx.portrait:
        more = paged(ctx, [sheet, pay], gap=5.0)
        body += [Gap(kit, 5.0), left, Gap(kit, 5.0), more]
    else:
        beside, facts = Column(kit, [left, pay], gap=6.0), paged(ctx, [sheet], gap=0.0)
        halves = [(beside, 1.0), (Column(kit, [facts]), 1.5)]
        body += [Gap(kit, 4.0), Row(kit, halves, gap=10.0, grow=1.0)]
    ok = main_button(ctx, Tap.OK, texts("seat__ok"), Tap.OK, "check")
    another = back_button(ctx, texts("seat__another"))
    foot = actions(ctx, ok, [another, *_end(ctx, page.card)])
    return framed(ctx, texts("crumb__register"), title, body, foot, masks=True)


def cancel(page: CancelPage, ctx: PageContext) -> Tree:
    """Return what is to be cancelled, and that it is gone then."""
    texts, kit = ctx.texts, ctx.kit
    title = texts("cancel_registration__title")
    told = page.registration
    facts = [
        (texts("registration_fact__department"), told.department),
        (
            texts("registration_fact__doctor"),
            wording.doctor_words(told.clinic, texts),
        ),
        (texts("registration_fact__when"), wording.when_words(told.clinic, texts)),
    ]
    words = Text(kit, texts("cancel_registration__body"), Size.LARGE, spacing=1.35)
    body: list[Widget] = [
        Gap(kit, 4.0),
        headline(ctx, title, align="left"),
        Gap(kit, 6.0),
        paged(ctx, [facts_of(ctx, facts), words], gap=6.0),
    ]
    label = texts("cancel_registration__ok")
    ok = main_button(ctx, Tap.OK, label, Tap.OK, "stop")
    foot = actions(ctx, ok, [back_button(ctx), *_end(ctx, page.card)])
    return framed(ctx, texts("crumb__registrations"), title, body, foot, masks=True)


def _end(ctx: PageContext, card: bool) -> list[Button]:
    return [finish_button(ctx)] if card else []


def facts_of(ctx: PageContext, facts: "wording.FactPairs") -> Sheet:
    """Return names and values; who somebody is can be hidden."""
    private = wording.private_names(ctx.texts)
    bold = {ctx.texts("registration_fact__when"), ctx.texts("registration_fact__own")}
    pairs = [
        Pair(name, value, private=name in private, bold=name in bold)
        for name, value in facts
    ]
    return Sheet(ctx.kit, pairs, share=1.8)
