"""A technician at the real parts: each fault is found, named and proved in a few taps.

One technician comes in once and goes through all faults, as in a hall where everything
goes wrong on one day: what a fault leaves behind must not hide the next one.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from kiosk.machine.demo.scripted_person import Walk
from tests.rig import Kiosk, Stage, come_in, wait_for

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("stage")]

MOST_TAPS = 8
TOGETHER = 90.0
"""Seconds for a part to notice its fault, on a busy machine."""


class FaultCase(NamedTuple):
    """A fault of the virtual parts, and how a technician proves what it is."""

    code: str
    broken: dict[str, object]
    part: str
    """Whose line on the first page leads to the tool."""
    test: str
    """The act that proves it."""
    proof: str
    """The code that the record of the test bears."""


PRINTER, READER, CENTER = {"do": "printer"}, {"do": "reader"}, {"do": "center"}
CASES = [
    FaultCase("P02", {**PRINTER, "paper": "out"}, "printer", "test_print", "P02"),
    FaultCase("P03", {**PRINTER, "cover": "open"}, "printer", "test_print", "P03"),
    FaultCase("P04", {**PRINTER, "failure": "cutter"}, "printer", "test_print", "P04"),
    FaultCase("P04", {**PRINTER, "failure": "jam"}, "printer", "test_print", "P04"),
    FaultCase("P01", {**PRINTER, "silent": True}, "printer", "test_print", "P01"),
    FaultCase("P05", {**PRINTER, "plugged": False}, "printer", "test_print", "P05"),
    FaultCase("P07", {**PRINTER, "paper": "near"}, "printer", "test_print", ""),
    FaultCase("R01", {**READER, "plugged": False}, "reader", "test_any_card", "R01"),
    FaultCase("R02", {**READER, "service": False}, "reader", "test_any_card", "R02"),
    FaultCase("R02", {**READER, "frozen": True}, "reader", "test_any_card", "R02"),
    FaultCase("N01", {**CENTER, "mode": "refuse"}, "center", "check_line", "N01"),
    FaultCase("N02", {**CENTER, "mode": "hang"}, "center", "check_line", "N02"),
]


@pytest.fixture(scope="module")
def inside(enrolled: Kiosk, stage: Stage) -> Iterator[Walk]:
    """A technician at the overview of a healthy machine."""
    stage.reset()
    walk = enrolled.start()
    walk.until("attract")
    come_in(walk)
    yield walk
    assert enrolled.stop() == 0, enrolled.log.read_text("utf-8")
    stage.reset()


def mended(stage: Stage, case: FaultCase) -> None:
    """Put everything back into order."""
    stage.ask(do="reader", frozen=False)
    if case.part == "reader":
        stage.ask(do="reader", service=True, plugged=True)
    stage.ask(do="printer", plugged=True, failure="none")
    stage.reset()


@pytest.mark.parametrize("case", CASES, ids=[f"{c.code}-{c.broken}" for c in CASES])
def test_a_fault_is_found_and_proved(
    inside: Walk, stage: Stage, case: FaultCase
) -> None:
    walk, line = inside, f"part-{case.part}"
    taps = 0

    def tap(name: str) -> None:
        nonlocal taps
        walk.tap(name)
        taps += 1

    def label(name: str) -> str:
        found = [b for b in walk.ask(do="describe")["buttons"] if b["name"] == name]
        return str(found[0]["label"]) if found else ""

    def well() -> bool:
        seen = walk.ask(do="describe")["buttons"]
        parts = [str(b["label"]) for b in seen if b["name"].startswith("part-")]
        return "正常" in label(line) and not any("故障" in each for each in parts)

    wait_for(well, "not well before", TOGETHER)
    stage.ask(**case.broken)
    try:
        if case.part != "center":  # nobody asks the center while nothing is to send
            wait_for(lambda: case.code in label(line), "not marked", TOGETHER)
            first = walk.ask(do="describe")["buttons"]
            parts = [b["name"] for b in first if b["name"].startswith("part-")]
            assert parts[0] == line, "the newest trouble stands first"
        tap(line)
        tool = walk.until(f"tool-{'network' if case.part == 'center' else case.part}")
        if case.part != "center":
            assert any(case.code in text for text in tool["texts"])
        before = walk.ask(do="describe")["serial"]
        tap(case.test)
        wait_for(lambda: _proved(walk, case, before), "not proved", TOGETHER)
        assert taps <= MOST_TAPS
    finally:
        mended(stage, case)
        walk.tap("back")
        walk.until("tool-overview")


def _proved(walk: Walk, case: FaultCase, before: int) -> bool:
    """Tell whether a later page of the tool has a record with a code, or a passed one.

    The page before has the records of earlier cases, and looks the same while the test
    has not begun: a printer that is put into order in the middle of a print loses it.
    """
    seen = walk.ask(do="describe")
    records = " ".join(seen["texts"])
    found = f"未通过 {case.proof}" if case.proof else "(?<!未)通过"
    is_tool = str(seen["page"]).startswith("tool-")
    return is_tool and seen["serial"] > before and bool(re.search(found, records))
