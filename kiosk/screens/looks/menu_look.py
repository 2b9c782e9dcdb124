"""The choices below the home page's, and the word of warning before treatments."""

from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import choices, framed, message
from kiosk.screens.frame.page_parts import (
    CAUTION,
    actions,
    back_button,
    finish_button,
    headline,
    main_button,
    sentence,
)
from kiosk.screens.looks.home_look import ICONS
from kiosk.screens.toolkit.keys.button import ButtonKind, Choice
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.pages.everywhere import PrivacyPage
from kiosk.session.pages.page import ServiceChosen, Tap
from kiosk.session.visit.pages import MenuPage


def menu(page: MenuPage, ctx: PageContext) -> Tree:
    """Return the list of choices: one column upright, two when lying."""
    kit, texts = ctx.kit, ctx.texts
    title = texts(f"menu__{page.menu}")
    counts = page.counts or (None,) * len(page.services)
    pairs = zip(page.services, counts, strict=True)
    lines = [_choice(ctx, name, count, name in page.chosen) for name, count in pairs]
    body: list[Widget] = [
        *(Gap(kit, 4.0), headline(ctx, title, align="left")),
        *(Gap(kit, 8.0), choices(ctx, lines)),
    ]
    foot = actions(ctx, None, [back_button(ctx), finish_button(ctx)])
    return framed(ctx, texts(f"crumb__menu__{page.menu}"), title, body, foot)


def _choice(ctx: PageContext, service: str, count: int | None, chosen: bool) -> Choice:
    """Return one service as a line to touch; one that holds now says so."""
    texts = ctx.texts
    name, _, number = service.partition(":")
    hint = texts("menu__count", count=count) if count is not None else ""
    hint = hint or texts(f"service__{name}__hint")
    choice = Choice(
        ctx.kit,
        f"service-{service}",
        texts(f"service__{name}", number=number),
        ServiceChosen(service),
        texts("menu__chosen", hint=hint) if chosen else hint,
        "check" if chosen else ICONS.get(name, "service"),
    )
    if chosen:
        choice.kind = ButtonKind.CHOSEN
    return choice


def privacy(page: PrivacyPage, ctx: PageContext) -> Tree:
    """Return the question whether nobody is looking."""
    texts = ctx.texts
    word = "print" if page.printing else "show"
    words = [sentence(ctx, texts(f"privacy__{word}"))]
    label = texts(f"privacy__{word}__go_on")
    go_on = main_button(ctx, Tap.OK, label, Tap.OK, "eye")
    foot = actions(ctx, go_on, [back_button(ctx), finish_button(ctx)])
    title = texts(f"privacy__{word}__title")
    crumb = texts("crumb__privacy")
    return message(ctx, crumb, CAUTION, title, words, foot, icon="eye")
