"""Samples of the settings, and of the readiness report."""

from datetime import UTC, datetime

from kiosk.domain.faults import Fault
from kiosk.session.pages.page import Page
from kiosk.session.pages.record import Word
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

NOON = datetime(2024, 12, 31, 12, 0, 30, tzinfo=UTC)
OK, BAD = PartHealth.OK, PartHealth.BAD


def _setting(key: str, value: object, trial: bool = False) -> ToolChoice:
    assert isinstance(value, str | int | Word)
    hint = (value, Word("setting", "on_trial")) if trial else (value,)
    health = PartHealth.WARNING if trial else None
    return ToolChoice(key, key=f"setting_{key}", hint=hint, health=health)


SETTINGS = (
    _setting("machine_place", "云川市政务服务中心"),
    _setting("machine_site", Word("setting_machine_site", "hall")),
    _setting("machine_region", "yunchuan"),
    _setting("printer_profile", "generic-80mm"),
    _setting("printer_baud", 115200),
    _setting("printer_handshake", Word("setting_printer_handshake", "none")),
    _setting("printer_roll_m", 63),
    _setting("voice_volume", 4, trial=True),
)


def _report(verdict: str, mood: Mood, printer: PartHealth) -> ToolPage:
    health = {"reader": OK, "printer": printer, "center": OK, "disk": OK, "clock": OK}
    passed = TestOutcome.PASSED
    return ToolPage(
        tool="report",
        now=NOON,
        sayings=(Saying(mood, f"verdict_{verdict}"),),
        groups=(
            ToolFacts(
                "report_parts",
                tuple(
                    ToolFact(f"part__{part}", Word("health", state), state)
                    for part, state in health.items()
                ),
            ),
        ),
        tests=(
            TestRecord("printer", passed, NOON, "1001", "printer_confirmed"),
            TestRecord("touch")
            if printer is OK
            else TestRecord(
                *("network", TestOutcome.FAILED, NOON, "1001"),
                fault=Fault.CENTER_UNREACHABLE,
            ),
        ),
        acts=(
            ToolAct("print_report", ToolActKind.MAIN, icon="printer"),
            ToolAct("send_report", icon="next"),
        ),
    )


SETUP: dict[str, Page] = {
    "tool-settings": ToolPage(tool="settings", now=NOON, choices=SETTINGS[:7]),
    "tool-settings-trial": ToolPage(
        tool="settings",
        now=NOON,
        sayings=(
            Saying(Mood.CALM, "settings_waiting"),
            Saying(
                *(Mood.BAD, "setting_refused"), (("why", "times.idle 应为 0 到 3600"),)
            ),
        ),
        choices=SETTINGS,
        acts=(ToolAct("restart_now", ToolActKind.MAIN), ToolAct("undo_trial")),
    ),
    "tool-settings-undone": ToolPage(
        tool="settings",
        now=NOON,
        sayings=(
            Saying(
                *(Mood.CAUTION, "settings_undone"),
                (
                    ("setting", Word("tool", "setting_printer_baud")),
                    ("why", Word("undone", "printer")),
                ),
            ),
        ),
        choices=SETTINGS[:7],
    ),
    "tool-setting": ToolPage(
        tool="setting",
        now=NOON,
        subject=Word("tool", "setting_voice_volume"),
        choices=tuple(
            ToolChoice(str(n), key="setting_choice", values=(("value", n + 1),))
            for n in range(5)
        ),
        acts=(ToolAct("type_value", icon="keypad"),),
    ),
    "tool-report": _report("unproved", Mood.CALM, OK),
    "tool-report-limited": _report("limited", Mood.CAUTION, BAD),
}
