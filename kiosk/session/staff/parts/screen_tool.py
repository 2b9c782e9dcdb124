"""The screen's page: what draws, how large the panel is, its light, and its tests."""

import asyncio
from collections.abc import Iterator

from kiosk.session.pages.page import ItemChosen
from kiosk.session.pages.record import Count, Word
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    Saying,
    TestOutcome,
    ToolAct,
    ToolActKind,
    ToolChoice,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from kiosk.session.staff.parts.screen_pages import PlainColorPage, RulerPage
from kiosk.session.staff.parts.touch_tool import run_touch_test
from kiosk.session.staff.parts.waiting import broken_off_by_leaving
from kiosk.session.staff.self_tests import last_tests
from kiosk.settings.backlight import Backlight, find_backlight

COLORS = ("black", "white", "red", "green", "blue")
STEP = 10
"""Percent by which a touch changes the light."""
_RULER = 100
"""The millimetres on the ruler that a real one is held against."""
_MEASURED = (90, 92, 94, 96, 98, 102, 104, 106, 108, 110)


async def show_screen(desk: Desk) -> None:
    """Show the screen until the technician goes back."""
    light = await asyncio.to_thread(find_backlight)
    bright = None if light is None else await asyncio.to_thread(light.percent)
    while True:
        match await desk.ask(lambda now=bright: screen_page(desk, light, now)):  # type: ignore[misc]
            case ItemChosen("touch"):
                await run_touch_test(desk)
            case ItemChosen("pixels"):
                await _test_pixels(desk)
            case ItemChosen("ruler"):
                await _measure(desk)
            case ActChosen("brighter" | "darker" as way) if light is not None:
                change = STEP if way == "brighter" else -STEP
                bright = await _set_light(desk, light, (bright or 0) + change)
            case _:
                return


def screen_page(desk: Desk, light: Backlight | None, bright: int | None) -> ToolPage:
    """Return what is known of the panel."""
    panel = desk.parts.config.panel
    drawn = desk.parts.dialog.screen.drawn
    return desk.page(
        "screen",
        choices=tuple(ToolChoice(name, icon=icon) for name, icon in _TESTS.items()),
        groups=(
            ToolFacts(
                "picture",
                (
                    ToolFact("driver", drawn.driver or Word("drawn", "unknown")),
                    ToolFact("pixels", f"{drawn.width} × {drawn.height}"),
                    ToolFact(
                        "refresh",
                        Count(drawn.refresh, "hertz")
                        if drawn.refresh
                        else Word("drawn", "not_supported"),
                    ),
                    ToolFact("size", f"{panel.width_mm:g} × {panel.height_mm:g} mm"),
                    ToolFact("light", _light(light, bright)),
                ),
            ),
            _care(desk),
        ),
        tests=last_tests(desk.parts, "touch", "pixels", "ruler"),
        acts=(
            ToolAct("darker", enabled=light is not None),
            ToolAct("brighter", enabled=light is not None),
        ),
    )


_TESTS = {"touch": "hand", "pixels": "eye", "ruler": "reach"}


def _light(light: Backlight | None, bright: int | None) -> Word | Count:
    if light is None:
        return Word("drawn", "not_supported")
    return Word("drawn", "unknown") if bright is None else Count(bright, "percent")


def _care(desk: Desk) -> ToolFacts:
    """Return how the idle page spares the panel."""
    panel = desk.parts.config.panel
    off = Word("panel_care", "off")
    dims = panel.dim_from and panel.dim_from != panel.dim_to
    times = f"{panel.dim_from} – {panel.dim_to} · {panel.dim_percent} %"
    blank, shift = panel.blank_minutes, panel.shift_minutes
    return ToolFacts(
        "panel_care",
        (
            ToolFact("dims", times if dims else off),
            ToolFact("blanks", Count(blank, "minutes_idle") if blank else off),
            ToolFact("shifts", Count(shift, "minutes_each") if shift else off),
        ),
    )


