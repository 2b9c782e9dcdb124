"""How a value of a page of records is said: one way for the screen and for the paper.

It formats; what the words are is in the locales, and where they stand is not here.
"""

import re
from datetime import date, datetime
from decimal import Decimal

from kiosk.domain.notation import day, minute, money
from kiosk.session.pages.record import Count, Listing, Note, RecordPage, Value, Word
from kiosk.settings.texts import Texts

_MONTH = re.compile(r"\d{4}(-\d\d)?")


def said(texts: Texts, value: Value) -> str:
    """Return a value in words; one that the center does not have says so."""
    match value:
        case None:
            return texts("value__missing")
        case Word():
            key = f"{value.family}__{value.code}"
            return texts(key) if texts.has(key) else value.code
        case Count():
            one = f"unit__{value.unit}__one"
            single = value.number == 1 and texts.has(one)
            key = one if single else f"unit__{value.unit}"
            return texts(key, count=value.number)
        case Decimal():
            return money(value)
        case datetime():
            return minute(value)
        case date():
            return day(value)
        case _:
            return str(value)


def confidential(value: Value) -> bool:
    """Tell whether a cell's value is for the person's eyes only: sums and names.

    A month or a year stands in a text too and tells nothing.
    """
    if isinstance(value, Decimal):
        return True
    return isinstance(value, str) and not _MONTH.fullmatch(value)


def private_columns(listing: Listing) -> tuple[bool, ...]:
    """Return for each column whether it has a value for the person's eyes only."""
    return tuple(
        any(confidential(v) for line in listing.lines for v in line.values[at : at + 1])
        for at in range(len(listing.columns))
    )


def title_of(texts: Texts, page: RecordPage) -> str:
    """Return the title of a page of records, as also printed."""
    return texts(f"{page.name}__title", subject=subject_of(texts, page), year=page.year)


def subject_of(texts: Texts, page: RecordPage) -> str:
    """Return the words for what the page is about."""
    return said(texts, Word(page.family, page.subject)) if page.subject else ""


def note_of(texts: Texts, note: Note) -> str:
    """Return a note's sentence."""
    return texts(f"note__{note.name}", **{k: said(texts, v) for k, v in note.values})
