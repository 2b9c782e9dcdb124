"""What the center refused for good: each with its reason; settle it, print it, send it.

No word of its content is shown or printed: kind, place, time, and the center's code.
"""

from functools import partial

from kiosk.devices.printer.printer_port import JobState
from kiosk.devices.printer.typesetting.receipt_elements import Receipt, ReceiptField
from kiosk.domain.notation import second
from kiosk.domain.visible_text import visible
from kiosk.session.dialog.errand import Errand
from kiosk.session.pages.page import ItemChosen
from kiosk.session.pages.record import Value, Word
from kiosk.session.pages.values_wording import said
from kiosk.session.paper.receipt_frame import build_receipt
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    PartHealth,
    ToolAct,
    ToolActKind,
    ToolChoice,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.journal.journal import Journal
from kiosk.sync.upload.refused_list import (
    RefusedLine,
    SentAgain,
    refused_page,
    send_again,
    settle,
)
from kiosk.sync.wire.chain import NOWHERE, EventPlace
from kiosk.sync.wire.events.event_words import moment_of

ON_A_PAGE = 4
MOST_LETTERS = 120
"""Of the center's words: they were written elsewhere."""
_MOODS = {SentAgain.SENT: Mood.GOOD, SentAgain.SETTLED: Mood.CAUTION}


async def show_refused(desk: Desk, journal: Journal) -> None:
    """Show the refused events page by page until the technician goes back."""
    after = NOWHERE
    lines = refused_page(journal, after, ON_A_PAGE)
    while lines:
        found = tuple(lines)
        match await desk.ask(partial(list_page, desk, found)):
            case ItemChosen(item):
                chosen = [line for line in found if place_name(line) == item]
                if chosen:
                    await _one(desk, journal, chosen[0])
            case ActChosen("further"):
                after = _next(journal, found[-1].place)
            case _:
                return
        lines = refused_page(journal, after, ON_A_PAGE)
        if not lines and after != NOWHERE:
            after = NOWHERE
            lines = refused_page(journal, after, ON_A_PAGE)


def _next(journal: Journal, last: EventPlace) -> EventPlace:
    """Return from where the next page goes on; behind the last one it begins anew."""
    return last if refused_page(journal, last, 1) else NOWHERE


def place_name(line: RefusedLine) -> str:
    """Return where an event stood, as it is said everywhere."""
    return f"{line.place.epoch}:{line.place.seq}"


def list_page(desk: Desk, lines: tuple[RefusedLine, ...]) -> ToolPage:
    """Return some refused events, each a line that opens it."""
    choices = tuple(
        ToolChoice(
            *(place_name(line), f"{place_name(line)}  {visible(line.code)[:30]}"),
            hint=(Word("event", line.kind),),
            icon="stop",
            health=PartHealth.BAD,
        )
        for line in lines
    )
    acts = (ToolAct("further"),) if len(lines) == ON_A_PAGE else ()
    return desk.page("refused", choices=choices, acts=acts)


async def _one(desk: Desk, journal: Journal, line: RefusedLine) -> None:
    """Show one refused event until it is settled or the technician goes back."""
    while True:
        match await desk.ask(lambda: one_page(desk, line)):
            case ActChosen("print_refused"):
                await _print(desk, line)
            case ActChosen("send_again"):
                if await desk.confirm("send_again_asked") and _send(
                    desk, journal, line
                ):
                    return
            case ActChosen("settle"):
                if await desk.confirm("settle_asked") and _settle(desk, journal, line):
                    return
            case _:
                return


def one_page(desk: Desk, line: RefusedLine) -> ToolPage:
    """Return one refused event."""
    facts = tuple(ToolFact(f"refused_{n}", value) for n, value in _facts(desk, line))
    return desk.page(
        "refused_one",
        subject=place_name(line),
        groups=(ToolFacts("", facts),),
        steps=("refused_call", "refused_send", "refused_settle"),
        acts=(
            ToolAct("print_refused", ToolActKind.MAIN, icon="printer"),
            ToolAct("send_again", icon="retry"),
            ToolAct("settle", icon="check"),
        ),
    )


def _facts(desk: Desk, line: RefusedLine) -> tuple[tuple[str, Value], ...]:
    at = moment_of(line.at_us, desk.parts.clock.now().tzinfo)
    return (
        ("kind", visible(line.kind)[:64]),
        ("meaning", Word("event", line.kind)),
        ("place", place_name(line)),
        ("at", second(at)),
        ("code", visible(line.code)[:64]),
        ("why", _why(desk, line)),
        ("reason", f"“{visible(line.reason)[:MOST_LETTERS]}”"),
    )


def _why(desk: Desk, line: RefusedLine) -> Word:
    """Return what a code means; the center's own words stand behind it as they are."""
    known = desk.parts.texts.has(f"refused_code__{line.code}")
    return Word("refused_code", line.code if known else "other")


def _send(desk: Desk, journal: Journal, line: RefusedLine) -> bool:
    """Send it again and journal who did so, in one step; tell whether it is settled."""
    try:
        with journal.store.atomic():
            came = send_again(journal, line.id)
            desk.acted("send_again", place_name(line), done=came is SentAgain.SENT)
    except StoreError:
        desk.say(Mood.BAD, "not_kept")
        return False
    desk.say(_MOODS.get(came, Mood.BAD), f"again_{came}")
    return came in _MOODS


def _settle(desk: Desk, journal: Journal, line: RefusedLine) -> bool:
    try:
        with journal.store.atomic():
            settle(journal, line.id)
            desk.acted("settle", place_name(line))
    except StoreError:
        desk.say(Mood.BAD, "not_kept")
        return False
    desk.say(Mood.GOOD, "settled")
    return True


def refused_slip(desk: Desk, line: RefusedLine) -> Receipt:
    """Return a refused event on paper, for whoever telephones the center about it."""
    texts = desk.parts.texts
    body = tuple(
        ReceiptField(texts(f"fact__refused_{name}"), said(texts, value))
        for name, value in _facts(desk, line)
    )
    errand = Errand(desk.parts, id="test")
    return build_receipt(errand, "test", texts("tool__refused"), body)


async def _print(desk: Desk, line: RefusedLine) -> None:
    receipt = refused_slip(desk, line)
    result = await desk.print(receipt)
    desk.acted("print_refused", place_name(line), done=result.printed)
    if result.state is JobState.CONFIRMED:
        desk.say(Mood.GOOD, "slip_printed")
    else:
        desk.say(Mood.CAUTION if result.printed else Mood.BAD, "slip_unsure")
