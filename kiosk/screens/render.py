"""From a page value to a laid-out tree: the one table that knows every page.

A page class without a line here is an error that a test finds.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kiosk.screens.acts.loss import (
    loss_confirm,
    loss_done,
    loss_impossible,
    loss_waiting,
)
from kiosk.screens.acts.lost_card import lost_card
from kiosk.screens.acts.number import id_card, number, service_pin
from kiosk.screens.acts.results import (
    act_done,
    act_refused,
    act_unknown,
    contact_review,
    progress,
)
from kiosk.screens.attract import attract
from kiosk.screens.chip_facts import chip_facts
from kiosk.screens.context import Context, Presentation, Studio
from kiosk.screens.contributions import contributions
from kiosk.screens.ending import center_away, printed, still_there, take_card
from kiosk.screens.help.lists import listing
from kiosk.screens.help.read import reading
from kiosk.screens.home import home
from kiosk.screens.maintenance.login import maintenance_login
from kiosk.screens.maintenance.state import maintenance
from kiosk.screens.pin import last_try, pin, pinpad
from kiosk.screens.pin_change import change_pin, initial_pin, pin_changed, unlock
from kiosk.screens.rights.menu import menu, privacy
from kiosk.screens.rights.record import record
from kiosk.screens.strip import roomy
from kiosk.screens.toolkit.geometry import TIGHTEST, Level
from kiosk.screens.toolkit.keypad import DIGITS, Entry
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
    pages.ListPage: listing,
    pages.ReadPage: reading,
    pages.NumberPage: number,
    pages.ServicePinPage: service_pin,
    pages.IdCardPage: id_card,
    pages.LossConfirmPage: loss_confirm,
    pages.LossDonePage: loss_done,
    pages.LossWaitingPage: loss_waiting,
    pages.LossImpossiblePage: loss_impossible,
    pages.ActRefusedPage: act_refused,
    pages.ActDonePage: act_done,
    pages.ActUnknownPage: act_unknown,
    pages.LostCardPage: lost_card,
    pages.ContactReviewPage: contact_review,
    pages.ProgressPage: progress,
    pages.MaintenanceLoginPage: maintenance_login,
    pages.MaintenancePage: maintenance,
    pages.MenuPage: menu,
    pages.PrivacyPage: privacy,
    pages.ContributionYearsPage: record,
    pages.RightsStatementPage: record,
    pages.PensionAccountPage: record,
    pages.StatementPage: record,
    pages.MedicalAccountPage: record,
    pages.VisitsPage: record,
    pages.VisitPage: record,
    pages.BenefitPage: record,
    pages.PersonPage: record,
    pages.ParticipationPage: record,
}

_log = logging.getLogger(__name__)
_told: set[str] = set()
"""Pages that were found too full; each is told once, not at every touch."""

EASES = (1.0, 0.75, TIGHTEST)
"""Gaps, drawings and heights give way before text does."""
STEP = 0.25
"""By how much of a level text shrinks on a page that has no room for it."""
MOST_PARTS = 8
"""On a small panel the largest text comes down to elder size rather than divide a page
into more parts: nobody turns so often and still knows where they were."""
LEAST = 0.25
"""Below normal only what no sample needs: a page that is fuller than any known."""


def render(page: Page, context: Context) -> Tree:
    """Lay one page out with the text size of the context."""
    return PAGES[type(page)](page, context)


def render_fitting(
    page: Page,
    studio: Studio,
    presentation: Presentation,
    entry: Entry | None = None,
    part: int = 0,
    keys: str = DIGITS,
) -> Tree:
    """Lay one page out with the largest text that fits, up to the wanted one."""
    found: Tree | None = None
    for level, ease in _attempts(float(presentation.level)):
        if found is not None and level < Level.ELDER:
            return found
        context = studio.context(presentation, level, entry, part, keys, ease)
        tree = render(page, context)
        if tree.overflow:
            continue
        if tree.parts <= MOST_PARTS or roomy(context.kit) or level <= Level.ELDER:
            return tree
        if found is None or tree.parts < found.parts:
            found = tree
    if found is None:
        _tell(page, tree)
    return found or tree


def _attempts(level: float) -> Iterator[tuple[float, float]]:
    """Yield levels and eases to try, the roomiest with the largest text first."""
    for ease in EASES:
        yield level, ease
    while level > LEAST:
        level -= STEP
        yield level, TIGHTEST


def _tell(page: Page, tree: Tree) -> None:
    """Log once that a page has no room on this panel, whatever was tried."""
    name = type(page).__name__
    if name not in _told:
        _told.add(name)
        _log.warning("%s is too full for the panel by %d px", name, tree.overflow)
