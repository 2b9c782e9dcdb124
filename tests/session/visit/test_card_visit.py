"""Whole visits by scripted people, with the card pulled at every step."""

import asyncio
import dataclasses
from pathlib import Path

import msgspec
import pytest

from kiosk.devices.card.card_port import SlotState
from kiosk.devices.printer.printer_port import JobState
from kiosk.devices.virtual.card.issuing import card_from_person
from kiosk.devices.virtual.card.strange_cards import STRANGE
from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.records import CardState
from kiosk.domain.secret import Pin
from kiosk.session.contributions.pages import ContributionsPage
from kiosk.session.guides.pages import ReadPage
from kiosk.session.loss.pages import LostCardPage
from kiosk.session.pages.everywhere import (
    CenterAwayPage,
    FaultPage,
    GuidePage,
    PrintedPage,
    PrintEnd,
    StillTherePage,
)
from kiosk.session.pages.page import Answer, Page, PinEntered, Tap
from kiosk.session.pin.pages import LastTryPage, PinPage
from kiosk.session.visit.card_visit import card_visit
from kiosk.session.visit.pages import HomePage, TakeCardPage
from kiosk.settings.config import TimeLimits
from kiosk.sync.wire.visit_wire import CardProof, Session
from tests.session.hall import CARD_ID, PIN, Scene, person, polite, scene
from tests.whole import whole


def takes_card(place: Scene) -> None:
    """Make the person pull the card when asked to."""
    mind = place.who.mind

    def with_card(page: Page) -> Answer | None:
        if isinstance(page, TakeCardPage):
            asyncio.get_running_loop().call_soon(place.slot.become, SlotState.EMPTY)
            return None
        return mind(page)

    place.who.mind = with_card


async def run(place: Scene) -> list[str]:
    takes_card(place)
    await place.visit(card_visit)
    assert place.slot.released == 1
    return place.journal.kinds()


async def test_a_whole_visit(tmp_path: Path) -> None:
    place = scene(tmp_path, polite())
    kinds = await run(place)
    assert kinds == [
        "visit.begin",
        "card.state",
        "pin.ok",
        "card.pin_proof",
        "query.contributions",
        "visit.end",
    ]
    assert len(place.printer.receipts) == 1
    names = [page.name for page in place.who.shown if page.name != "busy"]
    assert names == [
        "pin",
        "home",
        "contributions",
        "preview",
        "printed",
        "contributions",
        "take_card",
    ]


async def steps_of_a_visit(folder: Path) -> int:
    place = scene(folder, polite())
    await run(place)
    return place.hall.steps


async def test_the_card_pulled_at_every_step(tmp_path: Path) -> None:
    (tmp_path / "all").mkdir()
    steps = await steps_of_a_visit(tmp_path / "all")
    assert steps >= 20
    for step in range(steps):
        folder = tmp_path / str(step)
        folder.mkdir()
        place = scene(folder, polite(), pull_at=step)
        kinds = await run(place)
        late = any(isinstance(page, TakeCardPage) for page in place.who.shown)
        if "visit.begin" in kinds:
            assert kinds[-1] == "visit.end", (step, kinds)
        fault_page = place.who.saw(FaultPage)
        assert late or not fault_page, (step, fault_page)
        assert place.parts.dialog.insertion is None


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        ("bank", Fault.CARD_UNKNOWN),
        ("blank", Fault.CARD_UNKNOWN),
    ],
)
async def test_strange_cards(tmp_path: Path, kind: str, fault: Fault) -> None:
    place = scene(tmp_path, polite())
    place.slot.card = STRANGE[kind]()
    kinds = await run(place)
    assert kinds == ["visit.trouble"]
    page = place.who.saw(FaultPage)[0]
    assert isinstance(page, FaultPage)
    assert page.fault is fault


async def test_a_mute_card(tmp_path: Path) -> None:
    place = scene(tmp_path, polite())
    place.slot.fails = True
    await run(place)
    assert place.journal.events == [("visit.trouble", {"fault": "C02"})]


async def test_wrong_pins_until_it_is_locked(tmp_path: Path) -> None:
    card = card_from_person(person(tries=3), tmp_path)
    place = scene(tmp_path, polite(pin="000111"), card)
    kinds = await run(place)
    tries = [
        p.attempts_remaining for p in place.who.saw(PinPage) if isinstance(p, PinPage)
    ]
    assert tries == [3, 2, 1]
    assert len(place.who.saw(LastTryPage)) == 1, "asked once before the last try"
    assert kinds.count("pin.wrong") == 3
    assert kinds[-2:] == ["pin.locked", "visit.end"]
    guide = place.who.saw(GuidePage)[0]
    assert isinstance(guide, GuidePage)
    assert guide.fault is Fault.CARD_LOCKED
    assert guide.where == ("任一经办机构",)


async def test_the_last_try_is_kept_when_the_person_says_no(tmp_path: Path) -> None:
    card = card_from_person(person(tries=1), tmp_path)

    def unsure(page: Page) -> Answer | None:
        return Tap.CANCEL if isinstance(page, LastTryPage) else None

    place = scene(tmp_path, polite(unsure), card)
    await run(place)
    assert not place.who.saw(PinPage)
    again = scene(
        tmp_path / "again", polite(), card_from_person(person(tries=1), tmp_path)
    )
    await run(again)
    assert "pin.ok" in again.journal.kinds(), "the try was still there"


