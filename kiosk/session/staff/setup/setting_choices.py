"""What each setting of the screen may be set to: a few values, or words to type."""

from typing import NamedTuple

from kiosk.session.dialog.ports import Ports
from kiosk.settings.state.screen_settings import ScreenSettings, SettingValue

_ON_OFF = (True, False)
_SECONDS = (30.0, 45.0, 60.0, 90.0, 120.0, 180.0)
_METRES = (0.0, 20.0, 30.0, 50.0, 63.0, 80.0, 100.0, 150.0)
MOST_LETTERS = 30
MOST_PLACES = 24


class SettingChoices(NamedTuple):
    """What may be chosen; with `typed` also anything else, by the keyboard."""

    values: tuple[SettingValue, ...]
    typed: bool = False


FIXED: dict[str, SettingChoices] = {
    "machine.site": SettingChoices(("hall", "hospital")),
    "printer.baud": SettingChoices((9600, 19200, 38400, 57600, 115200)),
    "printer.handshake": SettingChoices(("none", "rtscts")),
    "printer.roll_m": SettingChoices(_METRES, typed=True),
    "voice.volume": SettingChoices((1, 2, 3, 4, 5)),
    "panel.mask_private": SettingChoices(_ON_OFF),
    "panel.shuffle_keypad": SettingChoices(_ON_OFF),
    "panel.slot_side": SettingChoices(("", "left", "right", "above", "below")),
    "times.idle": SettingChoices(_SECONDS, typed=True),
    "times.idle_reading": SettingChoices(_SECONDS, typed=True),
    "times.idle_pin": SettingChoices(_SECONDS, typed=True),
    "log.level": SettingChoices(("debug", "info", "warning", "error")),
}
ORDER = (
    *("machine.place", "machine.site", "machine.region"),
    *("printer.profile", "printer.baud", "printer.handshake", "printer.roll_m"),
    *("voice.volume", "panel.mask_private", "panel.shuffle_keypad"),
    *("panel.slot_side", "times.idle", "times.idle_reading", "times.idle_pin"),
    "log.level",
)
"""As they stand on the page."""


def choices_of(key: str, parts: Ports, settings: ScreenSettings) -> SettingChoices:
    """Return what a setting may be set to on this machine."""
    match key:
        case "machine.region":
            return SettingChoices(tuple(settings.names("regions")))
        case "printer.profile":
            return SettingChoices(tuple(settings.names("printers")))
        case "machine.place":
            # The keyboard has no Chinese: the region's own offices can be chosen.
            names = [
                parts.texts("place__office", district=office.district)
                for office in parts.region.offices[:MOST_PLACES]
            ]
            return SettingChoices(("", *names), typed=True)
        case _:
            return FIXED[key]


def typed_value(key: str, text: str) -> SettingValue:
    """Return typed words as the setting's kind of value; nonsense stays words."""
    if key == "machine.place":
        return text.strip()
    try:
        return float(text) if text.isascii() else text
    except ValueError:
        return text
