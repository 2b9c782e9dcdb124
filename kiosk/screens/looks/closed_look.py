"""The picture that stands on the panel while the program does not run.

Nobody can touch it away: it has no keys, and says in both languages what to do. It is
painted ahead, while all is well, and shown by `systemd/kiosk_closed.py`.
"""

from kiosk.domain.faults import Fault
from kiosk.screens.frame.context import PageContext, Presentation, Studio
from kiosk.screens.frame.page_parts import BAD, Medallion, headline, sentence
from kiosk.screens.toolkit.box import Box
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.layout import Column
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget

LANGUAGES = ("zh-CN", "en")


def closed_picture(studio: Studio, place: str, machine: str, hotline: str) -> Tree:
    """Lay the picture out; the machine's number is what a caller reads out."""
    first, second = (studio.context(Presentation(language=one)) for one in LANGUAGES)
    kit = first.kit
    drawing = Medallion(kit, BAD, "wrench", 64.0 if first.portrait else 34.0)
    code = first.texts("trouble__code", code=Fault.INTERNAL.value)
    lines: list[Widget] = [
        Text(kit, place, Size.BODY, Role.MUTED),
        Gap(kit, grow=1.0),
        drawing,
        Gap(kit, 8.0),
        *_words(first, hotline, Role.INK),
        Gap(kit, 10.0),
        *_words(second, hotline, Role.MUTED),
        Gap(kit, 10.0),
        Text(
            kit,
            f"{code} · {machine}".rstrip(" ·"),
            Size.SMALL,
            Role.MUTED,
            align="center",
        ),
        Gap(kit, grow=1.4),
    ]
    page = Box(kit, Column(kit, lines, grow=1.0), (14.0, 9.0), grow=1.0)
    return Tree(kit, page, first.texts("out_of_service__title"))


def _words(ctx: PageContext, hotline: str, role: Role) -> list[Widget]:
    """Return title and advice in one language."""
    title = ctx.texts("out_of_service__title")
    head: Widget = headline(ctx, title)
    if role is Role.MUTED:
        head = Text(ctx.kit, title, Size.TITLE, align="center", balance=True)
    advice = ctx.texts("out_of_service__body", hotline=hotline)
    return [head, Gap(ctx.kit, 5.0), sentence(ctx, advice, role)]
