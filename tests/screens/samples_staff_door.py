"""Samples of the technician's door and of the keyboard."""

from kiosk.session.pages.page import Page
from kiosk.session.staff.keyboard_page import KeyboardPage

STAFF_DOOR: dict[str, Page] = {
    "keyboard-password": KeyboardPage("password", least=8, secret=True),
}
