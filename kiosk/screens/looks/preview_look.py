"""The paper before it is printed, as it will come out; what is private is covered."""

from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import framed
from kiosk.screens.frame.page_parts import (
    CALM,
    actions,
    back_button,
    banner,
    finish_button,
    headline,
    main_button,
)
from kiosk.screens.frame.strip import paged
from kiosk.screens.toolkit.figures.paper_picture import PaperPicture
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.layout import Column, Row
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.pages.page import Tap
from kiosk.session.paper.pages import PreviewPage

LONG_CM = 40
"""From so long on a paper's length is said before it comes out."""


def preview(page: PreviewPage, ctx: PageContext) -> Tree:
    """Return the page: the paper is turned part by part where it is long."""
    kit, texts = ctx.kit, ctx.texts
    picture = PaperPicture(kit, page.preview)
    body: list[Widget] = [
        headline(ctx, page.title, align="left"),
        Gap(kit, 2.0),
        *_length(page, ctx),
        Gap(kit, 4.0),
    ]
    paper = paged(ctx, [picture])
    if ctx.portrait:
        body.append(paper)
    else:
        left, right = Column(kit, body), Column(kit, [paper])
        body = [Row(kit, [(left, 1.0), (right, 1.6)], gap=10.0, grow=1.0)]
    crumb, masks = texts("crumb__preview"), bool(page.preview.private)
    return framed(ctx, crumb, page.title, body, _foot(page, ctx), masks=masks)


def _length(page: PreviewPage, ctx: PageContext) -> list[Widget]:
    """Say how long the paper is; of a long one so that nobody misses it."""
    cm = max(1, page.centimetres)
    if cm > LONG_CM:
        return [banner(ctx, CALM, ctx.texts("preview__long", cm=cm))]
    words = ctx.texts("preview__body", cm=cm)
    return [Text(ctx.kit, words, Size.SMALL, Role.MUTED, spacing=1.2)]


def _foot(page: PreviewPage, ctx: PageContext) -> Widget:
    """Return print as the main action, and the ways out."""
    texts = ctx.texts
    label = texts("button__print_this" if page.can_print else "button__no_paper")
    print_ = main_button(ctx, Tap.PRINT, label, Tap.PRINT, "printer")
    no = back_button(ctx, texts("preview__no"))
    return actions(ctx, print_, [no, finish_button(ctx, page.card)])
