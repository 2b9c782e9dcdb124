"""The page of a card that is reported lost or cancelled: nothing of its holder."""

from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import framed
from kiosk.screens.frame.page_parts import (
    CAUTION,
    Medallion,
    actions,
    back_button,
    chinese_only,
    headline,
    main_button,
)
from kiosk.screens.frame.strip import paged
from kiosk.screens.looks.read_look import notes, own_lines, print_button, sections
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.toolkit.layout import Row
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.loss.pages import LostCardPage
from kiosk.session.loss.wording import lost_card_sections
from kiosk.session.pages.page import Tap


def lost_card(page: LostCardPage, ctx: PageContext) -> Tree:
    """Return that the card is stopped, and where it is set free or replaced."""
    texts, kit = ctx.texts, ctx.kit
    key = f"lost_card__{page.state}"
    title = texts(f"{key}__title")
    drawing = Medallion(kit, CAUTION, "card", 30.0 if ctx.portrait else 24.0)
    head = Row(kit, [(drawing, 0.0), (headline(ctx, title, "left"), 1.0)], gap=7.0)
    blocks: list[Widget] = [Text(kit, texts(f"{key}__body"), Size.BODY, spacing=1.35)]
    own = lost_card_sections(page)
    blocks += chinese_only(ctx, own_lines(own))
    blocks += sections(own, page.hotline, ctx)
    known = page.where or page.needs or page.notes
    blocks += notes(ctx, page.as_of if known else None)
    body: list[Widget] = [Gap(kit, 3.0), head, Gap(kit, 7.0)]
    body.append(paged(ctx, blocks, gap=5.0))
    return framed(ctx, texts("crumb__lost_card"), title, body, _foot(page, ctx))


def _foot(page: LostCardPage, ctx: PageContext) -> Widget:
    texts = ctx.texts
    take, others = texts("button__take_card"), list[Button]()
    if page.can_print:
        others.append(print_button(ctx))
    if not page.can_release:
        main = main_button(ctx, Tap.OK, take, Tap.OK, "card_out")
        return actions(ctx, main, others)
    label = texts("lost_card__release")
    main = main_button(ctx, Tap.HELP, label, Tap.HELP, "check")
    others.append(back_button(ctx, take, Tap.OK, "card_out"))
    return actions(ctx, main, others)
