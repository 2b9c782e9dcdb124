"""The technician's door: a password on the keypad."""

from kiosk.domain.secret import Pin
from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import message
from kiosk.screens.frame.page_parts import (
    BAD,
    CAUTION,
    actions,
    back_button,
    banner,
    main_button,
    sentence,
)
from kiosk.screens.looks.pin_look import keypad_of, keypad_page
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.keypad import TypedEntry
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.pages.page import PasswordEntered, Tap
from kiosk.session.staff.pages import MaintenanceLoginPage

LEAST, MOST = 4, 12
"""How long a password on this keypad can be."""


def maintenance_login(page: MaintenanceLoginPage, ctx: PageContext) -> Tree:
    """Return the door: shut, locked for a while, or the keypad."""
    texts = ctx.texts
    crumb = texts("crumb__maintenance")
    leave = texts("button__leave")
    if page.shut or page.wait_seconds > 0:
        back = main_button(ctx, Tap.CANCEL, leave, Tap.CANCEL, "back")
        key = "shut" if page.shut else "wait"
        words = [sentence(ctx, texts(f"login__{key}", seconds=page.wait_seconds))]
        title = texts(f"login__{key}_title")
        foot = actions(ctx, back, [])
        return message(ctx, crumb, CAUTION, title, words, foot, icon="lock")
    entry = ctx.entry or TypedEntry(LEAST, MOST)
    keypad = keypad_of(ctx, entry, lambda typed: PasswordEntered(Pin(typed)))
    title = texts("login__title")
    hint = Text(ctx.kit, texts("login__hint"), Size.BODY, Role.MUTED, align="center")
    lines: list[Widget] = [hint]
    if page.wrong:
        lines += [Gap(ctx.kit, 5.0), banner(ctx, BAD, texts("login__wrong"))]
    cancel = back_button(ctx, leave, Tap.CANCEL)
    return keypad_page(ctx, crumb, title, lines, keypad, cancel)
