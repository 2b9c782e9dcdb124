import re
from pathlib import Path

import pytest

from kiosk.settings.texts import languages, own_entries
from tests.every import every

DESK = Path(__file__).resolve().parents[3] / "kiosk" / "center" / "desk"
REFUSED = re.compile(r'(?:DeskRefusal|super\(\).__init__)\(\d{3}, "([a-z_]+)"\)')


@pytest.mark.parametrize("language", languages())
def test_every_refusal_says_what_and_what_to_do(language: str) -> None:
    texts = "\n".join(path.read_text("utf-8") for path in every(DESK.rglob("*.py")))
    words, entries = set(REFUSED.findall(texts)), own_entries(language)
    assert {"login", "role", "two_keys", "own_account"} <= words
    keys = {f"desk__refused__{word}{end}" for word in words for end in ("", "__todo")}
    assert keys - set(entries) == set()
