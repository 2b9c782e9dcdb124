"""Which choices stand where, for a hall and for a hospital: data, in their order.

What a choice does is in `services.py`; one that nobody offers now is left out.
"""

from collections.abc import Mapping, Sequence

from kiosk.domain.records import Insurance

HOME = "home"
MOST = 6
"""Choices in one menu."""

_INSURANCES = tuple(str(insurance) for insurance in Insurance)

CARD_SERVICES: tuple[str, ...] = (
    *("certify", "unemployed", "vacancies"),
    *("contact", "pin_change", "errands"),
)
"""What is done with the card in the slot; a service of the card is added here."""

CHANGES_DUE: tuple[str, ...] = (
    *("certify", "unemployed"),
    *("register", "registrations"),
)
"""After these it is asked anew what is due."""

Menus = Mapping[str, Sequence[str]]

_COMMON: Menus = {
    "contributions": (*_INSURANCES, "rights_statement"),
    "benefits": tuple(
        f"benefit_{name}" for name in ("pension", "unemployment", "maternity", "injury")
    ),
    "card_services": CARD_SERVICES,
    "papers": ("participation", "rights_statement", "statements", "kept_receipts"),
}

MENUS: Mapping[str, Menus] = {
    "hall": {
        HOME: (
            *("contributions", "statements", "health", "entitlements"),
            *("card_services", "papers"),
        ),
        "health": ("medical_account", "visits"),
        "entitlements": ("benefits", "person", "participation"),
        **_COMMON,
    },
    "hospital": {
        HOME: (
            *("register", "registrations", "health", "entitlements"),
            *("card_services", "papers"),
        ),
        "health": ("visits", "medical_account"),
        "entitlements": (
            *("contributions", "statements", "benefits"),
            *("person", "participation"),
        ),
        **_COMMON,
    },
}
"""By `machine.site`; a choice that is itself a key leads to that menu."""

GROUPS: Mapping[str, str] = {
    **{"register": "register", "registrations": "register"},
    **{"card_services": "act", "papers": "print"},
}
"""What a person wants with a choice of the home page, `home__group__<group>`."""
LOOK = "look"
"""The group of all others: to see what is recorded."""


def shown(menus: Menus, menu: str, offered: Sequence[str]) -> tuple[str, ...]:
    """Return a menu's choices that can be had now.

    :param offered: the services that do something for this visit.
    """

    def leads_on(name: str) -> bool:
        return bool(shown(menus, name, offered)) if name in menus else name in offered

    return tuple(name for name in menus[menu] if leads_on(name))
