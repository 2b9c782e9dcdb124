"""A test that was broken off proves nothing, and takes no proof away."""

from pathlib import Path

import pytest

from kiosk.domain.faults import Fault
from kiosk.session.staff.pages import TestOutcome
from kiosk.session.staff.self_tests import last_tests
from tests.session.staff.desks import desk_of

PASSED, FAILED, BROKEN_OFF = (
    *(TestOutcome.PASSED, TestOutcome.FAILED),
    TestOutcome.BROKEN_OFF,
)


@pytest.mark.parametrize(
    ("first", "then", "kept"),
    [
        *((PASSED, BROKEN_OFF, PASSED), (FAILED, BROKEN_OFF, FAILED)),
        *((PASSED, FAILED, FAILED), (FAILED, PASSED, PASSED)),
        (BROKEN_OFF, PASSED, PASSED),
    ],
)
async def test_a_broken_off_test_keeps_the_proof_before_it(
    tmp_path: Path, first: TestOutcome, then: TestOutcome, kept: TestOutcome
) -> None:
    desk, place = desk_of(tmp_path)
    fault = Fault.PRINTER_GONE if first is FAILED else None
    desk.tested("printer", first, str(first), fault)
    desk.tested("printer", then, str(then))
    (record,) = last_tests(desk.parts, "printer")
    assert (record.outcome, record.proved) == (kept, str(kept))
    assert record.fault is (fault if kept is first else None)
    told = [event["outcome"] for _, event in place.journal.events]
    assert told == [first, then], "the journal has both"


async def test_a_later_broken_off_test_takes_the_place_of_an_earlier(
    tmp_path: Path,
) -> None:
    desk, _ = desk_of(tmp_path)
    for proved in ("", "reader_atr"):
        desk.tested("reader_any_card", BROKEN_OFF, proved)
    (record,) = last_tests(desk.parts, "reader_any_card")
    assert record.proved == "reader_atr"
