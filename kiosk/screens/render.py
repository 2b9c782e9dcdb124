"""From a page value to a laid-out tree: the one table that knows every page.

A page class without a line here is an error that a test finds.
"""

from collections.abc import Callable, Mapping
from typing import Any

from kiosk.screens.attract import attract
from kiosk.screens.chip_facts import chip_facts
from kiosk.screens.context import Context, Presentation, Studio
from kiosk.screens.contributions import contributions
from kiosk.screens.ending import center_away, printed, still_there, take_card
from kiosk.screens.home import home
from kiosk.screens.maintenance.login import maintenance_login
from kiosk.screens.maintenance.state import maintenance
from kiosk.screens.pin import last_try, pin, pinpad
from kiosk.screens.pin_change import change_pin, initial_pin, pin_changed, unlock
from kiosk.screens.toolkit.keypad import Entry
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.trouble import guide, out_of_service, trouble
from kiosk.screens.waiting import busy, starting
from kiosk.session import pages
from kiosk.session.pages import Page

PAGES: Mapping[type[Page], Callable[[Any, Context], Tree]] = {
    pages.StartingPage: starting,
    pages.AttractPage: attract,
    pages.OutOfServicePage: out_of_service,
    pages.BusyPage: busy,
    pages.TroublePage: trouble,
    pages.GuidePage: guide,
    pages.PinPage: pin,
    pages.PinpadPage: pinpad,
    pages.LastTryPage: last_try,
    pages.ChangePinPage: change_pin,
    pages.InitialPinPage: initial_pin,
    pages.PinChangedPage: pin_changed,
    pages.UnlockPage: unlock,
    pages.HomePage: home,
    pages.ContributionsPage: contributions,
    pages.CenterAwayPage: center_away,
    pages.ChipFactsPage: chip_facts,
    pages.PrintedPage: printed,
    pages.TakeCardPage: take_card,
    pages.StillTherePage: still_there,
    pages.MaintenanceLoginPage: maintenance_login,
    pages.MaintenancePage: maintenance,
}

STEPS = (1.0, 0.75, 0.5, 0.25, 0.0, -0.25, -0.5)
"""Text from large over normal downwards: the largest that the page has room for.
Below normal only what no sample needs: a page that is fuller than any known."""


def render(page: Page, context: Context) -> Tree:
    """Lay one page out with the text size of the context."""
    return PAGES[type(page)](page, context)


def render_fitting(
    page: Page, studio: Studio, presentation: Presentation, entry: Entry | None = None
) -> Tree:
    """Lay one page out with the largest text that fits, up to the wanted one."""
    wanted = 1.0 if presentation.text_size else 0.0
    for step in STEPS:
        if step > wanted:
            continue
        tree = render(page, studio.context(presentation, step, entry))
        if not tree.overflow:
            break
    return tree
