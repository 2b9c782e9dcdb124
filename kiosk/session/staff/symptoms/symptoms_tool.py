"""Finds the remedy from what a hall reports; what the machine knows comes first."""

from collections.abc import Awaitable, Callable

from kiosk.domain.fault_cards import fault_cards
from kiosk.session.pages.page import ItemChosen
from kiosk.session.pages.record import Word
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.fault_line import fault_lines
from kiosk.session.staff.pages import (
    ActChosen,
    ToolAct,
    ToolActKind,
    ToolChoice,
    ToolPage,
)
from kiosk.session.staff.part_rows import part_rows
from kiosk.session.staff.self_tests import last_tests
from kiosk.session.staff.symptoms.symptom_tree import (
    PARTS,
    SYMPTOMS,
    Question,
    Remedy,
    at,
)

OpenTool = Callable[[Desk, str], Awaitable[None]]


async def show_symptoms(desk: Desk, open_tool: OpenTool) -> None:
    """Let a symptom be chosen, and lead on from it."""
    while True:
        answer = await desk.ask(lambda: symptoms_page(desk))
        if not isinstance(answer, ItemChosen):
            return
        await _follow(desk, answer.item, open_tool)


async def _follow(desk: Desk, symptom: str, open_tool: OpenTool) -> None:
    """Ask one question after the other; back leads to the one before."""
    answers: tuple[str, ...] = ()
    while True:
        page = _page_at(desk, symptom, answers)
        answer = await desk.ask(page)
        match answer:
            case ItemChosen(item) if item in _answers_at(symptom, answers):
                answers = (*answers, item)
            case ActChosen("open_tool"):
                await open_tool(desk, _tool_at(symptom, answers))
            case _ if answers:
                answers = answers[:-1]
            case _:
                return


def _page_at(
    desk: Desk, symptom: str, answers: tuple[str, ...]
) -> Callable[[], ToolPage]:
    found = at(symptom, answers)
    if isinstance(found, Remedy):
        return lambda: remedy_page(desk, found)
    return lambda: question_page(desk, symptom, found, first=not answers)


def _answers_at(symptom: str, answers: tuple[str, ...]) -> tuple[str, ...]:
    found = at(symptom, answers)
    return tuple(found.answers) if isinstance(found, Question) else ()


def _tool_at(symptom: str, answers: tuple[str, ...]) -> str:
    found = at(symptom, answers)
    return found.tool if isinstance(found, Remedy) else ""


def symptoms_page(desk: Desk) -> ToolPage:
    """Return what halls report, to choose from."""
    lines = tuple(
        ToolChoice(name, key=f"symptom_{name}", icon="info") for name in SYMPTOMS
    )
    return desk.page("symptoms", choices=lines)


def question_page(
    desk: Desk, symptom: str, question: Question, first: bool
) -> ToolPage:
    """Return a question; before the first stands what the machine knows itself."""
    known: tuple[ToolChoice, ...] = ()
    if first:
        names = PARTS.get(symptom, ())
        known = fault_lines(part_rows(desk.parts, *names)) if names else ()
    lines = tuple(
        ToolChoice(name, key=f"ask_{question.name}_{name}", icon="eye")
        for name in question.answers
    )
    return desk.page(
        "question", subject=Word("ask", question.name), choices=(*known, *lines)
    )


def remedy_page(desk: Desk, remedy: Remedy) -> ToolPage:
    """Return the remedy, with the tool that proves it."""
    card = None if remedy.fault is None else fault_cards()[remedy.fault]
    acts = (ToolAct("open_tool", ToolActKind.MAIN, icon="wrench"),)
    return desk.page(
        "remedy",
        subject=Word("remedy", remedy.name)
        if remedy.fault is None or not remedy.name.startswith("fault_")
        else Word("fault", f"{remedy.fault.value}__title"),
        steps=remedy.steps if card is None else card.steps,
        picture="" if card is None else card.picture,
        tests=()
        if card is None or not card.test
        else last_tests(desk.parts, card.test),
        acts=acts if remedy.tool else (),
    )
