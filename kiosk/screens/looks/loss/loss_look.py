"""A loss report: what it will do, that it holds, that it waits, that it cannot be."""

from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import framed
from kiosk.screens.frame.page_parts import (
    BAD,
    CAUTION,
    GOOD,
    actions,
    back_button,
    banner,
    chinese_only,
    headline,
    main_button,
    said,
    sentence,
    side_button,
)
from kiosk.screens.frame.strip import paged
from kiosk.screens.looks.fault_look import code_line
from kiosk.screens.looks.loss.sheets import (
    ending,
    facts_sheet,
    news,
    newsflash,
    plain,
)
from kiosk.screens.looks.read_look import code_row
from kiosk.screens.toolkit.box import Box
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.toolkit.layout import Column, Row
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget import Icon
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.loss import wording
from kiosk.session.loss.pages import (
    Act,
    LossConfirmPage,
    LossDonePage,
    LossImpossiblePage,
    LossWaitingPage,
    WithdrawalWaitingPage,
)
from kiosk.session.pages.page import Tap

_STEPS_SHOWN = 2
"""Sentences behind where and with what; the paper has them all."""


def loss_confirm(page: LossConfirmPage, ctx: PageContext) -> Tree:
    """Return what the report will do, and the question whether it shall be made."""
    texts, kit = ctx.texts, ctx.kit
    blocks: list[Widget] = []
    if not page.online:
        call = wording.call_line(page.hotlines, "", texts)
        blocks.append(banner(ctx, BAD, f"{texts('loss_confirm__offline')} {call}"))
    blocks.append(facts_sheet(ctx, wording.confirm_facts(page, texts)))
    blocks += chinese_only(ctx, [page.bank_note, *(name for name, _ in page.banks)])
    blocks += plain(ctx, wording.confirm_notes(page, texts))
    title = texts("loss_confirm__title")
    body: list[Widget] = [
        Gap(kit, 4.0),
        headline(ctx, title, align="left"),
        Gap(kit, 7.0),
        paged(ctx, blocks, gap=6.0),
    ]
    ok = main_button(ctx, Tap.OK, texts("loss_confirm__ok"), Tap.OK, "check")
    stop = texts("loss_confirm__stop")
    leave = back_button(ctx, stop, Tap.CANCEL, "")
    foot = actions(ctx, ok, [back_button(ctx), leave])
    return framed(ctx, texts(f"act__{page.act}"), title, body, foot, masks=True)


def loss_done(page: LossDonePage, ctx: PageContext) -> Tree:
    """Return the report that holds, with the way to take it back where there is one."""
    texts = ctx.texts
    word = "already" if page.already else "title"
    steps = list(wording.next_steps(page, texts, _STEPS_SHOWN))
    more = chinese_only(ctx, [page.bank_note, *(told for _, told in steps)])
    more += plain(ctx, wording.loss_notes(page, texts))
    for name, told in steps:
        heading = Text(ctx.kit, name, Size.BODY, bold=True, spacing=1.35)
        more.append(Column(ctx.kit, [heading, *plain(ctx, [told])], gap=1.5))
    for name, told in wording.next_offices(page, texts):
        heading = Text(ctx.kit, name, Size.BODY, bold=True, spacing=1.35)
        lines = plain(ctx, told.split("\n"))
        more.append(Column(ctx.kit, [heading, *lines], gap=1.5))
    more += plain(ctx, wording.next_list(page, texts))
    if page.code:
        more.append(code_row(page.code, ctx, wording.code_words(page, texts)))
    others: list[Button] = []
    if page.undo_minutes:
        label = texts("loss_done__undo", minutes=page.undo_minutes)
        others.append(side_button(ctx, Tap.UNDO, label, Tap.UNDO, "retry"))
    tone = CAUTION if page.already else GOOD
    title = texts(f"loss_done__{word}")
    shown = news(ctx, tone, title, wording.loss_facts(page, texts), more)
    return framed(
        ctx,
        texts(f"act__{page.act}"),
        title,
        shown,
        ending(ctx, page.can_print, others),
        masks=True,
    )


