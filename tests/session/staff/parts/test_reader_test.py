"""The reader's self-test over a real pcscd, with a virtual card in a hand."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.devices.card.card_port import SlotEvent, SlotState
from kiosk.devices.card.readers.dual_slot import DualSlot
from kiosk.devices.card.readers.pcsc import PcscSlot
from kiosk.devices.virtual.card.strange_cards import BankCard
from kiosk.devices.virtual.reader.pcscd import PrivatePcscd
from kiosk.devices.virtual.reader.virtual_reader import ChipCard, VirtualReader
from kiosk.session.pages.page import Answer, Page, Tap
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import ActChosen, TestRecord, ToolPage
from kiosk.session.staff.parts import reader_run
from kiosk.session.staff.parts.reader_run import CardTest
from kiosk.session.staff.parts.reader_test import (
    ANTENNA,
    ANY_CARD,
    TEST_CARD,
    run_reader_test,
)
from kiosk.session.staff.people import StaffPerson, StaffRole
from kiosk.session.staff.self_tests import last_tests
from tests.devices.card.samples import PATIENCE, issued
from tests.session.hall import Hall, OneSlot, scene

pytestmark = pytest.mark.real
Hand = Callable[[str], Answer | None]


class Bench:
    """A desk at a real slot, and what the technician's hand does when it is told."""

    def __init__(self, tmp_path: Path, slot: PcscSlot, reader: VirtualReader) -> None:
        self.slot, self.reader = slot, reader
        self.card: ChipCard | None = None
        self.asked: list[str] = []
        self.hand: Hand = self.obey
        place = scene(tmp_path, self._look)
        self.parts = replace(place.parts, slot=slot)
        self.desk = Desk(self.parts, StaffPerson("1001", StaffRole.TECHNICIAN))

    def _look(self, page: Page) -> Answer | None:
        if not isinstance(page, ToolPage) or not page.sayings:
            return None
        wanted = page.sayings[-1].name
        if wanted in self.asked[-1:]:
            return None
        self.asked.append(wanted)
        return self.hand(wanted)

    def obey(self, wanted: str) -> Answer | None:
        """Put the card in or take it out, as the page wants it."""
        if wanted.startswith("reader_put_in") and self.card is not None:
            self.reader.insert(self.card)
        elif wanted == "reader_take_out":
            self.reader.remove()
        return None

    async def run(self, kind: CardTest) -> TestRecord:
        """Run a test and return its record."""
        async with asyncio.timeout(PATIENCE):
            await run_reader_test(self.desk, kind)
        (record,) = last_tests(self.parts, kind.name)
        return record

    @property
    def said(self) -> str:
        """Return how the page says that it ended."""
        return self.desk.page("reader").sayings[-1].name


@pytest.fixture
async def bench(
    tmp_path: Path, pcscd: PrivatePcscd, reader: VirtualReader
) -> AsyncIterator[Bench]:
    """A bench whose slot is known to be empty."""
    slot = PcscSlot(pcscd.reader, deadline=PATIENCE)
    made = Bench(tmp_path, slot, reader)
    loop, dialog = asyncio.get_running_loop(), made.parts.dialog

    def news(event: SlotEvent) -> None:
        loop.call_soon_threadsafe(dialog.slot_changed, event)

    slot.start(news)
    async with asyncio.timeout(PATIENCE):
        while dialog.slot != slot.now or slot.now.state is not SlotState.EMPTY:
            await dialog.changed(dialog.device_changes)
    yield made
    slot.stop()


async def test_a_test_card_proves_all_and_nothing_personal_is_asked(
    bench: Bench, tmp_path: Path
) -> None:
    bench.card = issued(tmp_path)
    record = await bench.run(TEST_CARD)
    assert (record.outcome, record.proved, record.fault) == (
        *("passed", "reader_test_card"),
        None,
    )
    assert bench.asked == ["reader_put_in_test", "reader_take_out"]
    # SELECT once and GET CHALLENGE twice, with what T=0 fetches late, and no more.
    assert bench.reader.apdu_count <= 4
    (account,) = bench.slot.accounts
    assert account.commands <= 4
    assert account.listed
    assert account.resets >= 2
    assert account.errors == ()


async def test_any_card_is_enough_for_the_slot(bench: Bench) -> None:
    bench.card = BankCard()
    record = await bench.run(ANY_CARD)
    assert (record.outcome, record.proved) == ("passed", "reader_any_card")
    assert bench.reader.apdu_count == 0


