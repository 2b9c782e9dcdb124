"""What the desk says no with: each is a page in the operator's language."""


class DeskRefusal(Exception):
    """A page with a status instead of the one that was asked for."""

    def __init__(self, status: int, word: str) -> None:
        """Keep them.

        :param word: its sentence is `desk__refused__<word>`.
        """
        super().__init__(word)
        self.status, self.word = status, word


class NotLoggedIn(DeskRefusal):
    """Nobody is logged in, or not any more."""

    def __init__(self) -> None:
        super().__init__(401, "login")


def denied() -> DeskRefusal:
    """Return the refusal of an operator whose role is too low."""
    return DeskRefusal(403, "role")


def no_such_page() -> DeskRefusal:
    """Return the refusal of what is not there."""
    return DeskRefusal(404, "missing")
