"""The network's page: what it says of a check, and what is kept of it."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.domain.faults import Fault
from kiosk.session.pages.page import Answer, Tap
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.line.network_tool import network_page, show_network
from kiosk.session.staff.pages import ActChosen, TestOutcome
from kiosk.session.staff.self_tests import last_tests
from kiosk.sync.line.backoff import UploadState
from kiosk.sync.line.line_steps import STEPS, LineStep, StepOutcome, failed, ok
from kiosk.sync.line.own_links import OwnLink
from tests.session.hall import OneUploader, Scene
from tests.session.staff.desks import desk_of, pages_of

WELL = tuple(ok(step).took(0.012) for step in STEPS)
CABLE = (OwnLink("eth0", True, 1000, "192.0.2.7"),)


def broken(at: str, advice: str) -> tuple[LineStep, ...]:
    """Return a check that stuck at a step."""
    place = STEPS.index(at)
    bad = failed(at, advice, Fault.CENTER_UNREACHABLE)
    left = [LineStep(s, StepOutcome.NOT_REACHED) for s in STEPS[place + 1 :]]
    return (*WELL[:place], bad, *left)


class OneCheck:
    """A check that goes its steps at once when it is let."""

    def __init__(self, steps: tuple[LineStep, ...]) -> None:
        self.steps: tuple[LineStep, ...] = ()
        self.running = self.stopped = False
        self.age: float | None = None
        self._then = steps

    def begin(self) -> bool:
        if self.running:
            return False
        self.running, self.steps = True, tuple(map(LineStep, STEPS))
        return True

    def end(self) -> None:
        self.running, self.steps, self.age = False, self._then, 0.0

    def stop(self) -> None:
        self.stopped = True


def at_the_network(
    tmp_path: Path, check: OneCheck | None, touches: tuple[Answer, ...] = ()
) -> tuple[Desk, Scene]:
    desk, place = desk_of(tmp_path, touches)
    desk.parts = replace(desk.parts, line_check=check)
    return desk, place


@pytest.mark.parametrize(
    ("steps", "outcome", "proved"),
    [
        (WELL, TestOutcome.PASSED, "line_whole"),
        (broken("tcp", "tcp_silent"), TestOutcome.FAILED, "line_tcp"),
        (
            (*WELL[:-1], LineStep("known", StepOutcome.NOT_REACHED)),
            *(TestOutcome.UNSURE, ""),
        ),
    ],
)
async def test_a_check_is_kept_as_it_ended(
    tmp_path: Path, steps: tuple[LineStep, ...], outcome: TestOutcome, proved: str
) -> None:
    check = OneCheck(steps)
    desk, place = desk_of(tmp_path)
    desk.parts = replace(desk.parts, line_check=check)
    shown = 0

    def mind(_: object) -> Answer | None:
        nonlocal shown
        shown += 1
        if shown == 1:
            return ActChosen("check_line")
        if check.running:
            asyncio.get_running_loop().call_soon(_ends, desk, check)
            return None
        return Tap.BACK

    place.who.mind = mind
    await show_network(desk)
    (record,) = last_tests(desk.parts, "network")
    assert (record.outcome, record.proved) == (outcome, proved)
    assert pages_of(place, "network")[-1].groups[-2].name == "way_there"


def _ends(desk: Desk, check: OneCheck) -> None:
    check.end()
    desk.parts.dialog.devices_changed()


async def test_who_leaves_breaks_it_off(tmp_path: Path) -> None:
    check = OneCheck(WELL)
    desk, _ = at_the_network(tmp_path, check, (ActChosen("check_line"),))
    await show_network(desk)
    (record,) = last_tests(desk.parts, "network")
    assert (record.outcome, check.stopped) == (TestOutcome.BROKEN_OFF, True)


async def test_the_first_break_says_what_to_do(tmp_path: Path) -> None:
    check = OneCheck(())
    desk, _ = at_the_network(tmp_path, check)
    assert network_page(desk, CABLE).sayings == ()
    check.steps = broken("dns", "dns_failed")
    page = network_page(desk, CABLE)
    assert [saying.name for saying in page.sayings] == ["line_dns_failed"]
    check.running = True
    assert [a.name for a in network_page(desk, CABLE).acts] == ["stop_check"]


@pytest.mark.parametrize(
    ("steps", "age", "online", "said"),
    [
        (broken("tcp", "tcp_silent"), 4.0, False, "line_checked"),
        (broken("tcp", "tcp_silent"), 400.0, False, "line_checked_old"),
        (broken("tcp", "tcp_silent"), 30.0, True, "line_back"),
        (WELL, 30.0, False, "line_lost"),
        (WELL, 5.0, False, "line_checked"),
    ],
)
async def test_a_check_bears_its_age_and_what_came_since(
    tmp_path: Path, steps: tuple[LineStep, ...], age: float, online: bool, said: str
) -> None:
    check = OneCheck(())
    desk, place = at_the_network(tmp_path, check)
    check.steps, check.age = steps, age
    uploader = desk.parts.uploader
    assert isinstance(uploader, OneUploader)
    ten_ago = place.clock.monotonic() - 10.0
    uploader.online, uploader.last_success = online, ten_ago
    if not online:
        uploader.fault = Fault.CENTER_UNREACHABLE
        uploader.state = UploadState(1, uploader.fault, ten_ago, None, None)
    page = network_page(desk, CABLE)
    assert page.sayings[0].name == said
    assert {row.part for row in page.parts} == {"center", "clock"}, "live beside it"


async def test_the_failing_step_leads_to_its_remedy(tmp_path: Path) -> None:
    check = OneCheck(())
    desk, _ = at_the_network(tmp_path, check)
    check.steps = broken("tcp", "tcp_silent")
    page = network_page(desk, CABLE)
    assert [choice.item for choice in page.choices] == ["fault-N01"]
    assert page.groups[0].name == "way_stuck"
    assert [fact.name for fact in page.groups[0].facts] == ["line_tcp"]
    uploader = desk.parts.uploader
    assert isinstance(uploader, OneUploader)
    uploader.online, uploader.fault = False, Fault.CENTER_UNREACHABLE
    page = network_page(desk, CABLE)
    assert [choice.item for choice in page.choices] == ["fault-N01"], "once"


async def test_a_machine_without_a_center_offers_no_check(tmp_path: Path) -> None:
    desk, _ = at_the_network(tmp_path, None)
    page = network_page(desk, ())
    assert [act.enabled for act in page.acts] == [False]
    assert {row.part for row in page.parts} == {"center", "clock"}
