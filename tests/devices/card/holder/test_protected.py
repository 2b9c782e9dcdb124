"""What a card gives only after its PIN, and what a wedge makes of that."""

from pathlib import Path

import msgspec
import pytest

from kiosk.devices.card.holder.protected import (
    Door,
    Reading,
    guarded,
    item_row,
    read_item,
)
from kiosk.devices.card.holder.region_items import item_table
from kiosk.devices.card.holder.social_card import SocialSecurityCard
from kiosk.devices.card.protocol.transport import Transport
from kiosk.devices.virtual.card.wedge import Trick, Wedge
from kiosk.devices.virtual.reader.virtual_reader import ChipCard
from kiosk.domain.region.region import Region
from kiosk.domain.region.region_rules import ACCOUNT
from kiosk.domain.secret import Pin
from kiosk.settings.regions import load_region
from kiosk.settings.shipped import shipped_config
from kiosk.settings.toml_file import SettingsMistake
from tests.devices.card.samples import PIN, Direct, issued

GENERATIONS = [1, 2, 3]
VALUE = b"X00000019%08d"
NINGBO = load_region(shipped_config("kiosk.toml"), "ningbo")


def opened(wire: Transport, pin: str = PIN) -> SocialSecurityCard:
    card = SocialSecurityCard(wire)
    card.select_environment()
    card.verify_pin(Pin(pin))
    return card


@pytest.mark.parametrize("generation", GENERATIONS)
def test_the_item_is_closed_before_the_pin_and_open_after(
    tmp_path: Path, generation: int
) -> None:
    wire = Direct(issued(tmp_path, generation))
    SocialSecurityCard(wire).select_environment()
    assert read_item(wire, ACCOUNT, generation) == Reading(Door.CLOSED)
    SocialSecurityCard(wire).verify_pin(Pin(PIN))
    assert read_item(wire, ACCOUNT, generation) == Reading(
        Door.OPEN, VALUE % generation
    )
    # The environment is selected again: its commands work.
    assert SocialSecurityCard(wire).read_issuer().card_number == "X00000019"
    wire.card.reset()
    SocialSecurityCard(wire).select_environment()
    assert read_item(wire, ACCOUNT, generation).door is Door.CLOSED


@pytest.mark.parametrize("generation", GENERATIONS)
def test_every_generation_guards_the_usual_item(generation: int) -> None:
    assert guarded(ACCOUNT, generation)


@pytest.mark.parametrize(
    ("item", "generation", "closed"),
    [
        ("SSSE.EF06/name", 2, False),
        ("SSSE.EF06/name", 3, False),  # by a key, not by the PIN
        ("DF01.EF06/phone", 1, True),
        ("DF04.EF06/offline_allowed", 2, True),
        ("DF05.EF05/health_state", 2, False),
        ("DF0A.EF0C/own", 2, True),
        ("", 2, False),
    ],
)
def test_what_is_guarded(item: str, generation: int, closed: bool) -> None:
    assert guarded(item, generation) is closed


def test_an_absent_file_says_nothing(tmp_path: Path) -> None:
    wire = Direct(issued(tmp_path))
    opened(wire)
    assert read_item(wire, "DF05.EF05/health_state", 2).door is Door.ABSENT


def test_a_value_is_in_no_text() -> None:
    assert "X0000" not in repr(Reading(Door.OPEN, VALUE % 2))


@pytest.mark.parametrize("generation", GENERATIONS)
@pytest.mark.parametrize(
    ("trick", "before", "after"),
    [
        (Trick.HONEST, Reading(Door.CLOSED), Reading(Door.CLOSED)),
        (Trick.ZEROS, Reading(Door.CLOSED), Reading(Door.OPEN)),
        (Trick.EARLY, Reading(Door.OPEN), Reading(Door.OPEN)),
        (Trick.REPLAY, Reading(Door.CLOSED), Reading(Door.CLOSED)),
    ],
)
def test_a_wedge_has_no_value_to_give(
    tmp_path: Path, generation: int, trick: Trick, before: Reading, after: Reading
) -> None:
    wire = Direct(Wedge(issued(tmp_path, generation), trick))
    SocialSecurityCard(wire).select_environment()
    assert read_item(wire, ACCOUNT, generation) == before
    SocialSecurityCard(wire).verify_pin(Pin("000000"))
    assert read_item(wire, ACCOUNT, generation) == after


class Recorder(Direct):
    """A line on which somebody listens."""

    def __init__(self, card: ChipCard) -> None:
        super().__init__(card)
        self.heard: dict[bytes, bytes] = {}

    def transmit(self, command: bytes) -> bytes:
        self.heard[command] = super().transmit(command)
        return self.heard[command]


def test_a_wedge_that_overheard_the_owner_repeats_the_value(tmp_path: Path) -> None:
    """It is not caught, and it has heard the PIN too: docs/card.md says so."""
    owner = Recorder(issued(tmp_path))
    opened(owner)
    read_item(owner, ACCOUNT, 2)
    assert any(PIN in command.hex() for command in owner.heard)
    later = Direct(Wedge(issued(tmp_path), Trick.REPLAY, owner.heard))
    opened(later, "000000")
    assert read_item(later, ACCOUNT, 2) == Reading(Door.OPEN, VALUE % 2)


def test_changing_the_pin_changes_nothing_behind_a_wedge(tmp_path: Path) -> None:
    genuine = issued(tmp_path)
    wedge = Wedge(genuine)
    card = opened(Direct(wedge), "000000")
    card.change_pin(Pin("000000"), Pin("975312"))
    wedge.reset()
    opened(Direct(genuine))  # the PIN is what it was, and no try is spent


@pytest.mark.parametrize(
    "item", ["SSSE.EF06/name", "DF04.EF08/settlement_kind", "DF04.EF05/nosuch"]
)
def test_a_region_names_an_item_that_is_guarded(item: str) -> None:
    with pytest.raises(SettingsMistake, match=r"card\.pin_item"):
        item_table(shipped_config("kiosk.toml"), _with(item))


@pytest.mark.parametrize("item", ["", "DF01.EF06/phone", ACCOUNT])
def test_a_region_may_name_another_item_or_none(item: str) -> None:
    table = item_table(shipped_config("kiosk.toml"), _with(item))
    assert not item or item_row(item, table).top_level


def _with(item: str) -> Region:
    card = msgspec.structs.replace(NINGBO.card, pin_item=item)
    return msgspec.structs.replace(NINGBO, card=card)
