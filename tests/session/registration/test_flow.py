"""Registering with the card: to the number, and every way in which it ends before."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from kiosk.devices.idcard.idcard_port import IdCard
from kiosk.devices.printer.printer_port import JobState, Paper
from kiosk.devices.printer.typesetting.receipt_elements import TextLine
from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.services.registrations import Cost, RegistrationReason
from kiosk.session.guides.pages import ListPage
from kiosk.session.loss.pages import IdCardPage
from kiosk.session.pages.page import Answer, ItemChosen, Page, Tap
from kiosk.session.registration.pages import (
    ClinicsPage,
    DayChosen,
    DepartmentsPage,
    MyRegistrationsPage,
    RegistrationPage,
    RegistrationStoppedPage,
    SeatPage,
    Slip,
)
from kiosk.session.visit.no_card import errand_without_card, quiet_services
from kiosk.session.visit.pages import HomePage
from kiosk.settings.config import TimeLimits
from kiosk.settings.state.store_errors import StoreFull
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.services.hospital_wire import RegistrationAnswer
from tests.screens.samples_registration import clinic, registration
from tests.session.errands import NUMBER, OneIdReader, first
from tests.session.hall import READY, scene
from tests.session.registration.hospitals import (
    DAY,
    LISTED,
    LOOKS,
    Ward,
    registering,
    ward,
)

AWAY = KioskError("scripted", Fault.CENTER_UNREACHABLE)
LATE = KioskError("scripted", Fault.CENTER_TIMEOUT)
HASTY = TimeLimits(idle=0.05, idle_reading=0.05, idle_answer=0.2, message=0.05)
ASKED = ("departments", "clinics", "hold", "confirm")
FIRST = "0190b5a4c3d27e6f8a9b0c1d2e3f4a01"


def stopped(place: Ward) -> list[tuple[str, str]]:
    """Return why it went no further, by step and reason."""
    return [
        (page.step, page.reason)
        for page in place.saw(RegistrationStoppedPage)
        if isinstance(page, RegistrationStoppedPage)
    ]


def made(place: Ward) -> list[RegistrationPage]:
    """Return the pages of a registration that were shown."""
    pages = place.saw(RegistrationPage)
    return [page for page in pages if isinstance(page, RegistrationPage)]


async def test_four_touches_from_home_to_the_slip(tmp_path: Path) -> None:
    place = ward(tmp_path, registering())
    await place.visit()
    assert [asked[0] for asked in place.hospital.asked] == [*ASKED]
    mine = (HomePage, DepartmentsPage, ClinicsPage, SeatPage, RegistrationPage)
    shown = [type(page) for page in place.place.who.shown if isinstance(page, mine)]
    assert shown == [*mine, RegistrationPage]
    (slip,) = place.place.printer.receipts
    large = [e.text for e in slip.elements if isinstance(e, TextLine) and e.size > 1]
    assert (slip.kind, "17 号" in large) == ("registration", True)
    assert [page.slip for page in made(place)] == [Slip.PRINTING, Slip.PRINTED]
    assert not place.hospital.released


async def test_another_day_is_one_touch_more(tmp_path: Path) -> None:
    later = DAY + timedelta(days=1)
    there = first(ClinicsPage, DayChosen(later))
    place = ward(tmp_path, registering(there))
    place.hospital.clinics_told = (clinic(9, day=DAY), clinic(1, day=later))
    await place.visit()
    days = [p.day for p in place.saw(ClinicsPage) if isinstance(p, ClinicsPage)]
    assert days == [DAY, later]
    assert place.hospital.counted()["clinics"] == 1, "the day is no new question"
    assert made(place)[-1].registration.clinic.day == later


async def test_what_is_full_leads_nowhere(tmp_path: Path) -> None:
    touched = iter(("c4", "c1"))

    def mind(page: Page) -> Answer | None:
        return ItemChosen(next(touched)) if isinstance(page, ClinicsPage) else None

    place = ward(tmp_path, registering(mind))
    await place.visit()
    assert ("hold", FIRST) in place.hospital.asked
    assert place.hospital.of[FIRST].id == "c1"


async def _steps(folder: Path) -> tuple[int, int]:
    """Return the step at which the home page came, and how many there are."""
    home = 0

    def mind(page: Page) -> Answer | None:
        nonlocal home
        if isinstance(page, HomePage) and not home:
            home = place.place.hall.steps
        return None

    place = ward(folder, registering(mind))
    await place.visit()
    return home, place.place.hall.steps


async def test_the_card_pulled_at_every_step_keeps_no_seat(tmp_path: Path) -> None:
    (tmp_path / "all").mkdir()
    home, steps = await _steps(tmp_path / "all")
    assert steps > home + 8
    ends = set()
    for step in range(home, steps):
        folder = tmp_path / str(step)
        folder.mkdir()
        place = ward(folder, registering(), pull_at=step)
        await place.visit()
        assert not place.hospital.kept, step
        assert len(place.hospital.confirmed) <= 1, step
        assert place.hospital.counted()["confirm"] <= 1, step
        ends.add((len(place.hospital.confirmed), len(place.hospital.released)))
    assert ends == {(0, 0), (0, 1), (1, 0)}


@pytest.mark.parametrize("fault", [AWAY, LATE])
@pytest.mark.parametrize("asked", ASKED)
async def test_a_center_that_fails_at_each_call(
    tmp_path: Path, asked: str, fault: KioskError
) -> None:
    place = ward(tmp_path, registering())
    place.hospital.script[asked] = [fault]
    await place.visit()
    unknown = asked == "confirm" and fault is LATE
    step = "register" if asked in ("departments", "clinics") else asked
    assert stopped(place) == [(step, "unknown_end" if unknown else "offline")]
    assert not made(place)
    if asked in ("hold", "confirm") and not unknown:
        assert place.hospital.released == [FIRST]
    if unknown:
        page = place.saw(RegistrationStoppedPage)[0]
        assert isinstance(page, RegistrationStoppedPage)
        assert (page.reference, page.again) == ("0C1D-2E3F-4A01", False)
        assert not place.hospital.released, "it may be confirmed"


@pytest.mark.parametrize(
    "error", [StoreFull("scripted"), KioskError("scripted", Fault.CARD_REPORTED_LOST)]
)
async def test_what_could_not_be_kept_or_proved_keeps_no_seat(
    tmp_path: Path, error: Exception
) -> None:
    """The id is durable before it is sent: where that fails nothing was sent."""
    place = ward(tmp_path, registering())
    place.hospital.script["confirm"] = [error]
    await place.visit()
    assert place.hospital.released == [FIRST]
    assert not place.hospital.kept
    assert not made(place)


async def test_a_session_that_ends_twice_did_nothing(tmp_path: Path) -> None:
    ended = KioskError("scripted", Fault.CENTER_PROOF)
    place = ward(tmp_path, registering())
    place.hospital.script["confirm"] = [ended, ended]
    await place.visit()
    assert stopped(place) == [("confirm", "offline")]
    assert place.hospital.released == [FIRST]


REFUSED = CenterError("scripted", Fault.CENTER_BAD_ANSWER, code="bad_request")
UNREAD = CenterError("scripted", Fault.CENTER_BAD_ANSWER)


@pytest.mark.parametrize(
    ("error", "word", "released"),
    [(REFUSED, "not_taken", [FIRST]), (UNREAD, "unknown_end", [])],
    ids=["refused", "answer not read"],
)
async def test_a_refusal_with_a_code_surely_did_nothing(
    tmp_path: Path, error: CenterError, word: str, released: list[str]
) -> None:
    place = ward(tmp_path, registering())
    place.hospital.script["confirm"] = [error]
    await place.visit()
    assert stopped(place) == [("confirm", word)]
    assert place.hospital.released == released


@pytest.mark.parametrize("asked", ["departments", "clinics", "hold"])
async def test_an_answer_that_cannot_be_read_is_not_called_a_cut_line(
    tmp_path: Path, asked: str
) -> None:
    place = ward(tmp_path, registering())
    place.hospital.script[asked] = [UNREAD]
    await place.visit()
    (page,) = place.saw(RegistrationStoppedPage)
    assert isinstance(page, RegistrationStoppedPage)
    assert (page.reason, page.again) == ("not_taken", False)


async def test_confirmed_and_refused_at_once_is_no_refusal(tmp_path: Path) -> None:
    place = ward(tmp_path, registering())
    place.hospital.script["confirm"] = [
        RegistrationAnswer(
            act=FIRST,
            registration=registration(id=FIRST),
            refused=RegistrationReason.FULL,
        )
    ]
    await place.visit()
    assert stopped(place) == [("confirm", "differs")]
    (page,) = place.saw(RegistrationStoppedPage)
    assert isinstance(page, RegistrationStoppedPage)
    assert not page.again, "a second number would be taken"


async def test_the_same_is_tried_once_more_where_the_person_wants_it(
    tmp_path: Path,
) -> None:
    again = first(RegistrationStoppedPage, Tap.RETRY)
    place = ward(tmp_path, registering(again))
    place.hospital.script["departments"] = [AWAY]
    await place.visit()
    assert stopped(place) == [("register", "offline")]
    assert len(made(place)) == 2


@pytest.mark.parametrize("reason", RegistrationReason)
@pytest.mark.parametrize("step", ["hold", "confirm"])
async def test_every_refusal_is_said_and_no_number_is_shown(
    tmp_path: Path, reason: RegistrationReason, step: str
) -> None:
    place = ward(tmp_path, registering())
    place.hospital.script[step] = [reason]
    await place.visit()
    word = str(reason)
    if reason is RegistrationReason.AWAY and step == "confirm":
        word = "unknown_end"
    assert stopped(place) == [(step, word)]
    assert not made(place)
    assert not place.place.printer.receipts


async def test_who_has_a_number_already_is_led_to_it(tmp_path: Path) -> None:
    looks = first(RegistrationStoppedPage, Tap.OK)
    place = ward(tmp_path, registering(looks))
    place.hospital.script["hold"] = [RegistrationReason.HAVE_ONE]
    await place.visit()
    assert len(place.saw(MyRegistrationsPage)) == 1


async def test_another_is_chosen_after_one_that_is_full(tmp_path: Path) -> None:
    again = first(RegistrationStoppedPage, Tap.RETRY)
    place = ward(tmp_path, registering(again))
    place.hospital.script["hold"] = [RegistrationReason.FULL]
    await place.visit()
    counted = place.hospital.counted()
    assert (counted["clinics"], counted["hold"]) == (2, 2), "asked anew, another id"
    assert len({asked[1] for asked in place.hospital.asked if asked[0] == "hold"}) == 2
    assert made(place)[-1].registration.number == 17


@pytest.mark.parametrize("step", ["hold", "confirm"])
@pytest.mark.parametrize(
    "other",
    [
        clinic(7, day=DAY),
        clinic(1, day=DAY + timedelta(days=1)),
        clinic(1, day=DAY, cost=Cost(fee=Decimal(99))),
        clinic(1, day=DAY, doctor="样例丁"),
        clinic(1, day=DAY, department="gk"),
    ],
)
async def test_an_answer_about_something_else_is_no_success(
    tmp_path: Path, step: str, other: object
) -> None:
    place = ward(tmp_path, registering())
    hospital = place.hospital
    asked = getattr(hospital, step)

    async def lie(*about: object) -> object:
        answer = await asked(*about)
        return hospital.answer(answer.act, clinic=other)

    setattr(hospital, step, lie)
    await place.visit()
    assert stopped(place) == [(step, "differs")]
    assert not made(place)
    assert (hospital.released == [FIRST]) is (step == "hold")


async def test_a_confirmation_that_only_says_held_is_no_success(tmp_path: Path) -> None:
    place = ward(tmp_path, registering())
    hospital = place.hospital

    async def held(act: str, who: object) -> object:
        return hospital.answer(act)

    hospital.confirm = held  # type: ignore[assignment,method-assign]
    await place.visit()
    assert stopped(place) == [("confirm", "differs")]


@pytest.mark.parametrize("leave", [Tap.BACK, Tap.CANCEL, Tap.FINISH])
async def test_whoever_turns_back_gives_the_seat_back(
    tmp_path: Path, leave: Tap
) -> None:
    def mind(page: Page) -> Answer | None:
        if isinstance(page, ClinicsPage) and place.hospital.released:
            return Tap.FINISH
        return leave if isinstance(page, SeatPage) else None

    place = ward(tmp_path, registering(mind))
    await place.visit()
    assert place.hospital.released == [FIRST]
    assert not place.hospital.counted()["confirm"]


async def test_who_walks_away_gives_the_seat_back(tmp_path: Path) -> None:
    looks = first(SeatPage, LOOKS)
    place = ward(tmp_path, registering(looks), times=HASTY)
    await place.visit()
    assert place.hospital.released == [FIRST]


async def test_the_countdown_is_the_boots_and_ends_the_seat(tmp_path: Path) -> None:
    shown: list[int] = []

    def mind(page: Page) -> Answer | None:
        if isinstance(page, SeatPage):
            shown.append(page.seconds_left)
            place.place.clock.boot += 1.0
            return LOOKS
        return None

    place = ward(tmp_path, registering(mind))
    place.hospital.hold_left = 2
    await place.visit()
    assert shown == [2, 1]
    assert stopped(place) == [("confirm", "hold_over")]
    assert place.hospital.released == [FIRST]


async def test_a_second_touch_registers_nobody_twice(tmp_path: Path) -> None:
    def mind(page: Page) -> Answer | None:
        if isinstance(page, ClinicsPage | SeatPage):
            dialog = place.place.parts.dialog
            answer = ItemChosen("c1") if isinstance(page, ClinicsPage) else Tap.OK
            loop = asyncio.get_running_loop()
            for _ in range(3):
                loop.call_soon(dialog.answered, dialog._serial, answer)
        return None

    place = ward(tmp_path, registering(mind))
    await place.visit()
    assert place.hospital.counted() == dict.fromkeys(ASKED, 1)
    assert len(place.place.printer.receipts) == 1


async def test_without_paper_the_number_stands_and_can_be_kept(tmp_path: Path) -> None:
    place = ward(tmp_path, registering())
    place.place.printer.status = replace(READY, paper=Paper.OUT)
    await place.visit()
    page = made(place)[-1]
    assert (page.slip, page.can_print) == (Slip.FAILED, False)
    assert page.registration.number == 17
    assert not place.place.printer.receipts


async def test_a_slip_that_broke_off_is_said(tmp_path: Path) -> None:
    place = ward(tmp_path, registering())
    place.place.printer.result = JobState.UNKNOWN
    await place.visit()
    assert made(place)[-1].slip is Slip.FAILED


async def test_another_slip_bears_the_mark_of_a_copy(tmp_path: Path) -> None:
    def mind(page: Page) -> Answer | None:
        again = isinstance(page, RegistrationPage) and page.slip is Slip.PRINTED
        return Tap.PRINT if again and len(printer.copies) < 2 else None

    place = ward(tmp_path, registering(mind))
    printer = place.place.printer
    await place.visit()
    assert printer.copies == [1, 2]
    assert len({receipt.number for receipt in printer.receipts}) == 1


async def test_an_id_card_registers_without_a_card(tmp_path: Path) -> None:
    def mind(page: Page) -> Answer | None:
        return ItemChosen("register") if isinstance(page, ListPage) else None

    reader = OneIdReader([IdCard(NUMBER, "王秀兰")])
    place = ward(tmp_path, registering(mind), reader=reader)
    assert quiet_services(place.place.parts)[0] == "register"
    await errand_without_card(place.place.parts, "register")
    page = made(place)[-1]
    assert (page.card, page.holder.startswith("王**")) == (False, True)
    assert NUMBER not in page.holder


async def test_without_a_reader_it_says_so(tmp_path: Path) -> None:
    place = ward(tmp_path, registering())
    await errand_without_card(place.place.parts, "register")
    assert stopped(place) == [("register", "no_reader")]
    assert not place.saw(IdCardPage)
    assert not place.hospital.asked


async def test_outside_a_hospital_nobody_is_offered_it(tmp_path: Path) -> None:
    place = scene(tmp_path, registering())
    assert "register" not in quiet_services(place.parts)


async def test_a_day_that_is_over_is_not_offered(tmp_path: Path) -> None:
    place = ward(tmp_path, registering(first(ClinicsPage, Tap.FINISH)))
    old = msgspec.structs.replace(LISTED[1], day=date(2024, 1, 1))
    place.hospital.clinics_told = (old,)
    await place.visit()
    (page,) = place.saw(ClinicsPage)
    assert isinstance(page, ClinicsPage)
    assert (page.day, page.clinics) == (None, ())
