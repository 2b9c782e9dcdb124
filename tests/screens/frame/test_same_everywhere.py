"""What design.md and accessibility.md promise of every page, in every presentation."""

from collections.abc import Iterator

import pytest

from kiosk.screens.frame.context import Presentation, Studio, Turn
from kiosk.screens.toolkit.figures.chart import BarChart, LineChart
from kiosk.screens.toolkit.geometry import Level
from kiosk.screens.toolkit.keys.button import Button, ButtonKind, Choice
from kiosk.screens.toolkit.text.breaker import broken_word
from kiosk.screens.toolkit.text.paragraph import MASK
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.window.page_table import render_fitting
from kiosk.session.loss.pages import LostCardPage
from kiosk.session.pages.everywhere import (
    BusyPage,
    FaultPage,
    GuidePage,
    StillTherePage,
)
from kiosk.session.pages.page import Page, Tap
from kiosk.session.pages.record import RecordPage
from kiosk.session.pin.pages import LastTryPage, PinpadPage, PinPage, UnlockPage
from kiosk.session.staff.pages import ToolPage
from kiosk.session.visit.pages import TakeCardPage
from kiosk.settings.config import PanelSettings
from kiosk.settings.texts import languages, load_texts
from tests.every import every
from tests.screens.samples import SAMPLES
from tests.screens.studio import HOTLINE, PANELS, all_parts, laid_out

TAKES_CARD = (
    *(GuidePage, LastTryPage, LostCardPage, PinPage, TakeCardPage, FaultPage),
    UnlockPage,
)
"""Before anything was opened: the way out of these pages gives the card back."""
NO_TOUCH = (BusyPage, PinpadPage, StillTherePage)
LEVELS = (Level.NORMAL, Level.ELDER, Level.LARGEST)
MOST_CHOICES = 6
"""A technician sees all parts at once; who rarely stands here chooses among six."""
VISIT = {
    name: page
    for name, page in SAMPLES.items()
    if (page.private or getattr(page, "card", False))
    and not isinstance(page, (*TAKES_CARD, *NO_TOUCH))
    and getattr(page, "card", True)
    and not name.startswith(
        ("loss_", "withdrawal_", "progress", "act_done", "replacement")
    )
}
"""Pages of a visit; a loss report's and a progress' own end is Done."""
LOW_PANEL = PanelSettings(768, 1366, 194.0, 344.0, "dummy")
"""As many halls have it: 15.6 inch upright with few pixels."""


def looks(page: Page) -> Iterator[tuple[str, Tree]]:
    """Yield a page on both panels in the sizes, with the controls down and not."""
    for panel in ("portrait", "landscape"):
        for level in LEVELS:
            for low in (False, True):
                shown = Presentation(level=level, low=low)
                yield f"{panel} {level.name} {low}", laid_out(page, panel, shown)


@pytest.mark.parametrize("name", SAMPLES)
def test_ways_out_and_choices_are_as_promised(name: str) -> None:
    """All in one: to lay a page out in every presentation takes longest."""
    page = SAMPLES[name]
    for look, tree in every(looks(page)):
        if name in VISIT:
            finishing_is_there(tree, look)
        the_way_back_is_quiet_and_below_or_left_of_all_else(tree, look)
        if not isinstance(page, ToolPage):
            choices = [b for b in tree.buttons if isinstance(b, Choice)]
            assert len(choices) <= MOST_CHOICES, look


def finishing_is_there(tree: Tree, look: str) -> None:
    found = [b for b in tree.buttons if b.action is Tap.FINISH]
    assert len(found) == 1, look
    assert found[0].label == load_texts()("button__finish")


def the_way_back_is_quiet_and_below_or_left_of_all_else(tree: Tree, look: str) -> None:
    backs = [b for b in tree.buttons if b.action is Tap.BACK]
    done = [b for b in tree.buttons if b.action is Tap.FINISH]
    others = [b for b in tree.buttons if not (b.hold or b.of_strip or b.way_out)]
    keys = {id(w) for w in (tree.keypad.walk() if tree.keypad else ())}
    others = [b for b in others if id(b) not in keys]
    for back in backs:
        if not back.way_out:
            continue
        assert back.kind is not ButtonKind.PRIMARY, look
        for other in others:
            beside = other.rect.top < back.rect.bottom - 1
            right = back.rect.right <= other.rect.left
            assert beside or right, (look, other.name)
        for finish in done:
            right = back.rect.right <= finish.rect.left
            under = back.rect.bottom <= finish.rect.top
            assert right or under, look


