"""Pages on the way to another PIN: keypads, the advice to change it, the good end.

Which PINs are too weak is decided in the session; here is how that is said.
"""

from kiosk.domain.secret import Pin
from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import message
from kiosk.screens.frame.page_parts import (
    BAD,
    CAUTION,
    GOOD,
    Tone,
    actions,
    back_button,
    banner,
    finish_button,
    main_button,
    panel,
    pin_kind,
    sentence,
)
from kiosk.screens.looks.fault_look import places
from kiosk.screens.looks.pin_look import below_keypad, keypad_of, keypad_page, tries
from kiosk.screens.looks.read_look import print_button
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.keypad import TypedEntry
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.pages.page import PinEntered, Tap
from kiosk.session.pin.pages import (
    CenterTold,
    ChangePinPage,
    InitialPinPage,
    PinChangedPage,
    PinStep,
    UnlockPage,
)

_HINTS = {
    PinStep.CURRENT: "change_pin__hint",
    PinStep.NEW: "change_pin__new_hint",
    PinStep.AGAIN: "change_pin__again_hint",
}


def change_pin(page: ChangePinPage, ctx: PageContext) -> Tree:
    """Return the keypad of one step; the way back is always there."""
    texts = ctx.texts
    kind = pin_kind(ctx, page.kind)
    entry = ctx.entry or TypedEntry(page.length, page.length)
    keypad = keypad_of(ctx, entry, lambda typed: PinEntered(Pin(typed)))
    hint = texts(_HINTS[page.step], length=page.length)
    words: list[Widget] = [
        Text(ctx.kit, hint, Size.BODY, Role.MUTED, align="center", balance=True),
        *_state(page, ctx),
    ]
    below = below_keypad(ctx, card=True)
    title = texts(f"change_pin__{page.step}_title", kind=kind)
    return keypad_page(ctx, texts("crumb__change_pin"), title, words, keypad, below)


def _state(page: ChangePinPage, ctx: PageContext) -> list[Widget]:
    """Return what was wrong before, or how many tries the present PIN has."""
    judged = page.mistake in ("", "wrong")
    if page.step is PinStep.CURRENT and judged:
        left, wrong = page.attempts_remaining, page.mistake == "wrong"
        return [Gap(ctx.kit, 5.0), tries(left, wrong, ctx)]
    if not page.mistake:
        return []
    text = ctx.texts(f"pin_mistake__{page.mistake}")
    return [Gap(ctx.kit, 5.0), banner(ctx, CAUTION, text)]


def initial_pin(page: InitialPinPage, ctx: PageContext) -> Tree:
    """Return the advice to change the PIN that cards come with."""
    texts = ctx.texts
    if page.can_change:
        later = back_button(ctx, texts("initial_pin__later"), icon="")
        word, sides = "body", [later, finish_button(ctx)]
        label = texts("initial_pin__change")
        main = main_button(ctx, Tap.OK, label, Tap.OK, "keypad")
    else:
        word, sides = "elsewhere", [finish_button(ctx)]
        label = texts("initial_pin__go_on")
        main = main_button(ctx, Tap.BACK, label, Tap.BACK, "check")
    foot = actions(ctx, main, sides)
    words: list[Widget] = [sentence(ctx, texts(f"initial_pin__{word}"))]
    if page.note:
        words += [Gap(ctx.kit, 6.0), banner(ctx, CAUTION, page.note)]
    crumb, title = texts("crumb__change_pin"), texts("initial_pin__title")
    return message(ctx, crumb, CAUTION, title, words, foot, icon="keypad")


def pin_changed(page: PinChangedPage, ctx: PageContext) -> Tree:
    """Return the good end: the new PIN counts from now on."""
    texts = ctx.texts
    word = "unlocked_title" if page.unlocked else "title"
    label = texts("initial_pin__go_on")
    main = main_button(ctx, Tap.OK, label, Tap.OK, "check")
    paper = print_button(ctx, page.can_print)
    foot = actions(ctx, main, [finish_button(ctx), paper])
    words: list[Widget] = [sentence(ctx, texts("pin_changed__body"))]
    if page.center is not CenterTold.TOLD:
        text = texts(f"pin_changed__center_{page.center}")
        words += [Gap(ctx.kit, 6.0), sentence(ctx, text)]
    crumb, title = texts("crumb__change_pin"), texts(f"pin_changed__{word}")
    return message(ctx, crumb, GOOD, title, words, foot)


def unlock(page: UnlockPage, ctx: PageContext) -> Tree:
    """Return the choice of a locked card: a new PIN here, or to the counter."""
    texts = ctx.texts
    call = [texts("guide__call", hotline=page.hotline)]
    known = page.where or page.needs
    go = panel(ctx, texts("guide__where"), call)
    words: list[Widget] = [
        sentence(ctx, texts("unlock__body")),
        Gap(ctx.kit, 6.0),
        *(places(ctx, page.where, page.needs, page.hotline) if known else [go]),
    ]
    main = main_button(ctx, Tap.OK, texts("unlock__go_on"), Tap.OK, "keypad")
    take = back_button(ctx, texts("button__take_card"), Tap.CANCEL, "card_out")
    foot = actions(ctx, main, [take])
    tone = Tone("lock", BAD.ink, BAD.ground)
    crumb, title = texts("crumb__change_pin"), texts("unlock__title")
    return message(ctx, crumb, tone, title, words, foot, icon="lock")
