"""docs/card.md says what the code's tables say."""

import pytest

from kiosk.devices.card.holder.items import items
from tests.documents.card_tables import DOCUMENT, TABLES, coverage_table
from tests.documents.tables import with_tables


def test_the_document_is_up_to_date() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert text == with_tables(text, TABLES), "run: python -m tests.documents"


def test_every_item_has_its_line() -> None:
    lines = list(coverage_table())
    assert lines[0] == "248 of 248 items are decoded."
    assert len(lines) == len(items()) + 4


def test_a_document_without_its_places_is_refused() -> None:
    with pytest.raises(ValueError, match="no place"):
        with_tables("nothing here", TABLES)
