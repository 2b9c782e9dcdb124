"""A region's rules of unemployment registration, and whether it gives out vacancies."""

from typing import Annotated, Literal

import msgspec

from kiosk.domain.region.region_rules import Rules, Words

MonthDay = Annotated[int, msgspec.Meta(ge=1, le=31)]


class UnemploymentRules(Rules, frozen=True, kw_only=True):
    """Where one registers as unemployed, and who signs in when."""

    kiosk: bool = False
    """The registration is shown with the card, and signed in to where wanted."""
    sign_in: Literal["", "none", "monthly", "yearly"] = ""
    """How often; yearly: in the month in which one registered. Empty: not known."""
    first_day: MonthDay | None = None
    last_day: MonthDay | None = None
    """The window in the month, cut to its length; None: any day of it."""
    missed: str = ""
    """What one miss means, in words for the person."""
    missed_twice: str = ""
    """What two in a row mean."""
    ends_after: Annotated[int, msgspec.Meta(ge=1, le=12)] | None = None
    """So many missed in a row end it by the rule; None: only the register says so."""
    where: Words = ()
    needs: Words = ()
    online: Words = ()
    notes: Words = ()

    @property
    def wants_sign_in(self) -> bool:
        """Tell whether anybody has to sign in at all."""
        return self.sign_in in ("monthly", "yearly")


class VacancyRules(Rules, frozen=True, kw_only=True):
    """Whether a kiosk shows what work there is, and what to know about it."""

    kiosk: bool = False
    notes: Words = ()
