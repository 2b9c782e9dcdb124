"""What an operator may do: each role may all that the ones below it may."""

from enum import IntEnum


class DeskRole(IntEnum):
    """The least role that a page names; its word is kept in the database."""

    VIEWER = 1
    """Sees."""
    OPERATOR = 2
    """Acts on machines."""
    ADMIN = 3
    """Accounts, rollouts, the authority."""

    @property
    def word(self) -> str:
        """Return how it is written: in commands, the database, keys of words."""
        return self.name.lower()


WORDS = tuple(role.word for role in DeskRole)


def role_of(word: str) -> DeskRole:
    """Return the role of a word.

    :raises ValueError: when there is none.
    """
    if word not in WORDS:
        raise ValueError("no role")
    return DeskRole[word.upper()]
