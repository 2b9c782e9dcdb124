"""What a page to read says: the screen's words and the paper's."""

from kiosk.session.guides.pages import ReadPage, ReadSection
from kiosk.session.pages.rule_dates import as_of_line
from kiosk.settings.texts import Texts


def section_lines(section: ReadSection, hotline: str, texts: Texts) -> tuple[str, ...]:
    """Return a section's lines; what no source says is asked for by telephone."""
    if section.topics:
        return tuple(texts(f"topic__{name}") for name in section.topics)
    return section.lines or (texts("read__ask", hotline=hotline),)


def read_title(page: ReadPage, texts: Texts) -> str:
    """Return what a page to read is about."""
    return page.title or texts(f"topic__{page.topic}")


def age_line(dated: tuple[str, ...] | None, texts: Texts) -> str:
    """Say how old the rules are; nothing where there is no rule."""
    return "" if dated is None else as_of_line(texts, dated)
