"""Every page class has a sample and a look; every word it uses is written."""

import pytest

from kiosk.faults import Fault
from kiosk.records import Insurance
from kiosk.screens.render import PAGES
from kiosk.session import pages
from kiosk.session.pages import MonthMark, Page
from kiosk.texts import languages, own_entries
from tests.screens.samples import SAMPLES


def all_pages() -> set[type[Page]]:
    """Return every class of the vocabulary."""
    kinds = [kind for kind in vars(pages).values() if isinstance(kind, type)]
    return {kind for kind in kinds if issubclass(kind, Page) and kind is not Page}


def test_every_page_has_a_sample() -> None:
    assert all_pages() <= {type(page) for page in SAMPLES.values()}


def test_every_page_has_a_look() -> None:
    assert all_pages() == set(PAGES)


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
    wanted += [f"month_mark__{mark}" for mark in MonthMark]
    assert [key for key in wanted if not entries.get(key)] == []
