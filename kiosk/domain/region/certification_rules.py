"""What a region says of certifying that a benefit's receiver is still entitled."""

from typing import Annotated

import msgspec

from kiosk.domain.region.region_rules import Rules, Words
from kiosk.domain.services.eligibility import CertifiedBenefit
from kiosk.domain.toml_table import TomlTable


class CertificationCycle(TomlTable, frozen=True):
    """How many months a certification holds for one benefit."""

    benefit: CertifiedBenefit
    months: Annotated[int, msgspec.Meta(ge=1, le=60)]


class CertificationRules(Rules, frozen=True, kw_only=True):
    """How often for which benefit, whether here, and what happens if it is missed."""

    kiosk: bool = False
    """A kiosk may take it; else its page says where."""
    cycles: tuple[CertificationCycle, ...] = ()
    """A benefit that is left out has a cycle that nobody knows."""
    card_alone: bool = False
    """Card and PIN alone are a certification; else the office checks who came."""
    suspended_here: bool = False
    """A kiosk may take it also for a benefit that was stopped already."""
    missed: str = ""
    """What happens when it is missed, in words for the person."""
    where: Words = ()
    """Where else, and where who was stopped has to go."""
    needs: Words = ()
    notes: Words = ()

    def months_of(self, benefit: CertifiedBenefit) -> int | None:
        """Return how many months one holds for a benefit; None: it is not known."""
        found = (each.months for each in self.cycles if each.benefit is benefit)
        return next(found, None)
