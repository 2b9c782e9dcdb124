"""The readiness report at the screen: shown, printed, sent."""

from kiosk.session.pages.record import Word
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    Saying,
    ToolAct,
    ToolActKind,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from kiosk.session.staff.setup.readiness import (
    Readiness,
    readiness,
    readiness_event,
    readiness_paper,
)

_MOODS = {
    "ready": Mood.GOOD,
    "unproved": Mood.CALM,
    "failed": Mood.BAD,
    "limited": Mood.CAUTION,
    "stopped": Mood.BAD,
}


async def show_report(desk: Desk) -> None:
    """Show the report until the technician goes back."""
    while True:
        answer = await desk.ask(lambda: report_page(desk, readiness(desk.parts)))
        match answer:
            case ActChosen("print_report"):
                await _print(desk)
            case ActChosen("send_report"):
                told = readiness_event(desk.who.number, readiness(desk.parts))
                if desk.note(told):
                    _say_sent(desk)
            case _:
                return


def report_page(desk: Desk, told: Readiness) -> ToolPage:
    """Return the report as a page: the verdict, the parts, the tests."""
    facts = tuple(
        ToolFact(f"part__{row.part}", Word("health", row.health), row.health)
        for row in told.rows
    )
    verdict = Saying(_MOODS[told.verdict], f"verdict_{told.verdict}")
    return desk.page(
        "report",
        sayings=(verdict,),
        groups=(ToolFacts("report_parts", facts),),
        tests=told.tests,
        acts=(
            ToolAct("print_report", ToolActKind.MAIN, icon="printer"),
            ToolAct("send_report", icon="next"),
        ),
    )


def _say_sent(desk: Desk) -> None:
    if desk.parts.uploader.online:
        desk.say(Mood.GOOD, "report_sent")
    else:
        desk.say(Mood.CALM, "report_waits")


async def _print(desk: Desk) -> None:
    """Print it; the paper says no more than what the printer proves of itself."""
    paper = readiness_paper(desk, readiness(desk.parts))
    result = await desk.print(paper)
    desk.acted("report_printed", done=result.printed)
    if result.printed:
        desk.say(Mood.GOOD, "report_printed")
    else:
        code = "" if result.fault is None else result.fault.value
        desk.say(Mood.BAD, "report_not_printed", code=code)
