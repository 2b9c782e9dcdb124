"""A registration: the number to be read from afar, what it is, and what can be done."""

from kiosk.domain.services.registration_steps import RegistrationStep
from kiosk.domain.services.registrations import RegistrationState
from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import framed
from kiosk.screens.frame.page_parts import (
    BAD,
    CALM,
    CAUTION,
    GOOD,
    Tone,
    actions,
    back_button,
    banner,
    chinese_only,
    finish_button,
    headline,
    main_button,
    side_button,
)
from kiosk.screens.frame.strip import paged
from kiosk.screens.looks.registration.seat_look import facts_of
from kiosk.screens.toolkit.box import Box
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.toolkit.layout import Column, Row
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.pages.page import Tap
from kiosk.session.registration import wording
from kiosk.session.registration.pages import RegistrationPage, Slip

_TITLES: dict[RegistrationStep | None, str] = {
    RegistrationStep.CONFIRM: "title",
    RegistrationStep.CANCEL: "cancelled",
    RegistrationStep.SIGN_IN: "signed_in",
}
_SLIPS = {Slip.PRINTING: CALM, Slip.PRINTED: GOOD, Slip.UNSURE: CAUTION}
_QUEUES = (RegistrationState.CONFIRMED, RegistrationState.SIGNED_IN)


def registration(page: RegistrationPage, ctx: PageContext) -> Tree:
    """Return a registration: just made, or looked at."""
    texts, kit = ctx.texts, ctx.kit
    word = _TITLES.get(page.done, "one")
    title = texts(f"registration__{word}")
    told = page.registration
    facts = wording.made_facts if page.fresh else wording.registration_facts
    more: list[Widget] = [facts_of(ctx, facts(page, texts))]
    words = list(wording.registration_notes(page, texts))
    above = [*_slip(page, ctx), *_number(page, ctx)]
    small = ctx.elder and kit.metrics.ease < 1.0
    if above and not ctx.portrait and not small and told.state in _QUEUES:
        # What is to be paid stands first among the notes; lying, there is room for it.
        above.append(Text(kit, words.pop(0), Size.LARGE, bold=True, spacing=1.3))
    more += chinese_only(ctx, [*told.bring, *told.notes])
    more += [Text(kit, line, Size.BODY, spacing=1.35) for line in words]
    head: list[Widget] = [Gap(kit, 3.0), headline(ctx, title, align="left")]
    if ctx.portrait:
        body = [*head, *_spaced(ctx, above), Gap(kit, 5.0), paged(ctx, more, gap=4.0)]
    else:
        left, right = (
            Column(kit, above, gap=4.0),
            Column(kit, [paged(ctx, more, gap=4.0)]),
        )
        beside = Row(kit, [(left, 1.0), (right, 1.5)], gap=10.0, grow=1.0)
        body = [*head, Gap(kit, 4.0), beside if above else paged(ctx, more, gap=4.0)]
    crumb = texts("crumb__register" if page.fresh else "crumb__registrations")
    return framed(ctx, crumb, title, body, _foot(page, ctx), masks=True)


def _spaced(ctx: PageContext, blocks: list[Widget]) -> list[Widget]:
    return [part for block in blocks for part in (Gap(ctx.kit, 4.0), block)]


def _number(page: RegistrationPage, ctx: PageContext) -> list[Widget]:
    """Return the number in the largest letters, while it is one to be called by."""
    told, kit = page.registration, ctx.kit
    if told.state not in _QUEUES:
        return []
    if told.number is None:
        return [banner(ctx, CALM, ctx.texts("registration__no_number"))]
    name = Text(
        kit,
        ctx.texts("registration__your_number"),
        Size.BODY,
        Role.ACCENT,
        align="center",
    )
    number = Text(
        kit,
        wording.number_words(told, ctx.texts),
        Size.DISPLAY,
        Role.ACCENT,
        bold=True,
        align="center",
        spacing=1.2,
    )
    number.whole = True
    inside: list[Widget] = [name, number]
    if ahead := wording.ahead_words(told, ctx.texts):
        inside.append(Text(kit, ahead, Size.LARGE, align="center", balance=True))
    column = Column(kit, inside, gap=1.0)
    pad = (6.0, 5.0)
    return [Box(kit, column, pad, fill=Role.RAISED, edge=Role.ACCENT, radius=4.0)]


def _slip(page: RegistrationPage, ctx: PageContext) -> list[Widget]:
    """Return how far the slip is."""
    if page.kept:
        return [banner(ctx, GOOD, ctx.texts("slip__kept"))]
    if page.slip is Slip.NONE:
        return _warning(page, ctx)
    tone: Tone = _SLIPS.get(page.slip, CAUTION)
    return [banner(ctx, tone, ctx.texts(f"slip__{page.slip}"))]


def _warning(page: RegistrationPage, ctx: PageContext) -> list[Widget]:
    """Return in colour that a number is void, whatever else stands there."""
    told = page.registration
    if told.state is not RegistrationState.CLINIC_STOPPED:
        return []
    return [banner(ctx, BAD, wording.state_words(told, ctx.texts))]


def _foot(page: RegistrationPage, ctx: PageContext) -> Widget:
    """Return what can be done."""
    texts = ctx.texts
    paper: list[Button] = []
    if page.can_print:
        again = page.slip in (Slip.PRINTED, Slip.UNSURE, Slip.PRINTING)
        label = texts("slip__again" if again else "button__print")
        paper.append(side_button(ctx, Tap.PRINT, label, Tap.PRINT, "printer"))
    elif page.can_keep:
        label = texts("slip__keep")
        paper.append(side_button(ctx, Tap.KEEP, label, Tap.KEEP, "receipt"))
    out = [back_button(ctx)]
    if page.fresh:
        out.append(finish_button(ctx, page.card))
        return actions(ctx, None, [*out, *paper])
    if page.can_cancel:
        label = texts("registration__give_up")
        paper.append(side_button(ctx, Tap.UNDO, label, Tap.UNDO, "stop"))
    if page.card:
        out.append(finish_button(ctx))
    if page.can_sign_in:
        label = texts("registration__sign_in_now")
        main = main_button(ctx, Tap.OK, label, Tap.OK, "check")
        return actions(ctx, main, [*out, *paper])
    return actions(ctx, None, [*out, *paper])
