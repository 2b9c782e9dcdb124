"""What every tool of the technician is handed: the parts, who asks, and the journal."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from kiosk.devices.printer.printer_port import PrintResult
from kiosk.devices.printer.typesetting.receipt_elements import Receipt
from kiosk.domain.faults import Fault
from kiosk.session.dialog.ports import Ports
from kiosk.session.pages.page import Answer, Page
from kiosk.session.pages.record import Value
from kiosk.session.staff.fault_line import fault_asked, fault_lines
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    PartRow,
    Saying,
    TestOutcome,
    TestRecord,
    ToolAct,
    ToolActKind,
    ToolChoice,
    ToolPage,
)
from kiosk.session.staff.people import StaffPerson, StaffRole
from kiosk.session.staff.self_tests import keep_test
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.clock.clock import Certainty
from kiosk.sync.wire.events.journal_event import JournalEvent
from kiosk.sync.wire.events.staff_events import SelfTested, StaffActed

log = logging.getLogger(__name__)
T = TypeVar("T")


class Desk:
    """One technician at one machine."""

    explain: Callable[[Fault], Awaitable[None]] | None = None
    """Shows the page of a fault; whoever opens the desk brings it."""
    tool: str = ""
    """The tool that is open; empty on the first page."""

    def __init__(self, parts: Ports, who: StaffPerson) -> None:
        self.parts, self.who = parts, who
        self._sayings: tuple[tuple[Saying, Callable[[], bool]], ...] = ()
        """What is to be said once, each with what tells whether it is still so."""

    def may(self, least: StaffRole) -> bool:
        """Tell whether whoever stands here may do what needs a role."""
        return self.who.role >= least

    def page(
        self,
        tool: str,
        *,
        sayings: tuple[Saying, ...] = (),
        parts: tuple[PartRow, ...] = (),
        choices: tuple[ToolChoice, ...] = (),
        **content: Any,
    ) -> ToolPage:
        """Return a tool's page as of now, with what is to be said once.

        Each part that stands there whole gets a line to the page of its fault.
        """
        clock = self.parts.clock
        # What was said of a part ends with the state that it was said of.
        self._sayings = tuple(pair for pair in self._sayings if pair[1]())
        lines = fault_lines(tuple(row for row in parts if not row.tool))
        return ToolPage(
            tool=tool,
            now=clock.now(),
            sure=clock.certainty is not Certainty.UNSURE,
            sayings=(*(saying for saying, _ in self._sayings), *sayings),
            parts=parts,
            choices=(*lines, *choices),
            **content,
        )

    def say(self, mood: Mood, name: str, **values: Value) -> None:
        """Say something on the pages that come, until the next answer."""
        saying = Saying(mood, name, tuple(values.items()))
        self._sayings = (*self._sayings, (saying, lambda: True))

    def say_while(self, state: Callable[[], object], mood: Mood, name: str) -> None:
        """Say something of a part until the next answer or the part's next state.

        :param state: how the part is, from what is known: it is asked for each page.
        """
        then = state()
        known = (Saying(mood, name), lambda: state() == then)
        self._sayings = (*self._sayings, known)

    async def ask(self, build: Callable[[], ToolPage]) -> Answer:
        """Show a page, kept true, and return its answer.

        What was to be said once has been said then.

        :param build: makes the page as it is at the moment, from what is known: it runs
            every two seconds, and must never ask a part that may be dead.
        """
        idle = self.parts.config.maintenance.idle
        while True:
            answer = await self.parts.dialog.ask(build(), idle, fresh=build)
            self._sayings = ()
            fault = fault_asked(answer)
            if fault is None or self.explain is None:
                return answer
            await self.explain(fault)

    async def type(self, page: Page) -> Answer:
        """Show a page that words are typed on, and return its answer."""
        return await self.parts.dialog.ask(page, self.parts.config.maintenance.idle)

    async def confirm(self, question: str, **values: Value) -> bool:
        """Ask `said__<question>` before something that cannot be taken back."""
        asked = Saying(Mood.CAUTION, question, tuple(values.items()))
        yes = ToolAct("yes", ToolActKind.URGENT, label=f"yes_{question}")
        answer = await self.ask(
            lambda: self.page("confirm", sayings=(asked,), acts=(yes,))
        )
        return answer == ActChosen("yes")

    async def during(self, work: Awaitable[T], message: str = "busy__staff_test") -> T:
        """Wait for work; a progress page comes after half a second."""
        return await self.parts.dialog.during(work, message)

    async def print(self, receipt: Receipt) -> PrintResult:
        """Print something of the staff's own; what has begun goes on without them."""
        job = asyncio.ensure_future(self.parts.printer.print(receipt))
        return await self.during(asyncio.shield(job), "busy__staff_printing")

    def acted(self, act: str, subject: str = "", done: bool = True) -> None:
        """Put into the journal what was done, by whom, and whether it came about."""
        self.note(StaffActed(who=self.who.number, act=act, subject=subject, done=done))

    def tested(
        self,
        test: str,
        outcome: TestOutcome,
        proved: str = "",
        fault: Fault | None = None,
    ) -> None:
        """Keep and journal how a self-test ended."""
        clock = self.parts.clock
        at = None if clock.certainty is Certainty.UNSURE else clock.now()
        record = TestRecord(test, outcome, at, self.who.number, proved, fault)
        try:
            keep_test(self.parts.store, record)
        except StoreError:
            log.error("the record of the test %s could not be kept", test)
        code = None if fault is None else fault.value
        self.note(
            SelfTested(
                who=self.who.number,
                test=test,
                outcome=str(outcome),
                proved=proved,
                fault=code,
            )
        )

    def note(self, event: JournalEvent) -> bool:
        """Journal an event, and say so where that could not be kept.

        A full disk must not keep a technician out.
        """
        kept = note_anyway(self.parts, event)
        told = any(saying.name == "not_journaled" for saying, _ in self._sayings)
        if not kept and not told:
            self.say(Mood.CAUTION, "not_journaled")
        return kept


def note_anyway(parts: Ports, event: JournalEvent) -> bool:
    """Journal what a technician does, and tell whether it was kept."""
    try:
        parts.note(event)
    except StoreError:
        log.error("%s could not be journaled", event.about.name)
        return False
    return True
