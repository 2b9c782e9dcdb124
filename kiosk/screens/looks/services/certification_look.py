"""The camera that looks at a person, and what the center has written down."""

from kiosk.domain.services.face import FaceVerdict
from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import framed, message
from kiosk.screens.frame.page_parts import (
    CALM,
    CAUTION,
    GOOD,
    actions,
    main_button,
    said,
    sentence,
    side_button,
    ways_out,
)
from kiosk.screens.looks.fault_look import code_line
from kiosk.screens.looks.loss.sheets import news, plain
from kiosk.screens.looks.read_look import print_button
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.certification import wording
from kiosk.session.certification.pages import (
    CertifiedPage,
    CertifyNotMadePage,
    FacePage,
)
from kiosk.session.pages.page import Tap


def face(page: FacePage, ctx: PageContext) -> Tree:
    """Return the request to look into the camera, or what the look came to."""
    texts, crumb = ctx.texts, ctx.texts("act__certify")
    verdict, out = page.verdict, ways_out(ctx, True)
    if verdict is None:
        words: list[Widget] = [sentence(ctx, texts("face__body"))]
        foot = actions(ctx, None, out)
        return message(ctx, crumb, CALM, texts("face__title"), words, foot, icon="eye")
    words = [sentence(ctx, texts(f"face__{verdict}__body"))]
    main = main_button(ctx, Tap.RETRY, texts("face__again"), Tap.RETRY, "retry")
    if verdict is FaceVerdict.AWAY:
        out.append(side_button(ctx, Tap.OK, texts("face__present"), Tap.OK, "card"))
    foot = actions(ctx, main, out)
    title = texts(f"face__{verdict}__title")
    return message(ctx, crumb, CAUTION, title, words, foot, icon="eye")


def certified(page: CertifiedPage, ctx: PageContext) -> Tree:
    """Return what holds now for each benefit; the slip is the main action."""
    texts = ctx.texts
    title, words = wording.certified_words(page, texts)
    tone = CALM if page.outcome == "presented" else GOOD
    facts = wording.certified_facts(page, texts)
    shown = news(ctx, tone, title, facts, plain(ctx, [words]))
    out = ways_out(ctx, True)
    if page.can_print:
        label = texts("button__print_this")
        paper = main_button(ctx, Tap.PRINT, label, Tap.PRINT, "printer")
        foot = actions(ctx, paper, out)
    else:
        foot = actions(ctx, None, [*out, print_button(ctx, False)])
    return framed(ctx, texts("act__certify"), title, shown, foot, masks=True)


def certify_not_made(page: CertifyNotMadePage, ctx: PageContext) -> Tree:
    """Return that nothing was sent and nothing waits."""
    texts, kit = ctx.texts, ctx.kit
    advice = texts("certify_not_made__todo", hotline=page.hotline)
    shown: list[Widget] = [
        sentence(ctx, texts("certify_not_made__body")),
        Gap(kit, 6.0),
        Text(
            kit, advice, said(ctx), align="center", balance=True, bold=True, spacing=1.4
        ),
        Gap(kit, 6.0),
        code_line(ctx, page.fault),
    ]
    foot = actions(ctx, None, ways_out(ctx, True))
    title = texts("certify_not_made__title")
    crumb = texts("act__certify")
    return message(ctx, crumb, CAUTION, title, shown, foot, icon="away")
