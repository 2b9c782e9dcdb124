"""How a part's health and a test's outcome are said, on the screen and on paper."""

from kiosk.domain.faults import Fault
from kiosk.domain.notation import minute
from kiosk.session.staff.pages import PartRow, TestRecord
from kiosk.settings.texts import Texts


def health_words(texts: Texts, row: PartRow) -> str:
    """Return how a part is in a word, with the code of what is wrong."""
    return _coded(texts, texts(f"health__{row.health}"), row.fault)


def outcome_words(texts: Texts, test: TestRecord) -> str:
    """Return how a test ended in a word, with its code; or that none is on record."""
    if test.outcome is None:
        return texts("outcome__none")
    return _coded(texts, texts(f"outcome__{test.outcome}"), test.fault)


def time_words(texts: Texts, test: TestRecord) -> str:
    """Return when a test was run, or that nobody knows."""
    return texts("test__time_unknown") if test.at is None else minute(test.at)


def _coded(texts: Texts, words: str, fault: Fault | None) -> str:
    if fault is None:
        return words
    return texts("health__fault", health=words, code=fault.value)
