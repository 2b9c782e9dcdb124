"""Changing contact data with the card in the slot, and the card pulled at each step."""

from pathlib import Path

import pytest

from kiosk.domain.applications import Contact, Reason
from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.region.errand_rules import ContactRules
from kiosk.session.contact.pages import ContactReviewPage
from kiosk.session.guides.pages import ListPage, ReadPage
from kiosk.session.loss.pages import (
    Act,
    ActDonePage,
    ActRefusedPage,
    ActUnknownPage,
    NumberKind,
    NumberPage,
)
from kiosk.session.pages.everywhere import CenterAwayPage, PrintedPage
from kiosk.session.pages.page import (
    Answer,
    ItemChosen,
    NumberEntered,
    Page,
    ServiceChosen,
    Tap,
)
from kiosk.session.visit.pages import HomePage
from tests.session.errands import first, kiosk, region
from tests.session.hall import Mind
from tests.session.loss.test_with_the_card import holder, visit, words

MOBILE = "19900000000"


def changing(
    item: str, *numbers: str, review: Tap = Tap.OK, then: Mind | None = None
) -> Mind:
    """Return somebody who changes one field and goes home."""
    typed, chosen = iter(numbers), False

    def mind(page: Page) -> Answer | None:
        nonlocal chosen
        answer = then(page) if then is not None else None
        if answer is not None:
            return answer
        match page:
            case HomePage():
                return Tap.FINISH if chosen else ServiceChosen("card_services")
            case ListPage():
                if chosen:
                    return Tap.FINISH
                chosen = True
                return ItemChosen(item)
            case NumberPage():
                number = next(typed, None)
                return NumberEntered(number) if number else Tap.BACK
            case ContactReviewPage():
                return review
            case ActDonePage() | ActUnknownPage() | ReadPage() | ActRefusedPage():
                return Tap.BACK
        return ServiceChosen("contact") if page.name == "menu" else None

    return mind


async def test_a_mobile_number_is_typed_twice_shown_and_sent(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, holder(changing("mobile", MOBILE, MOBILE)))
    await visit(hall)
    assert hall.acts.asked == [("contact", Contact(mobile=MOBILE))]
    done = hall.place.who.saw(ActDonePage)[0]
    assert isinstance(done, ActDonePage)
    assert done.changes == (("mobile", "199****0000"),)
    review = hall.place.who.saw(ContactReviewPage)[0]
    assert isinstance(review, ContactReviewPage)
    assert (review.field, review.value) == ("mobile", MOBILE)
    assert "*" in review.old, "the old one is shown masked"


async def test_the_paper_of_a_change_does_not_have_the_whole_number(
    tmp_path: Path,
) -> None:
    show = first(ActDonePage, Tap.PRINT)
    hall = kiosk(tmp_path, holder(changing("mobile", MOBILE, MOBILE, then=show)))
    await visit(hall)
    assert hall.place.printer.receipts[-1].kind == "contact_change"
    assert "199****0000" in words(hall)
    assert MOBILE not in words(hall)


async def test_a_session_that_ended_meanwhile_is_opened_anew(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, holder(changing("mobile", MOBILE, MOBILE)))
    hall.acts.answers = [KioskError("ended", Fault.CENTER_PROOF)]
    await visit(hall)
    assert len(hall.acts.asked) == 2
    assert hall.place.who.saw(ActDonePage)
    assert not hall.place.who.saw(ActUnknownPage)


async def test_what_surely_was_not_done_is_not_called_unknown(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, holder(changing("mobile", MOBILE, MOBILE)))
    hall.acts.answers = [KioskError("ended", Fault.CENTER_PROOF)] * 2
    await visit(hall)
    page = hall.place.who.saw(ActRefusedPage)[0]
    assert isinstance(page, ActRefusedPage)
    assert page.reason is Reason.SESSION_ENDED
    assert not hall.place.who.saw(ActUnknownPage)


async def test_two_different_numbers_are_typed_anew(tmp_path: Path) -> None:
    typed = (MOBILE, "19911111111", MOBILE, MOBILE)
    hall = kiosk(tmp_path, holder(changing("mobile", *typed)))
    await visit(hall)
    pages = [
        (page.kind, page.again, page.differs)
        for page in hall.place.who.saw(NumberPage)
        if isinstance(page, NumberPage)
    ]
    mobile = NumberKind.MOBILE
    assert pages == [
        *((mobile, False, False), (mobile, True, False)),
        *((mobile, False, True), (mobile, True, False)),
    ]
    assert len(hall.acts.asked) == 1


async def test_back_before_sending_changes_nothing(tmp_path: Path) -> None:
    mind = changing("mobile", MOBILE, MOBILE, review=Tap.BACK)
    hall = kiosk(tmp_path, holder(mind))
    await visit(hall)
    assert hall.place.who.saw(ContactReviewPage)
    assert not hall.acts.asked


async def test_an_address_is_not_typed_here_and_the_page_says_where(
    tmp_path: Path,
) -> None:
    hall = kiosk(tmp_path, holder(changing("address")))
    await visit(hall)
    page = hall.place.who.saw(ReadPage)[0]
    assert isinstance(page, ReadPage)
    assert (page.topic, page.sections[0].lines) == ("address", ("经办机构",))
    assert not hall.acts.asked


async def test_where_no_kiosk_changes_data_the_way_is_shown(tmp_path: Path) -> None:
    rules = region(contact=ContactRules(fields=("mobile",)))
    seen = False

    def leave(page: Page) -> Answer | None:
        nonlocal seen
        seen = seen or isinstance(page, ReadPage)
        return Tap.FINISH if seen and page.name in ("menu", "home") else None

    hall = kiosk(tmp_path, holder(changing("mobile", then=leave)), rules)
    await visit(hall)
    page = hall.place.who.saw(ReadPage)[0]
    assert isinstance(page, ReadPage)
    assert (page.topic, page.card) == ("data_change", True)


async def test_no_answer_to_a_change_is_said_to_be_none(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, holder(changing("mobile", MOBILE, MOBILE)))
    hall.acts.answers = [KioskError("lost", Fault.CENTER_TIMEOUT)]
    await visit(hall)
    page = hall.place.who.saw(ActUnknownPage)[0]
    assert isinstance(page, ActUnknownPage)
    assert (page.act, page.card) == (Act.CONTACT, True)


async def test_a_center_that_is_away_is_no_end_of_the_visit(tmp_path: Path) -> None:
    """What is on record cannot be shown, so nothing is typed in vain."""
    away = False

    def leave(page: Page) -> Answer | None:
        nonlocal away
        if isinstance(page, CenterAwayPage):
            away = True
            return Tap.BACK
        return Tap.FINISH if away and page.name in ("menu", "home") else None

    hall = kiosk(tmp_path, holder(changing("mobile", then=leave)))
    hall.place.center.fault = Fault.CENTER_UNREACHABLE
    await visit(hall)
    assert not hall.place.who.saw(NumberPage)
    assert hall.reasons == ["finished"]


@pytest.mark.parametrize("kind", [ListPage, NumberPage, ContactReviewPage, ActDonePage])
async def test_the_card_pulled_at_a_step_ends_it(
    tmp_path: Path, kind: type[Page]
) -> None:
    usual = holder(changing("mobile", MOBILE, MOBILE))

    def pull(page: Page) -> Answer | None:
        if isinstance(page, kind):
            hall.place.hall.pull()
            return None
        return usual(page)

    hall = kiosk(tmp_path, pull)
    await visit(hall)
    assert hall.reasons == ["card_removed"]
    assert not hall.place.who.saw(PrintedPage)