def loss_waiting(page: LossWaitingPage, ctx: PageContext) -> Tree:
    """Return in the largest letters that nothing is effective, and whom to ring."""
    texts = ctx.texts
    title = texts("loss_waiting__title")
    told = alarm(ctx, title, texts("loss_waiting__call"), page.hotlines, page.hours)
    not_yet = sentence(ctx, texts("loss_waiting__body"))
    not_yet.whole = True
    more = [not_yet, facts_sheet(ctx, wording.waiting_facts(page, texts))]
    body = beside(ctx, told, paged(ctx, more, gap=6.0))
    foot = ending(ctx, page.can_print)
    return framed(ctx, texts(f"act__{page.act}"), title, body, foot, masks=True)


def withdrawal_waiting(page: WithdrawalWaitingPage, ctx: PageContext) -> Tree:
    """Return that a withdrawal is written down, and who has the last word."""
    texts = ctx.texts
    title = texts("withdrawal_waiting__title")
    blocks: list[Widget] = []
    for words in wording.withdrawal_words(page, texts):
        block = Text(ctx.kit, words, said(ctx), spacing=1.4)
        block.whole = True
        blocks.append(block)
    blocks.append(facts_sheet(ctx, wording.withdrawal_facts(page, texts)))
    shown = newsflash(ctx, CAUTION, title, blocks)
    foot = ending(ctx, page.can_print)
    return framed(ctx, texts(f"act__{Act.WITHDRAW}"), title, shown, foot, masks=True)


def beside(ctx: PageContext, told: Widget, more: Widget) -> list[Widget]:
    """Return the box with what belongs to it below, or right of it when lying."""
    kit = ctx.kit
    if ctx.portrait:
        return [Gap(kit, 3.0), told, Gap(kit, 6.0), more]
    left = Column(kit, [told])
    right = Column(kit, [more])
    return [Row(kit, [(left, 1.0), (right, 1.1)], gap=12.0, grow=1.0)]


def alarm(
    ctx: PageContext, title: str, call: str, lines: tuple[str, ...], hours: str
) -> Widget:
    """Return the box that nobody can miss: not effective, and the numbers to ring."""
    kit = ctx.kit

    def text(words: str, size: Size, role: Role = Role.DANGER) -> Text:
        return Text(
            kit,
            words,
            size,
            role,
            bold=True,
            align="center",
            balance=True,
            spacing=1.25,
        )

    sizes = [Size.DISPLAY, Size.HEADLINE, Size.TITLE]
    # With large letters the next smaller size is as high as the largest is else, and
    # a small panel needs its room for the sentence that says what holds.
    small = kit.metrics.ease < 1.0
    largest = sizes[min(2, ctx.elder + (not ctx.portrait) + small)]
    drawing = Icon(kit, "warning", 20.0 if ctx.portrait else 12.0, Role.DANGER)
    head = text(title, largest)
    told: list[Widget] = [drawing, head]
    if not ctx.portrait:
        told = [Row(kit, [(drawing, 0.0), (head, 1.0)], gap=4.0)]
    told.append(text(call, said(ctx), Role.INK))
    told += [text(number, largest, Role.INK) for number in lines]
    if hours:
        told.append(text(ctx.texts.of_region(hours), Size.BODY, Role.INK))
    column = Column(kit, told, gap=3.0 if ctx.elder else 4.0)
    pad = (6.0, 8.0 if ctx.portrait else 4.0)
    ground, edge = Role.DANGER_GROUND, Role.DANGER
    return Box(kit, column, pad, fill=ground, edge=edge, radius=4.0)


def loss_impossible(page: LossImpossiblePage, ctx: PageContext) -> Tree:
    """Return that this kiosk cannot take the report at all: ring now."""
    texts, kit = ctx.texts, ctx.kit
    title = texts("loss_impossible__title")
    call = texts("loss_waiting__call")
    nothing = sentence(ctx, texts("loss_impossible__body"))
    nothing.whole = True
    more: list[Widget] = [
        nothing,
        Gap(kit, 5.0),
        code_line(ctx, page.fault),
    ]
    told = alarm(ctx, title, call, page.hotlines, page.hours)
    body = beside(ctx, told, paged(ctx, more, gap=0.0))
    done = main_button(ctx, Tap.FINISH, texts("button__done"), Tap.FINISH, "check")
    crumb = texts("act__loss")
    return framed(ctx, crumb, title, body, actions(ctx, done, []))
