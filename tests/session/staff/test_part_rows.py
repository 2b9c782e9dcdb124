"""The technician's page says what is known, since when, and what to do about it."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.devices.card.card_port import SLOT_FAULTS, SlotEvent, SlotState
from kiosk.devices.printer.printer_port import (
    Cover,
    LinkState,
    Paper,
    PrinterFault,
    PrinterStatus,
)
from kiosk.domain.faults import Fault
from kiosk.session.pages.record import Word
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.fault_page import fault_page
from kiosk.session.staff.pages import Known, PartHealth, PartRow
from kiosk.session.staff.part_rows import NAMED_FAULTS, part_rows
from kiosk.session.staff.people import StaffPerson, StaffRole
from kiosk.settings.texts import languages, load_texts
from kiosk.sync.clock.clock import Certainty
from kiosk.sync.line.backoff import UploadState
from tests.every import every
from tests.session.hall import READY, Scene, polite, scene

FIRST = (*SlotState,)


def row(place: Scene, part: str) -> PartRow:
    """Return one part's row."""
    found = [r for r in part_rows(place.parts) if r.part == part]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("state", FIRST)
async def test_every_slot_state_has_words_code_and_advice(
    tmp_path: Path, state: SlotState
) -> None:
    place = scene(tmp_path, polite())
    place.parts.dialog.slot_changed(SlotEvent(state))
    found = row(place, "reader")
    assert found.fault is SLOT_FAULTS.get(state)
    assert found.state == (Word("slot_state", state),)
    for language in every(languages()):
        texts = load_texts(language)
        assert texts.has(f"slot_state__{state}")
        assert texts.has(f"other_slot_state__{state}")
        if found.fault is not None:
            assert texts.has(f"doctor__fault__{found.fault.value}")


async def test_the_readers_age_is_that_of_its_last_news(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = scene(tmp_path, polite())
    loop = asyncio.get_running_loop()
    place.parts.dialog.slot_changed(SlotEvent(SlotState.NO_READER))
    since = place.parts.dialog.slot_since
    assert since is not None
    monkeypatch.setattr(loop, "time", lambda: since + 190.0)
    found = row(place, "reader")
    assert (found.known, found.age_seconds) == (Known.SINCE, 190)
    place.parts.dialog.slot_since = None
    assert row(place, "reader").age_seconds is None


async def test_the_other_slots_trouble_has_its_code(tmp_path: Path) -> None:
    place = scene(tmp_path, polite())
    slot = place.parts.dialog.slot
    place.parts.dialog.slot_changed(
        replace(slot, state=SlotState.EMPTY, other=SlotState.STUCK)
    )
    found = row(place, "reader")
    assert (found.health, found.fault) == (PartHealth.WARNING, Fault.READER_STUCK)
    assert Word("other_slot_state", "stuck") in found.state


async def test_of_a_silent_printer_nothing_old_is_said(tmp_path: Path) -> None:
    place = scene(tmp_path, polite())
    place.printer.status = PrinterStatus(LinkState.SILENT, Paper.OK, Cover.CLOSED)
    found = row(place, "printer")
    assert found.state == (Word("printer_link", "silent"),)
    assert (found.fault, found.age_seconds) == (Fault.PRINTER_SILENT, None)


async def test_what_ails_an_answering_printer_is_said(tmp_path: Path) -> None:
    place = scene(tmp_path, polite())
    place.printer.status = PrinterStatus(
        LinkState.OK, Paper.NEAR_END, Cover.CLOSED, PrinterFault.NONE, 1.0
    )
    found = row(place, "printer")
    assert (found.health, found.fault) == (
        PartHealth.WARNING,
        Fault.PRINTER_PAPER_NEAR_END,
    )
    place.printer.status = replace(place.printer.status, error=PrinterFault.CUTTER)
    assert Word("printer_trouble", "cutter") in row(place, "printer").state


@pytest.mark.parametrize("error", NAMED_FAULTS)
async def test_an_error_that_the_printer_names_has_its_own_first_step(
    tmp_path: Path, error: PrinterFault
) -> None:
    place = scene(tmp_path, polite())
    place.printer.status = replace(READY, error=error)
    desk = Desk(place.parts, StaffPerson("1001", StaffRole.TECHNICIAN))
    steps = fault_page(desk, Fault.PRINTER_FAULT).steps
    advice = row(place, "printer").advice
    assert (advice, steps[0]) == (f"printer_{error}", f"printer_{error}")
    for language in every(languages()):
        texts = load_texts(language)
        assert texts.has(f"advice__{advice}")
        assert texts.has(f"step__{steps[0]}")
    place.printer.status = replace(READY, error=PrinterFault.FATAL)
    assert len(fault_page(desk, Fault.PRINTER_FAULT).steps) == len(steps) - 1


async def test_a_center_that_is_not_reached_says_why(tmp_path: Path) -> None:
    place = scene(tmp_path, polite())
    uploader = place.parts.uploader
    uploader.online, uploader.fault = False, Fault.CENTER_IDENTITY  # type: ignore[misc]
    tried = place.clock.monotonic() - 2.0
    uploader.state = UploadState(2, Fault.CENTER_IDENTITY, tried, 9.0)  # type: ignore[misc]
    found = row(place, "center")
    assert (found.health, found.fault) == (PartHealth.WARNING, Fault.CENTER_IDENTITY)
    assert (found.known, found.age_seconds) == (Known.FAILED, 2), "not of the success"
    uploader.online, uploader.fault = None, None  # type: ignore[misc]
    assert row(place, "center").health is PartHealth.UNKNOWN


def test_every_code_of_a_part_has_advice_in_every_language() -> None:
    parts = [f for f in Fault if f.value[0] in "RP" or f.value in ("N01", "S01")]
    for language in every(languages()):
        texts = load_texts(language)
        for fault in parts:
            if fault is not Fault.PRINTER_INTERRUPTED:
                assert texts.has(f"doctor__fault__{fault.value}"), (language, fault)


@pytest.mark.parametrize(
    ("certainty", "off", "health", "word"),
    [
        (Certainty.AGREED, 59.0, PartHealth.OK, "agreed"),
        (Certainty.AGREED, -61.0, PartHealth.WARNING, "off"),
        (Certainty.PLAUSIBLE, 61.0, PartHealth.UNKNOWN, "plausible"),
        (Certainty.UNSURE, 0.0, PartHealth.BAD, "unsure"),
    ],
)
async def test_the_clock_says_what_is_believed_and_why(
    tmp_path: Path, certainty: Certainty, off: float, health: PartHealth, word: str
) -> None:
    place = scene(tmp_path, polite())
    place.clock.certainty, place.clock.off_by = certainty, off
    found = row(place, "clock")
    assert (found.health, found.state) == (health, (Word("clock_state", word),))
    assert found.age_seconds == (5 if certainty is Certainty.AGREED else None)
    for language in every(languages()):
        texts = load_texts(language)
        assert texts.has(f"clock_state__{word}")
        if found.advice:
            assert texts.has(f"advice__{found.advice}")
        assert found.fault is None or texts.has(f"doctor__fault__{found.fault}")


@pytest.mark.parametrize("error", [PrinterFault.JAM, PrinterFault.CUTTER])
async def test_what_stands_still_is_named(tmp_path: Path, error: PrinterFault) -> None:
    place = scene(tmp_path, polite())
    place.printer.status = replace(READY, error=error)
    found = row(place, "printer")
    assert found.fault is Fault.PRINTER_FAULT
    assert Word("printer_trouble", error) in found.state
    for language in every(languages()):
        assert load_texts(language).has(f"printer_trouble__{error}")
