"""Applying for a new card for one that is lost, where the region lets a kiosk take it.

The number of the answer is the acceptance number; progress is asked for with the ID
card or the service PIN.
"""

from kiosk.session.dialog.errand import Errand
from kiosk.session.dialog.ports import Ports
from kiosk.session.guides.build import procedure_page
from kiosk.session.guides.flow import read
from kiosk.session.loss.build import collecting
from kiosk.session.loss.identify import identify, ways
from kiosk.session.loss.number_tries import ask_as
from kiosk.session.loss.outcome import Outcome, show
from kiosk.session.loss.pages import Act, ReplacementPage
from kiosk.session.pages.page import Tap


def takes_replacements(parts: Ports) -> bool:
    """Tell whether the region lets a kiosk take it, and this one can know who asks."""
    known = parts.region.loss.kiosk is True and bool(ways(parts))
    return known and parts.region.allows("replacement")


async def apply_for_card(errand: Errand) -> None:
    """Take the application, or say how it is made where this kiosk takes none."""
    parts = errand.parts
    if not takes_replacements(parts):
        await read(errand, procedure_page(parts.region, "replacement"))
        return
    parts.dialog.gives_way = not errand.has_card
    while (told := await identify(errand, Act.REPLACEMENT)) is not None:
        notes = parts.region.procedures["replacement"].notes
        page = ReplacementPage(told.holder, collecting(parts.region), notes)
        if await parts.dialog.ask(page) is not Tap.OK:
            return
        # From here on a card in the slot has to wait: this is not dropped half done.
        parts.dialog.gives_way = False
        answer = await ask_as(
            errand, Act.REPLACEMENT, told.who, parts.acts.replace_card
        )
        del told
        if await show(errand, Act.REPLACEMENT, answer) is not Outcome.AGAIN:
            return
