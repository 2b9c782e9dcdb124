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
