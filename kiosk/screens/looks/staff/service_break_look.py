"""The page of a machine that staff took out of service: why, until when, where else."""

from kiosk.domain.notation import minute
from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import message
from kiosk.screens.frame.page_parts import CAUTION, sentence
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.pages.page import Tap
from kiosk.session.staff.service.pages import ServiceBreakPage


def service_break(page: ServiceBreakPage, ctx: PageContext) -> Tree:
    """Return the page."""
    texts, kit = ctx.texts, ctx.kit
    told = page.words or texts(f"service_message__{page.message}")
    until = texts("service_break__open")
    if page.until is not None:
        until = texts("service_break__until", time=minute(page.until))
    words: list[Widget] = [
        Text(kit, told, Size.LARGE, bold=True, align="center", balance=True),
        Gap(kit, 5.0),
        sentence(ctx, until),
        Gap(kit, 8.0),
        sentence(ctx, texts("out_of_service__body", hotline=page.hotline), Role.MUTED),
    ]
    title = texts("out_of_service__title")
    return message(
        *(ctx, page.place, CAUTION, title, words),
        icon="wrench",
        corner=Tap.MAINTENANCE,
    )
