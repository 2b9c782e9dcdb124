"""A person's registrations in a list, and the page that says why it goes no further."""

from kiosk.domain.services.registrations import RegistrationReason, RegistrationState
from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import choices, framed, message
from kiosk.screens.frame.page_parts import (
    CALM,
    CAUTION,
    actions,
    banner,
    finish_button,
    headline,
    main_button,
    said,
    sentence,
    side_button,
    ways_out,
)
from kiosk.screens.looks.fault_look import code_line
from kiosk.screens.toolkit.keys.button import Choice
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.pages.page import ItemChosen, Tap
from kiosk.session.registration import wording
from kiosk.session.registration.pages import (
    MyRegistrationsPage,
    RegistrationStoppedPage,
)

_ICONS = {
    RegistrationState.CONFIRMED: "clock",
    RegistrationState.HELD: "clock",
    RegistrationState.SIGNED_IN: "check",
    RegistrationState.SEEN: "check",
    RegistrationState.CLINIC_STOPPED: "warning",
    RegistrationState.MISSED: "warning",
}
_OWN_STEPS = ("mine", "cancel", "sign_in")
"""Taken from the list of one's own numbers; the others on the way to a new one."""
_STOP_ICONS = {
    "offline": "away",
    "unknown_end": "unknown",
    RegistrationReason.AWAY: "away",
    RegistrationReason.LOCKED: "lock",
    RegistrationReason.HOLD_OVER: "clock",
    RegistrationReason.CLOSED: "clock",
    RegistrationReason.TOO_EARLY: "clock",
    RegistrationReason.TOO_LATE: "clock",
    "no_reader": "card",
}
_RETRIES = ("offline", RegistrationReason.AWAY)
"""With these the same may do once more; else another choice."""


def own_registrations(page: MyRegistrationsPage, ctx: PageContext) -> Tree:
    """Return the list, and what became of what got no answer."""
    texts, kit = ctx.texts, ctx.kit
    crumb, title = texts("crumb__registrations"), texts("registrations__title")
    foot = actions(ctx, None, ways_out(ctx, page.card))
    told: list[Widget] = []
    for word in dict.fromkeys(page.lost):
        tone = CALM if word == "made" else CAUTION
        note = banner(ctx, tone, texts(f"lost_registration__{word}"))
        told += [Gap(kit, 5.0), note]
    if not page.registrations:
        none = [sentence(ctx, texts("registrations__none")), *told]
        return message(ctx, crumb, CALM, title, none, foot)
    lines = [
        Choice(
            kit,
            f"item-{each.id}",
            wording.mine_label(each, None, texts),
            ItemChosen(each.id),
            wording.mine_hint(each, texts, page.now),
            _ICONS.get(each.state, "receipt"),
            least=24.0,
        )
        for each in page.registrations
    ]
    body: list[Widget] = [
        Gap(kit, 4.0),
        headline(ctx, title, align="left"),
        *told,
        Gap(kit, 6.0),
        choices(ctx, lines),
    ]
    return framed(ctx, crumb, title, body, foot)


def registration_stopped(page: RegistrationStoppedPage, ctx: PageContext) -> Tree:
    """Return why it goes no further, and what to do instead."""
    texts, kit = ctx.texts, ctx.kit
    title, body, todo = wording.stopped_words(page, texts)
    advice = Text(
        kit, todo, said(ctx), align="center", balance=True, bold=True, spacing=1.4
    )
    shown: list[Widget] = [sentence(ctx, body), Gap(kit, 6.0), advice]
    if page.reference:
        number = texts("registration_stopped__reference", reference=page.reference)
        shown += [Gap(kit, 5.0), sentence(ctx, number)]
    if page.fault is not None:
        shown += [Gap(kit, 6.0), code_line(ctx, page.fault)]
    main = None
    if page.again:
        word = "retry" if page.reason in _RETRIES else "again"
        label = texts(f"registration_stopped__{word}")
        icon = "retry" if word == "retry" else "list"
        main = main_button(ctx, Tap.RETRY, label, Tap.RETRY, icon)
    out = ways_out(ctx, True) if page.card else [finish_button(ctx, False)]
    if page.leads_to_own:
        label = texts("service__registrations")
        out.append(side_button(ctx, Tap.OK, label, Tap.OK, "list"))
    own = page.step in _OWN_STEPS
    crumb = texts("crumb__registrations" if own else "crumb__register")
    icon = _STOP_ICONS.get(page.reason, "warning")
    foot = actions(ctx, main, out)
    return message(ctx, crumb, CAUTION, title, shown, foot, icon=icon)
