"""In which presentations the audit measures a page, and in which at every landing."""

from itertools import product

from kiosk.screens.frame.context import Presentation
from kiosk.screens.toolkit.geometry import Level
from kiosk.session.pages.page import Page
from kiosk.settings.texts import languages


def presentations(page: Page) -> list[Presentation]:
    """Return the presentations that lay this page out differently.

    All combinations at the largest text, where there is least room; at the other
    sizes what takes room comes together.
    """
    found = []
    for language, level in product(languages(), Level):
        largest = level is Level.LARGEST
        for low, masked in product((False, True), repeat=2):
            if masked and not page.private:
                continue
            if page.private and low != masked and not largest:
                continue
            found.append(Presentation(language, level, low=low, masked=masked))
        if largest or level is Level.NORMAL:
            found.append(Presentation(language, level, voice=True, low=largest))
    return found


def is_usual(shown: Presentation, private: bool) -> bool:
    """Tell whether each landing measures this one: where the least room is, or most.

    The longer words of English with everything at the largest text, the shorter ones
    of Chinese, which make narrower keys, with what takes most and least; of the other
    sizes one each, and normal text in both languages.
    """
    english = shown.language == "en"
    together = shown.low and shown.masked == private
    if shown.level is Level.LARGEST:
        return english or together or shown.voice
    if shown.level is Level.NORMAL:
        return shown.voice == english and not shown.low
    return together and english == (shown.level is Level.ELDER)
