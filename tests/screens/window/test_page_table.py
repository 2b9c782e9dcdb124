"""Every page class has a sample and a look; every word it uses is written."""

import importlib
from pathlib import Path

import pytest

from kiosk.domain.faults import Fault
from kiosk.domain.records import Insurance
from kiosk.screens.window.page_table import PAGES
from kiosk.session.contributions.pages import MonthMark
from kiosk.session.pages.page import Page
from kiosk.settings.texts import languages, own_entries
from tests.every import every
from tests.screens.samples import SAMPLES

ROOT = Path(__file__).resolve().parents[3]


def all_pages() -> set[type[Page]]:
    """Return every class of the vocabulary."""
    for file in every((ROOT / "kiosk" / "session").rglob("pages*.py")):
        importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
    return {kind for kind in _below(Page) if "name" in vars(kind)}


def _below(kind: type[Page]) -> set[type[Page]]:
    return {kind}.union(*map(_below, kind.__subclasses__()))


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
