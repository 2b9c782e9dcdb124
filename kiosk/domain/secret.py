"""A PIN on its way from the finger to the card; it never shows itself.

Nothing here checks a PIN: the card's own counter is the only judge.
"""


class Pin:
    """What a person typed: 4 to 12 characters of 0-9 and X.

    `repr`, `str`, formatting and pickling give nothing away, so that a log line or a
    crash report with a Pin in it stays clean.
    """

    __slots__ = ("_characters",)

    def __init__(self, characters: str) -> None:
        """Keep the characters.

        :raises ValueError: when one is not a digit or X; the text does not show it.
        """
        if not all(c in "0123456789X" for c in characters):
            raise ValueError("A PIN holds digits and X only.")
        self._characters = characters

    def reveal(self) -> str:
        """Return the characters; only `encode_pin` and the PIN rules call this."""
        return self._characters

    def __len__(self) -> int:
        return len(self._characters)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pin) and other._characters == self._characters

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "Pin(hidden)"

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("A PIN is not written anywhere.")
