"""The two pages in Qt's plain widgets: `python qwidget.py PAGES.json`.

Runs in an environment of its own with PySide6; nothing of the kiosk is imported.
"""

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QStackedWidget, QWidget

ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}
STYLE = """
QWidget {{ background: {ground}; color: {ink}; }}
QPushButton {{ background: {key}; border: 2px solid {ink}; border-radius: 10px; }}
QPushButton:pressed {{ background: {pressed}; }}
"""


def font(family: str, size: int, bold: bool) -> QFont:
    """Return a font by its size in pixels."""
    found = QFont(family)
    found.setPixelSize(size)
    found.setBold(bold)
    return found


class Page(QWidget):
    """One page: labels and buttons at given places."""

    def __init__(
        self, page: dict[str, Any], family: str, stack: QStackedWidget
    ) -> None:
        super().__init__()
        self._stack, self._typed = stack, 0
        for label in page["labels"]:
            self._label(label, family)
        self._field = self._label(page["field"], family)
        for button in page["buttons"]:
            key = QPushButton(button["label"], self)
            key.setFont(font(family, button["size"], False))
            key.setGeometry(*button["rect"])
            other = button["name"] == page["other"]
            act = self._other if other else partial(self._type, button["name"])
            key.clicked.connect(act)

    def _label(self, label: dict[str, Any], family: str) -> QLabel:
        made = QLabel(label["text"], self)
        made.setFont(font(family, label["size"], label["bold"]))
        made.setAlignment(ALIGN[label["align"]] | Qt.AlignmentFlag.AlignVCenter)
        made.setGeometry(*label["rect"])
        return made

    def _type(self, name: str) -> None:
        change = -1 if name == "key-delete" else 1
        self._typed = min(6, max(0, self._typed + change))
        self._field.setText("●" * self._typed)

    def _other(self) -> None:
        self._stack.setCurrentIndex(1 - self._stack.currentIndex())


def main() -> None:
    """Show the first page and switch between the two."""
    spec = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    app = QApplication(sys.argv[:1])
    number = QFontDatabase.addApplicationFont(spec["regular"])
    QFontDatabase.addApplicationFont(spec["bold"])
    family = QFontDatabase.applicationFontFamilies(number)[0]
    app.setStyleSheet(STYLE.format(**spec))
    stack = QStackedWidget()
    stack.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    for page in spec["pages"].values():
        stack.addWidget(Page(page, family, stack))
    stack.setGeometry(0, 0, *spec["size"])
    stack.show()
    sys.exit(app.exec())


if __name__ == "__main__":
    main()
