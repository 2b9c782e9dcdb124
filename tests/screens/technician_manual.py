"""What the technician's manual says by itself: every tool, the symptoms, the faults.

The tools' pictures are the samples'; the ways from a symptom to its remedy and the
steps of each fault are those that the screen shows.
"""

from collections.abc import Iterator
from typing import Any

from kiosk.domain.fault_cards import fault_cards
from kiosk.domain.faults import Fault
from kiosk.session.pages.page import Page
from kiosk.session.pages.values_wording import said
from kiosk.session.staff.pages import ToolPage
from kiosk.session.staff.symptoms.symptom_tree import SYMPTOMS, Question, Remedy
from kiosk.session.staff.tool_table import TOOLS
from kiosk.settings.texts import load_texts

TEXTS = load_texts("zh-CN")
USUAL = ("overview", *TOOLS)
"""Tools in the order of the manual; pages that they lead to come after."""


def tool_parts(
    samples: dict[str, Page], manual: dict[str, Any]
) -> list[dict[str, Any]]:
    """Return a part of the manual for the tools' pages, healthy and broken.

    :param manual: `words` says more than a tool's own hint; `variants` names samples.
    """
    told = {page["sample"] for part in manual["part"] for page in part["pages"]}
    pages = [
        _entry(name, page, manual)
        for name, page in sorted(samples.items(), key=_place)
        if name not in told and isinstance(page, ToolPage)
    ]
    return [{"heading": manual["tools"]["heading"], "pages": pages}]


def _place(item: tuple[str, Page]) -> tuple[int, str]:
    tool = item[1].tool if isinstance(item[1], ToolPage) else ""
    return (USUAL.index(tool) if tool in USUAL else len(USUAL), item[0])


def _entry(name: str, page: ToolPage, manual: dict[str, Any]) -> dict[str, str]:
    title = TEXTS(f"tool__{page.tool}", subject=said(TEXTS, page.subject))
    variant = name.removeprefix(f"tool-{page.tool}").strip("-")
    variants, words = manual["variants"], manual["words"]
    if variant:
        title = f"{title}：{variants.get(variant, variants['other'])}"
    hint = f"tool__{page.tool}__hint"
    text = "" if variant else words.get(page.tool, "")
    if not text and not variant and TEXTS.has(hint):
        text = TEXTS(hint) + "。"
    return {"sample": name, "title": title, "text": text}


def symptom_lines() -> Iterator[str]:
    """Yield the tree of symptoms as nested lists."""
    for name, first in SYMPTOMS.items():
        yield f"### {TEXTS(f'tool__symptom_{name}')}"
        yield ""
        yield from _question(first, 0)
        yield ""


def _question(question: Question, depth: int) -> Iterator[str]:
    indent = "  " * depth
    yield f"{indent}- **{TEXTS(f'ask__{question.name}')}**"
    for answer, then in question.answers.items():
        words = TEXTS(f"tool__ask_{question.name}_{answer}")
        if isinstance(then, Remedy):
            yield f"{indent}  - {words} → {_remedy(then)}"
        else:
            yield f"{indent}  - {words}"
            yield from _question(then, depth + 2)


def _remedy(remedy: Remedy) -> str:
    """Return what to do in a line: a fault's code, or the steps."""
    if remedy.fault is not None:
        code = remedy.fault.value
        return f"{TEXTS(f'fault__{code}__title')}，照 [{code}](#{code.lower()}) 处理"
    steps = "".join(TEXTS(f"step__{step}") for step in remedy.steps)
    return f"{TEXTS(f'remedy__{remedy.name}')}：{steps}"


def fault_lines() -> Iterator[str]:
    """Yield each fault with what it means, who repairs it, how, and what proves it."""
    for fault in Fault:
        card, code = fault_cards()[fault], fault.value
        yield f"### {code}"
        yield ""
        title, meaning = (
            TEXTS(f"fault__{code}__title"),
            TEXTS(f"fault__{code}__meaning"),
        )
        yield f"**{title}**：{meaning}。"
        yield ""
        level, who = TEXTS(f"level__{card.level}"), TEXTS(f"repairer__{card.who}")
        proof = TEXTS(f"test__{card.test or 'none'}")
        minutes = TEXTS("unit__minutes", count=card.minutes)
        yield f"影响：{level}；由谁处理：{who}；大约 {minutes}；证明：{proof}。"
        yield ""
        for number, step in enumerate(card.steps, 1):
            yield f"{number}. {TEXTS(f'step__{step}')}"
        yield ""
