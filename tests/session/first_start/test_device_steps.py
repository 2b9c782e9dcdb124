"""Reader and printer: what was chosen is marked, what was accepted stays."""

from pathlib import Path

import pytest

from kiosk.session.first_start import device_steps
from kiosk.session.first_start.device_steps import (
    printer_page,
    reader_page,
    search_printer,
)
from kiosk.session.first_start.first_answers import FirstAnswers
from kiosk.session.pages.record import Word
from tests.session.first_start.newcomer import BACK, Newcomer, act, desk_of

TAKEN = {"port": "/dev/null", "baud": 9600, "profile": "generic-58mm"}
NOW, CARD = Word("first_chosen", "now"), Word("first_chosen", "card")


def never(*ports: object) -> None:
    raise AssertionError("nothing was to be looked for")


async def test_an_accepted_printer_is_not_looked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device_steps, "find_printer", never)
    plan = [("printer", act("by_hand")), ("port", BACK)]
    newcomer = Newcomer([*plan, ("printer", act("keep_printer"))])
    desk = desk_of(tmp_path, newcomer, FirstAnswers(settings={"printer": dict(TAKEN)}))
    await search_printer(desk)
    assert newcomer.said == ["first_printer_kept"] * 2
    assert desk.answers.settings["printer"] == TAKEN


async def test_a_sticks_printer_is_a_claim_that_the_search_proves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device_steps, "find_printer", lambda ports: None)
    newcomer = Newcomer([("printer", act("no_printer"))])
    answers = FirstAnswers(
        settings={"printer": dict(TAKEN)}, from_stick=["printer.port"]
    )
    await search_printer(desk_of(tmp_path, newcomer, answers))
    assert newcomer.said == ["first_printer_silent"]


def test_a_cancelled_search_says_so_and_offers_what_was_taken(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, Newcomer([]))
    page = printer_page(desk, None, ["/dev/null"], "cancelled")
    assert [saying.name for saying in page.sayings] == ["first_printer_cancelled"]
    assert "first_keep_printer" not in [act.name for act in page.acts]
    desk.answers.settings["printer"] = dict(TAKEN)
    page = printer_page(desk, None, ["/dev/null"], "cancelled")
    assert page.acts[0].name == "first_keep_printer"


def test_the_chosen_reader_and_the_one_with_a_card_are_marked(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, Newcomer([]))
    desk.put(reader__name="Example B")
    listed = {"Example A [CCID Interface] 00 00": True, "Example B 01 00": False}
    first, second = reader_page(desk, listed).choices
    assert (first.label, first.hint) == ("Example A", (CARD, "[CCID Interface] 00 00"))
    assert (second.label, second.hint) == ("Example B 01 00", (NOW, "PC/SC"))
