"""From a hospital's answer to a page, whatever the hospital says."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.services.registration_steps import RegistrationStep
from kiosk.domain.services.registrations import (
    Clinic,
    ClinicKind,
    Cost,
    Registration,
    RegistrationReason,
    RegistrationState,
)
from kiosk.session.registration import wording
from kiosk.session.registration.build import (
    LONGEST_HOLD,
    chosen_of,
    clinics_page,
    departments_page,
    differs,
    registration_page,
    seat_page,
    seconds_kept,
    sound_cost,
    stopped_by,
)
from kiosk.session.registration.pages import RegistrationStoppedPage
from kiosk.settings.texts import load_texts
from kiosk.sync.wire.services.hospital_wire import (
    ClinicsAnswer,
    DepartmentsAnswer,
    HospitalRules,
    RegistrationAnswer,
)
from tests.every import every
from tests.screens.samples_registration import (
    ACT,
    COST,
    DEPARTMENTS,
    HOSPITAL,
    NOW,
    TODAY,
    clinic,
    registration,
)

AMOUNTS = st.decimals(allow_nan=True, allow_infinity=True)
COSTS = st.builds(
    Cost,
    fee=AMOUNTS,
    fund=st.none() | AMOUNTS,
    account=st.none() | AMOUNTS,
    own=st.none() | AMOUNTS,
)
TIMES = st.sampled_from(("00:00", "08:30", "12:05", "23:59"))
WORDS = st.text(max_size=12)
CLINIC = st.builds(
    Clinic,
    id=st.sampled_from("abc"),
    department=st.sampled_from(("nk", "gk")),
    kind=st.sampled_from(ClinicKind),
    doctor=WORDS,
    title=WORDS,
    day=st.dates(TODAY - timedelta(3), TODAY + timedelta(9)),
    begins=TIMES,
    ends=TIMES,
    cost=COSTS,
    left=st.none() | st.integers(-2, 9),
)
MOMENTS = st.none() | st.datetimes() | st.datetimes(timezones=st.just(UTC))
REGISTRATIONS = st.builds(
    Registration,
    id=st.just(ACT),
    state=st.sampled_from(RegistrationState),
    hospital=WORDS,
    clinic=CLINIC,
    department=WORDS,
    place=WORDS,
    number=st.none() | st.integers(-3, 2000),
    ahead=st.none() | st.integers(-3, 99),
    code=st.sampled_from(("", "GH1")),
    cancel_until=MOMENTS,
    sign_in_from=MOMENTS,
    sign_in_until=MOMENTS,
    bring=st.lists(WORDS, max_size=2).map(tuple),
    notes=st.lists(WORDS, max_size=2).map(tuple),
)


def _told(found: list[Clinic]) -> ClinicsAnswer:
    return ClinicsAnswer(as_of=NOW, clinics=tuple(found))


@given(st.lists(CLINIC, max_size=12), st.none() | st.dates(TODAY, TODAY + timedelta(9)))
def test_a_page_of_clinics_is_one_day_of_this_department(
    found: list[Clinic], day: date | None
) -> None:
    page = clinics_page(DEPARTMENTS[0], _told(found), day, TODAY, True)
    own = [each for each in found if each.department == "nk" and each.day >= TODAY]
    assert page.days == tuple(sorted({each.day for each in own}))
    assert (page.day in page.days) == bool(page.days)
    assert len(page.clinics) == sum(each.day == page.day for each in own)
    free = [each for each in own if each.left is None or each.left > 0]
    if free and day not in page.days:
        assert page.day == min(each.day for each in free)
    fulls = [each.left is not None and each.left <= 0 for each in page.clinics]
    assert fulls == sorted(fulls), "what is full stands last"
    for each in page.clinics:
        full = each.left is not None and each.left <= 0
        assert full == (chosen_of((each,), each.id) is None)


@given(COSTS)
def test_a_cost_is_said_only_where_it_is_true(cost: Cost) -> None:
    sound, texts = sound_cost(cost), load_texts()
    words = [*dict(wording.cost_facts(sound, texts)).values()]
    words.append(wording.pay_words(sound, texts))
    if sound is None:
        assert words == ["费用以窗口为准", "付多少钱，以窗口为准。"]
        return
    parts = (cost.fund, cost.account, cost.own)
    assert cost.fee.is_finite()
    assert cost.fee >= 0
    known = [part for part in parts if part is not None]
    assert all(0 <= part <= cost.fee for part in known)
    assert len(known) < 3 or sum(known, Decimal()) == cost.fee


def parts(**yuan: int) -> Cost:
    """Return a fee of ten yuan with these of its parts known."""
    known = {name: Decimal(amount) for name, amount in yuan.items()}
    return Cost(fee=Decimal(10), **known)


def test_what_is_paid_is_said_with_where() -> None:
    texts = load_texts()
    cases = {
        COST: "在窗口付 ¥6.00，另外 ¥4.00 从个人账户里扣。",
        Cost(fee=Decimal(0)): "不用付钱。",
        Cost(fee=Decimal(10)): "付多少钱，以窗口为准。",
        parts(fund=10, account=0, own=0): "不用付钱。",
        parts(fund=10, own=0): "不用付钱。",
        parts(fund=6, account=4, own=0): "窗口不用付现金，¥4.00 从个人账户里扣。",
        parts(account=4, own=0): "窗口不用付现金，¥4.00 从个人账户里扣。",
        parts(fund=6, own=0): "窗口不用付现金。",
        parts(own=0): "窗口不用付现金。",
        parts(fund=4, own=6): "在窗口付 ¥6.00。",
    }
    for cost, words in every(cases.items()):
        assert wording.pay_words(sound_cost(cost), texts) == words


@given(REGISTRATIONS, st.booleans(), st.booleans())
def test_any_registration_makes_a_page_that_can_be_said(
    told: Registration, sure: bool, fresh: bool
) -> None:
    page = registration_page(told, "林*", NOW, sure, True, fresh=fresh)
    for language in ("zh-CN", "en"):
        texts = load_texts(language)
        facts = wording.registration_facts(page, texts)
        said = [value for pair in facts for value in pair]
        said += wording.registration_notes(page, texts)
        said += [wording.number_words(page.registration, texts)]
        said += [wording.ahead_words(page.registration, texts)]
        said += [wording.mine_label(told, TODAY, texts), wording.mine_hint(told, texts)]
        assert not any("[registration" in line or "[weekday" in line for line in said)
    stands = told.state is RegistrationState.CONFIRMED
    assert not (page.can_cancel or page.can_sign_in) or stands
    assert page.registration.number is None or page.registration.number > 0
    seat = seat_page(told, "林*", -3.5, True)
    assert seat.seconds_left == 0
    assert (seat.cost is None) == (sound_cost(told.clinic.cost) is None)


@given(CLINIC, REGISTRATIONS)
def test_only_what_was_chosen_is_no_other(chosen: Clinic, told: Registration) -> None:
    same = Registration(
        id=ACT, state=told.state, hospital="", clinic=chosen, department=""
    )
    assert not differs(chosen, same)
    if differs(chosen, told):
        answer = RegistrationAnswer(act=ACT, registration=told)
        assert all(stopped_by(step, chosen, answer) for step in RegistrationStep)


@pytest.mark.parametrize(
    ("minutes", "offered"),
    [(-1, (True, False)), (1, (True, True)), (61, (False, False))],
)
def test_what_is_offered_is_what_the_hospital_allows_now(
    minutes: int, offered: tuple[bool, bool]
) -> None:
    """It can be cancelled for an hour more; signing in begins in a moment."""
    told = registration(
        cancel_until=NOW + timedelta(minutes=60),
        sign_in_from=NOW,
        sign_in_until=NOW + timedelta(minutes=60),
    )
    now = NOW + timedelta(minutes=minutes)
    page = registration_page(told, "林*", now, True, True)
    assert (page.can_cancel, page.can_sign_in) == offered
    unsure = registration_page(told, "林*", now, False, True)
    assert (unsure.can_cancel, unsure.can_sign_in) == (True, True)


@pytest.mark.parametrize("until", [None, NOW - timedelta(minutes=1)])
def test_where_it_cannot_be_cancelled_here_the_window_is_named(
    until: datetime | None,
) -> None:
    page = registration_page(registration(cancel_until=until), "林*", NOW, True, True)
    assert not page.can_cancel
    assert "不来了，请到挂号窗口退号。" in wording.registration_notes(
        page, load_texts()
    )


@pytest.mark.parametrize(
    ("left", "kept"), [(None, 180), (60, 60), (0, 0), (10**9, LONGEST_HOLD)]
)
def test_a_seat_is_kept_no_longer_than_any_hospital_would(
    left: int | None, kept: int
) -> None:
    answer = RegistrationAnswer(act=ACT, hold_left=left)
    assert seconds_kept(answer, HospitalRules()) == kept


def test_full_departments_come_last_and_signs_that_are_not_seen_go() -> None:
    odd = DEPARTMENTS[0].__class__(id="z", name="眼\u202e科", left=0)
    told = DepartmentsAnswer(
        as_of=NOW,
        hospital=HOSPITAL,
        rules=HospitalRules(),
        departments=(odd, *DEPARTMENTS),
    )
    page = departments_page(told, True)
    assert [each.id for each in page.departments][-2:] == ["z", "pf"]
    assert "眼科" in [each.name for each in page.departments]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("step", ["register", "mine", *RegistrationStep])
def test_every_reason_has_words_and_says_what_to_do(step: str, language: str) -> None:
    texts = load_texts(language)
    others = (
        *("offline", "not_taken", "unknown_end", "differs"),
        *("no_reader", "no_departments", "card_pulled"),
    )
    for reason in every((*RegistrationReason, *others)):
        for known in (False, True):
            page = RegistrationStoppedPage(
                step=step,
                reason=reason,
                hotline="12333",
                until=TODAY if known else None,
                minutes=5 if known else 0,
                card=True,
            )
            words = wording.stopped_words(page, texts)
            assert all(words), reason
            assert not any("[" in line for line in words), (reason, words)
            assert " 0 " not in words[2], words


def test_days_are_said_as_people_say_them() -> None:
    texts = load_texts()
    said = [
        wording.day_words(TODAY + timedelta(days), TODAY, texts)
        for days in (0, 1, 2, 3, -1)
    ]
    assert said == ["今天 周一", "明天 周二", "后天 周三", "1月9日 周四", "1月5日 周日"]


def test_a_moment_at_the_end_of_all_years_is_no_moment() -> None:
    told = registration(cancel_until=datetime.max.replace(tzinfo=UTC))
    page = registration_page(told, "林*", NOW, True, True)
    assert page.registration.cancel_until is None


def test_a_clinic_that_is_another_doctors_differs() -> None:
    assert differs(clinic(), registration(clinic=clinic(doctor="样例丁")))
