"""The two pages in pygame_gui: `python pygamegui.py PAGES.json`.

Runs in an environment of its own; nothing of the kiosk is imported. The loop is the
library's usual one, at 60 frames a second, on the cheap way to an X window.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ["SDL_FRAMEBUFFER_ACCELERATION"] = "0"
os.environ["SDL_VIDEO_WINDOW_POS"] = "0,0"

import pygame
import pygame_gui
from pygame_gui.core import UIContainer
from pygame_gui.elements import UIButton, UILabel

SIDES = {"left": "left", "center": "center", "right": "right"}


def theme(spec: dict[str, Any]) -> dict[str, Any]:
    """Return the colours and fonts as the library wants them."""
    fonts = {
        (label["size"], label["bold"], label["align"])
        for page in spec["pages"].values()
        for label in [*page["labels"], page["field"]]
    }
    own = {"name": "noto", "regular_path": spec["regular"], "bold_path": spec["bold"]}
    found: dict[str, Any] = {
        "defaults": {
            "font": {**own, "size": "40"},
            "colours": {"normal_text": spec["ink"]},
        },
        "label": {"colours": {"dark_bg": spec["ground"], "normal_text": spec["ink"]}},
        "button": {
            "font": {**own, "size": "40"},
            "colours": {
                "normal_bg": spec["key"],
                "hovered_bg": spec["key"],
                "active_bg": spec["pressed"],
                "normal_border": spec["ink"],
                "hovered_border": spec["ink"],
                **{f"{state}_text": spec["ink"] for state in ("normal", "hovered")},
            },
            "misc": {"shape": "rounded_rectangle", "shape_corner_radius": "10"},
        },
    }
    for size, bold, align in fonts:
        style = {"font": {**own, "size": str(size), "bold": str(int(bold))}}
        style["misc"] = {"text_horiz_alignment": align}
        found[kind(size, bold, align)] = style
    return found


def kind(size: int, bold: bool, align: str) -> str:
    """Return the theme's name of a kind of label."""
    return f"#text_{size}_{int(bold)}_{align}"


class Pages:
    """Both pages; the one that is not shown is hidden."""

    def __init__(self, spec: dict[str, Any], manager: pygame_gui.UIManager) -> None:
        self._manager, self._typed, self._now = manager, 0, 0
        self._others: list[UIButton] = []
        self._names: dict[UIButton, str] = {}
        whole = pygame.Rect(0, 0, *spec["size"])
        self._boxes = [UIContainer(whole, manager) for _ in spec["pages"]]
        pages = zip(spec["pages"].values(), self._boxes, strict=True)
        self._fields = [self._page(page, box) for page, box in pages]
        self._boxes[1].hide()

    def _page(self, page: dict[str, Any], box: UIContainer) -> UILabel:
        for label in page["labels"]:
            self._label(label, box)
        for button in page["buttons"]:
            rect = pygame.Rect(button["rect"])
            key = UIButton(rect, button["label"], self._manager, box)
            self._names[key] = button["name"]
            if button["name"] == page["other"]:
                self._others.append(key)
        return self._label(page["field"], box)

    def _label(self, label: dict[str, Any], box: UIContainer) -> UILabel:
        name = kind(label["size"], label["bold"], label["align"])
        rect = pygame.Rect(label["rect"])
        return UILabel(rect, label["text"], self._manager, box, object_id=name)

    def pressed(self, button: UIButton) -> None:
        """Type, or show the other page."""
        if button in self._others:
            self._boxes[self._now].hide()
            self._now = 1 - self._now
            self._boxes[self._now].show()
            return
        change = -1 if self._names[button] == "key-delete" else 1
        self._typed = min(6, max(0, self._typed + change))
        self._fields[self._now].set_text("●" * self._typed)


def main() -> None:
    """Run the usual loop."""
    spec = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    pygame.display.init()
    pygame.font.init()
    screen = pygame.display.set_mode(spec["size"], pygame.NOFRAME)
    manager = pygame_gui.UIManager(spec["size"], theme(spec))
    pages, clock = Pages(spec, manager), pygame.time.Clock()
    while True:
        passed = clock.tick(60) / 1000
        for event in pygame.event.get():
            if event.type == pygame.QUIT:
                return
            manager.process_events(event)
            if event.type == pygame_gui.UI_BUTTON_PRESSED:
                pages.pressed(event.ui_element)
        manager.update(passed)
        screen.fill(spec["ground"])
        manager.draw_ui(screen)
        pygame.display.update()


if __name__ == "__main__":
    main()
