"""What the others have to draw: our two pages as places, words and colours.

Taken from our own running window, so that all draw as many words and keys at the same
places; the others get the easier task, because they lay nothing out.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.settings.shipped import asset

SIZE = (1080, 1920)
KEYS = ("key-5", "key-8", "key-2", "key-0", "key-1", "key-9", "key-x")
"""The first of these that tells the pages apart is the one that is touched."""
OTHER = {"pin": "cancel", "table": "back"}
"""The button of each page that leads to the other one."""
_MARGIN, _TOP = 64, 190
_COLUMNS = 5
_FEW = 12
"""A page of so few texts has them one under another, else in columns."""

Described = Mapping[str, Any]


def inside(rect: Sequence[int]) -> tuple[int, int]:
    """Return a spot of a button's fill, away from its label and its corners."""
    left, top, width, height = rect
    return left + width // 6, top + height // 2


def rect_of(page: Described, name: str) -> list[int]:
    """Return where a button is.

    :raises StopIteration: when the page has no such button.
    """
    return next(b["rect"] for b in page["buttons"] if b["name"] == name)


def specification(
    described: Mapping[str, Described], colors: Mapping[str, int]
) -> dict[str, Any]:
    """Return both pages, ready for JSON."""
    return {
        "size": SIZE,
        **{name: f"#{color:06x}" for name, color in colors.items()},
        "regular": str(asset("fonts", "NotoSansSC-Regular.ttf")),
        "bold": str(asset("fonts", "NotoSansSC-Bold.ttf")),
        "pages": {name: _page(name, page) for name, page in described.items()},
    }


def _page(name: str, page: Described) -> dict[str, Any]:
    rects = [button["rect"] for button in page["buttons"]]
    upper = [top + high for _, top, _, high in rects if top + high < SIZE[1] // 2]
    lower = min(top for _, top, _, high in rects if top + high >= SIZE[1] // 2)
    where, *texts = [text for text in page["texts"] if text != page["title"]]
    wide = SIZE[0] - 2 * _MARGIN
    head = [
        _label(where, [_MARGIN, 0, wide, 44]),
        _label(page["title"], [_MARGIN, _TOP, wide, 80], 60, True),
    ]
    few = len(texts) <= _FEW
    top = max(_TOP + 90, *upper) + 10
    field = [_MARGIN, lower - 130, wide, 100 if few else 1]
    return {
        "labels": [*head, *(_lines(texts, top) if few else _table(texts, top, lower))],
        "field": _label("", field, 60, False, "center"),
        "buttons": [_button(button) for button in page["buttons"]],
        "other": OTHER[name],
    }


def _button(button: Described) -> dict[str, Any]:
    """Return a button with as large letters as its label leaves room for."""
    room = (button["rect"][2] - 16) // max(1, len(button["label"]))
    rest = {key: button[key] for key in ("name", "label", "rect")}
    return {**rest, "size": min(40, room)}


def _lines(texts: Sequence[str], top: int) -> list[dict[str, Any]]:
    wide = SIZE[0] - 2 * _MARGIN
    return [
        _label(text, [_MARGIN, top + 60 * row, wide, 56], 36)
        for row, text in enumerate(texts)
    ]


def _table(texts: Sequence[str], top: int, bottom: int) -> list[dict[str, Any]]:
    """Share the room among rows of columns."""
    wide = (SIZE[0] - 2 * _MARGIN) // _COLUMNS
    high = (bottom - top) // -(-len(texts) // _COLUMNS)
    return [
        _label(text, [_MARGIN + place % _COLUMNS * wide, top + row * high, wide, high])
        for place, text in enumerate(texts)
        for row in (place // _COLUMNS,)
    ]


def _label(
    text: str, rect: list[int], size: int = 28, bold: bool = False, align: str = "left"
) -> dict[str, Any]:
    return {"text": text, "rect": rect, "size": size, "bold": bold, "align": align}
