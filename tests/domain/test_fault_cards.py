"""Every fault has its card, and what a card names is there in every language."""

import pytest

from kiosk.domain.fault_cards import Repairer, fault_cards
from kiosk.domain.faults import Fault
from kiosk.settings.shipped import asset
from kiosk.settings.texts import languages, own_entries
from kiosk.sync.wire.events.event_registry import EVENTS
from tests.documents.fault_tables import DOCUMENTS, document


@pytest.mark.parametrize("fault", list(Fault))
def test_a_card_names_what_is_there(fault: Fault) -> None:
    card = fault_cards()[fault]
    assert card.event in EVENTS
    assert asset("icons", f"remedy_{card.picture}.svg").is_file()
    assert 1 <= len(card.steps) <= 6
    assert card.minutes >= 1
    key = f"fault__{fault.value}__"
    wanted = {key + "meaning", key + "kiosk", f"level__{card.level}"}
    wanted |= {f"repairer__{card.who}", f"test__{card.test or 'none'}"}
    wanted |= {f"step__{step}" for step in card.steps}
    missing = {(x, w) for x in languages() for w in wanted - set(own_entries(x))}
    assert missing == set()


def test_whom_nobody_repairs_leaves_the_machine_working() -> None:
    nobody = [c for c in fault_cards().values() if c.who is Repairer.NOBODY]
    assert nobody
    assert {card.level for card in nobody} == {"works"}


@pytest.mark.parametrize("language", list(DOCUMENTS))
def test_the_documents_say_what_the_cards_say(language: str) -> None:
    shown = DOCUMENTS[language].read_text("utf-8")
    assert shown == document(language), "run: python -m tests.documents"
