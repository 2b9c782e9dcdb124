"""The way from what a hall reports to the remedy: at most four questions, pure data.

The screen asks it and the manual prints it. Texts: `symptom__<name>`,
`ask__<question>`, `ask__<question>__<answer>`, `remedy__<name>`.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kiosk.domain.faults import Fault

MOST_QUESTIONS = 4


class Remedy(NamedTuple):
    """Where a way ends: a fault's page, or steps of its own."""

    name: str
    fault: Fault | None = None
    """Whose steps they are."""
    steps: tuple[str, ...] = ()
    """Where no fault has them: names of `step__<name>`."""
    tool: str = ""
    """The tool that shows and proves it."""


class Question(NamedTuple):
    """What to look at next."""

    name: str
    answers: Mapping[str, "Question | Remedy"]


def _fault(fault: Fault, tool: str = "") -> Remedy:
    return Remedy(f"fault_{fault.value}", fault, (), tool)


_ONE_CARD = Remedy("one_card", Fault.CARD_UNREADABLE, (), "reader")
_READER_LAMP = Question(
    "reader_lamp",
    {
        "dark": _fault(Fault.READER_MISSING, "reader"),
        "lit": Question(
            "reader_after_replug",
            {
                "works": Remedy("reader_watch", steps=("reader_watch",), tool="reader"),
                "same": _fault(Fault.READER_STUCK, "reader"),
            },
        ),
    },
)
_NO_CARDS = Question(
    "page_says",
    {
        "out_of_service": _READER_LAMP,
        "idle": Question(
            "which_cards",
            {
                "one": _ONE_CARD,
                "all": Question(
                    "card_in_firmly",
                    {
                        "blocked": Remedy("slot_blocked", steps=("slot_clear",)),
                        "in": Question(
                            "reader_sees_card",
                            {
                                "yes": Remedy(
                                    "contacts",
                                    steps=("reader_clean", "reader_change"),
                                    tool="reader",
                                ),
                                "no": _fault(Fault.READER_STUCK, "reader"),
                            },
                        ),
                    },
                ),
            },
        ),
        "fault_page": Question(
            "which_cards",
            {
                "one": _ONE_CARD,
                "all": Remedy(
                    "contacts", steps=("reader_clean", "reader_change"), tool="reader"
                ),
            },
        ),
    },
)
_NO_PRINT = Question(
    "printer_lamp",
    {
        "dark": _fault(Fault.PRINTER_SILENT, "printer"),
        "red": Question(
            "printer_inside",
            {
                "no_paper": _fault(Fault.PRINTER_PAPER_OUT, "printer"),
                "cover": _fault(Fault.PRINTER_COVER_OPEN, "printer"),
                "jam": _fault(Fault.PRINTER_FAULT, "printer"),
            },
        ),
        "green": Question(
            "paper_comes",
            {
                "nothing": Question(
                    "printer_own_test",
                    {
                        "works": _fault(Fault.PRINTER_GONE, "printer"),
                        "fails": Remedy(
                            "printer_maker", steps=("printer_replace", "maker_call")
                        ),
                    },
                ),
                "blank": Remedy(
                    "paper_turned", steps=("roll_turn", "print_try"), tool="printer"
                ),
                "faint": Remedy(
                    "head_dirty", steps=("head_clean", "print_try"), tool="printer"
                ),
                "garbled": _fault(Fault.PRINTER_UNPROVED, "printer"),
            },
        ),
    },
)
_BLACK = Question(
    "panel_lamp",
    {
        "dark": Remedy("panel_no_power", Fault.DISPLAY_MISSING),
        "no_signal": Question(
            "computer_lamp",
            {
                "dark": Remedy("computer_off", steps=("power_plug", "power_on")),
                "lit": _fault(Fault.DISPLAY_MISSING, "screen"),
            },
        ),
        "lit": Question(
            "touch_wakes",
            {
                "wakes": Remedy("it_slept", steps=("panel_dimming",), tool="screen"),
                "black": Remedy("program_gone", steps=("power_cycle", "maker_call")),
            },
        ),
    },
)
_SLOW = Question(
    "slow_where",
    {
        "queries": Question(
            "center_lamps",
            {
                "all_machines": Remedy(
                    "center_slow", Fault.CENTER_TIMEOUT, (), "network"
                ),
                "only_here": _fault(Fault.CENTER_UNREACHABLE, "network"),
            },
        ),
        "everything": Question(
            "fan_hot",
            {
                "hot": Remedy(
                    "too_hot", steps=("fan_clean", "place_cool"), tool="numbers"
                ),
                "cool": Remedy(
                    "restart",
                    steps=("program_restart", "machine_restart"),
                    tool="power",
                ),
            },
        ),
        "touch": Remedy(
            "touch_slow", steps=("panel_wipe", "touch_test"), tool="screen"
        ),
        "printing": Remedy(
            "print_slow", steps=("printer_speed", "printer_look"), tool="printer"
        ),
    },
)
_NO_NETWORK = Question(
    "net_lamp",
    {
        "dark": Remedy("net_cable", Fault.CENTER_UNREACHABLE, (), "network"),
        "lit": Question(
            "net_check_stops",
            {
                "address": Remedy("no_address", steps=("net_cable", "net_call")),
                "name": Remedy("no_name", steps=("net_dns", "net_call")),
                "tcp": Remedy("no_way", steps=("net_firewall", "net_call")),
                "tls": Question(
                    "clock_right",
                    {
                        "right": _fault(Fault.CENTER_IDENTITY, "network"),
                        "wrong": _fault(Fault.CENTER_TIME, "network"),
                    },
                ),
                "center": _fault(Fault.CENTER_REFUSED_US, "network"),
                "nothing": Remedy("net_well", steps=("net_again",), tool="queue"),
            },
        ),
    },
)
_TOUCH_DEAD = Question(
    "touch_where",
    {
        "everywhere": Remedy(
            "touch_cable", steps=("panel_wipe", "touch_usb", "machine_restart")
        ),
        "a_place": Remedy(
            "touch_zone", steps=("panel_wipe", "touch_test"), tool="screen"
        ),
        "by_itself": Remedy(
            "touch_ghost",
            steps=("panel_wipe", "panel_ground", "touch_test"),
            tool="screen",
        ),
    },
)
_NO_SOUND = Question(
    "sound_where",
    {
        "loudspeaker": Remedy(
            "speaker", steps=("sound_cable", "sound_test"), tool="sound"
        ),
        "headphones": Remedy("jack", steps=("jack_plug", "sound_test"), tool="sound"),
    },
)
SYMPTOMS: Mapping[str, Question] = {
    "no_cards": _NO_CARDS,
    "no_print": _NO_PRINT,
    "black": _BLACK,
    "slow": _SLOW,
    "no_network": _NO_NETWORK,
    "touch_dead": _TOUCH_DEAD,
    "no_sound": _NO_SOUND,
}
"""What a hall reports, and the first question."""
PARTS = {
    "no_cards": ("reader",),
    "no_print": ("printer", "unseen_prints"),
    "slow": ("center", "disk"),
    "no_network": ("center", "clock"),
}
"""Which parts the machine itself can tell of, by symptom."""


def ways(
    question: Question, before: tuple[tuple[str, str], ...] = ()
) -> Iterator[tuple[tuple[tuple[str, str], ...], Remedy]]:
    """Yield each way to a remedy: questions with their answers, and where it ends."""
    for answer, then in question.answers.items():
        way = (*before, (question.name, answer))
        if isinstance(then, Remedy):
            yield way, then
        else:
            yield from ways(then, way)


def at(symptom: str, answers: tuple[str, ...]) -> Question | Remedy:
    """Return where the answers so far lead."""
    found: Question | Remedy = SYMPTOMS[symptom]
    for answer in answers:
        assert isinstance(found, Question)
        found = found.answers[answer]
    return found
