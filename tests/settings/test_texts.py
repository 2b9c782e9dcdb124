"""Texts: none missing, none unused, none too long; a language is only a translation.

The words of the receipts and of the shell's commands are looked for as well.
"""

import ast
import json
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.screens.frame.context import Presentation, Switch, next_language
from kiosk.screens.looks.waiting_look import STAFF
from kiosk.settings import texts as texts_module
from kiosk.settings.shipped import asset
from kiosk.settings.texts import languages, load_texts, own_entries
from tests.every import every
from tests.screens.audit import layout_mistakes
from tests.screens.samples import SAMPLES
from tests.screens.studio import all_parts

ROOT = Path(__file__).resolve().parents[2]
HOLE = r"[\w.:（）—\-]+"
LEAST_KNOWN = 3
"""So many letters of a key must stand in the code for it to count as used."""
MADE_UP = "xx"
ACCENTS = str.maketrans("aeiouAEIOUcnsyz", "áëîõùÁËÎÕÙçñšýž")


def strings(tree: ast.AST) -> Iterator[str]:
    """Yield every string of a file as a pattern; a hole stands for any word."""
    inner: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inner |= {id(value) for value in node.values}
            yield "".join(
                re.escape(str(v.value)) if isinstance(v, ast.Constant) else HOLE
                for v in node.values
            )
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in inner
        ):
            yield re.escape(node.value)


def used_patterns() -> tuple[set[str], set[str]]:
    """Return what the code says as whole words, and as patterns with holes."""
    whole: set[str] = set()
    holes: set[str] = set()
    for path in (ROOT / "kiosk").rglob("*.py"):
        for pattern in strings(ast.parse(path.read_text("utf-8"))):
            if HOLE not in pattern:
                whole.add(pattern)
            elif len(re.sub(r"\W|_", "", pattern.replace(HOLE, ""))) >= LEAST_KNOWN:
                holes.add(pattern)
    for key, joined in templates_keys():
        if joined:
            holes.add(re.escape(key) + HOLE)
        else:
            whole.add(re.escape(key))
    return whole, holes


def templates_keys() -> Iterator[tuple[str, str]]:
    """Yield the keys that the desk's pages ask for, and what joins a word to one."""
    for path in every(sorted(asset("desk", "templates").rglob("*.html"))):
        yield from re.findall(r'"([a-z]+__[\w-]+)"\s*(~?)', path.read_text("utf-8"))


def asked_keys() -> Iterator[tuple[str, str]]:
    """Yield each key that is asked for by its whole name, with its file."""
    for path in (ROOT / "kiosk").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            name = node.func.id if isinstance(node.func, ast.Name) else name
            first = node.args[0]
            if name == "texts" and isinstance(first, ast.Constant):
                yield str(first.value), path.name


def test_no_text_is_missing() -> None:
    entries = own_entries("zh-CN")
    missing = [(k, f) for k, f in asked_keys() if "__" in k and k not in entries]
    assert missing == []


def test_every_busy_message_has_its_words_and_its_hint() -> None:
    """The page that says what is being done makes both keys from one message."""
    said = re.compile(r"busy__[a-z_]+")
    found = {
        pattern
        for path in (ROOT / "kiosk").rglob("*.py")
        for pattern in strings(ast.parse(path.read_text("utf-8")))
        # A head such as `busy__first_` is none of a message's names.
        if said.fullmatch(pattern)
        and pattern != "busy__seconds"
        and not pattern.endswith("_")
    }
    staff = (ROOT / "kiosk" / "session" / "staff").rglob("*.py")
    words = "".join(path.read_text("utf-8") for path in staff)
    theirs = every(said.findall(words))
    assert [name for name in theirs if not name.startswith(STAFF)] == [], "whose head"
    asked = {key for name in every(sorted(found)) for key in (name, f"{name}__hint")}
    for language in every(languages()):
        assert asked - set(own_entries(language)) == set(), language


