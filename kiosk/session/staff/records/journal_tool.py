"""The journal's page: leaf through it, find an entry, open one, check the whole of it.

Nothing of a person is shown. Searches and the check go block by block beside people.
"""

from datetime import tzinfo

from kiosk.domain.faults import Fault
from kiosk.domain.notation import second
from kiosk.session.pages.page import Answer, ItemChosen
from kiosk.session.pages.record import Value, Word
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.keyboard_page import KeyboardPage, TextTyped
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    Saying,
    TestOutcome,
    TestRecord,
    ToolAct,
    ToolActKind,
    ToolChoice,
    ToolPage,
)
from kiosk.session.staff.records.entry_page import entry_page
from kiosk.session.staff.records.in_blocks import InBlocks
from kiosk.session.staff.records.shown_fields import as_values
from kiosk.session.staff.records.typed_wishes import moment, receipt_number
from kiosk.session.staff.self_tests import last_tests
from kiosk.sync.journal.blocks import Blocks
from kiosk.sync.journal.entries import JournalEntry
from kiosk.sync.journal.journal import Journal
from kiosk.sync.journal.journal_check import VerifyReport, verify_blocks
from kiosk.sync.journal.journal_pages import (
    BEYOND,
    FoundLines,
    HeadLine,
    find_number,
    find_time,
    length,
    newer,
    older,
    opened,
)
from kiosk.sync.journal.seal import SealBroken
from kiosk.sync.wire.chain import EventPlace
from kiosk.sync.wire.events.event_words import event_words, moment_of

ON_A_PAGE = 8
WAYS = (
    ToolChoice("find_receipt", icon="receipt"),
    ToolChoice("find_time", icon="clock"),
    ToolChoice("leaf", icon="list"),
)
"""To an entry."""


async def show_journal(desk: Desk) -> None:
    """Show the journal until the technician goes back."""
    archive = desk.parts.archive
    if archive is None:
        await desk.ask(lambda: desk.page("journal"))
        return
    view = JournalView(desk, archive)
    try:
        while await view.turn():
            pass
    finally:
        await view.stop()


