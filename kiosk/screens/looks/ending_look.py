"""Pages of the end of an errand: asked to the center in vain, printed, card back."""

from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import message
from kiosk.screens.frame.page_parts import (
    BAD,
    CALM,
    CAUTION,
    GOOD,
    Tone,
    actions,
    back_button,
    banner,
    finish_button,
    heading,
    main_button,
    said,
    sentence,
    side_button,
)
from kiosk.screens.frame.slot_mark import pointing, slot_words
from kiosk.screens.looks.fault_look import code_line
from kiosk.screens.toolkit.figures.qr import QrCode
from kiosk.screens.toolkit.figures.sheet import Pair, Sheet
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.toolkit.layout import Row
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.pages.everywhere import (
    CenterAwayPage,
    PrintedPage,
    PrintEnd,
    StillTherePage,
)
from kiosk.session.pages.page import Tap
from kiosk.session.visit.pages import TakeCardPage

_ENDS = {
    PrintEnd.SURE: (GOOD, "check"),
    PrintEnd.UNSURE: (CALM, "receipt"),
    PrintEnd.BROKEN: (CAUTION, "receipt"),
    PrintEnd.REFUSED: (CAUTION, "printer"),
}
CODE_MM = 62.0
_PRIVATE = ("chip__card_number",)
"""What of the card's own word is hidden like an amount."""


def center_away(page: CenterAwayPage, ctx: PageContext) -> Tree:
    """Return what is still known when the center is not there."""
    texts, kit = ctx.texts, ctx.kit
    key = f"fault__{page.fault.value}"
    undone = [f"center_away__{page.undone}"] if page.undone else []
    words: list[Widget] = []
    for name in (*undone, f"{key}__body"):
        words += [sentence(ctx, texts(name, hotline=page.hotline)), Gap(kit, 4.0)]
    words += [
        sentence(ctx, texts(f"{key}__todo", hotline=page.hotline)),
        Gap(kit, 7.0),
    ]
    if page.from_card:
        pairs = [
            Pair(texts(name), value, private=name in _PRIVATE)
            for name, value in page.from_card
        ]
        told = heading(ctx, texts("center_away__card"))
        words += [told, Gap(kit, 2.0), Sheet(kit, pairs), Gap(kit, 5.0)]
    words.append(code_line(ctx, page.fault))
    retry = main_button(ctx, Tap.RETRY, texts("button__retry"), Tap.RETRY, "retry")
    sides = [back_button(ctx), finish_button(ctx)]
    if page.card_facts:
        label = texts("button__card_facts")
        sides.insert(0, side_button(ctx, Tap.CARD_FACTS, label, Tap.CARD_FACTS))
    foot = actions(ctx, retry, sides)
    title, crumb = texts(f"{key}__title"), texts("crumb__center_away")
    masks = bool(page.from_card)
    return message(ctx, crumb, CAUTION, title, words, foot, icon="away", masks=masks)


def printed(page: PrintedPage, ctx: PageContext) -> Tree:
    """Return how the print ended: sure, unsure, broken off or not begun."""
    texts, kit = ctx.texts, ctx.kit
    tone, icon = _ENDS[page.ended]
    words: list[Widget] = [sentence(ctx, texts(f"printed__{page.ended}"))]
    if page.fault is not None:
        why = texts(f"fault__{page.fault.value}__title")
        named = texts("fault__named", words=why, code=page.fault.value)
        words += [Gap(kit, 3.0), sentence(ctx, named, Role.MUTED)]
    if page.ended is not PrintEnd.SURE:
        words += _stands(page, ctx)
    if page.kept:
        words += [Gap(kit, 6.0), banner(ctx, GOOD, texts("printed__kept"))]
    if page.code:
        words += [Gap(kit, 6.0), _instead(page, ctx)]
    crumb, title = texts("crumb__printed"), texts(f"printed__{page.ended}_title")
    return message(ctx, crumb, tone, title, words, _foot(page, ctx), icon=icon)


