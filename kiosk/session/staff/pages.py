"""Pages for technicians: one kind of page for all their tools.

A tool says what it knows in parts, facts and records; how that looks is one look's.
"""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from kiosk.domain.faults import Fault
from kiosk.session.pages.page import Answer, Page, Part
from kiosk.session.pages.record import Count, Value, Word


class PartHealth(StrEnum):
    """How a part is; unknown is a value of its own."""

    OK = "ok"
    WARNING = "warning"
    BAD = "bad"
    UNKNOWN = "unknown"


class Known(StrEnum):
    """How a part's state is known, which says what its age means; `known__<name>`."""

    LOOKED = "looked"
    """It was looked at for this page."""
    ANSWERED = "answered"
    """The part answered so long ago."""
    SINCE = "since"
    """The part tells every change, and the last one was so long ago."""
    FAILED = "failed"
    """The newest try failed so long ago; the last answer is older."""
    OLDEST = "oldest"
    """The oldest of what is counted is from so long ago."""


class PartRow(Part, frozen=True):
    """One part of the machine as the technician sees it."""

    part: str
    """A word with a text `part__<name>`: reader, printer, center, ..."""
    health: PartHealth
    state: tuple[Word | Count, ...]
    """What is known of it."""
    known: Known
    age_seconds: int | None = None
    """None with ANSWERED: it never answered; with SINCE: nobody knows since when."""
    fault: Fault | None = None
    """What is wrong; its advice is `doctor__fault__<code>`."""
    advice: str = ""
    """What to do: `advice__<name>`; empty with a fault: what its code says."""
    tool: str = ""
    """The tool that a touch of it opens."""


class Mood(StrEnum):
    """What kind of news a saying is."""

    CALM = "calm"
    GOOD = "good"
    CAUTION = "caution"
    BAD = "bad"


class Saying(Part, frozen=True):
    """A sentence in a coloured box, `said__<name>`."""

    mood: Mood
    name: str
    values: tuple[tuple[str, Value], ...] = ()


class ToolFact(Part, frozen=True):
    """One thing that is known, `fact__<name>`; coloured where it has a health.

    A name with two underscores is a whole key, such as a part's.
    """

    name: str
    value: Value
    health: PartHealth | None = None
    more: tuple[Value, ...] = ()
    """Said behind the value, smaller and without its colour."""


class ToolFacts(Part, frozen=True):
    """Facts under a small heading, `group__<name>`; an empty name has none."""

    name: str
    facts: tuple[ToolFact, ...]


class TestOutcome(StrEnum):
    """How a self-test ended; `outcome__<value>`."""

    __test__ = False

    PASSED = "passed"
    FAILED = "failed"
    BROKEN_OFF = "broken_off"
    """Somebody stopped it, or it could not begin: the part may be well."""
    UNSURE = "unsure"
    """It ran, and nothing proves how it went."""


class TestRecord(Part, frozen=True):
    """The last self-test of a kind; it stands apart from how the part is now."""

    __test__ = False

    test: str
    """`test__<name>`."""
    outcome: TestOutcome | None = None
    """None: there is no record of any."""
    at: datetime | None = None
    """None: nobody knew the time."""
    who: str = ""
    """The number of whoever ran it."""
    proved: str = ""
    """What it showed, `proved__<name>`; empty: nothing."""
    fault: Fault | None = None


class ToolActKind(StrEnum):
    """How a button of a tool looks."""

    MAIN = "main"
    SIDE = "side"
    URGENT = "urgent"


class ToolAct(Part, frozen=True):
    """A button, `act__<name>`; a touch answers ActChosen."""

    name: str
    kind: ToolActKind = ToolActKind.SIDE
    enabled: bool = True
    icon: str = ""
    label: str = ""
    """Its words are `act__<label>` instead."""


class ToolChoice(Part, frozen=True):
    """A line that leads on, `tool__<item>` unless labelled; answers ItemChosen."""

    item: str
    label: str = ""
    """What it is called where that is a name of its own, as a stick's."""
    key: str = ""
    """Its words are `tool__<key>` with values instead."""
    values: tuple[tuple[str, Value], ...] = ()
    hint: tuple[Value, ...] = ()
    """Said one behind the other; empty takes `tool__<item>__hint`."""
    icon: str = "wrench"
    health: PartHealth | None = None


class ToolPage(Page, frozen=True, kw_only=True):
    """Whatever a technician stands before; answers ActChosen, ItemChosen, BACK.

    Drawn in this order: sayings, bar, code, parts, tests, choices, groups, chart,
    steps, acts; with steps the tests come last.
    """

    name: ClassVar[str] = "tool"
    tool: str
    """Its title is `tool__<tool>`, with {subject}."""
    now: datetime
    """When all this was so; nothing on the page is newer."""
    sure: bool = True
    """False: nobody knows the time, and the page says so."""
    subject: Value = ""
    sayings: tuple[Saying, ...] = ()
    parts: tuple[PartRow, ...] = ()
    choices: tuple[ToolChoice, ...] = ()
    groups: tuple[ToolFacts, ...] = ()
    chart: tuple[tuple[str, int], ...] = ()
    """Names and numbers, oldest first, under `chart__<tool>`."""
    steps: tuple[str, ...] = ()
    """What to do, one after the other: names of texts `step__<name>`."""
    tests: tuple[TestRecord, ...] = ()
    acts: tuple[ToolAct, ...] = ()
    picture: str = ""
    """A remedy's drawing, by the name of its file."""
    progress: str = ""
    """How far a first start is, as 3 / 10; empty: it is the maintenance's page."""
    bar: int = 0
    """So many pixels long is a bar that is held against something real."""
    code: str = ""
    """What a telephone reads off the page."""

    @property
    def called(self) -> str:
        return f"{self.name}-{self.tool}"

    @property
    def kept_by(self) -> object:
        # Whoever comes back to a list goes on where they were; what is live begins
        # with its first part.
        return self.called if self.choices and not self.groups else self


class ActChosen(Answer, Part, frozen=True):
    """A button of a tool was touched."""

    act: str
