"""What the window draws with, as the technician's pages are told it.

It goes from the window's thread to the session's as one frozen value.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class DrawnBy:
    """What the window draws with, for a technician; told once it is open."""

    driver: str = ""
    width: int = 0
    height: int = 0
    refresh: int = 0
    """Pictures a second; 0: the driver does not tell."""
    sound: bool | None = None
    """Whether the audio device could be opened; None before anybody tried."""
    jack: bool | None = None
    """Whether a plug is in the headphones' socket; None: no socket tells it."""


@dataclass(frozen=True, slots=True, repr=False)
class SoundTest:
    """What the machine is to sound like, for a technician's ear."""

    what: str
    """`left`, `right` or `both`: the tone; `speech`: the words."""
    volume: int
    """A step from 1 to 5, as the settings have it."""
    words: str = ""
    language: str = ""
