"""Which choices stand where."""

from kiosk.session.visit.menus import MENUS, shown


def test_a_menu_that_leads_nowhere_is_left_out() -> None:
    menus = MENUS["hall"]
    assert "card_services" not in shown(menus, "home", ["visits", "pension"])
    assert shown(menus, "home", ["visits"]) == ("health",)
    assert shown(menus, "health", ["visits"]) == ("visits",)
