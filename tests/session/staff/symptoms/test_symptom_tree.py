"""The tree: never more than four questions, every word there, every end of use."""

import pytest

from kiosk.domain.fault_cards import fault_cards
from kiosk.session.staff.symptoms.symptom_tree import (
    MOST_QUESTIONS,
    PARTS,
    SYMPTOMS,
    Question,
    Remedy,
    at,
    ways,
)
from kiosk.settings.texts import languages, own_entries
from tests.every import every

ALL = [(name, way, end) for name, first in SYMPTOMS.items() for way, end in ways(first)]


@pytest.mark.parametrize(("symptom", "way", "end"), ALL)
def test_every_way_is_short_and_ends_at_something_to_do(
    symptom: str, way: tuple[tuple[str, str], ...], end: Remedy
) -> None:
    assert len(way) <= MOST_QUESTIONS
    assert bool(end.steps) != (end.fault is not None)
    assert end.fault is None or fault_cards()[end.fault].steps
    assert at(symptom, tuple(answer for _, answer in way)) == end


def test_every_word_of_the_tree_is_there() -> None:
    wanted = {f"tool__symptom_{name}" for name in SYMPTOMS}
    for _, way, end in ALL:
        wanted |= {f"ask__{question}" for question, _ in way}
        wanted |= {f"tool__ask_{question}_{answer}" for question, answer in way}
        wanted |= {f"step__{step}" for step in end.steps}
        if end.fault is None or not end.name.startswith("fault_"):
            wanted.add(f"remedy__{end.name}")
    for language in every(languages()):
        assert wanted - set(own_entries(language)) == set()


def test_what_the_machine_knows_belongs_to_a_symptom() -> None:
    assert set(PARTS) <= set(SYMPTOMS)


def test_a_question_has_an_answer_for_everybody() -> None:
    def look(question: Question) -> None:
        assert 2 <= len(question.answers) <= 6, question.name
        for then in question.answers.values():
            if isinstance(then, Question):
                look(then)

    for first in every(SYMPTOMS.values()):
        look(first)
