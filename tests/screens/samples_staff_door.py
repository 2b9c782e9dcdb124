"""Samples of the technician's door and of the keyboard."""

from datetime import UTC, datetime

from kiosk.session.pages.page import Page
from kiosk.session.staff.door.pages import DoorPage, DoorShut, DoorShutPage, DoorStep
from kiosk.session.staff.keyboard_page import KeyboardPage

NOON = datetime(2024, 12, 31, 12, 0, 30, tzinfo=UTC)
LONG_AGO = datetime(2005, 1, 1, 0, 3, 10, tzinfo=UTC)
KIOSK = "yunchuan-hall-03"

STAFF_DOOR: dict[str, Page] = {
    "maintenance_login": DoorPage(now=NOON),
    "maintenance_login-wrong": DoorPage(now=NOON, wrong=True),
    "maintenance_login-clock": DoorPage(now=LONG_AGO, sure=False),
    "maintenance_login-code": DoorPage(step=DoorStep.CODE, now=NOON),
    "maintenance_login-code-clock": DoorPage(
        step=DoorStep.CODE, now=LONG_AGO, sure=False
    ),
    "maintenance_login-phone": DoorPage(
        step=DoorStep.PHONE, now=LONG_AGO, kiosk=KIOSK, challenge="10482337"
    ),
    "maintenance_shut-wait": DoorShutPage(DoorShut.WAIT, 240),
    "maintenance_shut": DoorShutPage(DoorShut.NOBODY),
    "maintenance_shut-no_center": DoorShutPage(DoorShut.NO_CENTER),
    "maintenance_shut-disk": DoorShutPage(DoorShut.DISK),
    "keyboard-password": KeyboardPage("password", least=8, secret=True),
}
