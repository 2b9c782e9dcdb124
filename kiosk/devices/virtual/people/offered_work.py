"""The demo's vacancies, `assets/demo/vacancies.csv`: invented, and dated from today.

Some are over and one was never verified, so that both can be seen.
"""

import csv
from collections.abc import Sequence
from datetime import date, timedelta

from kiosk.domain.services.work import Vacancy
from kiosk.settings.shipped import asset

_WORDS = (
    *("title", "employer", "district", "kind"),
    *("place", "schooling", "contact", "source"),
)


def offered_work(today: date) -> Sequence[Vacancy]:
    """Return the vacancies, each open until so many days from today."""
    with asset("demo", "vacancies.csv").open(encoding="utf-8", newline="") as file:
        return [_vacancy(at, row, today) for at, row in enumerate(csv.DictReader(file))]


def _vacancy(at: int, row: dict[str, str], today: date) -> Vacancy:
    return Vacancy(
        serial=at + 1,
        number=int(row["number"]),
        pay_low=int(row["pay_low"]) if row["pay_low"] else None,
        pay_high=int(row["pay_high"]) if row["pay_high"] else None,
        valid_until=today + timedelta(days=int(row["days"])),
        verified=row["verified"] == "是",
        **{name: row[name] for name in _WORDS},
    )