async def test_who_forgot_the_pin_is_told_where_to_go_and_spends_no_try(
    tmp_path: Path,
) -> None:
    forgot = iter([True])

    def mind(page: Page) -> Answer | None:
        if isinstance(page, PinPage) and next(forgot, False):
            return Tap.HELP
        return Tap.BACK if isinstance(page, ReadPage) else None

    place = scene(tmp_path, polite(mind))
    kinds = await run(place)
    (told,) = place.who.saw(ReadPage)
    assert isinstance(told, ReadPage)
    assert told.topic == "pin_reset"
    pages = [p for p in place.who.saw(PinPage) if isinstance(p, PinPage)]
    assert [p.attempts_remaining for p in pages] == [6, 6]
    assert "pin.ok" in kinds


async def test_a_locked_card_s_page_has_the_date_of_its_own_rule(
    tmp_path: Path,
) -> None:
    """The region's own dates are those of all its documents together."""
    card = card_from_person(person(tries=0), tmp_path)
    place = scene(tmp_path, polite(), card)
    pin = msgspec.structs.replace(place.parts.region.pin, as_of=("2013-03",))
    region = msgspec.structs.replace(place.parts.region, pin=pin)
    place.parts = dataclasses.replace(place.parts, region=region)
    await run(place)
    (guide,) = place.who.saw(GuidePage)
    assert isinstance(guide, GuidePage)
    assert guide.as_of == "2013-03"


async def test_a_pin_with_x_spends_no_try(tmp_path: Path) -> None:
    typed = iter(["12345X", PIN])
    person_ = polite()

    def mind(page: Page) -> Answer | None:
        if isinstance(page, PinPage):
            return PinEntered(Pin(next(typed)))
        return person_(page)

    place = scene(tmp_path, mind)
    await run(place)
    pages = [p for p in place.who.saw(PinPage) if isinstance(p, PinPage)]
    assert [p.not_digits for p in pages] == [False, True]
    assert [p.attempts_remaining for p in pages] == [6, 6]


async def test_a_card_without_a_pin_is_not_enabled(tmp_path: Path) -> None:
    place = scene(tmp_path, polite(), card_from_person(person(pin=""), tmp_path))
    kinds = await run(place)
    assert kinds[-2:] == ["card.refused", "visit.end"]
    assert not place.who.saw(PinPage)
    assert place.who.saw(GuidePage)


@pytest.mark.parametrize(
    ("state", "page"),
    [
        (CardState.NOT_ENABLED, GuidePage),
        (CardState.TEMPORARY_LOSS, LostCardPage),
        (CardState.LOSS, LostCardPage),
        (CardState.CANCELLED, LostCardPage),
    ],
)
async def test_states_that_end_a_visit(
    tmp_path: Path, state: CardState, page: type[Page]
) -> None:
    place = scene(tmp_path, polite())
    place.center.state = state
    await run(place)
    assert place.who.saw(page)
    assert not place.who.saw(PinPage)
    assert not place.who.saw(HomePage)


@pytest.mark.parametrize(
    "fault",
    [
        Fault.CENTER_UNREACHABLE,
        Fault.CENTER_IDENTITY,
        Fault.CENTER_ERROR,
        Fault.CENTER_BAD_ANSWER,
        Fault.NOT_ENROLLED,
    ],
)
async def test_a_center_that_is_away_ends_nothing(tmp_path: Path, fault: Fault) -> None:
    tries = iter([Tap.RETRY, Tap.FINISH])

    def mind(page: Page) -> Answer | None:
        return next(tries) if isinstance(page, CenterAwayPage) else None

    place = scene(tmp_path, polite(mind))
    place.center.fault = fault
    kinds = await run(place)
    away = place.who.saw(CenterAwayPage)
    assert len(away) == 2
    assert isinstance(away[0], CenterAwayPage)
    assert away[0].fault is fault
    assert away[0].from_card, "what the chip says is still there"
    assert kinds.count("query.failed") == 2


async def test_a_hanging_center_costs_a_moment(tmp_path: Path) -> None:
    def mind(page: Page) -> Answer | None:
        return Tap.FINISH if isinstance(page, HomePage) else None

    place = scene(tmp_path, polite(mind), times=TimeLimits(card_query=0.05))
    place.center.hangs = True
    await run(place)
    home = place.who.saw(HomePage)[0]
    assert isinstance(home, HomePage)
    assert not home.online


async def test_a_cloned_card_is_refused(tmp_path: Path) -> None:
    """The center expects another key than this chip has."""
    other = person(id="330200D156000005990000027A5C3E10")
    card = card_from_person(other, tmp_path)
    place = scene(tmp_path, polite(), card)
    real = place.center.open_session

    async def expects_another(proof: CardProof) -> Session:
        return await real(CardProof(proof.challenge_id, CARD_ID, proof.answer))

    place.center.open_session = expects_another  # type: ignore[method-assign]
    await run(place)
    fault_page = place.who.saw(FaultPage)[0]
    assert isinstance(fault_page, FaultPage)
    assert fault_page.fault is Fault.CARD_NOT_GENUINE
    assert "card.not_genuine" in place.journal.kinds()
    assert not place.who.saw(PinPage)


