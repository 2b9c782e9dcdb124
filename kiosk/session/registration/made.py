"""A registration that was just made: its number at once, and its slip by itself."""

import asyncio

from msgspec.structs import replace

from kiosk.devices.printer.printer_port import PrintResult
from kiosk.domain.services.registration_steps import RegistrationStep
from kiosk.domain.services.registrations import Registration
from kiosk.session.pages.everywhere import PrintEnd
from kiosk.session.pages.page import Tap
from kiosk.session.paper.keeping import can_keep, keep
from kiosk.session.paper.printing import (
    can_print,
    ended,
    left_beside,
    print_and_tell,
    print_beside,
)
from kiosk.session.registration.build import registration_page
from kiosk.session.registration.claim import Asker
from kiosk.session.registration.pages import RegistrationPage, Slip
from kiosk.session.registration.receipt import registration_receipt

_SLIPS = {PrintEnd.SURE: Slip.PRINTED, PrintEnd.UNSURE: Slip.UNSURE}


async def show_made(claim: Asker, told: Registration) -> None:
    """Show the number, print its slip meanwhile; until the person goes on."""
    errand = claim.errand
    parts = errand.parts
    first = _page(claim, told)
    receipt = registration_receipt(errand, first)
    job = print_beside(errand, receipt) if can_print(errand) else None
    slip = Slip.PRINTING if job else Slip.FAILED

    def page() -> RegistrationPage:
        return replace(
            first,
            slip=slip,
            can_print=can_print(errand),
            can_keep=can_keep(errand, receipt),
            kept=receipt.number in errand.kept,
        )

    async def printed() -> PrintResult:
        if job is None or slip is not Slip.PRINTING:
            await asyncio.Event().wait()
        assert job is not None
        return await asyncio.shield(job)

    idle = parts.config.times.idle_reading
    try:
        while True:
            press, result = await parts.dialog.either(page(), printed, idle, page)
            if result is not None:
                slip = _SLIPS.get(ended(result), Slip.FAILED)
            elif press is Tap.PRINT:
                await print_and_tell(errand, receipt)
            elif press is Tap.KEEP:
                keep(errand, receipt)
            else:
                return
    finally:
        if job is not None and not job.done():
            left_beside(errand, receipt, job)


def _page(claim: Asker, told: Registration) -> RegistrationPage:
    errand = claim.errand
    clock = errand.parts.clock
    return registration_page(
        told,
        claim.holder,
        clock.now(),
        clock.known() is not None,
        errand.has_card,
        fresh=True,
        done=RegistrationStep.CONFIRM,
    )
