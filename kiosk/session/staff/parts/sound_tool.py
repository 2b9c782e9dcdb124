"""The sound's page: a tone on each side, spoken words, and an ear that decides.

A machine without an audio device is not broken: it is said to have none.
"""

from kiosk.session.pages.drawn_by import DrawnBy, SoundTest
from kiosk.session.pages.page import ItemChosen
from kiosk.session.pages.record import Count, Word
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    PartHealth,
    Saying,
    TestOutcome,
    ToolAct,
    ToolActKind,
    ToolChoice,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from kiosk.session.staff.parts.waiting import broken_off_by_leaving
from kiosk.session.staff.self_tests import last_tests

TESTS = ("left", "right", "both", "speech")
QUIETEST, LOUDEST = 1, 5


async def show_sound(desk: Desk) -> None:
    """Show what is known of the sound until the technician goes back."""
    step = desk.parts.config.voice.volume
    while True:
        answer = await desk.ask(lambda at=step: sound_page(desk, at))  # type: ignore[misc]
        match answer:
            case ItemChosen(what) if what.removeprefix("sound_") in TESTS:
                await _test(desk, what.removeprefix("sound_"), step)
            case ActChosen("louder"):
                step = min(LOUDEST, step + 1)
            case ActChosen("softer"):
                step = max(QUIETEST, step - 1)
            case _:
                return


def sound_page(desk: Desk, step: int) -> ToolPage:
    """Return device, socket and loudness as they are known."""
    drawn, usual = desk.parts.dialog.screen.drawn, desk.parts.config.voice.volume
    said = () if step == usual else (Saying(Mood.CALM, "volume_to_set", ()),)
    return desk.page(
        "sound",
        sayings=said,
        choices=tuple(ToolChoice(f"sound_{what}", icon="voice") for what in TESTS),
        groups=(
            ToolFacts(
                "sound",
                (
                    _device(drawn),
                    ToolFact("volume_step", Count(step, "of_five")),
                    ToolFact("volume_usual", Count(usual, "of_five")),
                    ToolFact("headphones", Word("phones", _phones(desk))),
                    ToolFact("jack", _jack(drawn)),
                ),
            ),
        ),
        tests=last_tests(desk.parts, *(f"sound_{what}" for what in TESTS)),
        acts=(
            ToolAct("softer", enabled=step > QUIETEST),
            ToolAct("louder", enabled=step < LOUDEST),
        ),
    )


def _device(drawn: DrawnBy) -> ToolFact:
    word, health = "untried", PartHealth.UNKNOWN
    if drawn.sound is not None:
        word = "works" if drawn.sound else "none"
        health = PartHealth.OK if drawn.sound else PartHealth.WARNING
    return ToolFact("audio", Word("audio", word), health)


def _phones(desk: Desk) -> str:
    return desk.parts.config.voice.headphones


def _jack(drawn: DrawnBy) -> Word:
    if drawn.jack is None:
        return Word("jack", "not_told")
    return Word("jack", "plugged" if drawn.jack else "empty")


async def _test(desk: Desk, what: str, step: int) -> None:
    """Play one thing and ask whether it was heard, and where it should be."""
    texts, screen = desk.parts.texts, desk.parts.dialog.screen
    sounds = SoundTest(what, step, texts("sound_test__words"), texts.language)
    screen.sound(sounds)
    acts = (
        ToolAct("heard", ToolActKind.MAIN, icon="check"),
        ToolAct("not_heard"),
        ToolAct("play_again", icon="retry"),
    )
    with broken_off_by_leaving(desk, f"sound_{what}"):
        answer = await desk.ask(lambda: heard_page(desk, what, acts))
        while answer == ActChosen("play_again"):
            screen.sound(sounds)
            answer = await desk.ask(lambda: heard_page(desk, what, acts))
    outcome, proved, word = TestOutcome.BROKEN_OFF, "", "sound_stopped"
    if screen.drawn.sound is False:
        word = "sound_no_device"
    elif answer == ActChosen("heard"):
        outcome, proved, word = TestOutcome.PASSED, "sound_heard", "sound_passed"
    elif answer == ActChosen("not_heard"):
        outcome, word = TestOutcome.FAILED, "sound_failed"
    desk.tested(f"sound_{what}", outcome, proved)
    moods = {TestOutcome.PASSED: Mood.GOOD, TestOutcome.FAILED: Mood.BAD}
    desk.say(moods.get(outcome, Mood.CAUTION), word)


def heard_page(desk: Desk, what: str, acts: tuple[ToolAct, ...]) -> ToolPage:
    """Return the question; where there is no device it says so at once."""
    asked = Saying(Mood.CAUTION, f"sound_heard_{what}")
    if desk.parts.dialog.screen.drawn.sound is False:
        asked = Saying(Mood.CAUTION, "sound_no_device")
        acts = ()
    return desk.page("sound_heard", sayings=(asked,), acts=acts)
