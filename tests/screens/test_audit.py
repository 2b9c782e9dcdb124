"""Measures every sample in every presentation that changes where things stand.

Covered: each sample, upright and lying, at all four text sizes, in every language,
with the controls moved down and not, with the voice's keys and without, private pages
hidden and shown, and every part of what does not fit at once; at a landing the
`is_usual` half of these, which has the least and the most room of each, in a long run
the other half, too. Colours change no place, so each theme is painted and measured
once. What is measured is in `audit`.
"""

from collections.abc import Iterable
from itertools import product

import pytest
from msgspec.structs import replace

from kiosk.machine.shell.doctor.doctor import panel_seen
from kiosk.screens.frame.context import Presentation, Studio
from kiosk.screens.toolkit.figures.chart import BarChart
from kiosk.screens.toolkit.geometry import Level
from kiosk.screens.toolkit.keys.keypad import TypedEntry
from kiosk.screens.toolkit.theme import THEMES, Role, contrast
from kiosk.screens.window.page_table import render_fitting
from kiosk.session.loss.id_number import NumberMistake
from kiosk.session.loss.pages import NumberKind, NumberPage
from kiosk.session.staff.pages import PartHealth
from kiosk.settings.config import PanelSettings
from kiosk.settings.texts import languages, load_texts
from tests.every import every
from tests.screens.audit import drawings, layout_mistakes, strangers
from tests.screens.audit_colors import contrasts, pressed_contrasts
from tests.screens.presentations import is_usual, presentations
from tests.screens.samples import SAMPLES
from tests.screens.studio import PANELS, all_parts, laid_out, painted, studio
from tests.wording import english

LARGE = (Level.ELDER, Level.LARGEST)
MAY_SHRINK = {
    "attract": "the call to put the card in stays in sight: nothing pages on its own",
    "attract-troubles": "as attract, with two notes more",
    "attract-message": "as attract, with what the desk tells",
    "attract-all": "as attract, with hours and a notice",
    "unkind-emoji": "a greeting of two lines where nobody's name is so long",
}
"""Pages whose largest text may be smaller than promised, and why."""


@pytest.fixture(params=SAMPLES)
def sample(request: pytest.FixtureRequest) -> str:
    """Return the name of one sample."""
    return str(request.param)


def lay_out_all(sample: str, panel: str, looks: Iterable[Presentation]) -> None:
    """Measure a sample in some presentations, with every part of what is divided."""
    page = SAMPLES[sample]
    for shown in every(looks):
        for tree in all_parts(page, panel, shown):
            for mistake in layout_mistakes(tree, page, shown):
                if sample in MAY_SHRINK and mistake.startswith("capitals"):
                    continue
                pytest.fail(f"{sample} {panel} {shown} part {tree.part}: {mistake}")


@pytest.mark.parametrize("panel", ["portrait", "landscape"])
def test_layout(sample: str, panel: str) -> None:
    private = SAMPLES[sample].private
    shown = presentations(SAMPLES[sample])
    lay_out_all(sample, panel, [one for one in shown if is_usual(one, private)])


@pytest.mark.long
@pytest.mark.parametrize("panel", ["portrait", "landscape"])
def test_layout_in_every_other_presentation(sample: str, panel: str) -> None:
    private = SAMPLES[sample].private
    shown = presentations(SAMPLES[sample])
    lay_out_all(sample, panel, [one for one in shown if not is_usual(one, private)])


def test_each_landing_measures_every_size_language_and_help() -> None:
    """What a landing leaves to the long run is none of these, for no page."""
    for page in every(SAMPLES.values()):
        shown = presentations(page)
        assert len(set(shown)) == len(shown), "none is measured twice"
        usual = [one for one in shown if is_usual(one, page.private)]
        assert 8 <= len(usual) < len(shown)
        pairs = {(one.level, one.language) for one in usual}
        assert {level for level, _ in pairs} == set(Level)
        both = set(product((Level.NORMAL, Level.LARGEST), languages()))
        assert both <= pairs
        for name in ("low", "voice", *(["masked"] if page.private else [])):
            assert {getattr(one, name) for one in usual} == {False, True}, name


CROWDED = {
    "unkind-amounts": "amounts as long as nobody has",
    "attract-bare": "as attract",
    "contribution_years-mixed": "one year's record is as high as the panel",
    "rights_statement": "as contribution_years-mixed",
    "medical_account": "as contribution_years-mixed",
    "medical_account-huge": "as contribution_years-mixed",
    "home-due": "what is due stands above six choices with their hints",
    "home-offline": "as home-due",
    "attract-hospital": "as attract, with one key more",
    "registration-no-paper": "the number stands very large, for who has no slip",
    "visits": "as contribution_years-mixed",
    "visits-kind": "as contribution_years-mixed",
    "visits-no-print": "as contribution_years-mixed",
}
"""Pages whose elder text may be smaller than promised on 15.6 inch, and why."""


