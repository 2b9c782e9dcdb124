"""A first start changes how all pages are shown: the language, the panel's size."""

from kiosk.screens.window.current_view import CurrentView
from kiosk.session.pages.everywhere import AttractPage, BusyPage
from kiosk.settings.config import PanelSettings


def view() -> CurrentView:
    made = CurrentView(PanelSettings(), lambda kind: None)
    made.show(1, BusyPage("busy__starting"))
    return made


def test_a_language_stays_when_an_idle_page_comes() -> None:
    shown = view()
    shown.speak("en")
    assert shown.describe()["language"] == "en"
    shown.show(2, AttractPage("", "", "12333", ()))
    assert shown.describe()["language"] == "en"


def test_pages_are_laid_out_by_the_measured_size() -> None:
    shown = view()
    before = shown.tree.kit.metrics.per_mm
    shown.measured(134.0, 238.0)
    assert shown.tree.kit.metrics.per_mm > 1.9 * before
    assert shown.tree.area.size == view().tree.area.size