def test_every_busy_text_has_a_hint_also_one_whose_name_is_put_together() -> None:
    for language in every(languages()):
        entries = own_entries(language)
        said = {key for key in entries if key.startswith("busy__")}
        said -= {key for key in said if key.endswith("__hint")} | {"busy__seconds"}
        assert {
            key for key in every(sorted(said)) if f"{key}__hint" not in entries
        } == set()


def test_no_text_is_unused() -> None:
    whole, holes = used_patterns()
    keys = [key for key in own_entries("zh-CN") if not named(key, whole)]
    either = re.compile("|".join(f"(?:{pattern})" for pattern in sorted(holes)))
    assert [key for key in keys if not either.fullmatch(key)] == []


def named(key: str, whole: set[str]) -> bool:
    """Tell whether the code says a key, or its subject where a value completes it."""
    subject = key.rsplit("__", 1)[0]
    return bool({re.escape(name) for name in (key, subject)} & whole)


def test_languages_say_the_same_things_with_the_same_holes() -> None:
    chinese = own_entries("zh-CN")
    for language in every(languages()[1:]):
        other = own_entries(language)
        assert set(chinese) ^ set(other) == set(), language
        # The voice builds numbers and dates from pieces, each language its own way.
        shared = [key for key in other if not key.startswith("voice__")]
        differing = [
            key for key in shared if holes_of(chinese[key]) != holes_of(other[key])
        ]
        assert differing == [], language


def holes_of(text: str) -> set[str]:
    """Return the names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_chinese_uses_chinese_punctuation() -> None:
    """A half-width comma or full stop between Hanzi is a typing mistake."""
    mistake = re.compile(r"[\u4e00-\u9fff][,.;:?!()]|[,;?!()][\u4e00-\u9fff]")
    entries = own_entries("zh-CN")
    assert [key for key, text in entries.items() if mistake.search(text)] == []


def test_english_uses_no_wide_quotes() -> None:
    """The house's face draws curly quotes as wide as a Hanzi."""
    entries = own_entries("en")
    wide = re.compile("[‘’“”]")
    assert [key for key, text in entries.items() if wide.search(text)] == []


def longer(text: str) -> str:
    """Return words a third longer and with accents; what is in braces stays."""
    parts = re.split(r"(\{[^}]*\})", text)
    for index in range(0, len(parts), 2):
        words = parts[index].translate(ACCENTS)
        parts[index] = re.sub(r"[^\W\d_]{6,}", lambda w: w[0] + "ëñ", words)
    return "".join(parts)


@pytest.fixture
def third_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Put a made-up language beside the others: a folder and nothing else."""
    for language in languages():
        folder = asset("locales", language)
        (tmp_path / "locales" / language).mkdir(parents=True)
        for path in folder.glob("*.json"):
            copy = tmp_path / "locales" / language / path.name
            copy.write_bytes(path.read_bytes())
    made = tmp_path / "locales" / MADE_UP
    made.mkdir()
    said = {key: longer(text) for key, text in own_entries("en").items()}
    (made / "all.json").write_text(json.dumps(said), "utf-8")
    monkeypatch.setattr(texts_module, "asset", tmp_path.joinpath)
    load_texts.cache_clear()
    yield MADE_UP
    load_texts.cache_clear()


def test_a_third_language_is_only_a_translation(third_language: str) -> None:
    """The strip offers it, and every page stands with its longer words."""
    assert next_language(languages()[-2]) == third_language
    shown = Presentation()
    seen = set()
    for _ in languages():
        seen.add(shown.language)
        shown = shown.switched(Switch.LANGUAGE)
    assert seen == {"zh-CN", "en", third_language}
    for name, page in SAMPLES.items():
        for panel in ("portrait", "landscape"):
            shown = Presentation(language=third_language)
            for tree in all_parts(page, panel, shown):
                found = list(layout_mistakes(tree, page, shown))
                # Where words are longer than any known language's, text may shrink.
                found = [f for f in found if not f.startswith("capitals")]
                assert found == [], f"{name} {panel}"
