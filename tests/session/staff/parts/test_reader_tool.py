"""The card reader's page, built from what is known."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from kiosk.devices.card.card_port import CardSlot, SlotAccount, SlotEvent, SlotState
from kiosk.domain.faults import Fault
from kiosk.session.dialog.ports import PsamPort
from kiosk.session.pages.record import Word
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import Mood, ToolFact, ToolPage
from kiosk.session.staff.parts.reader_run import CardTest, ReaderTest, reader_state
from kiosk.session.staff.parts.reader_test import ANTENNA, ANY_CARD
from kiosk.session.staff.parts.reader_tool import reader_page, show_reader
from tests.session.staff.desks import desk_of, pages_of

SOCIAL = bytes.fromhex("3B6D000000814E43238697990000A1B2C3D4")


class Known:
    """A slot of which only what is known is asked."""

    def __init__(self, accounts: Sequence[SlotAccount]) -> None:
        self.accounts = tuple(accounts)


class Module:
    """A PSAM's slot."""

    def __init__(self, present: bool) -> None:
        self.present = present


def page_of(
    tmp_path: Path, *accounts: SlotAccount, psam: Module | None = None
) -> ToolPage:
    desk, place = desk_of(tmp_path)
    desk.parts = replace(
        place.parts,
        slot=cast(CardSlot, Known(accounts)),
        psam=cast(PsamPort | None, psam),
    )
    return reader_page(desk)


def facts(page: ToolPage) -> dict[str, ToolFact]:
    return {fact.name: fact for group in page.groups for fact in group.facts}


def account(state: SlotState, atr: bytes = b"", **more: object) -> SlotAccount:
    return SlotAccount(SlotEvent(state, "R", 1, atr), ("R",), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "health"),
    [
        (SlotState.EMPTY, "ok"),
        (SlotState.CARD, "ok"),
        (SlotState.STARTING, "unknown"),
        *((SlotState.NO_READER, "bad"), (SlotState.NO_SERVICE, "bad")),
        *((SlotState.SEVERAL_READERS, "bad"), (SlotState.STUCK, "bad")),
    ],
)
async def test_each_state_has_its_health(
    tmp_path: Path, state: SlotState, health: str
) -> None:
    page = page_of(tmp_path, account(state))
    assert facts(page)["slot_state"].health == health
    assert "test_antenna" not in [act.name for act in page.acts]
    said = [saying.name for saying in page.sayings]
    assert said == (["card_in_slot"] if state is SlotState.CARD else [])


async def test_a_card_is_told_in_words_and_never_by_its_number(tmp_path: Path) -> None:
    page = page_of(tmp_path, account(SlotState.CARD, SOCIAL))
    told = facts(page)
    assert told["atr_kind"].value == Word("atr", "maybe_social")
    assert told["atr_protocol"].value == "T=0"
    assert "a1b2" not in repr(page).lower()


async def test_two_slots_are_two_groups_and_counted_together(tmp_path: Path) -> None:
    faults = ((Fault.CARD_UNREADABLE, 2),)
    page = page_of(
        tmp_path,
        account(SlotState.EMPTY, commands=3, errors=faults),
        account(SlotState.STUCK, commands=4, errors=faults, replaced=1, hung=1),
    )
    assert [g.name for g in page.groups] == [
        *("slot", "antenna", "readers", "counted", "keys")
    ]
    listed = [f for group in page.groups for f in group.facts if f.name == "listed"]
    assert [f.value for f in listed] == ["R"], "each reader once"
    assert [t.test for t in page.tests][-1] == "reader_antenna"
    assert page.acts[-1].name == "test_antenna"
    told = facts(page)
    assert (told["commands"].value, told["errors_C02"].value) == (7, 4)
    assert (told["replaced"].health, told["hung"].health) == ("warning", "bad")


@pytest.mark.parametrize(
    ("psam", "word"),
    [
        (None, "not_configured"),
        (Module(True), "present"),
        (Module(False), "absent"),
    ],
)
async def test_a_psam_is_there_or_absent_or_not_configured(
    tmp_path: Path, psam: Module | None, word: str
) -> None:
    page = page_of(tmp_path, account(SlotState.EMPTY), psam=psam)
    assert facts(page)["psam"].value == Word("psam", word)


async def test_a_reader_that_is_not_listed_is_said(tmp_path: Path) -> None:
    nothing = SlotAccount(SlotEvent(SlotState.NO_READER))
    assert facts(page_of(tmp_path, nothing))["listed"].health == "bad"


async def test_nothing_is_sent_to_a_card_by_looking(tmp_path: Path) -> None:
    desk, place = desk_of(tmp_path)
    place.slot.become(SlotState.CARD)
    steps = place.hall.steps
    await show_reader(desk)
    assert pages_of(place, "reader")
    assert place.hall.steps == steps + 1  # the page itself, and no command
    assert isinstance(desk, Desk)


@pytest.mark.parametrize("kind", [ANY_CARD, ANTENNA])
async def test_a_slot_without_a_reader_is_told_from_the_other(
    tmp_path: Path, kind: CardTest
) -> None:
    desk, place = desk_of(tmp_path)
    states = [SlotState.NO_READER, SlotState.STARTING]
    accounts = [SlotAccount(SlotEvent(state)) for state in states]
    desk.parts = replace(place.parts, slot=cast(CardSlot, Known(accounts)))
    desk.parts.dialog.slot_changed(SlotEvent(SlotState.NO_READER, other=states[1]))
    assert ReaderTest(desk, kind).state is states[kind.side]


async def test_what_was_said_of_the_reader_ends_when_it_ails_or_is_well(
    tmp_path: Path,
) -> None:
    desk, place = desk_of(tmp_path)
    desk.say_while(reader_state(desk.parts), Mood.GOOD, "reader_passed")
    for state in (SlotState.CARD, SlotState.EMPTY):
        place.slot.become(state)
        said = [s.name for s in reader_page(desk).sayings]
        assert "reader_passed" in said, "a card is no news of the reader"
    place.slot.become(SlotState.NO_READER)
    assert reader_page(desk).sayings == ()
    place.slot.become(SlotState.EMPTY)
    assert reader_page(desk).sayings == ()
