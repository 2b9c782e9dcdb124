"""Samples of the tools for reader, printer, screen, sound: healthy and broken."""

from kiosk.domain.faults import Fault
from kiosk.session.pages.page import Page
from kiosk.session.pages.record import Count, Word
from kiosk.session.staff.pages import (
    Known,
    Mood,
    PartHealth,
    PartRow,
    Saying,
    TestOutcome,
    TestRecord,
    ToolAct,
    ToolActKind,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from tests.screens.samples_staff import NOON

BAD, OK, WARNING = PartHealth.BAD, PartHealth.OK, PartHealth.WARNING
READER_NAME = "ACS ACR39U ICC Reader 00 00"


def _slot(state: str, health: PartHealth, reader: str, *listed: str) -> ToolFacts:
    none = Word("listed", "none")
    names = [ToolFact("listed", name) for name in listed]
    return ToolFacts(
        "slot",
        (
            ToolFact("slot_state", Word("slot_state", state), health),
            ToolFact("reader_used", reader or none),
            *(names or [ToolFact("listed", none, BAD)]),
        ),
    )


READER_ACTS = (
    ToolAct("test_any_card", ToolActKind.MAIN, icon="card"),
    ToolAct("test_test_card"),
)
ATR = ToolFacts(
    "atr",
    (
        ToolFact("atr_length", Count(17, "bytes")),
        ToolFact("atr_whole", Word("atr", "whole"), OK),
        ToolFact("atr_convention", Word("atr", "direct")),
        ToolFact("atr_protocol", "T=0"),
        ToolFact("atr_speed", Count(9600, "bits_a_second")),
        ToolFact("atr_history", Count(13, "bytes_hidden")),
        ToolFact("atr_kind", Word("atr", "maybe_social")),
    ),
)


def _steps(done: int, wanted: str, *acts: str) -> ToolPage:
    steps = ("service", "listed", "absent", "inserted", "atr", "reset", "removed")
    marks = [("done", OK)] * done + [("now", None)]
    marks += [("open", PartHealth.UNKNOWN)] * (len(steps) - len(marks))
    lines = [
        ToolFact(f"reader_{step}", Word("test_step", word), health)
        for step, (word, health) in zip(steps, marks, strict=True)
    ]
    return ToolPage(
        tool="reader_any_card",
        now=NOON,
        sayings=(Saying(Mood.CALM, f"reader_{wanted}"),),
        groups=(ToolFacts("test_steps", tuple(lines)),),
        acts=tuple(map(ToolAct, acts)),
    )


READER: dict[str, Page] = {
    "tool-reader": ToolPage(
        tool="reader",
        now=NOON,
        sayings=(Saying(Mood.CAUTION, "card_in_slot"),),
        parts=(PartRow("reader", OK, (Word("slot_state", "card"),), Known.SINCE, 12),),
        groups=(
            _slot("card", OK, READER_NAME, READER_NAME),
            ATR,
            ToolFacts(
                "counted",
                (
                    ToolFact("commands", 4211),
                    ToolFact("errors_C06", 3),
                    ToolFact("resets", 212),
                    ToolFact("replaced", Count(0, "times")),
                ),
            ),
            ToolFacts("keys", (ToolFact("psam", Word("psam", "present"), OK),)),
        ),
        tests=(
            TestRecord(
                *("reader_any_card", TestOutcome.PASSED, NOON),
                *("1001", "reader_any_card"),
            ),
            TestRecord("reader_test_card"),
        ),
        acts=READER_ACTS,
    ),
    "tool-reader-broken": ToolPage(
        tool="reader",
        now=NOON,
        sayings=(Saying(Mood.BAD, "reader_not_listed"),),
        parts=(
            PartRow(
                *("reader", BAD, (Word("slot_state", "no_reader"),), Known.SINCE, 190),
                fault=Fault.READER_MISSING,
            ),
        ),
        groups=(
            _slot("no_reader", BAD, ""),
            ToolFacts(
                "counted",
                (
                    ToolFact("commands", 87),
                    ToolFact("errors_R01", 2),
                    ToolFact("resets", 9),
                    ToolFact("replaced", Count(1, "times"), WARNING),
                    ToolFact("hung", Count(1, "times"), BAD),
                ),
            ),
            ToolFacts("keys", (ToolFact("psam", Word("psam", "not_configured")),)),
        ),
        tests=(
            TestRecord(
                *("reader_any_card", TestOutcome.FAILED, NOON, "1001"),
                *("reader_service", Fault.READER_MISSING),
            ),
            TestRecord(
                *("reader_test_card", TestOutcome.BROKEN_OFF, NOON, "1001"),
                "reader_reset",
            ),
        ),
        acts=READER_ACTS,
    ),
    "tool-reader_any_card": _steps(3, "put_in", "card_is_in"),
    "tool-reader_any_card-turned": _steps(3, "turn_round", "card_is_in"),
    "tool-reader_any_card-out": _steps(6, "take_out", "slot_is_empty"),
}
DEVICES: dict[str, Page] = {**READER}
