"""Samples of the screen's tool and of the panel's own tests, and of sound."""

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


SCREEN: dict[str, Page] = {
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
                    hint=(Word("ruler_set", "width"), f"{268 * mm / 100:.0f} mm"),
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
