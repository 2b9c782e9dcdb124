"""A found card behind a wedge that takes any PIN sees nothing and changes nothing."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from kiosk.devices.virtual.card.issuing import card_from_person
from kiosk.devices.virtual.card.wedge import Trick, Wedge
from kiosk.domain.faults import Fault
from kiosk.domain.secret import Pin
from kiosk.session.contributions.pages import ContributionsPage
from kiosk.session.pages.everywhere import CenterAwayPage, FaultPage
from kiosk.session.pages.page import Answer, Page, PinEntered, ServiceChosen, Tap
from kiosk.session.pin.pages import PinPage
from kiosk.session.visit.card_visit import card_visit
from kiosk.session.visit.pages import HomePage
from kiosk.sync.wire.card_item import digest_of
from tests.center.fixture import ITEM
from tests.session.hall import CARD_ID, PIN, Scene, person, polite, scene
from tests.session.visit.test_card_visit import takes_card

GIVEN = digest_of(CARD_ID, ITEM, b"X0000001999000001")
GENUINE = "card.not_genuine"


async def run(place: Scene) -> list[str]:
    takes_card(place)
    await place.visit(card_visit)
    return place.journal.kinds()


def thief(page: Page) -> Answer | None:
    """Type any PIN, then look at contributions."""
    match page:
        case PinPage():
            return PinEntered(Pin("000000"))
        case HomePage():
            return ServiceChosen("pension")
        case CenterAwayPage():
            return Tap.BACK
        case _:
            return None


def wedged(folder: Path, trick: Trick) -> Scene:
    place = scene(folder, thief, Wedge(card_from_person(person(), folder), trick))
    place.center.given = GIVEN
    return place


def fault_of(place: Scene) -> Fault:
    page = place.who.saw(FaultPage)[-1]
    assert isinstance(page, FaultPage)
    return page.fault


async def test_the_owner_is_served(tmp_path: Path) -> None:
    place = scene(tmp_path, polite())
    place.center.given = GIVEN
    await run(place)
    assert place.who.saw(ContributionsPage)
    proof = dict(place.journal.events)["card.pin_proof"]
    assert proof["known"] == "proved"


@pytest.mark.parametrize("trick", Trick)
async def test_a_wedge_opens_nothing(tmp_path: Path, trick: Trick) -> None:
    place = wedged(tmp_path, trick)
    kinds = await run(place)
    assert fault_of(place) is Fault.CARD_NOT_GENUINE
    assert GENUINE in kinds
    assert not place.who.saw(HomePage)
    # One that gives the item before the PIN is known before a PIN is asked for.
    assert bool(place.who.saw(PinPage)) is (trick is not Trick.EARLY)


@pytest.mark.parametrize("trick", [Trick.HONEST, Trick.EARLY, Trick.REPLAY])
async def test_without_a_center_the_card_alone_shows_most(
    tmp_path: Path, trick: Trick
) -> None:
    place = wedged(tmp_path, trick)
    place.center.fault = Fault.CENTER_UNREACHABLE
    kinds = await run(place)
    assert fault_of(place) is Fault.CARD_NOT_GENUINE
    assert GENUINE in kinds
    assert not place.who.saw(HomePage)


async def test_zeros_without_a_center_are_nothing_to_go_by(tmp_path: Path) -> None:
    place = wedged(tmp_path, Trick.ZEROS)
    place.center.fault = Fault.CENTER_UNREACHABLE
    await run(place)
    assert fault_of(place) is Fault.CARD_PIN_UNPROVED
    assert not place.who.saw(HomePage)


async def test_an_invented_item_shows_no_record_and_ends_when_the_center_is_back(
    tmp_path: Path,
) -> None:
    # READ RECORD 6 of EF05 by its short id, tag 8B with 29 bytes.
    record = b"\x8b\x1d" + b"0123456789".ljust(29, b"\x00") + b"\x90\x00"
    told = {bytes.fromhex("00B2062C1F"): record}
    card = card_from_person(person(), tmp_path)
    place = scene(tmp_path, thief, Wedge(card, Trick.REPLAY, told))
    place.center.given = GIVEN
    place.center.fault = Fault.CENTER_UNREACHABLE

    def comes_back(page: Page) -> Answer | None:
        if isinstance(page, CenterAwayPage):
            place.center.fault = None
            return Tap.RETRY
        return thief(page)

    place.who.mind = comes_back
    kinds = await run(place)
    assert place.who.saw(CenterAwayPage)
    assert not place.who.saw(ContributionsPage)
    assert fault_of(place) is Fault.CARD_NOT_GENUINE
    assert GENUINE in kinds


async def test_a_card_nobody_knows_is_not_called_false(tmp_path: Path) -> None:
    place = scene(tmp_path, polite())
    place.center.unproved = True
    kinds = await run(place)
    assert fault_of(place) is Fault.CARD_PIN_UNPROVED
    assert GENUINE not in kinds
    assert not place.who.saw(HomePage)


async def test_a_region_without_an_item_asks_the_card_for_none(tmp_path: Path) -> None:
    place = scene(tmp_path, polite())
    region = place.parts.region
    card = msgspec.structs.replace(region.card, pin_item="")
    region = msgspec.structs.replace(region, card=card)
    place.parts = replace(place.parts, region=region)
    seen = place.center.proofs
    await run(place)
    assert [proof.item and (proof.item.item, proof.item.digest) for proof in seen] == [
        None,
        ("", None),
    ]


async def test_the_item_goes_with_the_visit(tmp_path: Path) -> None:
    """Neither value nor digest stays in the journal."""
    place = scene(tmp_path, polite())
    await run(place)
    written = repr(place.journal.events)
    for secret in (PIN, "X0000001999000001", GIVEN.hex()):
        assert secret not in written