async def test_a_print_that_fails_is_said(tmp_path: Path) -> None:
    place = scene(tmp_path, polite())
    place.printer.result = JobState.SUSPENDED
    await run(place)
    printed = place.who.saw(PrintedPage)[0]
    assert isinstance(printed, PrintedPage)
    assert printed.fault is Fault.PRINTER_PAPER_OUT
    assert printed.ended is PrintEnd.BROKEN


@pytest.mark.parametrize("room", range(5))
async def test_a_disk_that_fills_up_during_the_visit(tmp_path: Path, room: int) -> None:
    """Nothing is claimed that was not kept, and the person is told why it ended."""
    place = scene(tmp_path, polite())
    place.journal.room = room
    kinds = await run(place)
    assert len(kinds) == room
    fault_page = place.who.saw(FaultPage)
    assert len(fault_page) == 1
    assert isinstance(fault_page[0], FaultPage)
    assert fault_page[0].fault is Fault.STORE_FULL
    if "pin.ok" not in kinds:
        assert not place.who.saw(HomePage)


async def test_nobody_answers(tmp_path: Path) -> None:
    def asleep(page: Page) -> Answer | None:
        return None

    place = scene(tmp_path, asleep, times=TimeLimits(idle_pin=0.05, idle_answer=1.0))
    await run(place)
    assert place.who.saw(StillTherePage)
    taken = place.who.saw(TakeCardPage)[0]
    assert isinstance(taken, TakeCardPage)
    assert taken.reason == "timed_out"
    assert place.journal.events[-1][1]["reason"] == "timed_out"


async def test_somebody_is_still_there(tmp_path: Path) -> None:
    def slow(page: Page) -> Answer | None:
        if isinstance(page, PinPage) and not place.who.saw(StillTherePage):
            return None
        if isinstance(page, StillTherePage):
            return Tap.STILL_HERE
        return real(page)

    real = polite()
    place = scene(tmp_path, slow, times=TimeLimits(idle_pin=0.05, message=0.05))
    kinds = await run(place)
    assert "pin.ok" in kinds


async def test_the_receipt_says_what_the_page_says(tmp_path: Path) -> None:
    place = scene(tmp_path, polite())
    await run(place)
    page = place.who.saw(ContributionsPage)[0]
    assert isinstance(page, ContributionsPage)
    text = whole(place.printer.receipts[0])
    amounts = [fact.value for fact in page.lead if fact.private]
    assert len(amounts) == 2
    for amount in amounts:
        assert f"{amount:,.2f}" in text
    assert "王**" in text
    assert "王秀兰" not in text
    assert "990101195603070023" not in text


async def test_a_loss_that_is_learnt_late_is_served_as_one(tmp_path: Path) -> None:
    """The center was away when the card came in, and tells afterwards."""
    place = scene(tmp_path, polite())
    place.center.fault = Fault.CENTER_UNREACHABLE

    def back(page: Page) -> Answer | None:
        if isinstance(page, HomePage):
            place.center.fault, place.center.state = None, CardState.LOSS
        return None

    place.who.mind = polite(back)
    await run(place)
    assert place.who.saw(HomePage)
    assert not place.who.saw(ContributionsPage)
    page = place.who.saw(LostCardPage)[0]
    assert isinstance(page, LostCardPage)
    assert page.state is CardState.LOSS
    assert "card.lost_inserted" in place.journal.kinds()
    assert not place.who.saw(FaultPage)


async def test_a_center_that_lost_its_challenge_accuses_nobody(tmp_path: Path) -> None:
    place = scene(tmp_path, polite())
    real, lost = place.center.open_session, iter([True])

    async def forgetful(proof: CardProof) -> Session:
        if next(lost, False):
            raise KioskError("scripted", Fault.CENTER_PROOF)
        return await real(proof)

    place.center.open_session = forgetful  # type: ignore[method-assign]
    kinds = await run(place)
    assert "card.not_genuine" not in kinds
    assert "query.contributions" in kinds


async def test_a_copy_that_is_found_late_is_still_refused(tmp_path: Path) -> None:
    place = scene(tmp_path, polite())
    place.center.fault = Fault.CENTER_UNREACHABLE

    async def refuses(proof: CardProof) -> Session:
        raise KioskError("scripted", Fault.CARD_NOT_GENUINE)

    def back(page: Page) -> Answer | None:
        if isinstance(page, HomePage):
            place.center.fault = None
            place.center.open_session = refuses  # type: ignore[method-assign]
        return None

    place.who.mind = polite(back)
    kinds = await run(place)
    assert "card.not_genuine" in kinds
    assert not place.who.saw(ContributionsPage)
    fault_page = place.who.saw(FaultPage)[0]
    assert isinstance(fault_page, FaultPage)
    assert fault_page.fault is Fault.CARD_NOT_GENUINE
