"""Every fault the kiosk can tell a person or a technician about, with its code.

A code is stable for ever: it is printed, logged, journaled and listed in
`docs/faults.md`. The words for a code are in the locale files (`fault__<code>__*`).
"""

from enum import StrEnum

from kiosk.domain.message import Message


class Fault(StrEnum):
    """A stable code; the first letter says the part, the number never changes."""

    CARD_UNKNOWN = "C01"
    """A card without the social security environment: bank card, blank card."""
    CARD_UNREADABLE = "C02"
    """The card does not answer, answers garbage, or stopped answering."""
    CARD_NOT_ENABLED = "C03"
    """The card's social security function has not been enabled."""
    CARD_LOCKED = "C04"
    """The card's PIN is locked by its own counter."""
    CARD_REPORTED_LOST = "C05"
    """The center says that this card was reported lost or was cancelled."""
    CARD_REMOVED = "C06"
    """The card was pulled before the visit ended."""
    CARD_FILE_DAMAGED = "C07"
    """The environment is there but the issuer's data cannot be read."""
    CARD_NOT_GENUINE = "C08"
    """A copy without the issuer's key, or a card with something in between."""
    CARD_PIN_UNPROVED = "C09"
    """Nobody can tell whether it was the card that took the PIN."""
    READER_MISSING = "R01"
    """No card reader is plugged in."""
    READER_SERVICE = "R02"
    """The PC/SC service is not running."""
    READER_STUCK = "R03"
    """The reader did not answer within its deadline."""
    READER_SEVERAL = "R04"
    """More than one reader matches and the configuration names none."""
    PRINTER_SILENT = "P01"
    """The printer does not answer."""
    PRINTER_PAPER_OUT = "P02"
    """No paper."""
    PRINTER_COVER_OPEN = "P03"
    """The printer's cover is open."""
    PRINTER_FAULT = "P04"
    """Cutter, jam or head error."""
    PRINTER_GONE = "P05"
    """The serial line does not exist or vanished."""
    PRINTER_INTERRUPTED = "P06"
    """A print was interrupted; whether it came out is unknown."""
    PRINTER_PAPER_NEAR_END = "P07"
    """The roll ends soon; printing still works."""
    PRINTER_UNPROVED = "P08"
    """The printer does not answer as its profile says; nothing was printed."""
    CENTER_UNREACHABLE = "N01"
    """No connection to the center."""
    CENTER_TIMEOUT = "N02"
    """The center did not answer in time."""
    CENTER_IDENTITY = "N03"
    """The center's certificate is not the one this kiosk trusts."""
    CENTER_REFUSED_US = "N04"
    """The center does not know this kiosk, or its certificate ended."""
    CENTER_ERROR = "N05"
    """The center answered with an error of its own."""
    CENTER_BAD_ANSWER = "N06"
    """The center's answer was cut off or not in the agreed form."""
    CENTER_NO_RECORD = "N07"
    """The center has no such person or card."""
    CENTER_PROOF = "N08"
    """The center did not accept the proof that the card is present."""
    NOT_ENROLLED = "N09"
    """This kiosk has not been enrolled with a center yet."""
    CENTER_TWIN = "N10"
    """Another machine reports under this kiosk's name; staff has to decide."""
    CENTER_TIME = "N11"
    """By this machine's clock the center's certificate does not hold now."""
    NOT_APPROVED = "N12"
    """The certificate has ended, and the center's staff has not approved a new one."""
    STORE_FULL = "S01"
    """The disk is full; nothing can be promised to anybody."""
    STORE_BROKEN = "S02"
    """The kiosk's own file cannot be used."""
    STORE_UNSURE = "S03"
    """The disk failed while something was kept: nobody knows whether it is there."""
    STORE_DENIED = "S04"
    """The kiosk may not use its own folder: other owner, or mounted read-only."""
    KEYS_SEALED = "S05"
    """The kiosk's keys are sealed, and what they were sealed with is not there."""
    DISPLAY_MISSING = "D01"
    """There is no display to draw on."""
    SETTINGS_WRONG = "X02"
    """The settings cannot be used; `kiosk config check` names every mistake."""
    CLOCK_UNSURE = "T01"
    """The machine's clock is wrong, and no center told the time since the start."""
    INTERNAL = "X01"
    """A mistake in the program; the visit was ended."""


class KioskError(Exception):
    """A fault with its code; its text never holds personal data or secrets."""

    fault: Fault = Fault.INTERNAL

    def __init__(self, message: str | Message, fault: Fault | None = None) -> None:
        super().__init__(message)
        if fault is not None:
            self.fault = fault


class DeviceError(KioskError):
    """A part of the machine did not do what it was asked."""


class SetupError(KioskError):
    """Something around the program is missing or set wrongly; nobody's data is in it.

    Its text is for whoever sets the machine up, and may be logged whole.
    """
