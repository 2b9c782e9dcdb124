"""Own rights in trouble: the card pulled, the center failing, a session that ends."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kiosk.devices.card.card_port import SlotState
from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.records import CardState
from kiosk.session.loss.pages import LostCardPage
from kiosk.session.pages.everywhere import (
    BusyPage,
    CenterAwayPage,
    FaultPage,
    PrintedPage,
    PrivacyPage,
)
from kiosk.session.pages.page import Answer, Page, Tap
from kiosk.session.pages.record import RecordPage
from kiosk.session.pension.pages import StatementPage
from kiosk.session.visit.pages import HomePage, TakeCardPage
from kiosk.settings.state.store import Store
from kiosk.sync.wire.own_records_wire import StatementsAnswer
from kiosk.sync.wire.visit_wire import CardProof, Session
from tests.session.hall import NOW, OPEN_STORES, Scene, scene
from tests.session.kept.test_flow import OneKeeper
from tests.session.readers import Reader, read
from tests.session.visit.test_services import OWN, at
from tests.whole import whole


async def steps_of(folder: Path, service: str) -> tuple[int, int]:
    """Return the step at which the home page came, and how many there are."""
    reader, home = Reader(service), 0
    place = offering(at(scene(folder, reader), "hospital"))

    def mind(page: Page) -> Answer | None:
        nonlocal home
        if isinstance(page, HomePage) and not home:
            home = place.hall.steps
        return reader(page)

    place.who.mind = mind
    await read(place)
    return home, place.hall.steps


@pytest.mark.parametrize("service", OWN)
async def test_the_card_pulled_at_every_step(tmp_path: Path, service: str) -> None:
    (tmp_path / "all").mkdir()
    home, steps = await steps_of(tmp_path / "all", service)
    assert steps > home + 3
    for step in range(home, steps):
        folder = tmp_path / str(step)
        folder.mkdir()
        person = scene(folder, Reader(service), pull_at=step)
        place = offering(at(person, "hospital"))
        kinds = await read(place)
        assert kinds[-1] == "visit.end", (step, kinds)
        late = bool(place.who.saw(TakeCardPage))
        assert late or not place.who.saw(FaultPage), step
        close(place)


def offering(place: Scene) -> Scene:
    """Let receipts be kept here: then each of these services is offered."""
    place.parts = replace(place.parts, keeper=OneKeeper(able=False))
    return place


def close(place: Scene) -> None:
    """Close a scene's store now: there are many of them."""
    store: Store = place.parts.store
    store.close()
    OPEN_STORES.remove(store)


def failing_at(place: Scene, call: int, fault: Fault) -> list[int]:
    """Make the center fail at one of its calls; the list grows with each call."""
    real: Callable[[], Awaitable[None]] = place.center._reached
    calls: list[int] = []

    async def reached() -> None:
        await real()
        calls.append(len(calls))
        if calls[-1] == call:
            raise KioskError("scripted", fault)

    place.center._reached = reached  # type: ignore[method-assign]
    return calls


@pytest.mark.parametrize("service", OWN)
async def test_a_center_that_fails_at_each_call(tmp_path: Path, service: str) -> None:
    """Whatever fails is said; once more works, and the visit ends in good order."""
    for call in range(20):
        folder = tmp_path / str(call)
        folder.mkdir()
        place = offering(scene(folder, Reader(service, printing=False)))
        calls = failing_at(place, call, Fault.CENTER_ERROR)
        kinds = await read(place)
        assert kinds[-1] == "visit.end"
        assert place.who.saw(RecordPage)
        assert not place.who.saw(FaultPage)
        failed = bool(place.who.saw(CenterAwayPage))
        assert failed == ("query.failed" in kinds)
        close(place)
        if len(calls) <= call:
            assert call >= 3
            return
    raise AssertionError("the center is called without end")


async def test_a_card_that_is_reported_lost_meanwhile(tmp_path: Path) -> None:
    reader = Reader("visits")

    def mind(page: Page) -> Answer | None:
        return Tap.OK if isinstance(page, LostCardPage) else reader(page)

    place = scene(tmp_path, mind)
    calls = failing_at(place, 2, Fault.CARD_REPORTED_LOST)
    reached = place.center._reached

    async def lost() -> None:
        if len(calls) == 2:
            place.center.state = CardState.TEMPORARY_LOSS
        await reached()

    place.center._reached = lost  # type: ignore[method-assign]
    kinds = await read(place)
    page = place.who.saw(LostCardPage)[0]
    assert isinstance(page, LostCardPage)
    assert page.state is CardState.TEMPORARY_LOSS
    assert not place.who.saw(RecordPage)
    assert not place.who.saw(FaultPage)
    assert "card.lost_inserted" in kinds


