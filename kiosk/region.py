"""A region's rules as typed values: what its sources say, and nothing else.

What a source does not say stays absent (None or empty) and the kiosk then sends
people to the hotline; no rule is ever guessed.
"""

from pathlib import Path
from typing import Literal

from kiosk.config import Table, decode_toml, profile_path


class RegionName(Table, frozen=True):
    """Who the region is and when its facts were true."""

    id: str
    name: str
    province: str
    bureau: str = ""
    code: str = ""
    """Six digits of GB/T 2260; a card that names this region is told by its name."""
    as_of: tuple[str, ...] = ()


class Hotlines(Table, frozen=True):
    """Telephone numbers, printed as the source prints them."""

    source: str = ""
    consultation: str = "12333"
    loss: tuple[str, ...] = ()
    hours: str = ""


class PinRules(Table, frozen=True):
    """What the region says about the card's service PIN."""

    source: str = ""
    kind: str = ""
    length: int = 6
    max_attempts: int | None = None
    unlock_where: tuple[str, ...] = ()
    unlock_needs: tuple[str, ...] = ()
    initial: str = ""
    """The PIN that cards are issued with; with `last6_of_number` it stays empty."""
    initial_rule: Literal["", "fixed", "last6_of_number"] = ""
    change_on_kiosk: bool = True
    """A kiosk may change the PIN of who knows it."""
    unlock_on_kiosk: bool = False
    """A kiosk may give a locked card a new PIN; needs the issuer's keys."""


class EnableRules(Table, frozen=True):
    """How the social security function of a card is enabled."""

    source: str = ""
    where: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


class Office(Table, frozen=True):
    """One place where people are served in person."""

    district: str
    addresses: tuple[str, ...]
    phones: tuple[str, ...] = ()


class CardRules(Table, frozen=True):
    """What is special about the region's cards."""

    items: str = ""
    """The name of a table in `config/cards/` with the region's own files."""


class Region(Table, frozen=True):
    """One file of `config/regions/`."""

    region: RegionName
    hotlines: Hotlines = Hotlines()
    pin: PinRules = PinRules()
    enable: EnableRules = EnableRules()
    card: CardRules = CardRules()
    banks: tuple[str, ...] = ()
    offices: tuple[Office, ...] = ()


def load_region(config_path: Path, name: str) -> Region:
    """Read a region profile.

    :raises kiosk.config.ConfigError: when the file is missing or does not fit.
    """
    return decode_toml(profile_path(config_path, "regions", name), Region)
