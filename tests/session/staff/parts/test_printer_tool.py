"""The printer's page: a test print is told as it is known, a new roll is counted."""

import dataclasses
from pathlib import Path

import pytest

from kiosk.devices.printer.printer_port import (
    JobState,
    Paper,
    PrintedJob,
    PrintResult,
)
from kiosk.devices.printer.typesetting.receipt_elements import Receipt
from kiosk.domain.faults import Fault
from kiosk.session.pages.page import Answer, Tap
from kiosk.session.pages.record import Count, Word
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import ActChosen, Mood, ToolFact
from kiosk.session.staff.parts.printer_facts import printer_facts, printer_state
from kiosk.session.staff.parts.printer_tool import (
    print_test,
    printer_page,
    show_printer,
)
from kiosk.session.staff.people import StaffRole
from kiosk.session.staff.self_tests import last_tests
from tests.session.hall import READY
from tests.session.staff.desks import desk_of, pages_of


@pytest.mark.parametrize(
    ("state", "fault", "ended"),
    [
        (JobState.CONFIRMED, None, "passed"),
        (JobState.REFUSED, Fault.PRINTER_PAPER_OUT, "failed"),
        (JobState.UNKNOWN, Fault.PRINTER_GONE, "failed"),
    ],
)
async def test_a_test_print_is_told_as_it_is_known(
    tmp_path: Path, state: JobState, fault: Fault | None, ended: str
) -> None:
    desk, place = desk_of(tmp_path, [ActChosen("test_print"), Tap.BACK])

    async def prints(_: Receipt) -> PrintResult:
        return PrintResult(1, state, fault)

    place.printer.print = prints  # type: ignore[method-assign, assignment]
    await show_printer(desk)
    before, after = pages_of(place, "printer")
    assert [t.outcome for t in before.tests] == [None]
    assert [(t.outcome, t.fault, t.who) for t in after.tests] == [
        (ended, fault, "1001")
    ]
    assert [s.name for s in after.sayings] == [f"print_{ended}"]
    offered = "look_at_print" in [act.name for act in after.acts]
    assert offered is (state is JobState.CONFIRMED)


@pytest.mark.parametrize(
    ("answer", "outcome", "proved"),
    [
        (ActChosen("seen_whole"), "passed", "printer_seen"),
        (ActChosen("seen_wrong"), "failed", ""),
        (Tap.BACK, "passed", "printer_confirmed"),
    ],
)
async def test_what_the_printer_confirmed_an_eye_may_add_to(
    tmp_path: Path, answer: Answer, outcome: str, proved: str
) -> None:
    touches = [ActChosen("test_print"), ActChosen("look_at_print"), answer]
    desk, _ = desk_of(tmp_path, touches)
    await show_printer(desk)
    (record,) = last_tests(desk.parts, "printer")
    assert (record.outcome, record.proved) == (outcome, proved)


async def test_what_was_said_of_a_printer_ends_with_its_state(tmp_path: Path) -> None:
    desk, place = desk_of(tmp_path)
    place.printer.status = dataclasses.replace(READY, paper=Paper.OUT)
    desk.say_while(printer_state(desk.parts), Mood.BAD, "print_failed")
    desk.say(Mood.CALM, "same_roll")
    place.printer.status = dataclasses.replace(place.printer.status, heard_at=9.0)
    said = [s.name for s in printer_page(desk).sayings]
    assert said == ["print_failed", "same_roll"], "an answer is no new state"
    for paper in (Paper.OK, Paper.OUT):
        place.printer.status = dataclasses.replace(READY, paper=paper)
        assert [s.name for s in printer_page(desk).sayings] == ["same_roll"]


async def test_a_profile_s_claims_are_words(tmp_path: Path) -> None:
    desk, _ = desk_of(tmp_path)
    told = facts(desk)
    for key in ("process_id", "gs_r", "macro", "clear_dc4"):
        claimed = getattr(desk.parts.printer.profile.answers, key)
        word = Word("probed", "yes" if claimed else "no")
        assert told[f"can_{key}"].value == word


@pytest.mark.parametrize(
    ("answer", "outcome", "proved"),
    [
        (ActChosen("seen_whole"), "passed", "printer_seen"),
        (ActChosen("seen_wrong"), "failed", ""),
        (Tap.BACK, "broken_off", ""),
    ],
)
async def test_where_nothing_proves_it_an_eye_is_asked(
    tmp_path: Path, answer: Answer, outcome: str, proved: str
) -> None:
    desk, place = desk_of(tmp_path, [answer])

    async def prints(_: Receipt) -> PrintResult:
        return PrintResult(1, JobState.ASSUMED, None)

    place.printer.print = prints  # type: ignore[method-assign, assignment]
    await print_test(desk, Receipt("test", ()))
    (record,) = last_tests(desk.parts, "printer")
    assert (record.outcome, record.proved) == (outcome, proved)


def facts(desk: Desk) -> dict[str, ToolFact]:
    return {f.name: f for group in printer_facts(desk.parts) for f in group.facts}


async def test_bits_are_told_in_words_beside_the_bytes(tmp_path: Path) -> None:
    desk, place = desk_of(tmp_path)
    raw = ((1, 0x1A), (2, 0x36), (3, 0x12), (4, 0x7E))
    place.printer.status = dataclasses.replace(READY, raw=raw)
    told = [(f.name, f.value) for f in printer_facts(desk.parts)[0].facts]
    assert told == [
        ("dle_eot_1", Word("bits", "1_08")),
        ("dle_eot_2", Word("bits", "2_04")),
        ("dle_eot_2", Word("bits", "2_20")),
        ("dle_eot_4", Word("bits", "4_0c")),
        ("dle_eot_4", Word("bits", "4_60")),
        ("bytes", "1:1A 2:36 3:12 4:7E"),
    ]
    place.printer.status = READY
    assert facts(desk)["bytes"].value == Word("bits", "none")


async def test_the_last_jobs_are_told_by_their_numbers(tmp_path: Path) -> None:
    desk, place = desk_of(tmp_path)
    place.printer.jobs = [
        PrintedJob(9, "5F0A1C3E-103000", JobState.CONFIRMED, 2, kind="medical"),
        PrintedJob(8, "", JobState.SUSPENDED, 1, Fault.PRINTER_PAPER_OUT, "test"),
    ]
    told = facts(desk)
    assert told["job_confirmed"].value == "5F0A1C3E-103000 (2)"
    assert told["job_suspended"].value == "#8 P02"
    assert told["job_suspended"].more == (Word("print_kind", "test"),)
    assert told["job_confirmed"].more == (Word("print_kind", "receipt"),)


async def test_metres_are_known_unknown_or_not_configured(tmp_path: Path) -> None:
    desk, place = desk_of(tmp_path)
    assert facts(desk)["roll_left"].value == Word("roll", "not_configured")
    place.printer.metres = 41.6
    assert facts(desk)["roll_left"].value == Count(42, "metres_left")


async def test_staff_of_the_hall_change_rolls_and_probe_nothing(tmp_path: Path) -> None:
    desk, _ = desk_of(tmp_path, role=StaffRole.HALL)
    assert [act.name for act in printer_page(desk).acts] == [
        "test_print",
        "change_roll",
    ]
