"""The keypad for the card's PIN, and the question before its last try.

What is typed stays inside the keypad; nothing here looks at it.
"""

from collections.abc import Callable, Sequence

from kiosk.domain.secret import Pin
from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import framed, message
from kiosk.screens.frame.page_parts import (
    BAD,
    CALM,
    CAUTION,
    actions,
    back_button,
    banner,
    chinese_only,
    headline,
    main_button,
    panel,
    pin_kind,
    sentence,
    side_button,
    ways_out,
)
from kiosk.screens.toolkit.box import Narrow
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.toolkit.keys.keypad import LOW_KEY, Keypad, Submit, TypedEntry
from kiosk.screens.toolkit.layout import Column, Row
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.pages.page import Answer, PinEntered, Tap
from kiosk.session.pin.pages import LastTryPage, PinpadPage, PinPage

FEW = 2
"""From so few tries on they are said as a warning."""


def pin(page: PinPage, ctx: PageContext) -> Tree:
    """Return the keypad page."""
    texts = ctx.texts
    kind = pin_kind(ctx, page.kind)
    entry = ctx.entry or TypedEntry(page.length, page.length)
    keypad = keypad_of(ctx, entry, lambda typed: PinEntered(Pin(typed)))
    title = texts("pin__title", kind=kind)
    hint = texts("pin__hint", length=page.length)
    words: list[Widget] = [
        Text(ctx.kit, texts("pin__which"), Size.BODY, align="center", balance=True),
        Gap(ctx.kit, 2.0),
        Text(ctx.kit, hint, Size.BODY, Role.MUTED, align="center", balance=True),
        Gap(ctx.kit, 5.0),
        _state(page, ctx),
    ]
    label = texts("button__cancel_take_card")
    cancel = back_button(ctx, label, Tap.CANCEL, "card_out")
    forgot = texts("service_pin__forgot")
    help_ = side_button(ctx, Tap.HELP, forgot, Tap.HELP, "info")
    out = Row(ctx.kit, [(cancel, 1.0), (help_, 1.0)], gap=4.0)
    return keypad_page(ctx, texts("crumb__pin"), title, words, keypad, out)


def pinpad(page: PinpadPage, ctx: PageContext) -> Tree:
    """Return the page that sends the person to the reader's own keypad."""
    texts, kit = ctx.texts, ctx.kit
    kind = pin_kind(ctx, page.kind)
    words: list[Widget] = [
        sentence(ctx, texts("pinpad__body", kind=kind, length=page.length)),
        Gap(kit, 8.0),
        tries(page.attempts_remaining, page.wrong, ctx),
        Gap(kit, 8.0),
        sentence(ctx, texts("pinpad__keys"), Role.MUTED),
    ]
    crumb, title = texts("crumb__pin"), texts("pinpad__title")
    return message(ctx, crumb, CALM, title, words, icon="lock")


def keypad_of(
    ctx: PageContext,
    entry: TypedEntry,
    make: Callable[[str], Answer],
    letter: bool = False,
) -> Keypad:
    """Return the keypad with its words; a card's PIN has digits only."""
    words = {key: ctx.texts(f"key__{key}") for key in ("delete", "clear", "ok")}
    high = LOW_KEY if ctx.low else (29.0 if ctx.portrait else 33.0)
    return Keypad(ctx.kit, entry, Submit(make), words, high, ctx.keys, letter=letter)


def keypad_page(
    ctx: PageContext,
    crumb: str,
    title: str,
    words: Sequence[Widget],
    keypad: Keypad,
    cancel: Widget,
    masks: bool = False,
) -> Tree:
    """Return a page around a keypad: upright below the words, lying beside them."""
    kit = ctx.kit
    head = headline(ctx, title)
    if ctx.portrait:
        body: list[Widget] = [
            Gap(kit, grow=1.0),
            head,
            Gap(kit, 5.0),
            *words,
            Gap(kit, grow=0.8),
            keypad.dots,
            Gap(kit, grow=1.0),
            Narrow(kit, keypad, 206.0),
            Gap(kit, 6.0),
            Narrow(kit, cancel, 206.0),
        ]
        return framed(ctx, crumb, title, body, masks=masks)
    if ctx.elder:
        head = Text(kit, title, Size.TITLE, bold=True, align="center", balance=True)
    left = Column(
        kit,
        [
            Gap(kit, grow=1.0),
            head,
            Gap(kit, 5.0),
            *words,
            Gap(kit, 10.0),
            keypad.dots,
            Gap(kit, 5.0, grow=1.4),
            cancel,
        ],
    )
    share = 1.5 if ctx.elder else 1.15
    row = Row(kit, [(left, share), (keypad, 1.0)], gap=16.0, grow=1.0)
    return framed(ctx, crumb, title, [row], masks=masks)


def below_keypad(ctx: PageContext, card: bool, more: Sequence[Button] = ()) -> Widget:
    """Return the ways out, below a keypad or, lying, below the words beside it."""
    out = ways_out(ctx, card)
    if not card:
        out, more = [*out, *more], ()
    rows = [
        Row(ctx.kit, [(button, 1.0) for button in row], gap=4.0)
        for row in (more, out)
        if row
    ]
    return Column(ctx.kit, rows, gap=4.0)


def _state(page: PinPage, ctx: PageContext) -> Widget:
    if page.not_digits:
        return banner(ctx, CAUTION, ctx.texts("pin__not_digits"))
    return tries(page.attempts_remaining, page.wrong, ctx)


def tries(left: int | None, wrong: bool, ctx: PageContext) -> Widget:
    """Return in words how many tries are left, and what was wrong before."""
    texts = ctx.texts
    if left is None:
        text = texts("pin__wrong" if wrong else "pin__tries_unknown")
    elif wrong:
        text = texts("pin__wrong_left", left=left)
    else:
        text = texts("pin__left", left=left)
    if wrong or (left is not None and left <= FEW):
        tone = BAD if left is not None and left <= FEW else CAUTION
        return banner(ctx, tone, text)
    return Text(ctx.kit, text, Size.LARGE, align="center", balance=True, bold=True)


def last_try(page: LastTryPage, ctx: PageContext) -> Tree:
    """Return the question whether to spend the last try; to stop is the safe way."""
    texts = ctx.texts
    call = [texts("guide__call", hotline=page.hotline)]
    words: list[Widget] = [
        sentence(ctx, texts("last_try__body")),
        Gap(ctx.kit, 8.0),
        *chinese_only(ctx, page.where),
        panel(ctx, texts("last_try__where"), page.where or call),
    ]
    stop = main_button(ctx, Tap.CANCEL, texts("last_try__stop"), Tap.CANCEL, "card_out")
    go_on = side_button(ctx, Tap.OK, texts("last_try__go_on"), Tap.OK)
    foot = actions(ctx, stop, [go_on])
    crumb, title = texts("crumb__pin"), texts("last_try__title")
    return message(ctx, crumb, BAD, title, words, foot, icon="warning")
