"""What the pages of a registration say, as pairs and sentences: page and paper."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from kiosk.domain.notation import money
from kiosk.domain.services.registrations import (
    Clinic,
    Cost,
    Department,
    Registration,
    RegistrationState,
)
from kiosk.session.registration.pages import (
    RegistrationPage,
    RegistrationStoppedPage,
    SeatPage,
)
from kiosk.settings.texts import Texts

Facts = Iterator[tuple[str, str]]
"""Pairs of name and value, both ready to be read."""
FactPairs = Iterable[tuple[str, str]]
_SOON = ("today", "tomorrow", "after_tomorrow")
_NOTHING_AHEAD = (RegistrationState.CANCELLED, RegistrationState.LAPSED)
"""Of these nothing is to be paid, brought or done any more."""
_HOLDER = "registration_fact__holder"
_PAID_BY = {
    (True, True): "_both",
    (True, False): "",
    (False, True): "_account",
    (False, False): "_free",
}
"""The sentence's ending: whether one pays oneself, whether one's account does."""


def private_names(texts: Texts) -> frozenset[str]:
    """Return the names of facts that say who somebody is."""
    return frozenset((texts(_HOLDER),))


def left_words(each: Department | Clinic, texts: Texts) -> str:
    """Say how many numbers are left; nothing where the hospital does not tell."""
    if each.left is None:
        return ""
    return (
        texts("registration__left", count=each.left) if each.left > 0 else full(texts)
    )


def full(texts: Texts) -> str:
    """Say that nothing is left."""
    return texts("registration__full")


def department_hint(each: Department, texts: Texts) -> str:
    """Say what is left in a department, and where it is."""
    told = (left_words(each, texts), each.place)
    return texts("registration__between").join(filter(None, told))


def doctor_words(each: Clinic, texts: Texts) -> str:
    """Say whose clinic it is."""
    name = each.doctor or texts("registration__duty_doctor")
    return texts("registration__doctor", name=name, title=each.title).strip()


def kind_words(each: Clinic, texts: Texts) -> str:
    """Say what sort of number it is."""
    return texts(f"clinic_kind__{each.kind}")


def time_words(each: Clinic, texts: Texts) -> str:
    """Say from when to when."""
    return texts("registration__time", begins=each.begins, ends=each.ends)


def when_words(each: Clinic, texts: Texts) -> str:
    """Say on which day, from when to when."""
    weekday = texts(f"weekday__{each.day.isoweekday()}")
    return texts(
        "registration__when",
        year=each.day.year,
        day=date_words(each.day, texts),
        weekday=weekday,
        time=time_words(each, texts),
    )


def date_words(when: date, texts: Texts) -> str:
    """Say a day of the year as people do, by its month."""
    month = texts(f"month__{when.month}")
    return texts("registration__date", month=month, day=when.day)


def whole_date(when: date, texts: Texts) -> str:
    """Say a day with its year."""
    day = date_words(when, texts)
    return texts("registration__whole_date", year=when.year, day=day)


def clinic_label(each: Clinic, texts: Texts) -> str:
    """Return a clinic's line: when, and with whom."""
    doctor = each.doctor or texts("registration__duty_doctor")
    time = time_words(each, texts)
    return texts("registration__clinic", time=time, doctor=doctor)


def clinic_hint(each: Clinic, texts: Texts, cost: Cost | None) -> str:
    """Return what stands below a clinic's line: what is left, what sort, its fee."""
    kind, fee = kind_words(each, texts), fee_words(cost, texts)
    told = (left_words(each, texts), each.title, kind, fee)
    return texts("registration__between").join(filter(None, told))


