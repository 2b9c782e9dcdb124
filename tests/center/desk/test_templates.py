"""Templates hold no sentence, no script and no style; what they show is escaped."""

import re
from hashlib import sha512
from pathlib import Path

import pytest

from kiosk.center.desk.desk_files import HTMX_SHA512, HTMX_VERSION
from kiosk.center.desk.desk_menu import MENU
from kiosk.settings.shipped import asset
from kiosk.settings.texts import languages, own_entries
from tests.every import every

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted(asset("desk", "templates").rglob("*.html"))
SHOWN = ("title", "alt", "placeholder", "aria-label", "value", "content")
"""Attributes that people read, or hear."""
TECHNICAL = {
    "width=device-width, initial-scale=1",
    '{"allowEval":false,"allowScriptTags":false,"historyCacheSize":0,'
    '"includeIndicatorStyles":false,"selfRequestsOnly":true}',
}


def plain(source: str) -> str:
    """Return a template without what Jinja computes."""
    return re.sub(r"\{[{%#].*?[}%#]\}", "", source, flags=re.S)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_a_template_holds_no_sentence(path: Path) -> None:
    bare = plain(path.read_text("utf-8"))
    # A command is the same in every language, and so is a path that a macro gives.
    text = re.sub(r"<code[^>]*>.*?</code>", " ", bare)
    text = re.sub(r"<[^>]*>", " ", text)
    text = re.sub(r"/\w+\?|\b\w+=\w*", " ", text)
    text = re.sub(r"&[a-z]+;", " ", text)
    assert re.findall(r"[^\W\d_]+", text) == []
    for name in SHOWN:
        found = re.findall(rf"""\s{name}=(?:"([^"]*)"|'([^']*)')""", bare)
        for value in ("".join(each) for each in found):
            assert value in TECHNICAL or not re.search(r"[^\W\d_]{2}", value), value


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_a_template_asks_for_nothing_that_is_forbidden(path: Path) -> None:
    source = path.read_text("utf-8")
    for wrong in (r"\sstyle=", r"\son\w+=", r"<style", r"hx-on", r"\|\s*safe", r"://"):
        assert not re.search(wrong, source), wrong
    scripts = re.findall(r"<script[^>]*>", source)
    assert all("src=" in script for script in scripts)
    assert "autoescape" not in source
    posts = source.count('method="post"')
    assert source.count('include "form_token.html"') >= posts


@pytest.mark.parametrize("language", languages())
def test_every_key_of_a_template_has_words(language: str) -> None:
    entries = own_entries(language)
    for path in every(TEMPLATES):
        for key, joined in re.findall(
            r"""\bt\(\s*"([a-z_A-Z-]+)"\s*(~)?""", path.read_text("utf-8")
        ):
            known = (
                any(e.startswith(key) for e in entries) if joined else key in entries
            )
            assert known, (path.name, key)
    for place in every(MENU):
        assert f"desk__menu__{place.word}" in entries


def test_htmx_is_what_was_taken_from_its_package() -> None:
    data = asset("desk", "htmx.min.js").read_bytes()
    assert sha512(data).hexdigest() == HTMX_SHA512
    assert f'version:"{HTMX_VERSION}"' in data.decode()
    notice = (ROOT / "packaging" / "copyright").read_text("utf-8")
    assert "htmx.min.js" in notice
    assert "0BSD" in notice


def test_dark_on_light_is_far_enough_apart() -> None:
    """WCAG's contrast, 7 : 1, of every colour of text on both grounds."""
    css = asset("desk", "desk.css").read_text("utf-8")
    colors = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", css))
    grounds = [_light(colors[name]) for name in ("paper", "ground")]
    for name in ("ink", "soft", "blue", "red", "amber", "green", "violet"):
        for ground in grounds:
            ratio = (ground + 0.05) / (_light(colors[name]) + 0.05)
            assert ratio >= 7, (name, ratio)


def _light(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
