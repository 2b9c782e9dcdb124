"""What a demo person's card holds: the same facts that the center's records have.

Derived from jobs and visits, so that card and center agree; nothing is encoded here.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from kiosk.devices.card.holder.item_values import Value
from kiosk.devices.virtual.card.writing import Content
from kiosk.devices.virtual.people.cast import Employment, Person, Treatment
from kiosk.devices.virtual.people.invented_records import (
    LAST_BOOKED,
    contributions_of,
    last_month_of,
)
from kiosk.domain.china_time import CHINA
from kiosk.domain.records import Insurance

_VERSIONS = {1: "1.00", 2: "2.00", 3: "3.00"}
_INITIALISER = "9156000002"
_RESIDENTS = "391"
"""Medical insurance of urban residents; employees have 310."""
_TERMINAL = "000000000001"
_LAST_MONTH = f"{LAST_BOOKED.replace(day=1) - timedelta(days=1):%Y-%m}"
_KEPT = 30
"""How many settlements the card's file holds."""


def files_of(person: Person) -> dict[str, Content]:
    """Return the contents of every file that the person has something in."""
    found: dict[str, Content] = {
        "SSSE.EF05": _issuer(person),
        "SSSE.EF06": _holder(person),
        **_public(person),
    }
    if person.card.generation == 1:
        # The first generation kept other things in the insurances' files.
        found["DF04.EF05"] = {"medical_account_number": person.card.account}
        found["DF04.EF08"] = {"records": list(_settlements(person))}
        return found
    found.update(_employment(person))
    found.update(_insurances(person))
    found.update(_medical(person))
    return found


def _issuer(person: Person) -> dict[str, Value]:
    card = person.card
    region = card.id[:6]
    return {
        "card_id": card.id,
        "card_class": card.card_class,
        "version": _VERSIONS[card.generation],
        "initialiser": f"{_INITIALISER}{region}{region}01",
        "issued": card.issued,
        "valid_until": card.valid_until,
        "card_number": card.number,
    }


def _holder(person: Person) -> dict[str, Value]:
    return {
        "number": person.number,
        "name": person.name,
        "sex": person.sex,
        "nation": person.nation,
        "birthplace": person.birthplace,
        "born": person.born,
    }


def _public(person: Person) -> dict[str, Mapping[str, Value]]:
    """Return household, contact, employment status, family, employer, education."""
    job = _now(person)
    status = "1" if job else "3" if person.retired else None
    return {
        "DF01.EF05": {"household_region": _of(person, person.address)},
        "DF01.EF06": {
            "residence_address": person.address,
            "residence_region": _of(person, person.address),
            "phone": person.phone,
        },
        "DF01.EF07": {"employment_status": status},
        "DF01.EF08": {"marital_status": person.marital},
        "DF01.EF09": {"employer_name": job.employer if job else None},
        "DF01.EF15": {"education": person.education},
    }


def _of(person: Person, known: object) -> str | None:
    """Return the person's home region when the address is known."""
    return person.birthplace if known else None


def _now(person: Person) -> Employment | None:
    """Return the job that still went on when the records were last brought up."""
    newest = max(person.jobs, key=lambda job: job.last, default=None)
    return newest if newest and newest.last >= _LAST_MONTH else None


def _employment(person: Person) -> Iterator[tuple[str, Content]]:
    """Yield the registration and the list of jobs, newest first."""
    if not person.jobs:
        return
    newest = person.jobs[-1]
    yield (
        "DF02.EF06",
        {
            "employment_registered": _first_day(newest.first),
            "employment_registration_kind": "10010",
            "employment_region": person.card.id[:6],
        },
    )
    jobs: list[Mapping[str, Value]] = [
        {
            "job_began": _first_day(job.first),
            "job_ended": None if job is _now(person) else _first_day(job.last),
            "job_employer": job.employer,
        }
        for job in reversed(person.jobs)
    ]
    yield "DF02.EF07", {"records": jobs}


def _insurances(person: Person) -> Iterator[tuple[str, Content]]:
    """Yield unemployment, pension, injury and maternity."""
    retired = person.retired
    if not person.jobs and retired is None:
        return
    region, updated = person.card.id[:6], _first_day(last_month_of(person.jobs))
    opened = _first_day(person.jobs[0].first) if person.jobs else None
    months = _months(person, Insurance.UNEMPLOYMENT)
    pension: dict[str, Value] = {
        "pension_kind": "110",
        "pension_region": region,
        "pension_account_opened": opened,
        "retired": retired,
        "pension_began": retired,
        "pension_updated": updated or _first_day(_LAST_MONTH),
    }
    yield "DF03.EF07", pension
    if not person.jobs:
        return
    yield (
        "DF03.EF05",
        {
            "unemployment_insurance_region": region,
            "benefit_reported": updated,
            "months_paid": months,
            "months_valid": months,
            "benefit_months_due": 0,
            "benefit_months_drawn": 0,
        },
    )
    yield "DF03.EF15", {"injury_region": region, "injury_updated": updated}
    yield "DF03.EF16", {"maternity_region": region, "unemployed_spouse": "0"}


def _months(person: Person, insurance: Insurance) -> int:
    """Return how many months' money arrived."""
    lines = contributions_of(person)
    return len({x.month for x in lines if x.insurance is insurance and x.arrived})


def _medical(person: Person) -> Iterator[tuple[str, Content]]:
    """Yield the medical basics and the settlements."""
    retired = person.retired
    worker = bool(person.jobs) or retired is not None
    opened = _first_day(person.jobs[0].first) if person.jobs else None
    yield (
        "DF04.EF05",
        {
            "medical_kind": ("310" if worker else _RESIDENTS) + "00000",
            "medical_region": person.card.id[:6],
            "insured_class": "21" if retired else "11" if person.jobs else "91",
            "medical_account_opened": opened,
            "medical_account_number": person.card.account,
            "medical_card_mode": "1",
        },
    )
    yield "DF04.EF08", {"records": list(_settlements(person))}


def _settlements(person: Person) -> Iterator[Mapping[str, Value]]:
    """Yield what the card noted of the medical settlements, newest first."""
    real = sorted((v for v in person.visits if not v.cancelled), key=lambda v: v.at)
    for sequence, visit in reversed(list(enumerate(real, start=1))[-_KEPT:]):
        yield {
            "settlement_sequence": sequence,
            "settlement_kind": "2",
            "settlement_terminal": _TERMINAL,
            "settlement_time": visit.at.replace(tzinfo=CHINA),
            "settlement_account": visit.account,
            "settlement_person": _cash(visit),
            "settlement_fund": visit.fund,
        }


def _cash(visit: Treatment) -> Decimal:
    return visit.total - visit.fund - visit.account


def _first_day(month: str) -> date | None:
    """Return the first day of `YYYY-MM`."""
    return date(int(month[:4]), int(month[5:]), 1) if month else None
