"""Pages of the technician's door: a number, a code, and why it does not open."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from kiosk.session.pages.page import Page

NUMBER_LEAST, NUMBER_MOST = 4, 8
"""How many digits somebody's own number has."""


class DoorStep(StrEnum):
    """What is typed; words from `door__<name>`. The password has its keyboard."""

    NUMBER = "number"
    CODE = "code"
    PHONE = "phone"


class DoorPage(Page, frozen=True, kw_only=True):
    """The door's keypad; answers TextTyped, CANCEL, and HELP for another code."""

    name: ClassVar[str] = "maintenance_login"
    step: DoorStep = DoorStep.NUMBER
    wrong: bool = False
    """Something was wrong before; nobody is told what."""
    now: datetime
    """What the machine's clock shows: whoever cannot come in sees why."""
    sure: bool = True
    kiosk: str = ""
    challenge: str = ""
    """What is read to the center, for a code by telephone."""

    @property
    def called(self) -> str:
        first = self.step is DoorStep.NUMBER
        return self.name if first else f"{self.name}-{self.step}"


class DoorShut(StrEnum):
    """Why the door does not open now; `door__shut__<name>`."""

    NOBODY = "nobody"
    """There is no account yet."""
    WAIT = "wait"
    NO_CENTER = "no_center"
    """Only a center that this machine has met can give a code by telephone."""
    DISK = "disk"
    """A one-time code cannot be marked as used."""


class DoorShutPage(Page, frozen=True):
    """Why nobody comes in now; answers BACK or CANCEL."""

    name: ClassVar[str] = "maintenance_shut"
    why: DoorShut
    seconds: int = 0
