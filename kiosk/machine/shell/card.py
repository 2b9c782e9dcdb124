"""`kiosk card ...`: virtual cards."""

from typing import TYPE_CHECKING

from kiosk.machine.shell.card_folder_commands import add_images
from kiosk.machine.shell.card_serve import add_serve
from kiosk.machine.shell.options import add

if TYPE_CHECKING:
    from kiosk.machine.shell.options import Commands


def add_card(
    commands: "Commands",
) -> None:
    parser = add(commands, "card", None, "virtual cards")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    add_images(actions)
    add_serve(actions)
