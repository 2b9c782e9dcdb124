"""People with long lives for the center's tests: thousands of records, generated."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert

from kiosk.center.database.transactions import put, transaction
from kiosk.center.records import records_tables as tables
from kiosk.domain.records import Insurance

AS_OF = datetime(2025, 1, 2, tzinfo=UTC)
YEARS = 45
FIRST = 2025 - YEARS


def card_of(number: int) -> str:
    """Return the id of a person's card."""
    return f"{number:032X}"


def holder_of(number: int) -> str:
    """Return a person's number, of an area that does not exist."""
    return f"9900{number:014}"


def write_lives(
    db: Connection, people: int, visits: int, first: int = 0, years: int = YEARS
) -> None:
    """Write people with so many visits and movements each, and years of charges."""
    rows: dict[Any, list[dict[str, Any]]] = {}
    for number in range(first, first + people):
        for table, row in _life(number, visits, years):
            rows.setdefault(table, []).append(row)
    with transaction(db):
        for table, several in rows.items():
            db.execute(insert(table), several)
        put(db, tables.meta, key="as_of", value=AS_OF.isoformat())


def _life(number: int, visits: int, years: int) -> list[tuple[Any, dict[str, Any]]]:
    holder = holder_of(number)
    rows: list[tuple[Any, dict[str, Any]]] = []
    of = {"holder": holder, "holder_name": "某人", "generation": 2, "state": "normal"}
    rows.append((tables.card, {"id": card_of(number), **of}))
    for insurance in Insurance:
        rows += [
            (tables.contribution, _charge(holder, insurance, year, month))
            for year in range(2025 - years, 2025)
            for month in range(1, 13)
        ]
    for n in range(visits):
        day = date(FIRST, 1, 1) + timedelta(days=n * (YEARS * 365 // max(visits, 1)))
        moment = f"{day}T08:30:00+08:00"
        record = f'{{"id":"V{n:05}","settled":"{moment}","kind":"outpatient"}}'
        visit = {"id": f"V{n:05}", "settled": moment, "record": record}
        rows.append((tables.visit, {"holder": holder, **visit}))
        record = f'{{"serial":"M{n:05}","time":"{moment}"}}'
        moved = {"serial": f"M{n:05}", "time": moment, "record": record}
        rows.append((tables.movement, {"holder": holder, **moved}))
    for year in range(2025 - min(years, 40), 2025):
        told = {"year": year, "record": f'{{"year":{year}}}'}
        rows.append((tables.statement, {"holder": holder, **told}))
    return rows


def _charge(holder: str, insurance: Insurance, year: int, month: int) -> dict[str, Any]:
    text = f"{year}-{month:02}"
    amounts = {"base": "5000.00", "employer_amount": "800.00"}
    return {
        **{"holder": holder, "insurance": str(insurance), "month": text},
        **{"paid_month": text, "employer": "示例公司", "kind": "normal"},
        **{**amounts, "personal_amount": "400.00", "arrived": f"{text}-20"},
    }