class JournalView:
    """What a technician looks at: a page of entries, and the work that goes on."""

    def __init__(self, desk: Desk, journal: Journal) -> None:
        self._desk, self._journal = desk, journal
        self._lines: list[HeadLine] = []
        self._words: dict[EventPlace, tuple[Value, ...]] = {}
        self._work: InBlocks[VerifyReport] | InBlocks[FoundLines] | None = None
        self._busy = ""
        self._opens: EventPlace | None = None
        """What a search found, where that is one entry."""
        self._turn(older(journal, BEYOND, ON_A_PAGE))

    def _turn(self, lines: list[HeadLine]) -> None:
        """Show other entries; past either end the page stays."""
        self._lines = lines or self._lines
        for line in lines:
            if line.place not in self._words:
                self._words[line.place] = self._said(line)

    def _said(self, line: HeadLine) -> tuple[Value, ...]:
        """Return what an entry says; one that does not open says only its kind."""
        try:
            entry = opened(self._journal, line.place)
        except SealBroken:
            entry = None
        payload = {} if entry is None else entry.payload
        return as_values(event_words(line.kind, payload))

    def page(self) -> ToolPage:
        """Return what is known at the moment; the store is not asked for entries."""
        work = self._work
        act = ToolAct("check_journal", ToolActKind.MAIN, icon="check")
        if work is not None and work.running:
            act = ToolAct("stop_search", ToolActKind.MAIN)
            busy = Saying(Mood.CALM, self._busy, (("percent", work.percent),))
            return self._desk.page(
                "journal", sayings=(busy,), tests=self._tests(), acts=(act,)
            )
        return self._desk.page(
            "journal", choices=WAYS, tests=self._tests(), acts=(act,)
        )

    def _tests(self) -> tuple[TestRecord, ...]:
        return last_tests(self._desk.parts, "journal")

    def entries_page(self) -> ToolPage:
        """Return the page of entries that was turned to."""
        return self._desk.page(
            "entries",
            choices=tuple(map(self._choice, self._lines)),
            acts=(ToolAct("older"), ToolAct("newer")),
        )

    def _choice(self, line: HeadLine) -> ToolChoice:
        return entry_choice(line, self._words[line.place], self._zone)

    @property
    def _zone(self) -> tzinfo | None:
        return self._desk.parts.clock.now().tzinfo

    async def turn(self) -> bool:
        """Show the page until it is answered or the work on it ends.

        A search that found one entry opens it.
        """
        opens, self._opens = self._opens, None
        if opens is not None:
            await self._open(opens)
            return True
        work, desk = self._work, self._desk
        if work is None or not work.running:
            return await self.next(await desk.ask(self.page))
        idle = desk.parts.config.maintenance.idle
        answer, _ = await desk.parts.dialog.either(
            self.page(), work.over, idle, fresh=self.page
        )
        if answer is None or self._opens is not None:
            # A touch in the moment of the end was meant for the page that is gone.
            return True
        return await self.next(answer)

    async def next(self, answer: Answer) -> bool:
        """Do what was touched; False when the technician goes back."""
        busy = self._work is not None and self._work.running
        match answer:
            case ActChosen("stop_search"):
                await self.stop()
            case ItemChosen("leaf"):
                await self._leaf()
            case ItemChosen("find_receipt") if not busy:
                await self._find_receipt()
            case ItemChosen("find_time") if not busy:
                await self._find_time()
            case ActChosen("check_journal") if not busy:
                self._check()
            case ActChosen() | ItemChosen():
                pass
            case _:
                return False
        return True

    async def _leaf(self) -> None:
        """Show the entries that were found, and those around them."""
        while True:
            match await self._desk.ask(self.entries_page):
                case ItemChosen(item):
                    await self._open(_place(item))
                case ActChosen("older") if self._lines:
                    before = self._lines[-1].place
                    self._turn(older(self._journal, before, ON_A_PAGE))
                case ActChosen("newer") if self._lines:
                    after = self._lines[0].place
                    self._turn(newer(self._journal, after, ON_A_PAGE))
                case _:
                    return

    async def stop(self) -> None:
        """Stop whatever goes on; what was not finished says so."""
        if self._work is not None:
            await self._work.stop()

    async def _open(self, place: EventPlace) -> None:
        """Open one entry."""
        try:
            entry: JournalEntry | None = opened(self._journal, place)
        except SealBroken:
            self._desk.say(Mood.BAD, "entry_broken")
            return
        if entry is None:
            self._desk.say(Mood.CAUTION, "entry_gone")
            return
        found, zone = entry, self._zone
        at = self._journal.time.of(entry.wall_us, entry.mono_us, entry.boot_id)
        await self._desk.ask(lambda: entry_page(self._desk, found, at, zone))

    async def _type(self, purpose: str) -> str | None:
        idle = self._desk.parts.config.maintenance.idle
        page = KeyboardPage(purpose, least=8, most=20)
        answer = await self._desk.parts.dialog.ask(page, idle)
        return answer.text if isinstance(answer, TextTyped) else None

    async def _find_receipt(self) -> None:
        typed = await self._type("receipt_number")
        if typed is None:
            return
        number = receipt_number(typed)
        if number is None:
            self._desk.say(Mood.CAUTION, "no_receipt_number")
            return
        self._begin("searching", find_number(self._journal, number))

    async def _find_time(self) -> None:
        typed = await self._type("entry_time")
        if typed is None:
            return
        at = moment(typed, self._zone)
        if at is None:
            self._desk.say(Mood.CAUTION, "no_moment")
            return
        wall_us = int(at.timestamp() * 1_000_000)
        self._begin("searching", find_time(self._journal, wall_us))

    def _begin(self, busy: str, blocks: Blocks[FoundLines]) -> None:
        self._busy = busy
        dialog, total = self._desk.parts.dialog, length(self._journal)
        self._work = InBlocks(dialog, blocks, total, self._found)

    def _found(self, found: FoundLines | None) -> None:
        """Show what a search came to."""
        if found is None:
            self._desk.say(Mood.CAUTION, "search_stopped")
        elif not found.lines:
            self._desk.say(Mood.CAUTION, "nothing_found")
        else:
            self._turn(list(found.lines))
            self._opens = found.lines[0].place if len(found.lines) == 1 else None
            self._desk.say(Mood.GOOD, "found", count=len(found.lines))
        if found is not None and found.unreadable:
            self._desk.say(Mood.BAD, "entries_broken", count=found.unreadable)

    def _check(self) -> None:
        self._busy = "checking_journal"
        dialog, total = self._desk.parts.dialog, length(self._journal)
        blocks = verify_blocks(self._journal)
        self._work = InBlocks(dialog, blocks, total, self._checked)

    def _checked(self, report: VerifyReport | None) -> None:
        """Keep and say how the check ended."""
        desk = self._desk
        if report is None:
            desk.tested("journal", TestOutcome.BROKEN_OFF)
            desk.say(Mood.CAUTION, "journal_unchecked")
        elif report.ok:
            desk.tested("journal", TestOutcome.PASSED, "journal_whole")
            desk.say(Mood.GOOD, "journal_whole", events=report.events)
        else:
            at = "" if report.place is None else f"{report.place[0]}:{report.place[1]}"
            fault = Fault.STORE_BROKEN
            desk.tested("journal", TestOutcome.FAILED, "journal_changed", fault)
            desk.say(Mood.BAD, "journal_changed", where=at or "-")


def entry_choice(
    line: HeadLine, words: tuple[Value, ...], zone: tzinfo | None
) -> ToolChoice:
    """Return an entry as a line that opens it: when, what happened, how far it got."""
    place = f"{line.place.epoch}:{line.place.seq}"
    label = second(moment_of(line.at.at_us, zone))
    wrong = () if line.at.known else (Word("entry_time", "wrong"),)
    state = Word("entry_state", line.state)
    return ToolChoice(place, label, hint=(*wrong, *words, state), icon="list")


def _place(item: str) -> EventPlace:
    epoch, _, seq = item.partition(":")
    return EventPlace(int(epoch), int(seq))
