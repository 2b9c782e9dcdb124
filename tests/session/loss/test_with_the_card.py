"""Acts with the card in the slot: a lost card found, and its paper."""

from pathlib import Path

import pytest

from kiosk.devices.printer.typesetting.receipt_elements import ReceiptField, TextLine
from kiosk.domain.applications import ByNumber, Reason
from kiosk.domain.records import CardState
from kiosk.domain.region.region import Region
from kiosk.domain.secret import Pin
from kiosk.session.loss.pages import (
    Act,
    ActDonePage,
    ActRefusedPage,
    LostCardPage,
    NumberPage,
    ServicePinPage,
)
from kiosk.session.pages.page import Answer, Page, Tap
from kiosk.session.pin.pages import PinPage
from kiosk.session.visit.card_visit import card_visit
from kiosk.session.visit.pages import HomePage, TakeCardPage
from tests.session.errands import NUMBER, PIN, REGION, Kiosk, first, kiosk
from tests.session.errands import person as somebody
from tests.session.hall import Mind, polite
from tests.session.scripted import refused


def holder(then: Mind) -> Mind:
    """Return somebody with a card, who takes it when asked for it."""
    usual = polite()

    def mind(page: Page) -> Answer | None:
        if isinstance(page, TakeCardPage):
            return None
        return then(page) or usual(page)

    return mind


async def visit(hall: Kiosk) -> None:
    """Put the card in; it is pulled when the kiosk asks for it."""
    show = hall.place.who.show

    def shown(serial: int, page: Page) -> None:
        show(serial, page)
        if isinstance(page, TakeCardPage):
            hall.place.hall.pull()

    hall.place.who.show = shown  # type: ignore[method-assign]
    await hall.place.visit(card_visit)


def words(hall: Kiosk) -> str:
    """Return everything that is written on the last paper."""
    elements = hall.place.printer.receipts[-1].elements
    lines = [e.text for e in elements if isinstance(e, TextLine)]
    lines += [f"{e.label}: {e.value}" for e in elements if isinstance(e, ReceiptField)]
    return "\n".join(lines)


@pytest.mark.parametrize("state", [CardState.TEMPORARY_LOSS, CardState.CANCELLED])
async def test_a_stopped_card_shows_no_data_and_where_to_go(
    tmp_path: Path, state: CardState
) -> None:
    hall = kiosk(tmp_path, holder(first(LostCardPage, Tap.PRINT)))
    hall.place.center.state = state
    await visit(hall)
    page = hall.place.who.saw(LostCardPage)[0]
    assert isinstance(page, LostCardPage)
    lost = state is CardState.TEMPORARY_LOSS
    assert page.can_release == lost
    assert page.where == (("经办机构",) if lost else ())
    assert not hall.place.who.saw(PinPage)
    assert not hall.place.who.saw(HomePage)
    assert ("card.lost_inserted", str(state)) in [
        (kind, event.get("state")) for kind, event in hall.place.journal.events
    ]
    assert hall.place.printer.receipts[0].kind == "guide"
    assert ("经办机构" in words(hall)) == lost
    assert hall.reasons == ["finished"]


async def test_where_no_kiosk_releases_only_the_way_is_shown(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, holder(first(LostCardPage, Tap.HELP)), Region(REGION.region))
    hall.place.center.state = CardState.LOSS
    await visit(hall)
    page = hall.place.who.saw(LostCardPage)[0]
    assert isinstance(page, LostCardPage)
    assert not page.can_release
    assert not hall.place.who.saw(NumberPage)


async def test_the_holder_releases_a_card_that_was_found(tmp_path: Path) -> None:
    """The card in the slot is no proof: whoever found it has it too."""
    release, typing = first(LostCardPage, Tap.HELP), somebody()

    def mind(page: Page) -> Answer | None:
        if isinstance(page, NumberPage | ServicePinPage):
            return typing(page)
        if isinstance(page, ActDonePage):
            return Tap.BACK
        return release(page)

    hall = kiosk(tmp_path, holder(mind))
    hall.place.center.state = CardState.TEMPORARY_LOSS
    await visit(hall)
    assert hall.acts.asked == [("release", ByNumber(NUMBER, Pin(PIN)))]
    done = hall.place.who.saw(ActDonePage)[0]
    assert isinstance(done, ActDonePage)
    assert (done.act, done.card) == (Act.RELEASE, True)


async def test_a_release_that_is_refused_ends_with_the_card(tmp_path: Path) -> None:
    release, typing = first(LostCardPage, Tap.HELP), somebody()

    def mind(page: Page) -> Answer | None:
        if isinstance(page, NumberPage | ServicePinPage):
            return typing(page)
        if isinstance(page, ActRefusedPage):
            return Tap.BACK
        return release(page)

    hall = kiosk(tmp_path, holder(mind))
    hall.acts.answers = [refused(Reason.NOT_ALLOWED)]
    hall.place.center.state = CardState.LOSS
    await visit(hall)
    assert hall.place.who.saw(ActRefusedPage)
    assert hall.place.who.saw(TakeCardPage)
