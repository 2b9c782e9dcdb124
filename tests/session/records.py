"""What tests of records ask a page: its facts, notes, lines."""

from datetime import date, timedelta, timezone
from typing import Any

from kiosk.session.pages.record import Fact, ListingRow, RecordPage
from kiosk.settings.texts import load_texts

CHINA = timezone(timedelta(hours=8))


TODAY = date(2025, 1, 20)


TEXTS = load_texts()


def facts(page: RecordPage) -> dict[str, Fact]:
    """Return all facts of a page by name."""
    found = [*page.lead, *(fact for section in page.sections for fact in section.facts)]
    return {fact.name: fact for fact in found}


def notes(page: RecordPage) -> list[str]:
    return [note.name for note in page.notes]


def marks(line: ListingRow) -> list[str]:
    return [mark.code for mark in line.marks]


def lines(page: RecordPage) -> tuple[ListingRow, ...]:
    return page.listings[0].lines


def values(page: RecordPage) -> list[list[Any]]:
    return [list(line.values) for line in lines(page)]
