"""What a center says is due, as far as it can be meant."""

from datetime import date, timedelta

import pytest

from kiosk.domain.services.due import Due, DueKind
from kiosk.session.visit.due_said import FAR, said
from kiosk.session.visit.pages import DueSaid

TODAY = date(2031, 4, 1)
DAY = timedelta(days=1)


@pytest.mark.parametrize("kind", DueKind)
@pytest.mark.parametrize("until", [date.min, TODAY - FAR - DAY, date.max])
def test_a_day_that_nobody_means_is_not_said(kind: DueKind, until: date) -> None:
    assert said(Due(kind=kind, until=until, about="pension"), TODAY, False) is None


@pytest.mark.parametrize(
    ("kind", "over"),
    [
        (DueKind.CERTIFICATION, True),
        (DueKind.CARD_EXPIRING, True),
        (DueKind.SIGN_IN, None),
        (DueKind.REPORT_ENDING, None),
        (DueKind.APPOINTMENT, None),
    ],
)
def test_what_is_over_is_said_as_over_or_not_at_all(
    kind: DueKind, over: bool | None
) -> None:
    found = said(Due(kind=kind, until=TODAY - DAY), TODAY, False)
    assert (None if found is None else found.how == "over") is over
    there = said(Due(kind=kind, until=TODAY, about="pension"), TODAY, False)
    assert there is not None
    assert there.how == ""


@pytest.mark.parametrize(
    ("about", "shown"), [("pension", "pension"), ("no such <b>\x1b[2J", ""), ("", "")]
)
def test_a_benefit_is_one_that_has_a_name(about: str, shown: str) -> None:
    found = said(Due(kind=DueKind.BENEFIT_STOPPED, about=about), TODAY, False)
    assert found == DueSaid(DueKind.BENEFIT_STOPPED, None, shown, "open")


@pytest.mark.parametrize(
    ("name", "shown"),
    [("骨科", "骨科"), ("\u202e骨\x1b科", "骨科"), ("科" * 60, "科" * 20)],
)
def test_a_departments_name_is_what_can_be_seen_of_it(name: str, shown: str) -> None:
    found = said(Due(kind=DueKind.APPOINTMENT, until=TODAY, about=name), TODAY, False)
    assert found == DueSaid(DueKind.APPOINTMENT, TODAY, shown, named=True)


@pytest.mark.parametrize("name", ["", "\u202e\u200b"])
def test_a_number_without_a_department_is_not_said(name: str) -> None:
    assert (
        said(Due(kind=DueKind.APPOINTMENT, until=TODAY, about=name), TODAY, False)
        is None
    )


def test_a_stopped_benefit_that_is_certified_here_sends_nobody_away() -> None:
    found = said(Due(kind=DueKind.BENEFIT_STOPPED, about="pension"), TODAY, True)
    assert found == DueSaid(DueKind.BENEFIT_STOPPED, None, "pension", "here")
