"""A PIN or a password on its way from the finger; it never shows itself.

Nothing here checks one: the card's own counter, or a hash, is the only judge.
"""


class Password:
    """What somebody typed as a secret.

    `repr`, `str`, formatting and pickling give nothing away, so that a log line or a
    crash report with one in it stays clean.
    """

    __slots__ = ("_characters",)

    def __init__(self, characters: str) -> None:
        self._characters = characters

    def reveal(self) -> str:
        """Return the characters; only what codes, hashes or judges them calls this."""
        return self._characters

    def __len__(self) -> int:
        return len(self._characters)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other._characters == self._characters

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{type(self).__name__}(hidden)"

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("A secret is not written anywhere.")


class Pin(Password):
    """A card's or a service's: 4 to 12 characters of 0-9 and X."""

    __slots__ = ()

    def __init__(self, characters: str) -> None:
        """Keep the characters.

        :raises ValueError: when one is not a digit or X; the text does not show it.
        """
        if not all(c in "0123456789X" for c in characters):
            raise ValueError("A PIN holds digits and X only.")
        super().__init__(characters)