async def _set_light(desk: Desk, light: Backlight, percent: int) -> int | None:
    done = await asyncio.to_thread(light.set, percent)
    desk.acted("brightness", f"{percent}", done)
    if not done:
        desk.say(Mood.CAUTION, "light_not_set")
    return await asyncio.to_thread(light.percent)


async def _test_pixels(desk: Desk) -> None:
    """Show each colour, and ask the eye what it saw."""
    with broken_off_by_leaving(desk, "pixels"):
        for color in COLORS:
            await desk.parts.dialog.ask(PlainColorPage(color), _idle(desk))
        outcome = await _eye(desk, "pixels_look", "pixels_right", "pixels_wrong")
    proved = "pixels_seen" if outcome is TestOutcome.PASSED else ""
    desk.tested("pixels", outcome, proved)
    moods = {TestOutcome.PASSED: Mood.GOOD, TestOutcome.FAILED: Mood.BAD}
    desk.say(moods.get(outcome, Mood.CAUTION), f"pixels_{outcome}")


async def _eye(desk: Desk, question: str, right: str, wrong: str) -> TestOutcome:
    """Ask what a person saw; who goes back has broken the test off."""
    asked = (Saying(Mood.CAUTION, question),)
    acts = (ToolAct(right, ToolActKind.MAIN, icon="check"), ToolAct(wrong))
    answer = await desk.ask(lambda: desk.page(question, sayings=asked, acts=acts))
    outcomes = {
        ActChosen(right): TestOutcome.PASSED,
        ActChosen(wrong): TestOutcome.FAILED,
    }
    return next(
        (outcome for act, outcome in outcomes.items() if answer == act),
        TestOutcome.BROKEN_OFF,
    )


async def _measure(desk: Desk) -> None:
    """Show rulers; where one is wrong, say which size of the panel is the true one."""
    panel = desk.parts.config.panel
    rulers = RulerPage(panel.width_mm, panel.height_mm)
    with broken_off_by_leaving(desk, "ruler"):
        await desk.parts.dialog.ask(rulers, _idle(desk))
        outcome = await _eye(desk, "ruler_look", "ruler_right", "ruler_wrong")
        if outcome is TestOutcome.FAILED:
            await _ask_lengths(desk)
    proved = "ruler_fits" if outcome is TestOutcome.PASSED else ""
    desk.tested("ruler", outcome, proved)
    if outcome is TestOutcome.PASSED:
        desk.say(Mood.GOOD, "ruler_passed")


async def _ask_lengths(desk: Desk) -> None:
    """Ask what a real ruler measures at 100, along each edge, and say what to set."""
    found: dict[str, float] = {}
    for side in ("width", "height"):
        choices = tuple(_lengths(desk, side))
        asked = (Saying(Mood.CAUTION, f"ruler_measured_{side}"),)
        answer = await desk.ask(
            lambda asked=asked, choices=choices: desk.page(  # type: ignore[misc]
                "ruler_measured", sayings=asked, choices=choices
            )
        )
        if not isinstance(answer, ItemChosen):
            break
        if answer.item != f"{_RULER}":
            found[side] = true_length(desk, side, int(answer.item))
    # Said at the end: what is said once is gone with the next answer.
    for side, true in found.items():
        desk.say(Mood.CAUTION, f"ruler_set_{side}", mm=f"{true:.0f}")


def true_length(desk: Desk, side: str, measured: int) -> float:
    """Return the panel's true length when 100 on its ruler measures so much."""
    panel = desk.parts.config.panel
    told = panel.width_mm if side == "width" else panel.height_mm
    return told * measured / _RULER


def _lengths(desk: Desk, side: str) -> Iterator[ToolChoice]:
    yield ToolChoice(f"{_RULER}", "100 mm", icon="check")
    for measured in _MEASURED:
        true = true_length(desk, side, measured)
        hint = (Count(round(true), f"ruler_set_{side}"),)
        yield ToolChoice(f"{measured}", f"{measured} mm", hint=hint, icon="reach")


def _idle(desk: Desk) -> float:
    return desk.parts.config.maintenance.idle
