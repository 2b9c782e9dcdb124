"""What became of an act: refused, done, not known; a card's steps; new data."""

from kiosk.domain.applications import Reason
from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import framed, message
from kiosk.screens.frame.page_parts import (
    CALM,
    CAUTION,
    GOOD,
    actions,
    back_button,
    chinese_only,
    finish_button,
    headline,
    main_button,
    said,
    sentence,
    ways_out,
)
from kiosk.screens.frame.strip import paged
from kiosk.screens.looks.fault_look import code_line
from kiosk.screens.looks.loss.sheets import ending, facts_sheet, news, plain
from kiosk.screens.looks.read_look import print_button
from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.contact.pages import ContactReviewPage
from kiosk.session.loss import wording
from kiosk.session.loss.pages import (
    ActDonePage,
    ActRefusedPage,
    ActUnknownPage,
    ProgressPage,
    ReplacementPage,
)
from kiosk.session.pages.page import Tap

_ICONS = {Reason.LOCKED: "lock", Reason.INITIAL_PIN: "keypad"}


def act_refused(page: ActRefusedPage, ctx: PageContext) -> Tree:
    """Return why an act was not done, and what to do instead."""
    texts, kit = ctx.texts, ctx.kit
    title, body, todo = wording.refused_words(page, texts)
    advice = Text(
        kit, todo, said(ctx), align="center", balance=True, bold=True, spacing=1.4
    )
    shown: list[Widget] = [sentence(ctx, body), Gap(kit, 6.0), advice]
    out = _ways_out(ctx, page.card)
    if page.can_retry:
        again = texts("refused__again")
        main = main_button(ctx, Tap.RETRY, again, Tap.RETRY, "retry")
        foot = actions(ctx, main, [*out, print_button(ctx, page.can_print)])
    else:
        foot = _paper_foot(ctx, page.can_print, out)
    crumb = texts(f"act__{page.act}")
    icon = _ICONS.get(page.reason, "warning")
    return message(ctx, crumb, CAUTION, title, shown, foot, icon=icon)


def _ways_out(ctx: PageContext, card: bool) -> list[Button]:
    """Return the ways out: with a card also back to its services."""
    return ways_out(ctx, True) if card else [finish_button(ctx, False)]


def _paper_foot(ctx: PageContext, can_print: bool, out: list[Button]) -> Widget:
    """Return the paper as the main action where there is one, and the ways out."""
    if not can_print:
        return actions(ctx, None, [*out, print_button(ctx, False)])
    label = ctx.texts("button__print_this")
    paper = main_button(ctx, Tap.PRINT, label, Tap.PRINT, "printer")
    return actions(ctx, paper, out)


def act_done(page: ActDonePage, ctx: PageContext) -> Tree:
    """Return that an act was done."""
    texts = ctx.texts
    title = texts(f"act_done__{page.act}__title")
    more = plain(ctx, [wording.done_words(page, texts)])
    shown = news(ctx, GOOD, title, wording.done_facts(page, texts), more)
    foot = ending(ctx, page.can_print)
    if page.card:
        foot = _paper_foot(ctx, page.can_print, _ways_out(ctx, True))
    return framed(ctx, texts(f"act__{page.act}"), title, shown, foot, masks=True)


def act_unknown(page: ActUnknownPage, ctx: PageContext) -> Tree:
    """Return that no answer came, so nobody here knows whether it was done."""
    texts, kit = ctx.texts, ctx.kit

    def own(part: str) -> str:
        key = f"act_unknown__{page.act}__{part}"
        return key if texts.has(key) else f"act_unknown__{part}"

    advice = texts(own("todo"), hotline=page.hotline)
    shown: list[Widget] = [
        sentence(ctx, texts("act_unknown__body", act=texts(f"act__{page.act}"))),
        Gap(kit, 6.0),
        Text(
            kit, advice, said(ctx), align="center", balance=True, bold=True, spacing=1.4
        ),
        Gap(kit, 6.0),
        code_line(ctx, page.fault),
    ]
    foot = actions(ctx, None, _ways_out(ctx, page.card))
    crumb, title = texts(f"act__{page.act}"), texts(own("title"))
    return message(ctx, crumb, CAUTION, title, shown, foot, icon="away")


def contact_review(page: ContactReviewPage, ctx: PageContext) -> Tree:
    """Return the new value once more before it is sent.

    Nobody can check dots: it is open to the eye, and still for headphones alone.
    """
    texts, kit = ctx.texts, ctx.kit
    name = texts(f"number__{page.field}")
    title = texts("contact_review__title", field=name)
    value = headline(ctx, page.value, private=True, unveiled=True)
    now = page.old or texts("contact_review__nothing")
    before = texts("contact_review__old", old=now)
    shown: list[Widget] = [sentence(ctx, before, Role.MUTED), Gap(kit, 3.0), value]
    shown.append(Gap(kit, 6.0))
    shown.append(sentence(ctx, texts("contact_review__body"), Role.MUTED))
    ok = main_button(ctx, Tap.OK, texts("contact_review__ok"), Tap.OK, "check")
    foot = actions(ctx, ok, [back_button(ctx), finish_button(ctx)])
    crumb = texts("act__contact")
    return message(ctx, crumb, CALM, title, shown, foot, icon="phone")


def progress(page: ProgressPage, ctx: PageContext) -> Tree:
    """Return the steps of a card on its way."""
    texts, kit = ctx.texts, ctx.kit
    title = texts("progress__title")
    blocks: list[Widget] = [facts_sheet(ctx, wording.progress_facts(page, texts))]
    blocks += chinese_only(ctx, list(page.term))
    blocks += plain(ctx, wording.progress_words(page, texts))
    body: list[Widget] = [
        Gap(kit, 4.0),
        headline(ctx, title, align="left"),
        Gap(kit, 7.0),
        paged(ctx, blocks, gap=6.0),
    ]
    foot = ending(ctx, page.can_print)
    return framed(ctx, texts("act__progress"), title, body, foot, masks=True)


def replacement(page: ReplacementPage, ctx: PageContext) -> Tree:
    """Return what an application for a new card will do, and the question."""
    texts, kit = ctx.texts, ctx.kit
    title = texts("replacement__title")
    own = [*(words for _, words in page.terms), *page.notes]
    blocks: list[Widget] = [facts_sheet(ctx, wording.replacement_facts(page, texts))]
    blocks += chinese_only(ctx, own)
    blocks += plain(ctx, [texts("replacement__body"), *page.notes])
    body: list[Widget] = [
        Gap(kit, 4.0),
        headline(ctx, title, align="left"),
        Gap(kit, 7.0),
        paged(ctx, blocks, gap=6.0),
    ]
    ok = main_button(ctx, Tap.OK, texts("replacement__ok"), Tap.OK, "check")
    foot = actions(ctx, ok, [back_button(ctx)])
    return framed(ctx, texts("act__replacement"), title, body, foot, masks=True)
