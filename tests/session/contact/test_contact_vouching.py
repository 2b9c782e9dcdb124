"""What vouches for a change: the code, the ID card, or the office."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.devices.idcard.idcard_port import IdCard
from kiosk.domain.applications import (
    ByIdCard,
    CodeAnswer,
    CodeState,
    Contact,
    ContactProof,
    Reason,
)
from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.region.errand_rules import ContactProof as Way
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
from kiosk.session.pages.page import (
    Answer,
    ItemChosen,
    NumberEntered,
    Page,
    ServiceChosen,
    Tap,
)
from kiosk.session.visit.pages import HomePage
from tests.session.errands import NUMBER, Kiosk, OneIdReader, kiosk, region
from tests.session.hall import Mind
from tests.session.loss.test_with_the_card import holder, visit
from tests.session.scripted import refused

MOBILE, CODE = "19900000000", "304815"
NEW = Contact(mobile=MOBILE)


def vouching(way: str, retry: bool = False, codes: Iterator[str] | None = None) -> Mind:
    """Return somebody who changes the mobile number and takes this way."""
    given = codes or iter([CODE, CODE])
    chosen = False

    def mind(page: Page) -> Answer | None:
        nonlocal chosen
        match page:
            case HomePage():
                return Tap.FINISH if chosen else ServiceChosen("card_services")
            case ListPage(kind="contact_proof"):
                return ItemChosen(way)
            case ListPage():
                if chosen:
                    return Tap.FINISH
                chosen = True
                return ItemChosen("mobile")
            case NumberPage(kind=NumberKind.CODE):
                code = next(given, None)
                return NumberEntered(code) if code else Tap.BACK
            case NumberPage():
                return NumberEntered(MOBILE)
            case ContactReviewPage():
                return Tap.OK
            case ActRefusedPage():
                return Tap.RETRY if retry and page.can_retry else Tap.BACK
            case ActDonePage() | ActUnknownPage() | ReadPage():
                return Tap.BACK
        return ServiceChosen("contact") if page.name == "menu" else None

    return mind


def place(tmp_path: Path, mind: Mind, *proof: Way, reader: bool = False) -> Kiosk:
    fields = ("mobile", "phone")
    rules = region(contact=ContactRules(kiosk=True, fields=fields, proof=proof))  # type: ignore[arg-type]
    cards = OneIdReader([IdCard(NUMBER, "王秀兰")]) if reader else None
    return kiosk(tmp_path, holder(mind), rules, reader=cards)


async def test_a_code_is_sent_to_the_old_number_and_typed(tmp_path: Path) -> None:
    hall = place(tmp_path, vouching("code_to_old_number"), "code_to_old_number")
    await visit(hall)
    asked = [("contact_code",), ("contact", NEW, ContactProof(code=CODE))]
    assert hall.acts.asked == asked
    (page,) = [
        p
        for p in hall.place.who.saw(NumberPage)
        if isinstance(p, NumberPage) and p.kind is NumberKind.CODE
    ]
    assert "*" in page.sent_to
    assert MOBILE not in page.sent_to
    kinds = [kind for kind, _ in hall.place.journal.events]
    assert "contact.code" in kinds
    assert CODE not in str(hall.place.journal.events)


async def test_a_slip_in_the_code_sends_no_other_one(tmp_path: Path) -> None:
    mind = vouching("code_to_old_number", retry=True, codes=iter(["111111", CODE]))
    hall = place(tmp_path, mind, "code_to_old_number")
    hall.acts.answers = [refused(Reason.WRONG_CODE)]
    await visit(hall)
    assert [each[0] for each in hall.acts.asked] == [
        *("contact_code", "contact", "contact")
    ]
    assert hall.place.who.saw(ActDonePage)


async def test_an_old_code_is_told_and_another_one_sent(tmp_path: Path) -> None:
    hall = place(
        tmp_path, vouching("code_to_old_number", retry=True), "code_to_old_number"
    )
    hall.acts.answers = [refused(Reason.CODE_EXPIRED)]
    await visit(hall)
    assert [each[0] for each in hall.acts.asked] == [
        *("contact_code", "contact", "contact_code", "contact")
    ]


@pytest.mark.parametrize("state", [CodeState.LOCKED, CodeState.NOT_ALLOWED])
async def test_a_code_that_is_not_sent_is_said_to_be_so(
    tmp_path: Path, state: CodeState
) -> None:
    hall = place(tmp_path, vouching("code_to_old_number"), "code_to_old_number")
    hall.acts.code = CodeAnswer(state=state, retry_after=600)
    await visit(hall)
    page = hall.place.who.saw(ActRefusedPage)[0]
    assert isinstance(page, ActRefusedPage)
    assert page.act is Act.CONTACT_CODE
    assert hall.acts.asked == [("contact_code",)]


async def test_no_answer_to_a_sending_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(_: str) -> CodeAnswer:
        raise KioskError("scripted", Fault.CENTER_TIMEOUT)

    hall = place(tmp_path, vouching("code_to_old_number"), "code_to_old_number")
    monkeypatch.setattr(hall.acts, "contact_code", lost)
    await visit(hall)
    page = hall.place.who.saw(ActUnknownPage)[0]
    assert isinstance(page, ActUnknownPage)
    assert page.act is Act.CONTACT_CODE
    assert not hall.acts.asked


async def test_the_id_card_vouches_where_there_is_a_reader(tmp_path: Path) -> None:
    ways: tuple[Way, ...] = ("card_and_id_card", "code_to_old_number")
    hall = place(tmp_path, vouching("card_and_id_card"), *ways, reader=True)
    await visit(hall)
    who = ByIdCard(NUMBER, "王秀兰")
    assert hall.acts.asked == [("contact", NEW, ContactProof(id_card=who))]


async def test_who_lost_the_old_telephone_hears_where_it_is_done(
    tmp_path: Path,
) -> None:
    hall = place(tmp_path, vouching("office"), "code_to_old_number")
    await visit(hall)
    assert not hall.acts.asked
    page = hall.place.who.saw(ReadPage)[0]
    assert isinstance(page, ReadPage)
    assert page.topic == "data_change"


async def test_without_any_way_here_the_office_is_named(tmp_path: Path) -> None:
    hall = place(tmp_path, vouching(""), "card_and_id_card")
    await visit(hall)
    assert not hall.acts.asked
    assert hall.place.who.saw(ActRefusedPage)
    assert hall.place.who.saw(ReadPage)


async def test_a_number_of_somebody_else_is_typed_anew(tmp_path: Path) -> None:
    hall = place(tmp_path, vouching("", retry=True), "card_pin")
    hall.acts.answers = [refused(Reason.IN_USE)]
    await visit(hall)
    assert [each[0] for each in hall.acts.asked] == ["contact", "contact"]
    assert hall.place.who.saw(ActDonePage)


async def test_another_number_needs_no_other_code(tmp_path: Path) -> None:
    hall = place(
        tmp_path, vouching("code_to_old_number", retry=True), "code_to_old_number"
    )
    hall.acts.answers = [refused(Reason.IN_USE)]
    await visit(hall)
    asked = [each[0] for each in hall.acts.asked]
    assert asked == ["contact_code", "contact", "contact"]
    assert hall.place.who.saw(ActDonePage)


async def test_the_card_pulled_while_a_code_is_typed_ends_it(tmp_path: Path) -> None:
    usual = holder(vouching("code_to_old_number"))

    def pull(page: Page) -> Answer | None:
        if isinstance(page, NumberPage) and page.kind is NumberKind.CODE:
            hall.place.hall.pull()
            return None
        return usual(page)

    hall = place(tmp_path, pull, "code_to_old_number")
    await visit(hall)
    assert hall.reasons == ["card_removed"]
    assert hall.acts.asked == [("contact_code",)]
