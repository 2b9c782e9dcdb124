"""A region's rules as typed values: what its sources say, and nothing else.

What a source does not say stays absent (None or empty) and the kiosk then sends
people to the hotline; no rule is ever guessed.
"""

from pathlib import Path

from kiosk.config import ConfigError, decode_toml, profile_path
from kiosk.region.check import flaws
from kiosk.region.places import Bank, Guide, Listing, Office, RegionName
from kiosk.region.profile import Region
from kiosk.region.rules import (
    PROCEDURES,
    CardRules,
    Channel,
    ContactField,
    ContactRules,
    FeeRules,
    Hotlines,
    LossRules,
    PinRules,
    Procedure,
    ProcedureName,
    RightsRules,
    Rules,
)
from kiosk.texts import Texts

__all__ = [
    "PROCEDURES",
    "Bank",
    "CardRules",
    "Channel",
    "ContactField",
    "ContactRules",
    "FeeRules",
    "Guide",
    "Hotlines",
    "Listing",
    "LossRules",
    "Office",
    "PinRules",
    "Procedure",
    "ProcedureName",
    "Region",
    "RegionName",
    "RightsRules",
    "Rules",
    "as_of_line",
    "dates_of",
    "flaws",
    "flaws_of",
    "load_region",
]


def load_region(config_path: Path, name: str) -> Region:
    """Read a region profile.

    :raises kiosk.config.ConfigError: when the file is missing, does not fit, or says
        two things that cannot both hold.
    """
    path = profile_path(config_path, "regions", name)
    region = decode_toml(path, Region)
    if found := [f"{path}: {sentence}" for sentence in flaws(region, path.stem)]:
        raise ConfigError(*found)
    return region


def flaws_of(path: Path) -> list[str]:
    """Return every mistake of a region's file as a sentence that names the file."""
    try:
        region = decode_toml(path, Region)
    except ConfigError as error:
        return list(error.mistakes)
    return [f"{path}: {sentence}" for sentence in flaws(region, path.stem)]


def dates_of(as_of: tuple[str, ...], sign: str = "、") -> str:
    """Return the dates of a rule in one line, as the source prints them."""
    return sign.join(as_of)


def as_of_line(texts: Texts, as_of: tuple[str, ...]) -> str:
    """Say how old a rule is; of a source without a date it says just that."""
    if not as_of:
        return texts("guide__undated")
    return texts("guide__as_of", date=dates_of(as_of, texts("guide__and")))
