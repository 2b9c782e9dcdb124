"""How old a rule is, in words; of a source without a date it says just that."""

from kiosk.settings.texts import Texts


def dates_of(as_of: tuple[str, ...], sign: str = "、") -> str:
    """Return the dates of a rule in one line, as the source prints them."""
    return sign.join(as_of)


def as_of_line(texts: Texts, as_of: tuple[str, ...]) -> str:
    """Say how old a rule is; of a source without a date it says just that."""
    if not as_of:
        return texts("guide__undated")
    return texts("guide__as_of", date=dates_of(as_of, texts("guide__and")))
