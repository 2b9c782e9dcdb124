"""One's own registrations: looked at, cancelled, signed in, printed again."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.services.due import Due, DueKind
from kiosk.domain.services.registration_steps import RegistrationStep
from kiosk.domain.services.registrations import (
    Registration,
    RegistrationReason,
    RegistrationState,
)
from kiosk.session.pages.page import Answer, ItemChosen, Page, ServiceChosen, Tap
from kiosk.session.registration.pages import (
    CancelPage,
    MyRegistrationsPage,
    RegistrationPage,
    RegistrationStoppedPage,
)
from kiosk.session.registration.wording import (
    registration_facts,
    registration_notes,
)
from kiosk.session.visit.due_first import DUE
from kiosk.session.visit.pages import HomePage
from kiosk.settings.texts import load_texts
from kiosk.sync.wire.services.hospital_wire import RegistrationAnswer
from tests.screens.samples_registration import ACT, registration
from tests.session.errands import first
from tests.session.hall import NOW, Mind
from tests.session.registration.hospitals import Ward, registering, ward

AWAY = KioskError("scripted", Fault.CENTER_UNREACHABLE)
LATE = KioskError("scripted", Fault.CENTER_TIMEOUT)
OWN = registration(
    cancel_until=NOW.replace(hour=23),
    sign_in_from=NOW.replace(hour=1),
    sign_in_until=NOW.replace(hour=22),
)
SERVICE = "registrations"


def touching(*touches: Answer) -> Mind:
    """Return somebody who opens the first registration and touches these keys."""
    left, looked = iter(touches), False

    def mind(page: Page) -> Answer | None:
        nonlocal looked
        if isinstance(page, MyRegistrationsPage):
            opens = page.registrations and not looked
            looked = True
            return ItemChosen(ACT) if opens else Tap.FINISH
        return next(left, Tap.BACK) if isinstance(page, RegistrationPage) else None

    return registering(mind, SERVICE)


def opened(folder: Path, mind: Mind, own: Registration = OWN, **more: object) -> Ward:
    """Return a machine whose hospital has one registration of this person."""
    place = ward(folder, mind, **more)  # type: ignore[arg-type]
    place.hospital.own = (own,)
    place.hospital.states[own.id] = own.state
    return place


def pages(place: Ward) -> list[RegistrationPage]:
    """Return the pages of a registration that were shown."""
    found = place.saw(RegistrationPage)
    return [page for page in found if isinstance(page, RegistrationPage)]


def stopped(place: Ward) -> list[tuple[str, str]]:
    """Return why it went no further, by step and reason."""
    found = place.saw(RegistrationStoppedPage)
    return [
        (page.step, page.reason)
        for page in found
        if isinstance(page, RegistrationStoppedPage)
    ]


async def test_it_is_looked_at_and_left(tmp_path: Path) -> None:
    place = opened(tmp_path, touching())
    await place.visit()
    (page,) = pages(place)
    assert (page.can_cancel, page.can_sign_in, page.fresh) == (True, True, False)
    assert place.hospital.counted() == {"mine": 2}


async def test_the_due_thing_leads_to_the_one_to_be_signed_in(tmp_path: Path) -> None:
    place = opened(tmp_path, touching(Tap.OK))
    place.place.center.due_things = (Due(kind=DueKind.APPOINTMENT, about="内科"),)
    usual = place.place.who.mind
    begun: list[Page] = []

    def mind(page: Page) -> Answer | None:
        if isinstance(page, HomePage) and not begun:
            begun.append(page)
            return ServiceChosen(DUE)
        return Tap.FINISH if isinstance(page, HomePage) else usual(page)

    place.place.who.mind = mind
    await place.visit()
    assert pages(place)[1].done is RegistrationStep.SIGN_IN
    kinds = (RegistrationPage, MyRegistrationsPage)
    shown = [type(page) for page in place.place.who.shown if isinstance(page, kinds)]
    assert shown[:3] == [RegistrationPage, RegistrationPage, MyRegistrationsPage]


async def test_cancelled_nothing_is_said_of_paying_or_coming(tmp_path: Path) -> None:
    texts = load_texts("zh-CN")
    place = opened(tmp_path, touching(Tap.UNDO))
    await place.visit()
    before, after = pages(place)[0], pages(place)[-1]
    fee = texts("registration_fact__fee")
    names = [dict(registration_facts(page, texts)).get(fee) for page in (before, after)]
    assert names[0] is not None
    assert names[1] is None
    assert list(registration_notes(after, texts)) == []


async def test_cancelled_after_the_question(tmp_path: Path) -> None:
    place = opened(tmp_path, touching(Tap.UNDO))
    await place.visit()
    assert len(place.saw(CancelPage)) == 1
    assert place.hospital.states[ACT] is RegistrationState.CANCELLED
    last = pages(place)[-1]
    assert (last.done, last.can_cancel) == (RegistrationStep.CANCEL, False)


async def test_who_does_not_want_it_after_all_keeps_it(tmp_path: Path) -> None:
    keeps = first(CancelPage, Tap.BACK)
    usual = touching(Tap.UNDO)
    place = opened(tmp_path, lambda page: keeps(page) or usual(page))
    await place.visit()
    assert place.hospital.states[ACT] is RegistrationState.CONFIRMED
    assert not place.hospital.counted()["cancel"]


async def test_signed_in_the_number_is_there(tmp_path: Path) -> None:
    own = replace(OWN, number=None)
    place = opened(tmp_path, touching(Tap.OK), own)
    await place.visit()
    assert [page.registration.number for page in pages(place)] == [None, 17]
    assert pages(place)[-1].done is RegistrationStep.SIGN_IN


@pytest.mark.parametrize("touch", [Tap.UNDO, Tap.OK])
async def test_what_is_not_offered_does_nothing(tmp_path: Path, touch: Tap) -> None:
    own = replace(OWN, state=RegistrationState.SEEN)
    place = opened(tmp_path, touching(touch), own)
    await place.visit()
    assert place.hospital.counted() == {"mine": 2}


@pytest.mark.parametrize("reason", RegistrationReason)
@pytest.mark.parametrize(("touch", "step"), [(Tap.UNDO, "cancel"), (Tap.OK, "sign_in")])
async def test_a_refusal_changes_nothing_and_is_said(
    tmp_path: Path, touch: Tap, step: str, reason: RegistrationReason
) -> None:
    place = opened(tmp_path, touching(touch))
    place.hospital.script[step] = [reason]
    await place.visit()
    away = reason is RegistrationReason.AWAY
    assert stopped(place) == [(step, "unknown_end" if away else reason)]
    assert all(page.done is None for page in pages(place))


@pytest.mark.parametrize(("fault", "word"), [(AWAY, "offline"), (LATE, "unknown_end")])
@pytest.mark.parametrize(("touch", "step"), [(Tap.UNDO, "cancel"), (Tap.OK, "sign_in")])
async def test_a_lost_answer_is_said_as_what_it_is(
    tmp_path: Path, touch: Tap, step: str, fault: KioskError, word: str
) -> None:
    place = opened(tmp_path, touching(touch))
    place.hospital.script[step] = [fault]
    await place.visit()
    assert stopped(place) == [(step, word)]


async def test_an_answer_that_does_not_say_it_is_cancelled_is_no_success(
    tmp_path: Path,
) -> None:
    place = opened(tmp_path, touching(Tap.UNDO))
    place.hospital.script["cancel"] = [RegistrationAnswer(act=ACT, registration=OWN)]
    await place.visit()
    assert stopped(place) == [("cancel", "differs")]


async def test_the_list_that_cannot_be_had(tmp_path: Path) -> None:
    again = first(RegistrationStoppedPage, Tap.RETRY)
    usual = touching()
    place = opened(tmp_path, lambda page: again(page) or usual(page))
    place.hospital.script["mine"] = [AWAY]
    await place.visit()
    assert stopped(place) == [("mine", "offline")]
    assert pages(place), "the second try had it"


@pytest.mark.parametrize("reason", RegistrationReason)
async def test_a_list_that_is_refused_says_why(
    tmp_path: Path, reason: RegistrationReason
) -> None:
    place = opened(tmp_path, touching())
    place.hospital.script["mine"] = [reason]
    await place.visit()
    assert stopped(place) == [("mine", reason)]
    assert not place.saw(MyRegistrationsPage)


async def test_what_became_of_lost_answers_stands_above_the_list(
    tmp_path: Path,
) -> None:
    place = opened(tmp_path, touching())
    unknown = RegistrationReason.UNKNOWN
    refused = RegistrationAnswer(act=f"{9:012x}7000800000000000000", refused=unknown)
    listed = RegistrationAnswer(act=OWN.id, refused=unknown)
    made = RegistrationAnswer(act=ACT, registration=OWN)
    place.hospital.were_lost = [None, made, refused, listed]
    await place.visit()
    page = place.saw(MyRegistrationsPage)[0]
    assert isinstance(page, MyRegistrationsPage)
    assert page.lost == ("unknown", "made", "not_made", "made")


async def test_printed_again_it_says_so(tmp_path: Path) -> None:
    place = opened(tmp_path, touching(Tap.PRINT))
    await place.visit()
    (slip,) = place.place.printer.receipts
    texts = [getattr(each, "text", "") for each in slip.elements]
    assert "再次打印：号只有一个" in texts


async def _steps(folder: Path, touch: Tap) -> int:
    place = opened(folder, touching(touch))
    await place.visit()
    return place.place.hall.steps


@pytest.mark.parametrize("touch", [Tap.UNDO, Tap.OK, Tap.PRINT])
async def test_the_card_pulled_at_every_step(tmp_path: Path, touch: Tap) -> None:
    (tmp_path / "all").mkdir()
    steps = await _steps(tmp_path / "all", touch)
    for step in range(steps - 12, steps):
        folder = tmp_path / str(step)
        folder.mkdir()
        place = opened(folder, touching(touch), pull_at=step)
        await place.visit()
        counted = place.hospital.counted()
        assert counted["cancel"] + counted["sign_in"] <= 1, step
        assert place.place.journal.kinds()[-1] == "visit.end", step