def _foot(page: PrintedPage, ctx: PageContext) -> Widget:
    """Return another try as the main action, where it makes sense, and the ways out."""
    texts, again = ctx.texts, None
    if page.ended is PrintEnd.UNSURE:
        return _whole_or_again(page, ctx)
    if page.can_print and page.ended is not PrintEnd.SURE:
        first = page.ended is PrintEnd.REFUSED
        label = texts("button__print_this" if first else "printed__again")
        again = main_button(ctx, Tap.PRINT, label, Tap.PRINT, "printer")
    label = texts("button__back_to_table" if page.card else "button__back")
    sides = [back_button(ctx, label, Tap.OK), finish_button(ctx, page.card)]
    if page.can_keep and again is None:
        label = texts("printed__keep")
        again = main_button(ctx, Tap.KEEP, label, Tap.KEEP, "receipt")
    elif page.can_keep:
        later = side_button(ctx, Tap.KEEP, texts("printed__keep"), Tap.KEEP, "receipt")
        sides.append(later)
    return actions(ctx, again, sides)


def _whole_or_again(page: PrintedPage, ctx: PageContext) -> Widget:
    """Return what is nearly always so as the main action: the paper is whole."""
    texts, sides = ctx.texts, list[Button]()
    whole = main_button(ctx, Tap.OK, texts("printed__whole"), Tap.OK, "check")
    if page.can_print:
        again = texts("printed__again")
        sides.append(side_button(ctx, Tap.PRINT, again, Tap.PRINT, "printer"))
    if page.can_keep:
        later = texts("printed__keep")
        sides.append(side_button(ctx, Tap.KEEP, later, Tap.KEEP, "receipt"))
    return actions(ctx, whole, [*sides, finish_button(ctx, page.card)])


def _instead(page: PrintedPage, ctx: PageContext) -> Widget:
    """Return the receipt's number and its code, for who has no paper to hold."""
    kit, words = ctx.kit, ctx.texts("printed__instead", number=page.receipt)
    text = Text(kit, words, Size.BODY, balance=True, spacing=1.3)
    return Row(kit, [(QrCode(kit, page.code, CODE_MM), 0.0), (text, 1.0)], gap=8.0)


def _stands(page: PrintedPage, ctx: PageContext) -> list[Widget]:
    """Say what was done all the same, and its number where there is one."""
    if not page.holds:
        return []
    word = f"printed__{page.holds}" + ("" if page.number else "__no_number")
    said = ctx.texts(word, number=page.number)
    return [Gap(ctx.kit, 7.0), banner(ctx, CALM, said)]


def take_card(page: TakeCardPage, ctx: PageContext) -> Tree:
    """Return the request to take the card; louder when it was left."""
    texts = ctx.texts
    tone = BAD if page.urgent else (CALM if page.reason == "finished" else CAUTION)
    title = texts("take_card__urgent" if page.urgent else "take_card__title")
    words: list[Widget] = [
        sentence(ctx, texts(f"take_card__{page.reason}")),
        Gap(ctx.kit, 6.0),
        sentence(ctx, texts("take_card__belongings"), Role.MUTED),
    ]
    if page.second_card:
        words += [
            Gap(ctx.kit, 6.0),
            banner(ctx, CAUTION, texts("take_card__second")),
        ]
    where = slot_words(ctx, said(ctx), Role.INK)
    words = [*where, *([Gap(ctx.kit, 6.0)] if where else []), *words]
    crumb = texts("crumb__take_card")
    tree = message(ctx, crumb, tone, title, words, icon="card_out")
    return Tree(ctx.kit, pointing(ctx, tree.root), title)


def still_there(page: StillTherePage, ctx: PageContext) -> Tree:
    """Return the question whether somebody is there, with the seconds left."""
    texts, kit = ctx.texts, ctx.kit
    count = Text(kit, str(page.seconds_left), Size.DISPLAY, bold=True, align="center")
    words: list[Widget] = [
        sentence(ctx, texts("still_there__body")),
        Gap(kit, 8.0),
        count,
        sentence(ctx, texts("still_there__seconds"), Role.MUTED),
    ]
    here = main_button(
        ctx, Tap.STILL_HERE, texts("still_there__here"), Tap.STILL_HERE, "hand"
    )
    foot = actions(ctx, here, [finish_button(ctx, page.card)])
    tone = Tone("clock", Role.ACCENT, Role.TINT)
    title, crumb = texts("still_there__title"), texts("crumb__still_there")
    return message(ctx, crumb, tone, title, words, foot)