@pytest.mark.parametrize("name", [n for n in SAMPLES if n.startswith("read-")])
def test_a_page_to_read_has_no_dark_way_back(name: str) -> None:
    for look, tree in every(looks(SAMPLES[name])):
        main = [b for b in tree.buttons if b.kind is ButtonKind.PRIMARY]
        assert all(b.action is Tap.PRINT for b in main), look


def on_low_panel(name: str, shown: Presentation) -> Iterator[Tree]:
    """Yield the parts of a page on the low panel."""
    studio = Studio(LOW_PANEL)
    studio.hotline = HOTLINE
    part, parts = 0, 1
    while part < parts:
        tree = render_fitting(SAMPLES[name], studio, shown, part=part)
        yield tree
        part, parts = part + 1, tree.parts


@pytest.mark.parametrize("name", ["loss_waiting", "loss_waiting-plain"])
@pytest.mark.parametrize("level", LEVELS)
def test_that_a_report_is_not_in_effect_is_said_in_one_piece(
    name: str, level: Level
) -> None:
    for language in every(languages()):
        said = load_texts(language)("loss_waiting__body")
        for low in (False, True):
            first = next(on_low_panel(name, Presentation(language, level, low=low)))
            assert first.overflow == 0
            assert said in first.texts(), (language, low)


PAGED = ("contributions", "visits", "loss_waiting", "read-errand", "list-errands")


@pytest.mark.parametrize("panel", ["portrait", "small-upright", "small-lying"])
@pytest.mark.parametrize("name", PAGED)
def test_the_keys_that_turn_are_never_broken(name: str, panel: str) -> None:
    for language in every(languages()):
        for level in LEVELS:
            for low in (False, True):
                shown = Presentation(language, level, low=low)
                tree = laid_out(SAMPLES[name], panel, shown)
                for button in tree.buttons:
                    if isinstance(button.action, Turn):
                        assert lines_of(button) == 1, (button.label, shown)


@pytest.mark.parametrize("name", SAMPLES)
def test_no_key_breaks_a_word_on_a_small_panel(name: str) -> None:
    shown = Presentation("en", Level.LARGEST)
    for panel in ("small-upright", "small-lying"):
        for button in laid_out(SAMPLES[name], panel, shown).buttons:
            text = button._text
            if text.text and text.rect.width:
                lines = text.lines(text.rect.width)
                assert broken_word(text.text, lines) == "", (panel, button.name)


def lines_of(button: Button) -> int:
    """Return in how many lines a button's words stand."""
    text = button._text
    return len(text.lines(text.rect.width))


@pytest.mark.parametrize("panel", ["portrait", "landscape"])
def test_a_year_stands_on_one_part_where_there_is_room(panel: str) -> None:
    for masked in (False, panel == "portrait"):
        shown = Presentation(masked=masked)
        assert laid_out(SAMPLES["contributions"], panel, shown).parts == 1


@pytest.mark.parametrize("name", [n for n, p in SAMPLES.items() if p.private])
def test_while_hidden_no_chart_shows_what_the_dots_hide(name: str) -> None:
    for panel in every(PANELS):
        for tree in all_parts(SAMPLES[name], panel, Presentation(masked=True)):
            charts = [
                w for w in tree.root.walk() if isinstance(w, BarChart | LineChart)
            ]
            assert charts == [], panel


def test_shown_the_charts_are_there() -> None:
    for name in ("pension_account", "contribution_years"):
        page = SAMPLES[name]
        assert isinstance(page, RecordPage)
        assert page.chart
        tree = laid_out(page)
        assert any(isinstance(w, BarChart | LineChart) for w in tree.root.walk())
        assert MASK not in tree.texts()


def test_what_the_filter_holds_now_is_marked() -> None:
    tree = laid_out(SAMPLES["menu-visit_filter"])
    marked = [b for b in tree.buttons if b.kind is ButtonKind.CHOSEN]
    assert [b.name for b in marked] == ["service-year:2024", "service-kind_all"]
    word = load_texts()("menu__chosen", hint="").strip(" ·")
    for button in every(marked):
        assert any(word in hint.words for hint in button.hints)


def test_a_card_s_pin_has_no_letter_and_what_may_end_in_x_has() -> None:
    digits = ("pin", "change_pin", "number-mobile", "maintenance_login")
    for name in every(digits):
        assert laid_out(SAMPLES[name]).button_named("key-x") is None, name
    for name in ("number", "service_pin"):
        assert laid_out(SAMPLES[name]).button_named("key-x") is not None, name


def test_who_is_retired_finds_the_pension_where_nothing_was_found() -> None:
    for name in ("contributions-none", "rights_statement-none", "pension_account-none"):
        tree = laid_out(SAMPLES[name])
        assert tree.button_named("pension") is not None, name
