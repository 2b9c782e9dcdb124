"""Columns on a terminal, where a Hanzi takes two places."""

import unicodedata


def padded(text: str, places: int) -> str:
    """Return the text filled up to a width on the terminal; longer stays as it is."""
    taken = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
    return text + " " * (places - taken)
