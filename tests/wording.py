"""What messages say in English, which is what the tests ask for."""

from kiosk.domain.mistake import Mistake
from kiosk.settings.texts import load_texts

english = load_texts("en").say


def sentence(mistake: Mistake) -> str:
    return english(mistake.message)
