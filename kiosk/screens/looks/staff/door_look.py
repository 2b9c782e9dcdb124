"""The technician's door: numbers on the keypad, the machine's time, why it is shut."""

from kiosk.domain.notation import second
from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import message
from kiosk.screens.frame.page_parts import (
    BAD,
    CAUTION,
    actions,
    back_button,
    banner,
    main_button,
    panel,
    sentence,
    side_button,
)
from kiosk.screens.looks.pin_look import keypad_page
from kiosk.screens.looks.staff.part_row_look import span_of
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.keypad import LOW_KEY, Keypad, Submit, TypedEntry
from kiosk.screens.toolkit.keys.typed import Typed
from kiosk.screens.toolkit.layout import Row
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.pages.page import Tap
from kiosk.session.staff.door.pages import (
    NUMBER_LEAST,
    NUMBER_MOST,
    DoorPage,
    DoorShut,
    DoorShutPage,
    DoorStep,
)
from kiosk.session.staff.keyboard_page import TextTyped

PLACES = {
    DoorStep.NUMBER: (NUMBER_LEAST, (NUMBER_MOST,)),
    DoorStep.CODE: (6, (3, 3)),
    DoorStep.PHONE: (9, (3, 3, 3)),
}
"""The least that may be confirmed, and the places in groups.

The codes' own modules bring ciphers and the store; a look is there before the first
picture.
"""


def door(page: DoorPage, ctx: PageContext) -> Tree:
    """Return the keypad for one of the numbers that the door asks for."""
    texts, kit = ctx.texts, ctx.kit
    least, groups = PLACES[page.step]
    entry = ctx.entry or TypedEntry(least, sum(groups))
    display = Typed(kit, entry, groups, lambda _: "", {})
    words = {key: texts(f"key__{key}") for key in ("delete", "clear", "ok")}
    high = LOW_KEY if ctx.low else (29.0 if ctx.portrait else 33.0)
    keypad = Keypad(kit, entry, Submit(TextTyped), words, high, display=display)
    title = texts(f"door__{page.step}")
    lines: list[Widget] = [_line(ctx, texts(f"door__{page.step}__hint"))]
    if page.challenge:
        lines += [Gap(kit, 4.0), _read_out(page, ctx)]
    else:
        lines += [Gap(kit, 2.0), _time(page, ctx)]
    if page.wrong:
        lines += [Gap(kit, 5.0), banner(ctx, BAD, texts("door__wrong"))]
    crumb = texts("crumb__maintenance")
    return keypad_page(ctx, crumb, title, lines, keypad, _ways(page, ctx))


def _line(ctx: PageContext, words: str, role: Role = Role.MUTED) -> Text:
    return Text(ctx.kit, words, Size.BODY, role, align="center", balance=True)


def _time(page: DoorPage, ctx: PageContext) -> Text:
    key, role = ("now", Role.MUTED) if page.sure else ("now_unsure", Role.DANGER)
    return _line(ctx, ctx.texts(f"door__{key}", time=second(page.now)), role)


def _read_out(page: DoorPage, ctx: PageContext) -> Widget:
    """Return what is read to the center, in pieces that can be said."""
    texts, told = ctx.texts, page.challenge
    pieces = " ".join(told[at : at + 4] for at in range(0, len(told), 4))
    lines = [texts("door__machine", kiosk=page.kiosk)]
    lines.append(texts("door__challenge", challenge=pieces))
    return panel(ctx, texts("door__read_out"), lines)


def _ways(page: DoorPage, ctx: PageContext) -> Widget:
    leave = back_button(ctx, ctx.texts("button__leave"), Tap.CANCEL)
    if page.step is DoorStep.NUMBER:
        return leave
    back = back_button(ctx)
    other = ctx.texts(f"door__{page.step}__other")
    help_ = side_button(ctx, Tap.HELP, other, Tap.HELP, "clock")
    return Row(ctx.kit, [(back, 1.0), (help_, 1.6)], gap=4.0)


def door_shut(page: DoorShutPage, ctx: PageContext) -> Tree:
    """Return why nobody comes in now, and the way back."""
    texts = ctx.texts
    crumb, key = texts("crumb__maintenance"), f"door__shut__{page.why}"
    words = [sentence(ctx, texts(f"{key}__body", span=span_of(page.seconds, ctx)))]
    nobody = page.why is DoorShut.NOBODY
    tap, label = (
        (Tap.CANCEL, texts("button__leave"))
        if nobody
        else (Tap.BACK, texts("button__back"))
    )
    foot = actions(ctx, main_button(ctx, tap, label, tap, "back"), [])
    return message(ctx, crumb, CAUTION, texts(key), words, foot, icon="lock")
