"""`kiosk card ...`: virtual cards."""

from typing import TYPE_CHECKING

from kiosk.commands.card_image import add_images
from kiosk.commands.card_serve import add_serve
from kiosk.commands.common import add

if TYPE_CHECKING:
    from kiosk.commands.common import Commands


def add_card(
    commands: "Commands",
) -> None:
    parser = add(commands, "card", None, "virtual cards")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    add_images(actions)
    add_serve(actions)
