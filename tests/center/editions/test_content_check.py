"""What no machine would take is refused in one sentence, before anything is kept."""

import pytest

from kiosk.center.editions.content_check import EditionMistake, checked_content
from tests.center.editions.test_shelf import NOTICES, REGION


@pytest.mark.parametrize(
    ("kind", "data", "why"),
    [
        ("region", b"[region]\nid='ningbo'\n", "region"),
        ("region", b"id = 1", "no region"),
        ("region", REGION.replace(b"ningbo", b"../../x"), "no region"),
        ("region", b"\xff\xfe", "no region"),
        ("notices", b"notices = 5", "agreed form"),
        ("notices", NOTICES * 6, "agreed form"),
        ("notices", b"[[notices]]\ntext = '" + b"a" * 121 + b"'", "agreed form"),
        (
            "notices",
            b"[[notices]]\ntext='a'\nsince=2026-01-02T00:00:00Z\n"
            b"until=2026-01-01T00:00:00Z\n",
            "before it begins",
        ),
        ("settings", b"[settings]\n'voice.volume' = 'loud'\n", "voice.volume"),
        ("settings", b"[settings]\n'center.url' = 'https://x'\n", "center.url"),
        ("settings", b"", "name the value"),
        ("settings", b"[settings]\n", "name the value"),
        ("settings", b"a=" + b"[" * 100_000, "agreed form"),
        ("notices", b"a=" + b"[" * 100_000, "agreed form"),
        ("region", b"a=" + b"[" * 100_000, "no region"),
        ("accounts", b"", "cannot be published"),
        ("release", b"", "cannot be published"),
        ("region", b"#" * 300_000, "bytes"),
    ],
)
def test_what_no_machine_would_take_is_not_published(
    kind: str, data: bytes, why: str
) -> None:
    with pytest.raises(EditionMistake, match=why):
        checked_content(kind, data)


def test_what_is_taken_comes_as_the_wire_has_it() -> None:
    assert checked_content("region", REGION) == REGION
    assert checked_content("region", b" \n") == b""
    found = checked_content("settings", b"[settings]\n'voice.volume' = 3\n")
    assert found == b'{"settings":{"voice.volume":3}}'
