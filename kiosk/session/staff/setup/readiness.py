"""The readiness report: what the machine is, how its parts are, what was proved when.

One value for the screen, the paper and the center. It is no receipt: nothing on it can
be taken for a person's paper, and it bears no code that the center would call genuine.
"""

from collections.abc import Iterator
from typing import NamedTuple

from kiosk.devices.printer.typesetting.receipt_elements import (
    Align,
    Element,
    PaperRule,
    Receipt,
    ReceiptField,
    Space,
    TextLine,
)
from kiosk.domain.fault_cards import FaultLevel, fault_cards
from kiosk.domain.notation import second
from kiosk.session.dialog.ports import Ports
from kiosk.session.pages.values_wording import said
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import PartHealth, PartRow, TestRecord
from kiosk.session.staff.part_rows import part_rows
from kiosk.session.staff.self_tests import last_tests
from kiosk.session.staff.staff_wording import (
    health_words,
    outcome_words,
    time_words,
)
from kiosk.settings.texts import Texts
from kiosk.sync.wire.events.staff_events import ReadinessTold

TESTS = (
    "reader_any_card",
    "reader_antenna",
    "printer",
    "touch",
    "pixels",
    "network",
    "journal",
)
"""What a machine must have on record before it counts as ready."""
WELCOME = ("reader_test_card", "sound_speech")
"""Shown too; not every technician has a test card, nor every machine a loudspeaker."""
_WORST = (FaultLevel.STOPPED, FaultLevel.LIMITED)


class Readiness(NamedTuple):
    """How the machine is, as of one moment."""

    verdict: str
    """`ready`, `unproved` (not all of it is tested), `failed` (a test did), `limited`
    or `stopped`."""
    rows: tuple[PartRow, ...]
    tests: tuple[TestRecord, ...]


def readiness(parts: Ports) -> Readiness:
    """Return how the machine is; what is unknown is never called ready."""
    rows, tests = part_rows(parts), last_tests(parts, *_wanted(parts))
    more = last_tests(parts, *WELCOME)
    return Readiness(verdict_of(rows, tests), rows, (*tests, *more))


def _wanted(parts: Ports) -> tuple[str, ...]:
    """Return the tests of what this machine has."""
    has = {
        "reader_antenna": parts.config.reader.contactless,
        "printer": parts.config.printer.port,
        "network": parts.config.center.url,
    }
    return tuple(test for test in TESTS if has.get(test, True))


def verdict_of(rows: tuple[PartRow, ...], tests: tuple[TestRecord, ...]) -> str:
    """Return the worst of what is known, or that not all of it is."""
    if any(row.part == "service" for row in rows):
        return str(FaultLevel.STOPPED)
    levels = {fault_cards()[row.fault].level for row in rows if row.fault is not None}
    for level in _WORST:
        if level in levels:
            return str(level)
    if any(row.health is PartHealth.BAD for row in rows):
        return str(FaultLevel.LIMITED)
    if any(test.outcome == "failed" for test in tests):
        return "failed"
    unknown = any(row.health is PartHealth.UNKNOWN for row in rows)
    proved = all(test.outcome == "passed" for test in tests)
    return "ready" if proved and not unknown else "unproved"


def readiness_paper(desk: Desk, told: Readiness) -> Receipt:
    """Return the report as paper."""
    return Receipt("readiness", tuple(_elements(desk, told)))


def _elements(desk: Desk, told: Readiness) -> Iterator[Element]:
    parts = desk.parts
    texts, machine, now = parts.texts, parts.config.machine, parts.clock.known()
    yield TextLine(texts("readiness__mark"), Align.CENTER, bold=True)
    yield TextLine(texts("tool__report"), Align.CENTER, size=2, bold=True)
    yield PaperRule()
    yield ReceiptField(texts("receipt__machine"), machine.id)
    yield ReceiptField(
        texts("receipt__place"), machine.place or parts.region.region.name
    )
    yield ReceiptField(
        texts("receipt__printed"), second(now) if now else texts("receipt__no_time")
    )
    yield ReceiptField(texts("readiness__who"), desk.who.number)
    yield ReceiptField(
        texts("readiness__verdict"), texts(f"verdict__{told.verdict}"), bold=True
    )
    yield PaperRule()
    for row in told.rows:
        yield ReceiptField(texts(f"part__{row.part}"), health_words(texts, row))
        if row.health is not PartHealth.OK:
            state = texts("list__separator").join(said(texts, x) for x in row.state)
            yield TextLine(f"  {state}")
    yield PaperRule()
    for test in told.tests:
        yield ReceiptField(texts(f"test__{test.test}"), _tested(test, texts))
    yield PaperRule()
    for name, version in parts.versions:
        yield ReceiptField(name, version)
    yield Space()
    yield TextLine(texts("readiness__signature"))
    yield TextLine(texts("readiness__mark"), Align.CENTER, bold=True)


def _tested(test: TestRecord, texts: Texts) -> str:
    words = outcome_words(texts, test)
    return words if test.outcome is None else f"{words} {time_words(texts, test)}"


def readiness_event(who: str, told: Readiness) -> ReadinessTold:
    """Return the report for the center: words only, each part and test by its name."""
    rows = " ".join(
        f"{row.part}={row.fault.value if row.fault else row.health}"
        for row in told.rows
    )
    tests = " ".join(f"{test.test}={test.outcome or 'none'}" for test in told.tests)
    return ReadinessTold(who=who, verdict=told.verdict, parts=rows, tests=tests)
