"""Pages on which the machine works and the person waits."""

from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import message
from kiosk.screens.frame.page_parts import CALM, actions, sentence, side_button
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget import Progress
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.pages.everywhere import BusyPage, StartingPage
from kiosk.session.pages.page import Tap

_ICONS = {
    "busy__reading_card": "card",
    "busy__checking_pin": "lock",
    "busy__printing": "printer",
    "busy__staff_printing": "printer",
    "busy__staff_probe": "printer",
    "busy__first_readers": "card",
    "busy__first_printer": "printer",
    "busy__first_done": "check",
}
STAFF = "busy__staff_"
"""What stands before the messages for whoever maintains the machine."""


def starting(page: StartingPage, ctx: PageContext) -> Tree:
    """Return the page of the first seconds."""
    texts = ctx.texts
    words = [sentence(ctx, texts("starting__body"), Role.MUTED)]
    title = texts("starting__title")
    return message(ctx, texts("crumb__kiosk"), CALM, title, words, icon="clock")


def busy(page: BusyPage, ctx: PageContext) -> Tree:
    """Return the page that says what is being done."""
    texts = ctx.texts
    words: list[Widget] = [sentence(ctx, texts(f"{page.message}__hint"), Role.MUTED)]
    if page.limit:
        told = texts("busy__seconds", seconds=page.seconds, limit=page.limit)
        words += [
            Gap(ctx.kit, 8.0),
            Progress(ctx.kit, page.seconds, page.limit),
            Gap(ctx.kit, 4.0),
            sentence(ctx, told, Role.MUTED),
        ]
    foot = None
    if page.can_cancel:
        cancel = side_button(ctx, Tap.CANCEL, texts("button__cancel"), Tap.CANCEL)
        foot = actions(ctx, None, [cancel])
    icon = _ICONS.get(page.message, "clock")
    where = "maintenance" if page.message.startswith(STAFF) else "busy"
    if page.message.startswith("busy__first_"):
        where = "setting_up"
    head, title = texts(f"crumb__{where}"), texts(page.message)
    return message(ctx, head, CALM, title, words, foot, icon=icon)