async def test_a_bank_card_is_no_test_card_and_no_fault(bench: Bench) -> None:
    bench.card = BankCard()
    record = await bench.run(TEST_CARD)
    assert (record.outcome, record.proved) == ("broken_off", "reader_reset")
    assert bench.said == "reader_no_test_card"


async def test_a_hand_that_does_nothing_is_no_fault(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_run, "HAND_S", 0.05)
    record = await bench.run(ANY_CARD)
    assert (record.outcome, record.proved) == ("broken_off", "reader_absent")
    assert bench.said == "reader_time_inserted"


async def test_a_card_that_is_in_and_not_seen_is_turned_round_and_then_a_fault(
    bench: Bench,
) -> None:
    bench.hand = lambda wanted: ActChosen("card_is_in")
    record = await bench.run(ANY_CARD)
    assert bench.asked == ["reader_put_in", "reader_turn_round"]
    assert record.outcome == "failed"
    assert bench.said == "reader_not_inserted"


async def test_a_stopped_test_is_broken_off(bench: Bench) -> None:
    bench.hand = lambda wanted: Tap.BACK
    assert (await bench.run(ANY_CARD)).outcome == "broken_off"
    assert bench.said == "reader_stopped"


async def test_a_card_that_gives_no_answer_may_lie_the_wrong_way_round(
    tmp_path: Path,
) -> None:
    """Without pcscd, which keeps the answer of the card before for a mute one."""

    def hand(page: Page) -> Answer | None:
        asyncio.get_running_loop().call_soon(place.slot.become, SlotState.CARD)
        return None

    place = scene(tmp_path, hand)
    desk = Desk(place.parts, StaffPerson("1001", StaffRole.TECHNICIAN))
    await run_reader_test(desk, ANY_CARD)
    (record,) = last_tests(place.parts, ANY_CARD.name)
    assert (record.outcome, record.fault) == ("broken_off", None)
    assert desk.page("reader").sayings[-1].name == "reader_mute"


class NamedSlot(OneSlot):
    """One of two slots, each with its reader's name."""

    def __init__(self, hall: Hall, name: str) -> None:
        super().__init__(hall, BankCard())
        self._now = SlotEvent(SlotState.EMPTY, name)

    def become(self, state: SlotState) -> None:
        """Change and tell."""
        here = state is SlotState.CARD
        name, number = self._now.reader, self._now.insertion + here
        assert self.card is not None
        self._now = SlotEvent(state, name, number, self.card.atr if here else b"")
        self._post(self._now)


@pytest.mark.parametrize(
    ("kind", "into", "ended", "says"),
    [
        (ANTENNA, 1, "passed", "reader_antenna_passed"),
        (ANTENNA, 0, "broken_off", "reader_other_card"),
        (ANY_CARD, 0, "passed", "reader_passed"),
        (ANY_CARD, 1, "broken_off", "reader_other_card"),
        (TEST_CARD, 1, "broken_off", "reader_other_card"),
    ],
)
async def test_only_the_slot_under_test_counts(
    tmp_path: Path, kind: CardTest, into: int, ended: str, says: str
) -> None:
    right = kind.side == into

    def hand(page: Page) -> Answer | None:
        wanted = page.sayings[-1].name if isinstance(page, ToolPage) else ""
        soon = asyncio.get_running_loop().call_soon
        if wanted == f"reader_{kind.puts[0]}":
            if right:
                soon(sides[into].become, SlotState.CARD)
                return None
            sides[into].become(SlotState.CARD)
            return ActChosen(kind.puts[1])
        if wanted == f"reader_{kind.takes[0]}":
            soon(sides[into].become, SlotState.EMPTY)
        return None

    place = scene(tmp_path, hand)
    sides = [NamedSlot(place.hall, name) for name in ("contacts", "antenna")]
    slot = DualSlot(*sides)
    slot.start(place.parts.dialog.slot_changed)
    place.parts.dialog.slot_changed(slot.now)
    desk = Desk(
        replace(place.parts, slot=slot), StaffPerson("1001", StaffRole.TECHNICIAN)
    )
    async with asyncio.timeout(PATIENCE):
        await run_reader_test(desk, kind)
    (record,) = last_tests(place.parts, kind.name)
    assert record.outcome == ended
    assert desk.page("reader").sayings[-1].name == says