async def test_a_center_that_says_lost_and_valid_is_trouble(tmp_path: Path) -> None:
    place = scene(tmp_path, Reader("visits"))
    failing_at(place, 2, Fault.CARD_REPORTED_LOST)
    kinds = await read(place)
    fault_page = place.who.saw(FaultPage)[0]
    assert isinstance(fault_page, FaultPage)
    assert fault_page.fault is Fault.CARD_REPORTED_LOST
    assert not place.who.saw(RecordPage)
    assert "visit.trouble" in kinds


async def test_a_session_that_ended_is_opened_anew_unseen(tmp_path: Path) -> None:
    """Also over midnight: the paper bears the day on which it was printed."""
    reader = Reader("statements")
    place = scene(tmp_path, reader)
    place.center.whose = "wang-xiulan"
    opened = 0
    open_session, ask = place.center.open_session, place.center.statements

    async def counted(proof: CardProof) -> Session:
        nonlocal opened
        opened += 1
        return await open_session(proof)

    async def ended(token: str) -> StatementsAnswer:
        if opened < 2:
            raise KioskError("The session has ended.", Fault.CENTER_PROOF)
        return await ask(token)

    def tomorrow() -> datetime:
        return NOW + timedelta(hours=13, minutes=30)

    place.center.open_session = counted  # type: ignore[method-assign]
    place.center.statements = ended  # type: ignore[method-assign]

    def late(page: Page) -> Answer | None:
        if isinstance(page, HomePage):
            place.clock.now = tomorrow  # type: ignore[method-assign]
        return reader(page)

    place.who.mind = late
    kinds = await read(place)
    assert opened == 2
    assert not place.who.saw(CenterAwayPage)
    assert place.who.saw(StatementPage)
    assert "query.statements" in kinds
    assert "query.failed" not in kinds
    assert "2025-01-01 00:00:00" in whole(place.printer.receipts[0])


async def test_a_session_that_ends_for_ever_is_a_center_in_trouble(
    tmp_path: Path,
) -> None:
    place = scene(tmp_path, Reader("person"))

    async def never(token: str) -> None:
        raise KioskError("The session has ended.", Fault.CENTER_PROOF)

    place.center.person = never  # type: ignore[method-assign,assignment]
    kinds = await read(place)
    assert len(place.who.saw(CenterAwayPage)) == 2
    assert kinds.count("query.failed") == 2


async def test_who_does_not_want_to_wait_gives_up(tmp_path: Path) -> None:
    reader = Reader("visits")
    place = scene(tmp_path, reader)

    def hurried(page: Page) -> Answer | None:
        if isinstance(page, HomePage):
            place.center.hangs = True
        if isinstance(page, BusyPage) and page.can_cancel:
            return Tap.CANCEL
        return reader(page)

    place.who.mind = hurried
    kinds = await read(place)
    assert "query.given_up" in kinds
    assert not place.who.saw(CenterAwayPage)
    assert len(place.who.saw(HomePage)) == 2


async def test_a_print_in_a_hospital_that_is_refused_prints_nothing(
    tmp_path: Path,
) -> None:
    reader = Reader("medical_account")
    place = at(scene(tmp_path, reader), "hospital")

    def careful(page: Page) -> Answer | None:
        if isinstance(page, PrivacyPage) and page.printing:
            return Tap.BACK
        return reader(page)

    place.who.mind = careful
    await read(place)
    assert not place.printer.receipts
    assert not place.who.saw(PrintedPage)


async def test_the_card_exchanged_between_two_pages(tmp_path: Path) -> None:
    """Nothing of the first person is shown to whoever put the second card in."""
    reader = Reader("person")
    place = scene(tmp_path, reader)

    def swapping(page: Page) -> Answer | None:
        if isinstance(page, RecordPage):
            loop = asyncio.get_running_loop()
            loop.call_soon(place.slot.become, SlotState.EMPTY)
            loop.call_soon(place.slot.become, SlotState.CARD)
            return None
        return reader(page)

    place.who.mind = swapping
    kinds = await read(place)
    assert kinds[-1] == "visit.end"
    assert place.who.shown[-1].name == "person"
