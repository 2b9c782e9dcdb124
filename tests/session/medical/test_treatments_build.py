"""Treatments: what is marked, said and never hidden."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest

from kiosk.domain.records import VisitKind
from kiosk.session.medical.account_build import medical_page
from kiosk.session.medical.treatments_build import visit_page, visits_page
from kiosk.session.pages.record import Word
from kiosk.session.pages.record_times import years_of
from tests.domain.answers import medical, visits
from tests.session.records import CHINA, facts, lines, marks, notes


def test_a_cancelled_treatment_is_shown_and_not_counted() -> None:
    told = visits("zhou-yuzhen")
    page = visits_page(told, None, None, CHINA)
    year = [v for v in told.visits if v.settled and v.settled.year == page.year]
    assert len(lines(page)) == len(year)
    counted = [v for v in year if not v.cancelled]
    assert len(counted) < len(year)
    total = sum((v.total for v in counted if v.total is not None), Decimal(0))
    assert facts(page)["visits_total"].value == total
    cancelled = next(v for v in year if v.cancelled)
    line = next(line for line in lines(page) if line.opens == cancelled.id)
    assert "cancelled" in marks(line)
    assert "cancelled" in notes(visit_page(told, cancelled.id, CHINA))


def test_treatments_outside_of_the_city_and_ahead_are_marked() -> None:
    told = visits("gao-xinyu")
    years = years_of(v.settled and v.settled.date() for v in told.visits)
    pages = [visits_page(told, year, None, CHINA) for year in years]
    found = {mark for page in pages for line in lines(page) for mark in marks(line)}
    assert {"ahead", "sums_off"} <= found
    outside = next(v for v in visits("zhou-yuzhen").visits if v.outside_city)
    assert "outside_city" in notes(visit_page(visits("zhou-yuzhen"), outside.id, CHINA))


def test_a_treatment_with_holes_names_each() -> None:
    told = visits("gao-xinyu")
    poor = next(v for v in told.visits if v.institution is None)
    page = visit_page(told, poor.id, CHINA)
    missing = {name for name, fact in facts(page).items() if fact.value is None}
    assert {"institution", "visit_kind", "total", "cash", "balance_after"} <= missing
    assert "unsure" in notes(page)


def test_an_in_patient_has_both_days_and_others_none() -> None:
    told = visits("zhou-yuzhen")
    stay = next(v for v in told.visits if v.kind is VisitKind.INPATIENT)
    assert {"admitted", "discharged"} <= set(facts(visit_page(told, stay.id, CHINA)))
    clinic = next(v for v in told.visits if v.kind is VisitKind.OUTPATIENT)
    assert "admitted" not in facts(visit_page(told, clinic.id, CHINA))


@pytest.mark.parametrize("kind", VisitKind)
def test_the_filter_keeps_one_kind(kind: VisitKind) -> None:
    told = visits("zhou-yuzhen")
    page = visits_page(told, 2024, kind, CHINA)
    assert {line.values[1] for line in lines(page)} <= {Word("visit_kind", kind)}
    assert not page.empty


def test_times_are_those_of_the_hall() -> None:
    told = medical("zhou-yuzhen")
    assert medical_page(told, None, CHINA).as_of == told.as_of
    assert medical_page(told, None, CHINA).as_of.utcoffset() == timedelta(hours=8)
    late = msgspec.structs.replace(
        told.movements[0], time=datetime(2024, 12, 31, 20, tzinfo=UTC)
    )
    moved = msgspec.structs.replace(told, movements=(late,))
    page = medical_page(moved, None, CHINA)
    assert lines(page)[0].values[0] == date(2025, 1, 1)
    assert page.year == 2025
