"""Samples of the technician's numbers and versions."""

from msgspec import structs

from kiosk.session.pages.page import Page
from kiosk.session.pages.record import Count, Value, Word
from kiosk.session.staff.pages import (
    Mood,
    PartHealth,
    Saying,
    ToolAct,
    ToolActKind,
    ToolChoice,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from tests.screens.samples_staff import NOON

FAULTS = (0, 0, 1, 0, 0, 0, 4, 2, 0, 0, 0, 0, 1, 0)
CHART = tuple((f"{18 + at}", count) for at, count in enumerate(FAULTS))
UNKNOWN = Word("number_state", "unknown")


def _start(reason: str, at: str) -> ToolFact:
    return ToolFact("start", Word("start_reason", reason), None, (at, "0.8.0"))


def _counted(name: str, today: int, whole: int) -> ToolFact:
    return ToolFact(
        *(f"counted_{name}", Count(today, "today"), None), (Count(whole, "in_days"),)
    )


WORK = ToolFacts(
    "numbers_work",
    (
        *(_counted("cards", 63, 711), _counted("errands", 9, 120)),
        *(_counted("printed", 48, 530), _counted("print_failed", 0, 3)),
        ToolFact(
            *("counted_metres", Count(11, "metres_used"), None),
            (Count(118, "metres_in_days"),),
        ),
    ),
)


def _numbers(heat: ToolFact, lasts: ToolFact, *starts: ToolFact) -> ToolPage:
    return ToolPage(
        tool="numbers",
        now=NOON,
        groups=(
            ToolFacts(
                "numbers_machine",
                (
                    heat,
                    ToolFact("memory", Count(2210, "free_mib")),
                    ToolFact("uptime", Count(12, "span_days")),
                    ToolFact("program_runs", Count(3, "span_hours")),
                ),
            ),
            ToolFacts(
                "numbers_storage",
                (
                    ToolFact("free", Count(18211, "free_mib")),
                    ToolFact("whole", Count(29000, "mib")),
                    ToolFact("database", Count(212, "mib")),
                    ToolFact("growth", Count(640, "kib_a_day")),
                    lasts,
                ),
            ),
            WORK,
            ToolFacts("numbers_starts", starts),
        ),
        chart=CHART,
    )


def _versions(unit: str) -> ToolPage:
    groups: dict[str, dict[str, Value]] = {
        "program": {"kiosk": "0.8.0", "python": "3.11.7", "sdl": "2.32.4"},
        "system": {
            "os": "Debian GNU/Linux 12 (bookworm)",
            "kernel": "6.1.0-28-amd64",
            "pcscd": "1.9.9-2",
            "ccid": Word("number_state", "not_there"),
            "unit": Word("unit_state", unit),
        },
        "settings": {
            "printer_profile": "Custom VKP80III",
            "region": "yunchuan, 2024-06",
            "migration": "staff-4-start",
        },
    }
    return ToolPage(
        tool="versions",
        now=NOON,
        groups=tuple(
            ToolFacts(
                f"versions_{group}",
                tuple(
                    ToolFact(f"version_{name}", said) for name, said in facts.items()
                ),
            )
            for group, facts in groups.items()
        ),
    )


def _update(
    saying: Saying, *facts: ToolFact, stick: bool = False, act: bool = False
) -> ToolPage:
    plain = _versions("same")
    choice = ToolChoice(
        "update-0",
        key="update_from",
        values=(("stick", "UPDATES"),),
        hint=("vfat",),
        icon="next",
    )
    own = ToolFact("release_own", "0.8.0")
    return structs.replace(
        plain,
        sayings=(saying,),
        choices=(choice,) if stick else (),
        groups=(ToolFacts("versions_release", (own, *facts)), *plain.groups),
        acts=(ToolAct("install_update", ToolActKind.URGENT),) if act else (),
    )


STAFF_NUMBERS: dict[str, Page] = {
    "tool-numbers": _numbers(
        ToolFact("temperature", Count(48, "degrees"), None, ("x86_pkg_temp",)),
        ToolFact("lasts", Word("forecast", "steady")),
        _start("restart", "2024-12-31 09:02"),
        _start("reboot", "2024-12-19 07:30"),
    ),
    "tool-numbers-broken": _numbers(
        ToolFact(
            *("temperature", Count(91, "degrees"), PartHealth.WARNING),
            ("x86_pkg_temp",),
        ),
        ToolFact("lasts", Count(31, "span_days"), PartHealth.WARNING),
        _start("watchdog", "2024-12-31 09:02"),
        _start("power", "2024-12-30 17:44"),
        _start("killed", "2024-12-30 16:02"),
    ),
    "tool-versions": _versions("same"),
    "tool-versions-changed": _versions("changed"),
    "tool-versions-update": _update(
        Saying(
            Mood.GOOD, "update_waits", (("version", "0.9.0"), ("hours", "02:00-05:00"))
        ),
        ToolFact("release_kept", "0.8.0"),
        stick=True,
        act=True,
    ),
    "tool-versions-refused": _update(
        Saying(Mood.BAD, "update_wrong_key"),
        ToolFact(
            *("release_back", Word("release_why", "starts"), PartHealth.BAD),
            ("0.9.0",),
        ),
        stick=True,
    ),
}
