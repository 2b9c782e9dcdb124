"""The list of kinds in the document is the registry's."""

from tests.documents.event_tables import DOCUMENT, TABLES
from tests.documents.tables import with_tables


def test_the_document_lists_every_kind() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert text == with_tables(text, TABLES), (
        "run: python -m tests.documents.event_tables"
    )
