"""Every page class has a sample and a look; every word it uses is written."""

import pytest

from kiosk.domain.faults import Fault
from kiosk.domain.records import Insurance
from kiosk.screens.looks.look_table import PAGES
from kiosk.screens.window.page_table import look_of
from kiosk.session.contributions.by_month import MONTH_MARKS
from kiosk.session.pages.record import RecordPage
from kiosk.settings.texts import languages, own_entries
from tests.every import every
from tests.screens.samples import SAMPLES
from tests.screens.vocabulary import all_pages


def test_every_page_has_a_sample() -> None:
    assert all_pages() <= {type(page) for page in SAMPLES.values()}


def test_every_page_has_a_look() -> None:
    assert set(PAGES) <= all_pages() | {RecordPage}
    assert all(look_of(kind) for kind in every(all_pages()))


@pytest.mark.parametrize("language", languages())
def test_words_of_every_fault_service_and_mark(language: str) -> None:
    entries = own_entries(language)
    wanted = [
        f"fault__{fault.value}__{part}"
        for fault in Fault
        for part in ("title", "body", "todo")
    ]
    for insurance in Insurance:
        wanted += [f"service__{insurance}", f"service__{insurance}__hint"]
        wanted.append(f"insurance__{insurance}")
    wanted += [f"{mark.family}__{mark.code}" for mark in MONTH_MARKS]
    assert [key for key in wanted if not entries.get(key)] == []
