"""What the line at the top of every page leads to, and for whom."""

from typing import NamedTuple

from kiosk.center.desk.desk_parts import DeskOperator
from kiosk.center.desk.desk_roles import DeskRole


class MenuPlace(NamedTuple):
    """One word at the top: its sentence is `desk__menu__<word>`."""

    word: str
    path: str
    least: DeskRole


MENU = [
    MenuPlace("wall", "/", DeskRole.VIEWER),
    MenuPlace("machines", "/machines", DeskRole.VIEWER),
    MenuPlace("work", "/work", DeskRole.VIEWER),
    MenuPlace("orders", "/orders", DeskRole.VIEWER),
    MenuPlace("editions", "/editions", DeskRole.OPERATOR),
    MenuPlace("figures", "/figures", DeskRole.VIEWER),
    MenuPlace("losses", "/losses", DeskRole.OPERATOR),
    MenuPlace("receipt", "/receipt", DeskRole.OPERATOR),
    MenuPlace("alerts", "/alerts", DeskRole.VIEWER),
    MenuPlace("audit", "/audit", DeskRole.ADMIN),
    MenuPlace("operators", "/operators", DeskRole.ADMIN),
    MenuPlace("account", "/account", DeskRole.VIEWER),
]
"""In the order they stand; a new page is a line here and a row in `desk_app.ROUTES`."""


def menu_for(operator: DeskOperator | None) -> list[MenuPlace]:
    """Return the places that an operator may go to."""
    return [each for each in MENU if operator and operator.role >= each.least]
