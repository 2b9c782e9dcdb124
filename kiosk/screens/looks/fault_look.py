"""Pages for what went wrong: one sentence, a code, what to do next."""

from collections.abc import Sequence

from kiosk.domain.faults import Fault
from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import message
from kiosk.screens.frame.page_parts import (
    BAD,
    CAUTION,
    Tone,
    actions,
    back_button,
    chinese_only,
    main_button,
    panel,
    said,
    sentence,
    side_button,
)
from kiosk.screens.frame.strip import MARGIN
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.toolkit.layout import Row
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.pages.everywhere import FaultPage, GuidePage, OutOfServicePage
from kiosk.session.pages.page import ServiceChosen, Tap

_ICONS = {"C": "card", "P": "printer", "N": "away", "R": "wrench", "S": "wrench"}
_LOCKS = (Fault.CARD_LOCKED,)
BESIDE = 120
"""Two panels of so many characters each still stand beside each other."""


def fault_icon(fault: Fault) -> str:
    """Return the drawing for a fault: of the part that it is about."""
    return "lock" if fault in _LOCKS else _ICONS.get(fault.value[0], "warning")


def code_line(ctx: PageContext, fault: Fault) -> Text:
    """Return the small line with the code that staff asks for."""
    text = ctx.texts("trouble__code", code=fault.value)
    return Text(ctx.kit, text, Size.SMALL, Role.MUTED, align="center")


def fault_words(ctx: PageContext, fault: Fault, hotline: str) -> list[Widget]:
    """Return what happened and what to do, then the code."""
    texts, key = ctx.texts, f"fault__{fault.value}"
    kit = ctx.kit
    todo = Text(
        kit,
        texts(f"{key}__todo", hotline=hotline),
        said(ctx),
        align="center",
        balance=True,
        bold=True,
        spacing=1.4,
    )
    return [
        sentence(ctx, texts(f"{key}__body", hotline=hotline)),
        Gap(kit, 6.0),
        todo,
        Gap(kit, 8.0),
        code_line(ctx, fault),
    ]


def fault_page(page: FaultPage, ctx: PageContext) -> Tree:
    """Return the page of one fault."""
    texts = ctx.texts
    key = f"fault__{page.fault.value}"
    words = fault_words(ctx, page.fault, page.hotline)
    label = texts("button__take_card" if page.remove_card else "button__back")
    if page.can_retry:
        main = main_button(ctx, Tap.RETRY, texts("button__retry"), Tap.RETRY, "retry")
        icon = "card_out" if page.remove_card else "back"
        foot = actions(ctx, main, [back_button(ctx, label, Tap.OK, icon)])
    elif page.remove_card:
        main = main_button(ctx, Tap.OK, label, Tap.OK, "card_out")
        foot = actions(ctx, main, [])
    else:
        foot = actions(ctx, None, [back_button(ctx, label, Tap.OK)])
    title = texts(f"{key}__title")
    tone = CAUTION
    return message(
        ctx,
        texts("crumb__trouble"),
        tone,
        title,
        words,
        foot,
        icon=fault_icon(page.fault),
    )


def out_of_service(page: OutOfServicePage, ctx: PageContext) -> Tree:
    """Return the page of a machine that can serve nobody now, or no card."""
    texts = ctx.texts
    word = "no_cards" if page.without_card else "out_of_service"
    return message(
        ctx,
        page.place,
        BAD,
        texts(f"{word}__title"),
        [
            sentence(ctx, texts(f"{word}__body", hotline=page.hotline)),
            Gap(ctx.kit, 8.0),
            sentence(ctx, texts(f"fault__{page.fault.value}__title"), Role.MUTED),
            Gap(ctx.kit, 2.0),
            code_line(ctx, page.fault),
        ],
        _without_card(ctx) if page.without_card else None,
        icon="wrench",
        corner=Tap.MAINTENANCE,
    )


def _without_card(ctx: PageContext) -> Widget:
    """Return what still works while no card can be read."""
    texts = ctx.texts
    loss, more = ServiceChosen("loss"), ServiceChosen("more")
    label = texts("attract__loss_report")
    report = main_button(ctx, "service-loss", label, loss, "stop")
    label = texts("attract__more")
    others = side_button(ctx, "service-more", label, more, "list")
    return actions(ctx, report, [others])


def guide(page: GuidePage, ctx: PageContext) -> Tree:
    """Return the page that sends a person to the right place, prepared."""
    texts, kit = ctx.texts, ctx.kit
    key = f"fault__{page.fault.value}"
    words: list[Widget] = [
        sentence(ctx, texts(f"{key}__body", hotline=page.hotline)),
        Gap(kit, 8.0),
        *places(ctx, page.where, page.needs, page.hotline),
        Gap(kit, 5.0),
    ]
    if page.as_of and (page.where or page.needs):
        note = texts("guide__as_of", date=page.as_of)
        words += [Text(kit, note, Size.SMALL, Role.MUTED, align="center", balance=True)]
    words.append(code_line(ctx, page.fault))
    take = texts("button__take_card")
    main = main_button(ctx, Tap.OK, take, Tap.OK, "card_out")
    others: list[Button] = []
    if page.can_enable:
        others = [side_button(ctx, Tap.OK, take, Tap.OK, "card_out")]
        here = texts("guide__enable_here")
        main = main_button(ctx, Tap.RETRY, here, Tap.RETRY, "check")
    if page.more:
        label = texts("guide__new_card")
        others.append(side_button(ctx, Tap.HELP, label, Tap.HELP, "info"))
    foot = actions(ctx, main, others)
    tone = Tone("lock", Role.WARNING, Role.WARNING_GROUND)
    title = texts(f"{key}__title")
    crumb = texts("crumb__guide")
    icon = fault_icon(page.fault)
    return message(ctx, crumb, tone, title, words, foot, icon=icon)


def places(
    ctx: PageContext, where: Sequence[str], needs: Sequence[str], hotline: str
) -> list[Widget]:
    """Return where to go and what to bring; unknown means: ask the hotline."""
    texts = ctx.texts
    call = [texts("guide__call", hotline=hotline)]
    note = chinese_only(ctx, [*where, *needs])
    go = panel(ctx, texts("guide__where"), where or call)
    if not where and not needs:
        return [*note, go]
    bring = panel(ctx, texts("guide__needs"), needs or call)
    longest = max(sum(map(len, where)), sum(map(len, needs)))
    if ctx.portrait or ctx.elder or longest > BESIDE:
        return [*note, go, Gap(ctx.kit, 5.0), bring]
    return [*note, Row(ctx.kit, [(go, 1.0), (bring, 1.0)], gap=MARGIN / 2)]
