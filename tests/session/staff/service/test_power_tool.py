"""Restart, reboot, switch off: asked twice, journaled first, told honestly."""

from pathlib import Path

import pytest

from kiosk.session.dialog.ports import PowerAnswer
from kiosk.session.pages.page import Answer, Page, Tap
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import ActChosen, Mood, Saying, ToolPage
from kiosk.session.staff.people import StaffRole
from kiosk.session.staff.service import power_tool
from kiosk.session.staff.service.power_tool import power_page, show_power
from tests.session.hall import Scene
from tests.session.staff.desks import desk_of, pages_of
from tests.session.staff.powers import Power


class OneMachine(Power):
    """A machine that knows how much was journaled when it was asked."""

    def __init__(self, place: Scene, answer: PowerAnswer) -> None:
        self.heard: list[tuple[str, int]] = []
        super().__init__(answer, lambda word: self.hear(word, place))

    def hear(self, word: str, place: Scene) -> None:
        self.heard.append((word, len(place.journal.events)))


def at_a_machine(
    folder: Path,
    act: str,
    pauses: tuple[float, ...] = (2.0,),
    role: StaffRole = StaffRole.TECHNICIAN,
    answer: PowerAnswer = PowerAnswer.DENIED,
) -> tuple[Desk, Scene, OneMachine]:
    """Return a desk where an act is touched once and confirmed after pauses."""
    desk, place = desk_of(folder, role=role)
    machine = OneMachine(place, answer)
    object.__setattr__(place.parts, "machine", machine)
    touches, waits = iter([ActChosen(act)]), iter(pauses)

    def mind(page: Page) -> Answer | None:
        match page:
            case ToolPage(tool="power"):
                return next(touches, Tap.BACK)
            case ToolPage(tool="confirm"):
                wait = next(waits, None)
                if wait is None:
                    return Tap.BACK
                place.clock.boot += wait
                return ActChosen("yes")
        return None

    place.who.mind = mind
    return desk, place, machine


@pytest.mark.parametrize(
    ("act", "word"),
    [("machine_reboot", "reboot"), ("machine_off", "off")],
)
@pytest.mark.parametrize(
    "answer", [PowerAnswer.DENIED, PowerAnswer.FAILED, PowerAnswer.DEMO]
)
async def test_it_is_journaled_before_and_what_did_not_happen_is_said(
    tmp_path: Path, act: str, word: str, answer: PowerAnswer
) -> None:
    desk, place, machine = at_a_machine(tmp_path, act, answer=answer)
    await show_power(desk)
    assert machine.heard == [(word, 1)]
    told = [(e["act"], e.get("done", True)) for _, e in place.journal.events]
    assert told == [(act, True), (act, False)]
    last = pages_of(place, "power")[-1]
    assert last.sayings == (Saying(Mood.BAD, f"power_{answer}"),)


async def test_a_double_tap_does_not_pass_both_pages(tmp_path: Path) -> None:
    desk, place, machine = at_a_machine(tmp_path, "machine_off", (0.1, 0.3))
    await show_power(desk)
    assert machine.heard == []
    assert place.journal.kinds() == []
    said = [saying.name for saying in pages_of(place, "confirm")[-1].sayings]
    assert said == ["power_too_quick", "machine_off_sure"]


async def test_a_second_touch_in_time_counts(tmp_path: Path) -> None:
    desk, _, machine = at_a_machine(tmp_path, "machine_off", (0.1, 2.0))
    await show_power(desk)
    assert machine.heard == [("off", 1)]


async def test_a_machine_that_still_runs_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(power_tool, "PATIENCE", 0.0)
    desk, place, machine = at_a_machine(
        tmp_path, "program_restart", role=StaffRole.HALL, answer=PowerAnswer.BEGUN
    )
    await show_power(desk)
    assert machine.heard == [("restart", 1)]
    last = pages_of(place, "power")[-1]
    assert last.sayings == (Saying(Mood.BAD, "power_begun"),)


async def test_the_hall_restarts_and_does_not_switch_off(tmp_path: Path) -> None:
    desk, place, machine = at_a_machine(tmp_path, "machine_off", role=StaffRole.HALL)
    enabled = {act.name: act.enabled for act in power_page(desk).acts}
    assert enabled == {
        "program_restart": True,
        "machine_reboot": True,
        "machine_off": False,
    }
    await show_power(desk)
    assert machine.heard == []
    assert not pages_of(place, "confirm")


async def test_where_nothing_can_be_done_it_is_said(tmp_path: Path) -> None:
    desk, _ = desk_of(tmp_path)
    page = power_page(desk)
    assert page.sayings == (Saying(Mood.CAUTION, "power_none"),)
    assert not any(act.enabled for act in page.acts)
