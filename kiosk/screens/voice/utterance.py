"""One thing to be said: the value that a page's description is turned into.

It carries text as it is displayed; how that is pronounced is decided in `words`.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Utterance:
    """A text in one language, said as a whole."""

    text: str = field(repr=False)
    """As displayed: amounts with digits, dates with hyphens, masks as stars."""
    language: str
    """The name of a folder of locales, such as "zh-CN"."""
    private: bool = False
    """Heard through headphones only, and kept nowhere."""