@pytest.mark.parametrize("panel", ["small-upright", "small-lying"])
def test_layout_on_a_small_panel(sample: str, panel: str) -> None:
    """On 15.6 inch everything stays on the panel, in the words that need most room."""
    page = SAMPLES[sample]
    looks = [Presentation(language) for language in languages()]
    looks.append(Presentation("en", Level.ELDER))
    for shown in every(looks):
        may = {**MAY_SHRINK, **(CROWDED if shown.elder else {})}
        for tree in all_parts(page, panel, shown):
            for mistake in layout_mistakes(tree, page, shown):
                if sample in may and mistake.startswith("capitals"):
                    continue
                pytest.fail(f"{sample} {panel} {shown} part {tree.part}: {mistake}")


WRONG_NUMBERS = {
    NumberMistake.X_INSIDE: ("number", "99X"),
    NumberMistake.DATE: ("number", "99000020991"),
    NumberMistake.CHECK: ("number", "990000199001010000"),
    NumberMistake.NO_X: ("number-mobile", "1X"),
    NumberMistake.MOBILE: ("number-mobile", "2"),
    NumberMistake.AREA_CODE: ("number-phone", "01234567"),
    NumberMistake.PHONE: ("number-phone", "123456789"),
}


@pytest.mark.parametrize("panel", ["portrait", "landscape", "small-lying"])
@pytest.mark.parametrize("mistake", NumberMistake)
def test_what_is_wrong_with_a_number_has_room(
    mistake: NumberMistake, panel: str
) -> None:
    """It is said at once, whole, and nothing moves when it comes."""
    sample, typed = WRONG_NUMBERS[mistake]
    kind = NumberKind.PHONE if sample == "number-phone" else None
    page = SAMPLES["number-mobile" if kind else sample]
    assert isinstance(page, NumberPage)
    page = replace(page, kind=kind) if kind else page
    levels = (Level.NORMAL,) if panel == "small-lying" else (Level.NORMAL, *LARGE)
    for language, level in product(languages(), levels):
        entry, shown = TypedEntry(1, 18), Presentation(language, level)
        before = [b.rect for b in render_fitting(page, studio(panel), shown).buttons]
        for character in typed:
            entry.add(character)
        tree = render_fitting(page, studio(panel), shown, entry)
        words = load_texts(language)(f"number_mistake__{mistake}")
        assert words in tree.texts()
        assert list(layout_mistakes(tree, page, shown)) == []
        assert [button.rect for button in tree.buttons] == before


def test_the_audit_sees_what_draws_itself() -> None:
    """Places on a key they do not belong to, and a chart without room, are found."""
    tree = laid_out(SAMPLES["pin"])
    assert tree.keypad is not None
    assert [*strangers(tree), *drawings(tree)] == []
    tree.keypad.dots.place(tree.keypad.confirm.rect)
    assert any("on a button" in mistake for mistake in strangers(tree))
    tree.keypad.dots.place(tree.keypad.confirm.rect.move(tree.area.width // 2, 0))
    assert any("outside its box" in mistake for mistake in drawings(tree))
    tree = laid_out(SAMPLES["contributions"])
    chart = next(w for w in tree.root.walk() if isinstance(w, BarChart))
    chart.place(chart.rect.inflate(0, -chart.rect.height * 3 // 4))
    assert any("a flat chart" in mistake for mistake in drawings(tree))


def test_a_page_that_is_too_full_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    tiny = Studio(PanelSettings(800, 480, 217.0, 136.0, "dummy"))
    for _ in range(2):
        render_fitting(SAMPLES["pin"], tiny, Presentation())
    said = [line for line in caplog.messages if "PinPage" in line]
    assert len(said) == 1


@pytest.mark.parametrize("panel", PANELS.values(), ids=PANELS)
def test_the_doctor_has_room_for_the_keypad(panel: PanelSettings) -> None:
    assert panel_seen(panel).health is PartHealth.OK


def test_the_doctor_says_when_a_panel_is_too_small() -> None:
    found = panel_seen(PanelSettings(800, 480, 217.0, 136.0))
    assert (found.health, english(found.seen)) == (PartHealth.BAD, "217 x 136 mm")


@pytest.mark.parametrize("panel", ["portrait", "landscape"])
def test_who_sits_listens_and_sees_badly_has_few_parts(panel: str) -> None:
    """The strip leaves room for more than one line of a page at once."""
    shown = Presentation(level=Level.LARGEST, low=True, voice=True)
    assert laid_out(SAMPLES["person"], panel, shown).parts <= 9


@pytest.mark.parametrize("theme", THEMES)
def test_contrast(sample: str, theme: str) -> None:
    page = SAMPLES[sample]
    looks = [("portrait", Level.NORMAL)]
    if theme == "default":
        looks.append(("landscape", Level.ELDER))
    for panel, level in every(looks):
        shown = Presentation(level=level, theme=theme)
        for tree in all_parts(page, panel, shown):
            painted(tree)
            for mistake in contrasts(tree):
                pytest.fail(f"{sample} {panel} {shown} part {tree.part}: {mistake}")


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
