"""Measures every sample in every presentation that changes where things stand.

Covered: each sample, upright and lying, at all four text sizes, in every language,
with the controls moved down and not, with the voice's keys and without, private pages
hidden and shown, and every part of what does not fit at once. Colours change no place,
so each theme is painted and measured once. What is measured is in `audit`.
"""

from itertools import product

import pytest

from kiosk.screens.context import Presentation
from kiosk.screens.toolkit.geometry import Level
from kiosk.screens.toolkit.theme import THEMES, Role, contrast
from kiosk.session.pages import Page
from kiosk.texts import languages
from tests.screens.audit import layout_findings
from tests.screens.audit_colors import contrasts, pressed_contrasts
from tests.screens.samples import SAMPLES
from tests.screens.studio import all_parts, laid_out, painted

MAY_SHRINK = {
    "attract": "the call to put the card in stays in sight: nothing pages on its own",
    "attract-troubles": "as attract, with two notes more",
    "attract-all": "as attract, with hours and a notice",
    "unkind-emoji": "a greeting of two lines where nobody's name is so long",
}
"""Pages whose largest text may be smaller than promised, and why."""


@pytest.fixture(params=SAMPLES)
def sample(request: pytest.FixtureRequest) -> str:
    """Return the name of one sample."""
    return str(request.param)


def presentations(page: Page) -> list[Presentation]:
    """Return the presentations that lay this page out differently.

    All combinations at the largest text, where there is least room; at the other
    sizes what takes room comes together.
    """
    found = []
    for language, level in product(languages(), Level):
        largest = level is Level.LARGEST
        for low, masked in product((False, True), repeat=2):
            if (masked and not page.private) or (low != masked and not largest):
                continue
            found.append(Presentation(language, level, low=low, masked=masked))
        if not page.private:
            found.append(Presentation(language, level, low=True))
        if largest or level is Level.NORMAL:
            found.append(Presentation(language, level, voice=True, low=largest))
    return found


@pytest.mark.parametrize("panel", ["portrait", "landscape"])
def test_layout(sample: str, panel: str) -> None:
    page = SAMPLES[sample]
    for shown in presentations(page):
        for tree in all_parts(page, panel, shown):
            for finding in layout_findings(tree, page, shown):
                if sample in MAY_SHRINK and finding.startswith("capitals"):
                    continue
                pytest.fail(f"{sample} {panel} {shown} part {tree.part}: {finding}")


@pytest.mark.parametrize("theme", THEMES)
def test_contrast(sample: str, theme: str) -> None:
    page = SAMPLES[sample]
    looks = [("portrait", Level.NORMAL)]
    if theme == "default":
        looks.append(("landscape", Level.ELDER))
    for panel, level in looks:
        shown = Presentation(level=level, theme=theme)
        for tree in all_parts(page, panel, shown):
            painted(tree)
            for finding in contrasts(tree):
                pytest.fail(f"{sample} {panel} {shown} part {tree.part}: {finding}")


def test_half_scale_renders(sample: str) -> None:
    tree = laid_out(SAMPLES[sample], "half")
    painted(tree)
    assert tree.overflow == 0
    assert all(tree.area.contains(button.rect) for button in tree.buttons)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["home", "pin", "contributions", "trouble-C01"])
def test_edges_and_pressed_keys(name: str, theme: str) -> None:
    """What is not text is at least 3:1, a pressed key as readable as a free one."""
    tree = laid_out(SAMPLES[name], presentation=Presentation(theme=theme))
    ground = tree.kit.theme[Role.GROUND]
    for button in tree.buttons:
        _, edge, _ = button.colors()
        if button.enabled:
            assert contrast(tree.kit.color(edge), ground) >= 3, button.name
    assert list(pressed_contrasts(tree)) == []


@pytest.mark.parametrize("theme", THEMES)
def test_the_chosen_year_is_told_without_colour(theme: str) -> None:
    """Its frame is thicker and its word bolder, so that grey eyes see it too."""
    tree = laid_out(SAMPLES["contributions"], presentation=Presentation(theme=theme))
    picture = painted(tree)
    widths = []
    for name in ("year-2024", "year-2023"):
        button = tree.button_named(name)
        assert button is not None
        middle = button.rect.midleft
        edge = picture.get_at(middle)
        run = 0
        while picture.get_at((middle[0] + run, middle[1])) == edge:
            run += 1
        widths.append(run)
    assert widths[0] >= 2 * widths[1]
