"""Monthly contributions of one insurance: fetch, show year by year, print.

The rules of the table are in `session/contributions.py`; the paper's in `receipts.py`.
"""

import asyncio

from kiosk.devices.printer.port import PrintResult
from kiosk.faults import Fault, KioskError
from kiosk.records import Insurance
from kiosk.session.contributions import History, year_page
from kiosk.session.flows.chip_facts import show_chip_facts
from kiosk.session.pages import (
    CenterAwayPage,
    ContributionsPage,
    PageTurned,
    Press,
    PrintedPage,
    YearChosen,
)
from kiosk.session.receipts import contributions_receipt
from kiosk.session.visit import Visit


async def show_contributions(visit: Visit, insurance: Insurance) -> None:
    """Show one insurance until Back; without the center, say honestly what works."""
    history = await _fetch_or_tell(visit, insurance)
    if history is None:
        return
    year: int | None = None
    index = 0
    while True:
        can_print = visit.parts.printer.status.fault is None
        page = year_page(history, year, index, can_print)
        answer = await visit.parts.desk.ask(page, visit.parts.config.times.idle_reading)
        year, index = page.year, page.index
        match answer:
            case YearChosen():
                year, index = answer.year, 0
            case PageTurned():
                index = answer.index
            case Press.PRINT:
                await _print(visit, history, page)
            case _:
                return


async def _fetch_or_tell(visit: Visit, insurance: Insurance) -> History | None:
    while True:
        try:
            return await _fetch(visit, insurance)
        except KioskError as error:
            if not error.fault.startswith("N"):
                raise
            visit.center_fault, visit.token = error.fault, None
        visit.note(
            "query.failed", insurance=str(insurance), fault=str(visit.center_fault)
        )
        page = CenterAwayPage(
            visit.center_fault or Fault.CENTER_UNREACHABLE,
            visit.parts.hotline,
            _facts_of_chip(visit),
            card_facts=True,
        )
        while (answer := await visit.parts.desk.ask(page)) is Press.CARD_FACTS:
            await show_chip_facts(visit, insurance)
        if answer is not Press.RETRY:
            return None


async def _fetch(visit: Visit, insurance: Insurance) -> History:
    """Ask the center once, inside the time a person is ready to wait.

    :raises KioskError: when the center fails or the time is over.
    """

    async def query() -> History:
        token = await visit.token_now()
        told = await visit.parts.center.contributions(token, insurance)
        return History(insurance, tuple(told.contributions), told.as_of)

    try:
        async with asyncio.timeout(visit.parts.config.center.timeout):
            history = await visit.parts.desk.during(query(), "busy__asking_center")
    except TimeoutError as error:
        raise KioskError(
            "The center did not answer in time.", Fault.CENTER_TIMEOUT
        ) from error
    visit.center_fault = None
    visit.note(
        "query.contributions",
        insurance=str(insurance),
        months=len(history.contributions),
    )
    return history


async def _print(visit: Visit, history: History, page: ContributionsPage) -> None:
    """Print the year that is shown and say how it ended.

    The print goes on when the card is pulled: half a receipt would help nobody.
    """
    receipt = contributions_receipt(visit, history, page.year)
    job = asyncio.ensure_future(visit.parts.printer.print(receipt))
    result: PrintResult = await visit.parts.desk.during(
        asyncio.shield(job), "busy__printing"
    )
    fault = None if result.printed else (result.fault or Fault.PRINTER_INTERRUPTED)
    await visit.parts.desk.inform(PrintedPage(fault, result.state == "confirmed"))


def _facts_of_chip(visit: Visit) -> tuple[tuple[str, str], ...]:
    """Return what the chip says by itself: pairs of text key and value."""
    issuer = visit.issuer
    facts = {
        "chip__card_number": issuer.card_number,
        "chip__issued": issuer.issued and issuer.issued.isoformat(),
        "chip__valid_until": issuer.valid_until and issuer.valid_until.isoformat(),
    }
    return tuple((key, value) for key, value in facts.items() if value)