def day_words(when: date, today: date | None, texts: Texts) -> str:
    """Say a day as people do: today, tomorrow, else its date; with the weekday."""
    weekday = texts(f"weekday__{when.isoweekday()}")
    key = "registration__day"
    if today is not None and 0 <= (ahead := (when - today) // timedelta(days=1)) < 3:
        key = f"registration__{_SOON[ahead]}"
    return texts(key, day=date_words(when, texts), weekday=weekday)


def fee_words(cost: Cost | None, texts: Texts) -> str:
    """Say a fee; one that contradicts itself is told at the window."""
    if cost is None:
        return texts("registration__fee_at_window")
    if cost.fee == 0:
        return texts("registration__free")
    return texts("registration__fee", fee=money(cost.fee))


def cost_facts(cost: Cost | None, texts: Texts) -> Facts:
    """Yield the fee and who pays which part, as far as that is known and adds up."""
    yield texts("registration_fact__fee"), fee_words(cost, texts)
    if cost is None or cost.fee == 0:
        return
    for name in ("fund", "account", "own"):
        part = getattr(cost, name)
        if part is not None and (part or name == "own"):
            yuan = texts("registration__yuan", amount=money(part))
            yield texts(f"registration_fact__{name}"), yuan


def pay_words(cost: Cost | None, texts: Texts) -> str:
    """Say what is paid at the window and what the personal account pays.

    "Nothing" only where no part can fall to the account either.
    """
    if cost is None or (cost.own is None and cost.fee > 0):
        return texts("registration__pay_unknown")
    own, account = cost.own or Decimal(), cost.account or Decimal()
    free = cost.account is not None or cost.fund == cost.fee or cost.fee == 0
    ending = _PAID_BY[bool(own), bool(account)]
    if not (own or account or free):
        ending = "_no_cash"
    return texts(f"registration__pay{ending}", own=money(own), account=money(account))


def seat_facts(page: SeatPage, texts: Texts) -> Facts:
    """Yield what is kept, where, when and for whom."""
    yield texts(_HOLDER), page.holder
    yield texts("registration_fact__department"), page.department
    yield from _clinic_facts(page.clinic, page.place, texts)
    if page.hospital:
        yield texts("registration_fact__hospital"), page.hospital
    yield from cost_facts(page.cost, texts)


def _clinic_facts(clinic: Clinic, place: str, texts: Texts) -> Facts:
    doctor, kind = doctor_words(clinic, texts), kind_words(clinic, texts)
    both = texts("registration__doctor_kind", doctor=doctor, kind=kind)
    yield texts("registration_fact__doctor"), both
    yield texts("registration_fact__when"), when_words(clinic, texts)
    if place:
        yield texts("registration_fact__place"), place


def countdown(seconds: int, texts: Texts) -> str:
    """Say how long the seat is still kept."""
    minutes, rest = divmod(seconds, 60)
    key = "seat__left" if minutes else "seat__left_seconds"
    return texts(key, minutes=minutes, seconds=rest)


def made_facts(page: RegistrationPage, texts: Texts) -> Facts:
    """Yield what a person needs at once of a number that was just made."""
    told = page.registration
    yield texts(_HOLDER), page.holder
    yield texts("registration_fact__department"), told.department
    yield from _clinic_facts(told.clinic, told.place, texts)


def registration_facts(page: RegistrationPage, texts: Texts) -> Facts:
    """Yield a registration's facts but its number."""
    told = page.registration
    yield texts(_HOLDER), page.holder
    yield texts("registration_fact__state"), state_words(told, texts)
    yield texts("registration_fact__department"), told.department
    yield from _clinic_facts(told.clinic, told.place, texts)
    if told.code:
        yield texts("registration_fact__code"), told.code
    if told.state not in _NOTHING_AHEAD:
        yield from cost_facts(page.cost, texts)


def state_words(told: Registration, texts: Texts) -> str:
    """Say how a registration stands."""
    return texts(f"registration_state__{told.state}")


def ahead_words(told: Registration, texts: Texts) -> str:
    """Say how many are called before; nothing where the hospital does not tell."""
    if told.state is not RegistrationState.SIGNED_IN or told.ahead is None:
        return ""
    key = "registration__ahead" if told.ahead > 0 else "registration__next"
    return texts(key, count=told.ahead)


def number_words(told: Registration, texts: Texts) -> str:
    """Say the number in the queue, or how one comes to it."""
    if told.number is None:
        return texts("registration__no_number")
    return texts("registration__number", number=told.number)


def registration_notes(page: RegistrationPage, texts: Texts) -> Iterator[str]:
    """Yield what is to be done and brought, and what it is not."""
    told = page.registration
    if told.state in (RegistrationState.CONFIRMED, RegistrationState.SIGNED_IN):
        yield pay_words(page.cost, texts)
        if told.bring:
            things = texts("list__separator").join(told.bring)
            yield texts("registration__bring", things=things)
    if told.state is RegistrationState.CONFIRMED:
        yield from _ahead(told, page.can_cancel, texts)
    if told.state in _NOTHING_AHEAD:
        return
    yield from told.notes
    if told.state is RegistrationState.CLINIC_STOPPED:
        yield texts("registration__clinic_stopped")
    yield texts("registration__no_voucher")


def _ahead(told: Registration, can_cancel: bool, texts: Texts) -> Iterator[str]:
    """Yield until when one signs in and cancels; a limit that is over is not named."""
    begin, end = told.sign_in_from, told.sign_in_until
    own: date | None = told.clinic.day
    if begin and end:
        if begin.date() != end.date():
            own = None  # over midnight both say their day
        times = (_moment(begin, own, texts), _moment(end, own, texts))
        yield texts("registration__sign_in", begin=times[0], end=times[1])
    elif begin:
        yield texts("registration__sign_in_from", begin=_moment(begin, own, texts))
    if told.cancel_until and can_cancel:
        until = _moment(told.cancel_until, None, texts)
        yield texts("registration__cancel", until=until)
    else:
        yield texts("registration__cancel_at_window")


def _moment(when: datetime, own: date | None, texts: Texts) -> str:
    """Return a moment; on the clinic's own day its time is enough."""
    time = f"{when:%H:%M}"
    if when.date() == own:
        return time
    return texts("registration__moment", day=date_words(when, texts), time=time)


def mine_label(told: Registration, today: date | None, texts: Texts) -> str:
    """Return a registration's line in the list: when, and where."""
    when = day_words(told.clinic.day, today, texts)
    key = "registration__line"
    return texts(key, when=when, begins=told.clinic.begins, department=told.department)


def signs_in(told: Registration, now: datetime) -> bool:
    """Tell whether it can be signed in now, as far as the hospital tells."""
    begin, until = told.sign_in_from, told.sign_in_until
    if told.state is not RegistrationState.CONFIRMED or begin is None:
        return False
    return begin <= now and (until is None or now <= until)


def mine_hint(told: Registration, texts: Texts, now: datetime | None = None) -> str:
    """Return what stands below a registration's line: its state and its number."""
    number = ""
    if told.number is not None:
        number = texts("registration__number_short", number=told.number)
    if now is not None and signs_in(told, now):
        number = texts("registration__signs_in")
    told_of = (state_words(told, texts), number, doctor_words(told.clinic, texts))
    return texts("registration__between").join(filter(None, told_of))


def stopped_words(page: RegistrationStoppedPage, texts: Texts) -> tuple[str, str, str]:
    """Return title, reason and advice; a step may have words of its own."""

    def words(part: str) -> str:
        own = f"registration_stopped__{page.reason}__{page.step}__{part}"
        key = f"registration_stopped__{page.reason}__{part}"
        until = date_words(page.until, texts) if page.until else ""
        if part == "todo" and not (page.until or page.minutes):
            key = f"{key}__no_end" if texts.has(f"{key}__no_end") else key
        return texts(
            own if texts.has(own) else key,
            hotline=page.hotline,
            until=until,
            minutes=page.minutes,
        )

    return words("title"), words("body"), words("todo")
