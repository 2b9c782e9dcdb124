"""What a page to read says: the screen's words and the paper's."""

from kiosk.session.guides.pages import ReadPage, ReadSection, Way
from kiosk.session.pages.rule_dates import as_of_line
from kiosk.settings.texts import Texts


def section_lines(section: ReadSection, hotline: str, texts: Texts) -> tuple[str, ...]:
    """Return a section's lines; what no source says is asked for by telephone."""
    if section.topics:
        return tuple(texts(f"topic__{name}") for name in section.topics)
    if section.ways:
        return tuple(way_line(way, texts) for way in section.ways)
    if section.heading.endswith("_yuan"):
        return tuple(_fee(yuan, texts) for yuan in section.lines)
    told = tuple(told_line(name, words, texts) for name, words in section.told)
    return (*told, *section.lines) or (texts("read__ask", hotline=hotline),)


def told_line(name: str, words: tuple[str, ...], texts: Texts) -> str:
    """Say what words of a region are about: of places any one, of papers all."""
    several = f"read__told__{name}__several"
    key = several if len(words) > 1 and texts.has(several) else f"read__told__{name}"
    return texts(key, words=texts("list__separator").join(words))


def _fee(yuan: str, texts: Texts) -> str:
    """Say a figure of the fee table with its unit, and nothing as nothing."""
    return texts("read__no_fee") if yuan == "0" else texts("read__yuan", amount=yuan)


NEXT_DOOR = 75
"""Metres: nearer than this no figure helps anybody."""


def distance(metres: int, texts: Texts) -> str:
    """Return how far something is, no finer than a straight line can tell."""
    if metres < 975:
        return texts("read__metres", metres=max(50, round(metres / 50) * 50))
    tenths = f"{metres / 1000:.1f}" if metres < 9950 else f"{metres / 1000:.0f}"
    return texts("read__kilometres", kilometres=tenths.removesuffix(".0"))


def way_line(way: Way, texts: Texts) -> str:
    """Say how far an office is and in which direction: what the map shows, in words."""
    if way.metres < NEXT_DOOR:
        return texts("read__next_door")
    toward = texts(f"read__toward__{way.toward}")
    return texts("read__way", distance=distance(way.metres, texts), toward=toward)


def read_title(page: ReadPage, texts: Texts) -> str:
    """Return what a page to read is about."""
    return page.title or texts(f"topic__{page.topic}")


def age_line(dated: tuple[str, ...] | None, texts: Texts) -> str:
    """Say how old the rules are; nothing where there is no rule."""
    return "" if dated is None else as_of_line(texts, dated)
