"""The center is away, and the card is asked what it holds."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kiosk.devices.virtual.card.chip import VirtualCard
from kiosk.devices.virtual.card.issuing import CardImage, card_from_person, image_of
from kiosk.devices.virtual.people.cast import load_people
from kiosk.domain.faults import Fault
from kiosk.session.chip.pages import ChipFactsPage
from kiosk.session.pages.everywhere import CenterAwayPage
from kiosk.session.pages.page import Answer, Page, ServiceChosen, Tap
from kiosk.session.visit.pages import HomePage
from tests.session.hall import PIN, Scene, person, polite, scene
from tests.session.visit.test_card_visit import run


def asks_the_card(insurance: str) -> Callable[[Page], Answer | None]:
    """Return a person who looks at one insurance on the card and leaves."""
    seen = False

    def mind(page: Page) -> Answer | None:
        nonlocal seen
        match page:
            case HomePage():
                return Tap.FINISH if seen else ServiceChosen(insurance)
            case CenterAwayPage():
                return Tap.BACK if seen else Tap.CARD_FACTS
            case ChipFactsPage():
                seen = True
                return Tap.BACK
        return None

    return mind


def away(
    folder: Path,
    insurance: str,
    card: VirtualCard | None = None,
    pin: str = PIN,
    pull_at: int | None = None,
) -> Scene:
    """Return a scene whose center cannot be reached."""
    mind = polite(asks_the_card(insurance), pin)
    place = scene(folder, mind, card, pull_at)
    place.center.fault = Fault.CENTER_UNREACHABLE
    return place


def of(folder: Path, key: str) -> tuple[VirtualCard, str]:
    """Return a demo person's card and its PIN."""
    who = load_people()[key]
    return card_from_person(who, folder), who.card.pin


def page_of(place: Scene) -> ChipFactsPage:
    pages = place.who.saw(ChipFactsPage)
    assert len(pages) == 1
    assert isinstance(pages[0], ChipFactsPage)
    return pages[0]


def facts_of(page: ChipFactsPage) -> dict[str, object]:
    return {fact.name: fact.value for fact in page.facts}


async def test_the_pension_as_the_card_knows_it(tmp_path: Path) -> None:
    place = away(tmp_path, "pension", *of(tmp_path, "wang-xiulan"))
    kinds = await run(place)
    page = page_of(place)
    assert facts_of(page) == {
        "pension_kind": "110",
        "pension_region": "330200",
        "pension_account_opened": date(2015, 1, 1),
    }
    assert page.as_of == date(2024, 12, 1)
    assert kinds.count("card.facts") == 1
    event = dict(place.journal.events)["card.facts"]
    assert event["read"] == 3
    assert event["unreadable"] == 0
    assert "330200" not in str(event)


async def test_the_card_s_settlements_are_the_center_s(tmp_path: Path) -> None:
    place = away(tmp_path, "medical", *of(tmp_path, "zhou-yuzhen"))
    await run(place)
    page = page_of(place)
    real = [v for v in load_people()["zhou-yuzhen"].visits if not v.cancelled][:3]
    assert [s.fund for s in page.settlements] == [v.fund for v in real]
    assert [s.account for s in page.settlements] == [v.account for v in real]
    assert [s.at and s.at.replace(tzinfo=None) for s in page.settlements] == [
        v.at for v in real
    ]
    number = facts_of(page)["medical_account_number"]
    assert "****" in str(number)
    assert page.as_of is None


@pytest.mark.parametrize("key", ["wang-xiulan", "chen-jianhua"])
@pytest.mark.parametrize("insurance", ["unemployment", "injury", "maternity"])
async def test_the_others(tmp_path: Path, key: str, insurance: str) -> None:
    place = away(tmp_path, insurance, *of(tmp_path, key))
    await run(place)
    page = page_of(place)
    assert page.readable
    assert page.facts
    if insurance == "unemployment":
        assert facts_of(page)["months_paid"] == 120


async def test_an_empty_file_reads_well(tmp_path: Path) -> None:
    place = away(tmp_path, "maternity", card_from_person(person(), tmp_path))
    await run(place)
    page = page_of(place)
    assert (page.readable, page.facts, page.settlements) == (True, (), ())


async def test_a_file_that_an_old_card_does_not_have(tmp_path: Path) -> None:
    place = away(tmp_path, "injury", *of(tmp_path, "li-guoqiang"))
    await run(place)
    assert not page_of(place).readable
    assert dict(place.journal.events)["card.facts"]["trouble"] == "missing"


async def test_values_that_cannot_be_read_stand_beside_the_others(
    tmp_path: Path,
) -> None:
    whole = image_of(person())
    records = (
        b"\x70\x03110",
        b"\x71\x03\x33\x02\xa0",
        b"\x6e\x04\x20\x15\x02\x30",
        b"\x6c\x09\x20",
    )
    files = {**whole.files, "DF03.EF07": records}
    card = CardImage(whole.card_id, 2, whole.pin, 6, files).card(tmp_path)
    place = away(tmp_path, "pension", card)
    await run(place)
    facts = facts_of(page_of(place))
    assert facts.pop("pension_kind") == "110"
    assert set(facts.values()) == {None}
    assert len(facts) == 4
    assert dict(place.journal.events)["card.facts"]["unreadable"] == 4


async def test_the_card_pulled_while_it_is_asked(tmp_path: Path) -> None:
    (tmp_path / "all").mkdir()
    place = away(tmp_path / "all", "medical", *of(tmp_path / "all", "wang-xiulan"))
    await run(place)
    steps = place.hall.steps
    assert steps > 30
    for step in range(steps):
        folder = tmp_path / str(step)
        folder.mkdir()
        place = away(folder, "medical", *of(folder, "wang-xiulan"), pull_at=step)
        kinds = await run(place)
        if "visit.begin" in kinds:
            assert kinds[-1] == "visit.end", (step, kinds)
        assert place.parts.dialog.insertion is None
