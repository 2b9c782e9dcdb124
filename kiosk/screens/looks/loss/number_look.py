"""Typing a number that is no secret, the service PIN, and the ID card at its reader."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from kiosk.domain.secret import Pin
from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import message
from kiosk.screens.frame.page_parts import (
    CALM,
    CAUTION,
    actions,
    banner,
    main_button,
    pin_kind,
    sentence,
    side_button,
    ways_out,
)
from kiosk.screens.looks.pin_look import below_keypad, keypad_of, keypad_page
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.keypad import LOW_KEY, Keypad, Submit, TypedEntry
from kiosk.screens.toolkit.keys.typed import Typed
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.loss.id_number import (
    NumberMistake,
    id_mistake,
    mobile_mistake,
    phone_mistake,
    postcode_mistake,
)
from kiosk.session.loss.pages import IdCardPage, NumberKind, NumberPage, ServicePinPage
from kiosk.session.pages.page import NumberEntered, PinEntered, Tap

Judge = Callable[[str, date | None], NumberMistake | None]


@dataclass(frozen=True, slots=True)
class NumberForm:
    """How many places a number has, in which groups, and what is wrong with one."""

    least: int
    groups: tuple[int, ...]
    judge: Judge


FORMS: Mapping[NumberKind, NumberForm] = {
    NumberKind.SOCIAL: NumberForm(18, (6, 8, 4), id_mistake),
    NumberKind.MOBILE: NumberForm(
        11, (3, 4, 4), lambda typed, _: mobile_mistake(typed)
    ),
    NumberKind.PHONE: NumberForm(7, (4, 4, 4), lambda text, _: phone_mistake(text)),
    NumberKind.POSTCODE: NumberForm(6, (6,), lambda text, _: postcode_mistake(text)),
    NumberKind.CODE: NumberForm(6, (6,), lambda text, _: postcode_mistake(text)),
}


def number(page: NumberPage, ctx: PageContext) -> Tree:
    """Return the keypad with places for the number, judged while it is typed."""
    texts, kit, form = ctx.texts, ctx.kit, FORMS[page.kind]
    entry = ctx.entry or TypedEntry(form.least, sum(form.groups))
    said = {str(each): texts(f"number_mistake__{each}") for each in NumberMistake}

    def judge(typed: str) -> str:
        return str(form.judge(typed, page.today) or "")

    display = Typed(kit, entry, form.groups, judge, said)
    high = LOW_KEY if ctx.low else (29.0 if ctx.portrait else 33.0)
    keys = {key: texts(f"key__{key}") for key in ("delete", "clear", "ok")}
    letter = page.kind is NumberKind.SOCIAL
    submit = Submit(NumberEntered)
    keypad = Keypad(kit, entry, submit, keys, high, display=display, letter=letter)
    word = "again" if page.again else "title"
    title = texts(f"number__{page.kind}__{word}")
    hint = texts(f"number__{page.kind}__hint", mobile=page.sent_to)
    words: list[Widget] = [
        Text(kit, hint, Size.BODY, Role.MUTED, align="center", balance=True)
    ]
    if page.differs:
        words += [Gap(kit, 4.0), banner(ctx, CAUTION, texts("number__differs"))]
    crumb = texts(f"act__{page.act}")
    below = below_keypad(ctx, page.card)
    return keypad_page(ctx, crumb, title, words, keypad, below, masks=True)


def service_pin(page: ServicePinPage, ctx: PageContext) -> Tree:
    """Return the keypad for the PIN that stands in for the card."""
    texts, kit = ctx.texts, ctx.kit
    kind = pin_kind(ctx, page.kind)
    entry = ctx.entry or TypedEntry(page.length, page.length)
    # The initial one is the end of the number, which may be an X.
    keypad = keypad_of(ctx, entry, lambda typed: PinEntered(Pin(typed)), letter=True)
    hint = texts("pin__hint", length=page.length)
    whose = texts("service_pin__whose", holder=page.holder)
    words: list[Widget] = [
        Text(kit, whose, Size.BODY, align="center", balance=True),
        Gap(kit, 2.0),
        Text(kit, texts("pin__which"), Size.BODY, align="center", balance=True),
        Gap(kit, 2.0),
        Text(kit, hint, Size.BODY, Role.MUTED, align="center", balance=True),
    ]
    forgot = texts("service_pin__forgot")
    help_ = side_button(ctx, Tap.HELP, forgot, Tap.HELP, "info")
    row = below_keypad(ctx, page.card, [help_])
    crumb, title = texts(f"act__{page.act}"), texts("pin__title", kind=kind)
    return keypad_page(ctx, crumb, title, words, keypad, row)


def id_card(page: IdCardPage, ctx: PageContext) -> Tree:
    """Return the request to put the ID card on its reader."""
    texts, crumb = ctx.texts, ctx.texts(f"act__{page.act}")
    out = ways_out(ctx, page.card)
    if not page.failed:
        words: list[Widget] = [sentence(ctx, texts("id_card__body"))]
        foot = actions(ctx, None, out)
        title = texts("id_card__title")
        return message(ctx, crumb, CALM, title, words, foot, icon="card")
    again = texts("button__retry")
    main = main_button(ctx, Tap.RETRY, again, Tap.RETRY, "retry")
    foot = actions(ctx, main, out)
    words = [sentence(ctx, texts("id_card__failed"))]
    title = texts("id_card__failed_title")
    return message(ctx, crumb, CAUTION, title, words, foot, icon="card")
