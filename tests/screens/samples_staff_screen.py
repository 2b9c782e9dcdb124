"""Samples of the screen's tool and of the panel's own tests, and of sound."""

from kiosk.domain.faults import Fault
from kiosk.session.pages.page import Page
from kiosk.session.pages.record import Count, Word
from kiosk.session.staff.pages import (
    Mood,
    PartHealth,
    Saying,
    TestOutcome,
    TestRecord,
    ToolAct,
    ToolActKind,
    ToolChoice,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from kiosk.session.staff.parts.screen_pages import (
    PlainColorPage,
    RulerPage,
    TouchTestPage,
)
from tests.screens.samples_staff import NOON

OK, WARNING = PartHealth.OK, PartHealth.WARNING
OFF = Word("panel_care", "off")


def _eye(tool: str, right: str, wrong: str) -> ToolPage:
    acts = (ToolAct(right, ToolActKind.MAIN, icon="check"), ToolAct(wrong))
    return ToolPage(
        tool=tool, now=NOON, sayings=(Saying(Mood.CAUTION, tool),), acts=acts
    )


def _screen(
    light: Word | Count, dims: str | Word, tests: tuple[TestRecord, ...], *said: Saying
) -> ToolPage:
    can = isinstance(light, Count)
    return ToolPage(
        tool="screen",
        now=NOON,
        sayings=said,
        choices=(
            ToolChoice("touch", icon="hand"),
            ToolChoice("pixels", icon="eye"),
            ToolChoice("ruler", icon="reach"),
        ),
        groups=(
            ToolFacts(
                "picture",
                (
                    ToolFact("driver", "kmsdrm" if can else "x11"),
                    ToolFact("pixels", "1080 × 1920"),
                    ToolFact("refresh", Count(60, "hertz")),
                    ToolFact("size", "268 × 476 mm"),
                    ToolFact("light", light),
                ),
            ),
            ToolFacts(
                "panel_care",
                (
                    ToolFact("dims", dims),
                    ToolFact("blanks", Count(30, "minutes_idle") if can else OFF),
                    ToolFact("shifts", Count(5, "minutes_each")),
                ),
            ),
        ),
        tests=tests,
        acts=(ToolAct("darker", enabled=can), ToolAct("brighter", enabled=can)),
    )


def _sound(device: str, health: PartHealth, jack: str, *said: Saying) -> ToolPage:
    well = device == "works"
    passed = (TestOutcome.PASSED, NOON, "1001", "sound_heard")
    return ToolPage(
        tool="sound",
        now=NOON,
        sayings=said,
        choices=tuple(ToolChoice(f"sound_{what}", icon="voice") for what in SOUNDS),
        groups=(
            ToolFacts(
                "sound",
                (
                    ToolFact("audio", Word("audio", device), health),
                    ToolFact("volume_step", Count(3, "of_five")),
                    ToolFact("volume_usual", Count(3, "of_five")),
                    ToolFact("headphones", Word("phones", "jack" if well else "never")),
                    ToolFact("jack", Word("jack", jack)),
                ),
            ),
        ),
        tests=tuple(
            TestRecord(f"sound_{what}", *(passed if well else ())) for what in SOUNDS
        ),
        acts=(ToolAct("softer"), ToolAct("louder")),
    )


def _id_reader(state: str, health: PartHealth | None, *tests: TestRecord) -> ToolPage:
    there = state != "not_configured"
    return ToolPage(
        tool="idcard",
        now=NOON,
        groups=(
            ToolFacts(
                "id_reader",
                (
                    ToolFact("id_reader", Word("id_reader", state), health),
                    ToolFact("kind", "virtual" if there else Word("roll", "none")),
                ),
            ),
        ),
        tests=tests,
        acts=(ToolAct("test_id_reader", ToolActKind.MAIN, enabled=there, icon="card"),),
    )


SOUNDS = ("left", "right", "both", "speech")
SCREEN: dict[str, Page] = {
    "tool-sound": _sound("works", OK, "empty", Saying(Mood.GOOD, "sound_passed")),
    "tool-sound-broken": _sound(
        *("none", WARNING, "not_told"), Saying(Mood.CAUTION, "sound_no_device")
    ),
    "tool-sound_heard": ToolPage(
        tool="sound_heard",
        now=NOON,
        sayings=(Saying(Mood.CAUTION, "sound_heard_left"),),
        acts=(
            ToolAct("heard", ToolActKind.MAIN, icon="check"),
            ToolAct("not_heard"),
            ToolAct("play_again", icon="retry"),
        ),
    ),
    "tool-idcard": _id_reader(
        *("present", OK),
        TestRecord("idcard", TestOutcome.PASSED, NOON, "1001", "id_reader_read"),
    ),
    "tool-idcard-silent": _id_reader(
        *("silent", PartHealth.BAD),
        TestRecord(
            *("idcard", TestOutcome.FAILED, NOON, "1001"),
            fault=Fault.READER_MISSING,
        ),
    ),
    "tool-idcard-none": _id_reader("not_configured", None),
    "tool-idcard_wait": ToolPage(
        tool="idcard_wait",
        now=NOON,
        sayings=(Saying(Mood.CALM, "id_reader_lay"),),
    ),
    "tool-screen": _screen(
        *(Count(80, "percent"), "21:30 – 06:00 · 60 %"),
        (
            TestRecord("touch", TestOutcome.PASSED, NOON, "1001", "touch_all"),
            TestRecord("pixels", TestOutcome.PASSED, NOON, "1001", "pixels_seen"),
            TestRecord("ruler"),
        ),
    ),
    "tool-screen-broken": _screen(
        *(Word("drawn", "not_supported"), OFF),
        (
            TestRecord("touch", TestOutcome.FAILED, NOON, "1001"),
            TestRecord("pixels", TestOutcome.BROKEN_OFF, NOON, "1001"),
            TestRecord("ruler", TestOutcome.FAILED, NOON, "1001"),
        ),
        Saying(Mood.BAD, "touch_dead", (("dead", 9), ("ghosts", 0))),
    ),
    "tool-touch_dead": ToolPage(
        tool="touch_dead",
        now=NOON,
        sayings=(Saying(Mood.CAUTION, "touch_wiped"),),
        groups=(
            ToolFacts(
                "dead_zones",
                (
                    ToolFact("zone_top_right", Count(7, "cells"), WARNING),
                    ToolFact("zone_bottom_center", Count(2, "cells"), WARNING),
                    ToolFact("ghosts", Count(1, "touches")),
                ),
            ),
        ),
        acts=(ToolAct("wiped_all", ToolActKind.URGENT), ToolAct("not_wiped")),
    ),
    "tool-pixels_look": _eye("pixels_look", "pixels_right", "pixels_wrong"),
    "tool-ruler_look": _eye("ruler_look", "ruler_right", "ruler_wrong"),
    "tool-ruler_measured": ToolPage(
        tool="ruler_measured",
        now=NOON,
        sayings=(Saying(Mood.CAUTION, "ruler_measured_width"),),
        choices=(
            ToolChoice("100", "100 mm", icon="check"),
            *(
                ToolChoice(
                    *(f"{mm}", f"{mm} mm"),
                    hint=(Count(round(268 * mm / 100), "ruler_set_width"),),
                    icon="reach",
                )
                for mm in (90, 92, 94, 96, 98, 102, 104, 106, 108, 110)
            ),
        ),
    ),
    "touch_test": TouchTestPage(12, 22),
    "plain_color": PlainColorPage("red"),
    "ruler": RulerPage(268.0, 476.0),
}
