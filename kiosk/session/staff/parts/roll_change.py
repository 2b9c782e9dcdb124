"""A new roll, hand by hand: each step is seen on the line where the printer tells it.

A printer without a sensor tells nothing: then the person says that it is done, and the
record says that nobody proved it. Whether the roll is new only a person knows.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.devices.printer.printer_port import (
    Cover,
    JobState,
    LinkState,
    Paper,
    PrinterStatus,
)
from kiosk.session.pages.record import Word
from kiosk.session.paper.roll_watch import forget_roll
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    PartHealth,
    Saying,
    TestOutcome,
    ToolAct,
    ToolActKind,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from kiosk.session.staff.parts.test_page import short_test
from kiosk.session.staff.parts.waiting import until
from kiosk.settings.state.store_errors import StoreError

log = logging.getLogger(__name__)
HAND_S = 120.0
"""How long a hand may take for one step; then nothing is changed."""


@dataclass(frozen=True, slots=True, repr=False)
class RollStep:
    """One thing to do, `step__<name>`, and how the printer tells that it was done."""

    name: str
    done: Callable[[PrinterStatus], bool]


STEPS = (
    RollStep("open_cover", lambda status: status.cover is Cover.OPEN),
    # No sensor tells it before the cover shuts: see `RollChange.is_done`.
    RollStep("lay_roll", lambda status: _shut_on_paper(status)),
    RollStep("close_cover", lambda status: status.cover is Cover.CLOSED),
    RollStep("paper_seen", lambda status: status.paper in (Paper.OK, Paper.NEAR_END)),
)


def _shut_on_paper(status: PrinterStatus) -> bool:
    return status.cover is Cover.CLOSED and status.paper in (Paper.OK, Paper.NEAR_END)


class RollChange:
    """One change of the roll: which steps were seen, and which only said."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.seen: dict[str, str] = {}
        """`seen` by the printer's word or `said` by the person's, by step."""

    @property
    def _status(self) -> PrinterStatus:
        return self.desk.parts.printer.status

    def page(self, step: RollStep) -> ToolPage:
        """Return the steps as far as they are, live."""
        lines = [self._line(each, step) for each in STEPS]
        told = [Saying(Mood.CALM, f"roll_{step.name}")]
        if self._status.link is not LinkState.OK:
            told.append(Saying(Mood.CAUTION, "roll_silent"))
        return self.desk.page(
            "change_roll",
            sayings=tuple(told),
            groups=(
                ToolFacts("roll_steps", tuple(lines)),
                ToolFacts(
                    "live",
                    (
                        ToolFact("cover", Word("printer_cover", self._status.cover)),
                        ToolFact("paper", Word("printer_paper", self._status.paper)),
                    ),
                ),
            ),
            acts=(ToolAct("step_done", ToolActKind.MAIN, icon="next"),),
        )

    def _line(self, each: RollStep, now: RollStep) -> ToolFact:
        word, health = self.seen.get(each.name), PartHealth.OK
        if word is None:
            return ToolFact(
                f"roll_{each.name}", Word("test_step", "now" if each is now else "open")
            )
        if word == "said":
            health = PartHealth.UNKNOWN
        return ToolFact(f"roll_{each.name}", Word("roll_step", word), health)

    def is_done(self, step: RollStep) -> bool:
        """Tell whether the printer sees a step done.

        A cover that was never seen open may always have been shut on the old roll.
        """
        if step.name == "lay_roll" and self.seen.get("open_cover") != "seen":
            return False
        return step.done(self._status)

    async def hands(self) -> bool:
        """Go through all steps; False when the person leaves."""
        for step in STEPS:
            answer = await until(
                self.desk,
                lambda step=step: self.page(step),  # type: ignore[misc]
                lambda step=step: self.is_done(step),  # type: ignore[misc]
                HAND_S,
            )
            if answer is not True and answer != ActChosen("step_done"):
                return False
            seen = answer is True or self.is_done(step)
            self.seen[step.name] = "seen" if seen else "said"
        return True


async def change_roll(desk: Desk) -> None:
    """Lead through a new roll, print a short test, and ask which roll it is."""
    change = RollChange(desk)
    if not await change.hands():
        desk.acted("change_roll", done=False)
        desk.say(Mood.CAUTION, "roll_broken_off")
        return
    result = await desk.print(short_test(desk.parts))
    word, mood = "roll_not_printed", Mood.BAD
    if result.state is JobState.CONFIRMED:
        word, mood = "roll_confirmed", Mood.GOOD
        desk.tested("printer", TestOutcome.PASSED, "printer_confirmed")
    elif result.printed:
        word, mood = "roll_look", Mood.CAUTION
    asked = (Saying(mood, word), Saying(Mood.CAUTION, "roll_which"))
    answer = await desk.ask(
        lambda: desk.page(
            "which_roll",
            sayings=asked,
            acts=(
                ToolAct("roll_is_new", ToolActKind.MAIN, icon="check"),
                ToolAct("roll_is_same"),
            ),
        )
    )
    if answer == ActChosen("roll_is_new"):
        _begin_new_roll(desk)
        return
    same = answer == ActChosen("roll_is_same")
    desk.acted("roll_kept", done=same)
    desk.say(
        Mood.CALM if same else Mood.CAUTION, "same_roll" if same else "roll_unsaid"
    )


def _begin_new_roll(desk: Desk) -> None:
    """Begin to count a new roll, and say whether that could be kept."""
    try:
        desk.parts.printer.roll_changed()
        forget_roll(desk.parts.store)
    except StoreError:
        log.error("the new roll could not be kept")
        desk.acted("roll_changed", done=False)
        desk.say(Mood.BAD, "not_kept")
        return
    desk.acted("roll_changed")
    counts = desk.parts.config.printer.roll_m
    desk.say(Mood.GOOD, "new_roll" if counts else "new_roll_no_length")
