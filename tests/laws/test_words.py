"""Every word of a name stands in `docs/words.md`, so that one thing has one word."""

import re

import pytest

from tests.every import every
from tests.laws.test_rooms import ROOT, modules, public_classes

DOCUMENT = ROOT / "docs" / "words.md"


def written() -> set[str]:
    """Return the words of the tables' first columns, and the plain ones at the end."""
    text = DOCUMENT.read_text("utf-8")
    tables, _, plain = text.partition("\n## Plain words\n")
    assert plain
    terms = re.findall(r"^\| ([^|]+) \|", tables, re.M)
    return set(re.findall(r"[a-z0-9]+", " ".join([*terms, plain]).lower()))


def words_of(name: str) -> list[str]:
    """Split `session.pin.pin_steps`, or `PinEntered`, into its words."""
    found = re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z]+", name)
    return [word.lower() for word in found]


def stands(word: str, known: set[str]) -> bool:
    """Tell whether a word is written down, in the singular or the plural."""
    return bool({word, word.removesuffix("s"), word + "s"} & known)


@pytest.mark.parametrize("what", ["modules", "classes"])
def test_every_word_of_a_name_is_written_down(what: str) -> None:
    known = written()
    names = modules() if what == "modules" else public_classes()
    new = {
        word: name
        for name in every(names)
        for word in words_of(name)
        if not stands(word, known)
    }
    assert new == {}, "write it into docs/words.md, or take a word that is there"


def test_no_plain_word_is_left_over() -> None:
    used = {w for name in (*modules(), *public_classes()) for w in words_of(name)}
    plain = DOCUMENT.read_text("utf-8").rpartition("\n\n")[2]
    lost = [w for w in re.findall(r"[a-z0-9]+", plain) if not stands(w, used)]
    assert lost == []
