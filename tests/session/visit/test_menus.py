"""Which choices stand where."""

import pytest

from kiosk.screens.looks.home_look import ICONS
from kiosk.session.visit.menus import MENUS, shown
from kiosk.session.visit.no_card import QUIET_SERVICES
from kiosk.settings.texts import languages, own_entries
from tests.every import every


def test_a_menu_that_leads_nowhere_is_left_out() -> None:
    menus = MENUS["hall"]
    assert "card_services" not in shown(menus, "home", ["visits", "pension"])
    assert shown(menus, "home", ["visits"]) == ("health",)
    assert shown(menus, "health", ["visits"]) == ("visits",)


@pytest.mark.parametrize("site", MENUS)
def test_no_two_choices_of_a_menu_bear_the_same_drawing(site: str) -> None:
    for menu, names in every(MENUS[site].items()):
        drawn = [ICONS.get(name, "service") for name in names]
        assert len(set(drawn)) == len(drawn), menu
        assert "check" not in drawn  # it would look done


@pytest.mark.parametrize("language", languages())
def test_every_service_without_a_card_has_its_words(language: str) -> None:
    """On its tile, and in the list behind one large choice in elder mode."""
    entries = own_entries(language)
    wanted = [
        key
        for name in every(QUIET_SERVICES)
        for key in (
            f"attract__{name}",
            f"list__more__{name}",
            f"list__more__{name}__hint",
        )
    ]
    assert [key for key in wanted if key not in entries] == []
