"""What a technician sees of an entry: what is listed, and nothing of a person."""

import pytest

from kiosk.session.pages.record import Word
from kiosk.session.staff.records.shown_fields import hidden_fields, shown_fields
from kiosk.settings.texts import load_texts
from kiosk.sync.journal.entries import EventState, JournalEntry
from kiosk.sync.wire.events.event_registry import EVENTS
from kiosk.sync.wire.events.event_words import MOST_LETTERS, SHOWN
from tests.every import every

PERSONAL = {"card", "sealed", "key", "insurance", "benefit", "remaining", "query"}


def entry(kind: str, **payload: object) -> JournalEntry:
    return JournalEntry(1, 2, b"", kind, 0, 0, "b", EventState.WAITING, payload)


def test_the_list_names_real_fields_and_none_of_a_person() -> None:
    texts = load_texts()
    for kind, names in every(SHOWN.items()):
        assert set(names) <= set(EVENTS[kind].__struct_encode_fields__), kind
        assert not PERSONAL & set(names), kind
        assert [n for n in names if not texts.has(f"fact__field_{n}")] == [], kind


def test_what_is_not_listed_is_hidden_and_counted() -> None:
    begun = entry("visit.begin", visit="5f0a", card="330200D1", region="3302")
    assert shown_fields(begun) == (("visit", "5f0a"), ("region", "3302"))
    assert hidden_fields(begun) == 1
    strange = entry("newer.kind", name="王秀兰")
    assert (shown_fields(strange), hidden_fields(strange)) == ((), 1)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, Word("entry_value", "none")),
        (True, Word("entry_value", "yes")),
        (7, "7"),
        ([1, 2], "[1, 2]"),
        ("\x1b[2Jclear\n", "[2Jclear"),
        ("x" * 500, "x" * (MOST_LETTERS - 1) + "…"),
    ],
)
def test_values_of_another_version_are_tamed(value: object, shown: object) -> None:
    assert shown_fields(entry("kiosk.start", version=value)) == (("version", shown),)
