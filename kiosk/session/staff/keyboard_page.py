"""A keyboard for words: a password, a sentence for people, a setting's value."""

from typing import ClassVar

from kiosk.session.pages.page import Answer, Page, Part


class KeyboardPage(Page, frozen=True):
    """The keyboard; answers TextTyped or BACK.

    Its words are `typing__<purpose>` and, below it, `typing__<purpose>__hint`.
    """

    name: ClassVar[str] = "keyboard"
    purpose: str
    least: int = 1
    most: int = 64
    secret: bool = False
    """Only how much was typed is shown."""
    mistake: str = ""
    """What was wrong before, `typing__mistake__<name>`."""
    typed: str = ""
    """What stands already, to be changed; never a secret."""
    progress: str = ""
    """How far a first start is; empty: it is the maintenance's page."""

    @property
    def called(self) -> str:
        return f"{self.name}-{self.purpose}"


class TextTyped(Answer, Part, frozen=True):
    """Words were typed and confirmed; they may be a secret, and no text shows them."""

    text: str
