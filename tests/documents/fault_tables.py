"""The tables of `docs/faults.md` and `docs/zh/faults.md`, from the one table in code.

Written by `python -m tests.documents.fault_tables`; a test fails when they differ.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from kiosk.domain.fault_cards import fault_cards
from kiosk.domain.faults import Fault
from kiosk.settings.texts import load_texts
from tests.documents.tables import with_tables

DOCS = Path(__file__).resolve().parents[2] / "docs"
DOCUMENTS = {"en": DOCS / "faults.md", "zh-CN": DOCS / "zh" / "faults.md"}
HEADS = {
    "en": "| Code | What it means | What the kiosk does | Effect | Who | Minutes "
    "| Proof | Event |",
    "zh-CN": "| 代码 | 含义 | 终端怎么做 | 影响 | 由谁处理 | 分钟 | 证明 | 事件 |",
}


def faults_table(language: str) -> Iterator[str]:
    """Yield a row for each fault."""
    texts = load_texts(language)
    yield HEADS[language]
    yield "|---" * 8 + "|"
    for fault in Fault:
        card, key = fault_cards()[fault], f"fault__{fault.value}__"
        cells = (
            *(fault.value, texts(key + "meaning"), texts(key + "kiosk")),
            *(texts(f"level__{card.level}"), texts(f"repairer__{card.who}")),
            *(str(card.minutes), texts(f"test__{card.test or 'none'}")),
            f"`{card.event}`",
        )
        yield "| " + " | ".join(cells) + " |"


def steps_table(language: str) -> Iterator[str]:
    """Yield what to do about each fault."""
    texts = load_texts(language)
    for fault in Fault:
        yield f"**{fault.value}** {texts(f'fault__{fault.value}__title')}"
        yield ""
        steps = fault_cards()[fault].steps
        yield from (f"{n}. {texts(f'step__{s}')}" for n, s in enumerate(steps, 1))
        yield ""


def document(language: str) -> str:
    """Return a document with its tables made anew."""
    tables = {
        "faults": partial(faults_table, language),
        "steps": partial(steps_table, language),
    }
    return with_tables(DOCUMENTS[language].read_text("utf-8"), tables)


def main() -> None:
    """Renew both documents."""
    for language, path in DOCUMENTS.items():
        path.write_text(document(language), "utf-8")


if __name__ == "__main__":
    main()
